"""What stands where on printed pages, read by PDFium: it knows nothing of the engine that set them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

Glyph = tuple[int, float, float, str]  # page, middle of the line from the top, left edge, character


def glyphs_of(pdf: bytes) -> list[Glyph]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [glyph for number, page in enumerate(document) for glyph in _glyphs(number, page)]
    finally:
        document.close()


def _glyphs(number: int, page: pypdfium2.PdfPage) -> list[Glyph]:
    words, height = page.get_textpage(), page.get_height()
    marks = []
    for place in range(words.count_chars()):
        mark = chr(raw.FPDFText_GetUnicode(words, place))
        if mark.strip():
            left, bottom, _right, top = words.get_charbox(place, loose=True)
            marks.append((number, height - (top + bottom) / 2, left, mark))
    return marks


def lines_of(pdf: bytes) -> list[str]:
    """Return each line as it is read, from the top of the first page down, without spaces."""
    return [_text(line) for line in _lines(glyphs_of(pdf))]


def _text(glyphs: Sequence[Glyph]) -> str:
    """Join characters; PDFium counts those beyond 16 bits as two."""
    marks = "".join(mark for *_place, mark in glyphs)
    return marks.encode("utf-16", "surrogatepass").decode("utf-16")


def _lines(glyphs: Sequence[Glyph], height: float = 6) -> list[list[Glyph]]:
    """Glyphs whose middles lie within `height` points stand in one line."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs):
        last = lines[-1][0] if lines else None
        if last is None or glyph[0] != last[0] or glyph[1] - last[1] > height:
            lines.append([])
        lines[-1].append(glyph)
    return [sorted(line, key=lambda one: one[2]) for line in lines]


def pairs_of(pdf: bytes, labels: Sequence[str]) -> list[tuple[str, str]]:
    """Return each label with what is read behind it, up to the next label; the labels come in this order."""
    text = "".join(_without_marks_of_pages(lines_of(pdf)))
    starts, after = [], 0
    for label in labels:
        start = text.find(label, after)
        assert start >= 0, f"{label} is not behind {text[:after][-20:]} but: {text[after:]}"
        starts.append(start)
        after = start + len(label)
    assert not starts or starts[0] == 0, text[: starts[0]]
    ends = [*starts[1:], len(text)]
    return [
        (label, text[start + len(label) : end])
        for label, start, end in zip(labels, starts, ends, strict=True)
    ]


def _without_marks_of_pages(lines: Sequence[str]) -> Iterator[str]:
    """Leave out the count of pages, and the number of the document where a later page repeats it."""
    for place, line in enumerate(lines):
        is_number = re.fullmatch(r"（.+〔\d{4}〕\d*号", line)
        if not re.fullmatch(r"共\d+页第\d+页", line) and not (is_number and line in lines[:place]):
            yield line


def rows_of(pdf: bytes, titles: Sequence[str]) -> list[list[str]]:
    """Return the cells of a table: a row begins where its first column says its number.

    `titles` are those of the columns; the table ends where the page has a gap or text left of its columns.
    """
    lines = _lines(glyphs_of(pdf))
    head = next(line for line in lines if _text(line) == "".join(titles))
    edges = _edges(head, titles)
    rows: list[list[str]] = []
    for line in lines[lines.index(head) + 1 :]:
        cells = [""] * len(titles)
        for _page, _middle, left, mark in line:
            cells[max(column for column, edge in enumerate(edges) if left >= edge or not column)] += mark
        if cells[0].isdecimal():
            rows.append(cells)
        elif cells[0] or not rows:
            break
        else:
            rows[-1] = [first + more for first, more in zip(rows[-1], cells, strict=True)]
    return rows


def _edges(head: Sequence[Glyph], titles: Sequence[str]) -> list[float]:
    """Return where each column begins: eight points left of its title, as a bracket at the start of a line stands."""
    starts = [0, *(sum(map(len, titles[:number])) for number in range(1, len(titles)))]
    edges = [head[start][2] - 8 for start in starts]
    assert all(first < second for first, second in pairwise(edges))
    return edges


def columns_of(pdf: bytes, edges: Sequence[float]) -> list[list[str]]:
    """Return the lines of each strip of the pages between two edges, in points from the left."""
    glyphs = glyphs_of(pdf)
    strips = [[one for one in glyphs if left <= one[2] < right] for left, right in pairwise(edges)]
    return [[_text(line) for line in _lines(strip, 3)] for strip in strips]
