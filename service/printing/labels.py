"""Labels that hang at a risk unit: what it is, how dangerous, and the code that opens its page."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from service.printing import fonts, levels, qr
from service.printing.surface import ImageSurface, PdfSurface, Surface, Type
from service.printing.typeset import POINT, fitted, write

DPI = 300
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
CUT = "#9AA3AD"
HINT = "微信扫一扫"
TITLE = "风险点二维码"


@dataclass(frozen=True)
class Label:
    """What one label says.

    code   as people read it, in groups;  url  as the symbol holds it.
    level  1 major … 4 low, None where nobody has graded the unit;  level_word  names it.
    """

    code: str
    url: str
    title: str
    subtitle: str
    level: int | None
    level_word: str
    phone: str = ""


@dataclass(frozen=True)
class Size:
    """A label, in millimetres. `symbol` is the side of the QR without its quiet zone, at least 25."""

    width: float
    height: float
    symbol: float
    scale: float


@dataclass(frozen=True)
class Sheet:
    """How labels lie on A4."""

    size: Size
    columns: int
    rows: int
    gap: float = 0.0

    def corner(self, place: int) -> tuple[float, float]:
        """Return the upper left of a place, counted from 0 row by row, in millimetres of the page."""
        row, column = divmod(place, self.columns)
        across, down = self.size.width + self.gap, self.size.height + self.gap
        left = (PAGE_WIDTH - self.columns * across + self.gap) / 2
        top = (PAGE_HEIGHT - self.rows * down + self.gap) / 2
        return left + column * across, top + row * down


SMALL = Size(60, 40, symbol=25, scale=1.0)
MEDIUM = Size(90, 55, symbol=35, scale=1.35)
LARGE = Size(100, 70, symbol=42, scale=1.6)

SHEETS = {
    "60x40": Sheet(SMALL, columns=3, rows=6, gap=4),
    "90x55": Sheet(MEDIUM, columns=2, rows=5),
    "100x70": Sheet(LARGE, columns=2, rows=4),
}


def png(label: Label, size: Size = MEDIUM) -> bytes:
    """Return one label as a picture of 300 dots per inch. Raises MissingGlyph."""
    surface = ImageSurface((size.width, size.height), DPI)
    draw(label, size, surface)
    return surface.png()


def pdf(
    labels: Sequence[Label], sheet: Sheet, offset: tuple[float, float] = (0, 0), subject: str = ""
) -> bytes:
    """Return sheets of A4, to be printed at 100 %. Raises MissingGlyph.

    offset   millimetres to the right and down by which this printer misses the sheet
    subject  what the file says of itself besides its title
    """
    faces = fonts.sans()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, initialFontName=faces.first)
    canvas.setTitle(TITLE)
    if subject:
        canvas.setSubject(subject)
    waiting = iter(labels)
    while page := list(islice(waiting, sheet.columns * sheet.rows)):
        for place, label in enumerate(page):
            left, top = sheet.corner(place)
            surface = PdfSurface(canvas, (left + offset[0], top + offset[1]), PAGE_HEIGHT)
            surface.polygon(_rectangle(sheet.size.width, sheet.size.height), None, CUT)
            draw(label, sheet.size, surface)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def joined(files: Iterable[IO[bytes]], subject: str) -> bytes:
    """Return one PDF of several, in their order."""
    whole, buffer = PdfWriter(), io.BytesIO()
    for file in files:
        whole.append(file, import_outline=False)
    whole.add_metadata({"/Title": TITLE, "/Subject": subject})
    whole.write(buffer)
    return buffer.getvalue()


def draw(label: Label, size: Size, surface: Surface) -> None:
    """Draw a label; everything keeps clear of the quiet zone of the symbol."""
    quiet = qr.QUIET * size.symbol / len(qr.matrix(label.url))
    surface.qr((quiet, quiet), size.symbol, label.url)
    _draw_code(label, size, surface, quiet)
    column = _Column(surface, 2 * quiet + size.symbol, size.width - 3 * size.scale, size.scale)
    top, bottom = 3 * size.scale, size.height - 3 * size.scale
    if label.phone:
        bottom = column.line_above(bottom, label.phone)
    bottom = column.band_above(bottom, label)
    top = column.text_below(top, label.title, (bottom - top) * 0.62, bold=True)
    column.text_below(top + size.scale, label.subtitle, bottom - top - size.scale, bold=False)


def _draw_code(label: Label, size: Size, surface: Surface, quiet: float) -> None:
    body = fonts.sans().body
    middle = quiet + size.symbol / 2
    below = 2 * quiet + size.symbol
    room = size.height - below
    code = fitted(label.code, body, ((size.symbol + quiet) / POINT, room / POINT / 2), (8 * size.scale, 4))
    surface.text((middle, below + room * 0.30), code.lines[0], Type(body, code.size, centred=True))
    surface.text((middle, below + room * 0.70), HINT, Type(body, 6.5 * size.scale, centred=True))


@dataclass(frozen=True)
class _Column:
    """The right part of a label, between two edges in millimetres."""

    surface: Surface
    left: float
    right: float
    scale: float

    @property
    def width(self) -> float:
        return self.right - self.left

    def text_below(self, top: float, text: str, height: float, bold: bool) -> float:
        face = fonts.sans().bold if bold else fonts.sans().body
        sizes = (11 * self.scale, 7 * self.scale) if bold else (7.5 * self.scale, 5.5 * self.scale)
        setting = fitted(text, face, (self.width / POINT, height / POINT), sizes)
        write(self.surface, setting, (self.left, top), Type(face, setting.size))
        return top + setting.height * POINT

    def line_above(self, bottom: float, text: str) -> float:
        height = 4.2 * self.scale
        body = fonts.sans().body
        setting = fitted(text, body, (self.width / POINT, height / POINT), (7 * self.scale, 4.5 * self.scale))
        corner = (self.left, bottom - setting.height * POINT)
        write(self.surface, setting, corner, Type(body, setting.size))
        return bottom - max(height, setting.height * POINT)

    def band_above(self, bottom: float, label: Label) -> float:
        height = 7 * self.scale
        box = levels.Box(self.left, bottom - height, self.width, height)
        levels.draw_band(self.surface, box, label.level, label.level_word)
        return bottom - height - self.scale


def _rectangle(width: float, height: float) -> list[tuple[float, float]]:
    return [(0, 0), (width, 0), (width, height), (0, height)]
