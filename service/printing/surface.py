"""One drawing, two papers: a PDF page or a picture. Millimetres from the upper left corner."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from PIL import Image, ImageDraw, ImageFont, ImageOps
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from service.printing import qr
from service.printing.fonts import Face, path_of

Point = tuple[float, float]
POINTS_PER_INCH = 72
MM_PER_INCH = 25.4


@dataclass(frozen=True)
class Type:
    """How a line of text is set; `size` in points."""

    face: Face
    size: float
    colour: str = "#000000"
    centred: bool = False


class Surface(Protocol):
    def text(self, at: Point, text: str, kind: Type) -> None:
        """Draw one line; `at` is the left end of the baseline, or its middle if centred."""

    def polygon(self, points: Sequence[Point], fill: str | None, edge: str | None = None) -> None:
        """Fill a closed shape, with a hairline round it where an edge colour is given."""

    def disc(self, centre: Point, radius: float, fill: str) -> None: ...

    def line(self, ends: Sequence[Point], colour: str, width: float) -> None: ...

    def qr(self, corner: Point, side: float, text: str) -> None:
        """Draw a symbol without quiet zone; `corner` is its upper left."""


class PdfSurface:
    """A part of a PDF page."""

    HAIRLINE = 0.25  # points

    def __init__(self, canvas: Canvas, corner: Point, page_height: float) -> None:
        self._canvas = canvas
        self._left, self._top = corner
        self._page_height = page_height

    def _at(self, point: Point) -> Point:
        return (self._left + point[0]) * mm, (self._page_height - self._top - point[1]) * mm

    def text(self, at: Point, text: str, kind: Type) -> None:
        x, y = self._at(at)
        if kind.centred:
            x -= kind.face.width(text, kind.size) / 2
        self._canvas.setFillColor(HexColor(kind.colour))
        words = self._canvas.beginText(x, y)
        for font, piece in kind.face.runs(text):
            words.setFont(font, kind.size)
            words.textOut(piece)
        self._canvas.drawText(words)

    def polygon(self, points: Sequence[Point], fill: str | None, edge: str | None = None) -> None:
        path = self._canvas.beginPath()
        path.moveTo(*self._at(points[0]))
        for point in points[1:]:
            path.lineTo(*self._at(point))
        path.close()
        if fill:
            self._canvas.setFillColor(HexColor(fill))
        if edge:
            self._canvas.setStrokeColor(HexColor(edge))
            self._canvas.setLineWidth(self.HAIRLINE)
        self._canvas.drawPath(path, stroke=int(bool(edge)), fill=int(bool(fill)))

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        self._canvas.setFillColor(HexColor(fill))
        self._canvas.circle(*self._at(centre), radius * mm, stroke=0, fill=1)

    def line(self, ends: Sequence[Point], colour: str, width: float) -> None:
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(width * mm)
        self._canvas.line(*self._at(ends[0]), *self._at(ends[1]))

    def qr(self, corner: Point, side: float, text: str) -> None:
        x, y = self._at((corner[0], corner[1] + side))
        qr.draw(self._canvas, text, (x, y), side * mm)


class ImageSurface:
    """A white picture of a size in millimetres."""

    def __init__(self, size: Point, dpi: int) -> None:
        self._dpi = dpi
        # A palette: a label has a handful of colours, and at 300 dots an inch no letter needs greys at its edge.
        self.image = Image.new("P", (self._pixels(size[0]), self._pixels(size[1])), "white")
        self._draw = ImageDraw.Draw(self.image)

    def _pixels(self, length: float) -> int:
        return round(length * self._dpi / MM_PER_INCH)

    def _at(self, point: Point) -> Point:
        return point[0] * self._dpi / MM_PER_INCH, point[1] * self._dpi / MM_PER_INCH

    def text(self, at: Point, text: str, kind: Type) -> None:
        x, y = self._at(at)
        scale = self._dpi / POINTS_PER_INCH
        if kind.centred:
            x -= kind.face.width(text, kind.size) * scale / 2
        for font, piece in kind.face.runs(text):
            drawn = _font(path_of(font), kind.size * scale)
            self._draw.text((x, y), piece, fill=kind.colour, font=drawn, anchor="ls")
            x += drawn.getlength(piece)

    def polygon(self, points: Sequence[Point], fill: str | None, edge: str | None = None) -> None:
        self._draw.polygon([self._at(point) for point in points], fill=fill, outline=edge)

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        self._draw.circle(self._at(centre), radius * self._dpi / MM_PER_INCH, fill=fill)

    def line(self, ends: Sequence[Point], colour: str, width: float) -> None:
        self._draw.line([self._at(end) for end in ends], fill=colour, width=max(self._pixels(width), 1))

    def qr(self, corner: Point, side: float, text: str) -> None:
        pixels = self._pixels(side)
        x, y = self._at(corner)
        dark = ImageOps.invert(qr.symbol(text)).resize((pixels, pixels), Image.Resampling.NEAREST)
        self._draw.bitmap((round(x), round(y)), dark, fill="#000000")

    def png(self) -> bytes:
        """Return the picture as a PNG of two bits a dot where four colours will do, its rows as they are.

        Pillow takes each row's difference to the one above, which makes a drawing of few colours larger.
        """
        width, height = self.image.size
        colours = self.image.palette.getdata()[1]  # type: ignore[union-attr]
        bits = 2 if len(colours) <= 3 * 4 else 8
        packed = self.image.tobytes("raw", "P;2" if bits == 2 else "P")
        row = len(packed) // height
        rows = b"".join(b"\0" + packed[start : start + row] for start in range(0, len(packed), row))
        deflate = zlib.compressobj(8, memLevel=9, strategy=zlib.Z_FILTERED)
        per_metre = round(self._dpi / MM_PER_INCH * 1000)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            [
                _chunk(b"IHDR", struct.pack(">2I5B", width, height, bits, 3, 0, 0, 0)),
                _chunk(b"PLTE", colours),
                _chunk(b"pHYs", struct.pack(">2IB", per_metre, per_metre, 1)),
                _chunk(b"IDAT", deflate.compress(rows) + deflate.flush()),
                _chunk(b"IEND", b""),
            ]
        )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@lru_cache(maxsize=256)
def _font(path: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)
