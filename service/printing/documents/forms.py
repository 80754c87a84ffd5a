"""Lines of a form and tables, as strips."""

from reportlab.lib.units import mm

from service.printing.documents.blocks import Field, Fields, Table
from service.printing.documents.layout import FORM, laid_out
from service.printing.documents.pages import WIDTH, Pen, Strip
from service.printing.fonts import Face, Faces
from service.printing.surface import Type
from service.printing.typeset import broken

ROW = 27.0
GAP = 10.0  # between the fields of a row
CELL, CELL_LEADING, PADDING = 12.0, 18.0, 4.0
PART = 12  # lines of a table row that stay together; a longer row goes on overleaf
UNDER = 5.0


@laid_out.register
def _(block: Fields, faces: Faces) -> list[Strip]:
    return [*(_field_row(row, faces.body) for row in block.rows), Strip(UNDER, space=True)]


def _field_row(row: tuple[Field, ...], face: Face) -> Strip:
    width = (WIDTH - GAP * (len(row) - 1)) / len(row)
    kind = Type(face, FORM)
    cells = []
    for place, field in enumerate(row):
        left = place * (width + GAP)
        value = face.width(field.label, FORM)
        cells.append((left, left + value, field.label, broken(field.value, face, FORM, width - value - 2)))
    deepest = max(len(lines) for *_, lines in cells)

    def draw(pen: Pen, top: float) -> None:
        for left, value, label, lines in cells:
            pen.text((left, top + 19), label, kind)
            for number, line in enumerate(lines):
                baseline = top + 19 + number * ROW
                pen.text((value + 2, baseline), line, kind)
                pen.rule((value, baseline + UNDER), (left + width, baseline + UNDER))

    return Strip(deepest * ROW, draw)


@laid_out.register
def _(block: Table, faces: Faces) -> list[Strip]:
    shares = sum(column.share for column in block.columns)
    widths = [WIDTH * column.share / shares for column in block.columns]
    head = _row_parts([column.title for column in block.columns], widths, faces.bold)[0]
    body = [part for row in block.rows for part in _row_parts(list(row), widths, faces.body)]
    headed = [Strip(part.height, part.draw, part.keep, head=head) for part in body]
    above = Strip(head.height, head.draw, keep=True)
    return [Strip(2 * mm, space=True, keep=True), above, *headed, Strip(3 * mm, space=True)]


def _row_parts(texts: list[str], widths: list[float], face: Face) -> list[Strip]:
    cells = [
        broken(text, face, CELL, width - 2 * PADDING - 2) for text, width in zip(texts, widths, strict=True)
    ]
    deepest = max(len(lines) for lines in cells)
    starts = range(0, deepest, PART)
    parts = [[lines[start : start + PART] for lines in cells] for start in starts]
    return [
        _part(part, widths, face, (number == 0, number == len(parts) - 1))
        for number, part in enumerate(parts)
    ]


def _part(cells: list[list[str]], widths: list[float], face: Face, ends: tuple[bool, bool]) -> Strip:
    """Return some lines of a row; `ends` says whether they are its first and its last."""
    height = max(len(lines) for lines in cells) * CELL_LEADING + 2 * PADDING
    kind = Type(face, CELL)

    def draw(pen: Pen, top: float) -> None:
        left = 0.0
        for lines, width in zip(cells, widths, strict=True):
            pen.rule((left, top), (left, top + height))
            for number, line in enumerate(lines):
                baseline = top + PADDING + number * CELL_LEADING + CELL * 1.1
                pen.text((left + PADDING, baseline), line, kind)
            left += width
        pen.rule((WIDTH, top), (WIDTH, top + height))
        for drawn, y in zip(ends, (top, top + height), strict=True):
            if drawn:
                pen.rule((0, y), (WIDTH, y))

    return Strip(height, draw)
