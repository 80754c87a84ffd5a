"""Legal documents on A4 in the manner of GB/T 9704-2012. Start at blocks.py."""

import io
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from service.printing import fonts
from service.printing.documents import forms as forms  # registers its blocks
from service.printing.documents.blocks import Document
from service.printing.documents.layout import SMALL, strips_of
from service.printing.documents.pages import HEIGHT, PAGE_HEIGHT, PAGE_WIDTH, WIDTH, Pen, paged
from service.printing.surface import Type

MARK = 14.0  # 四号


def pdf(document: Document, font_directory: Path | None = None) -> bytes:
    """Return the pages; the same document gives the same bytes.

    font_directory  see `fonts.serif`. Raises MissingGlyph naming every character that cannot be drawn.
    """
    faces = fonts.serif(font_directory)
    faces.body.check(fonts.cleaned(text) for text in _texts(document))
    pages = paged(strips_of(document, faces))
    buffer = io.BytesIO()
    size = (PAGE_WIDTH, PAGE_HEIGHT)
    canvas = Canvas(buffer, pagesize=size, invariant=1, initialFontName=faces.first, lang="zh-CN")
    canvas.setTitle(f"{document.title} {document.number}".strip())
    pen = Pen(canvas)
    for number, strips in enumerate(pages, start=1):
        top = 0.0
        for strip in strips:
            strip.draw(pen, top)
            top += strip.height
        _mark(pen, faces, document.mark)
        last = number == len(pages)
        _foot(pen, faces, f"共 {len(pages)} 页　第 {number} 页", document.footer if last else "")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _mark(pen: Pen, faces: fonts.Faces, words: str) -> None:
    if not words:
        return
    half = faces.bold.width(words, MARK) / 2 + 5 * mm
    left, right, top, bottom = WIDTH / 2 - half, WIDTH / 2 + half, -16 * mm, -6 * mm
    for start, end in (
        ((left, top), (right, top)),
        ((left, bottom), (right, bottom)),
        ((left, top), (left, bottom)),
        ((right, top), (right, bottom)),
    ):
        pen.rule(start, end, width=1.2)
    pen.text((WIDTH / 2, -9.2 * mm), words, Type(faces.bold, MARK, centred=True))


def _foot(pen: Pen, faces: fonts.Faces, page: str, footer: str) -> None:
    if footer:
        pen.rule((0, HEIGHT + 4 * mm), (WIDTH, HEIGHT + 4 * mm))
        pen.text((0, HEIGHT + 9 * mm), footer, Type(faces.body, SMALL))
    pen.text((WIDTH / 2, HEIGHT + 18 * mm), page, Type(faces.body, SMALL, centred=True))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
