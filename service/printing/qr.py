"""QR symbols at error correction Q: as small as M at our length, and still read with a stain on them."""

import io
from functools import lru_cache
from itertools import groupby

import qrcode
from PIL import Image, ImageOps
from qrcode.constants import ERROR_CORRECT_Q
from reportlab.pdfgen.canvas import Canvas

MASK = 2  # of ISO/IEC 18004, 7.8.2
QUIET = 4  # modules of white that must surround a symbol: ISO/IEC 18004


@lru_cache(maxsize=64)
def matrix(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules without quiet zone; 29 × 29 (version 3) for the address of a printed code.

    Kept for a while, because one drawing asks several times. The mask is always the same: any of the eight is
    read as well, and to choose the one of fewest blots would cost more than all else that is drawn.
    Upper-case addresses fall into the alphanumeric mode by themselves.
    """
    symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=0, mask_pattern=MASK)
    symbol.add_data(text, optimize=0)
    symbol.make()
    return tuple(map(tuple, symbol.get_matrix()))


def bars(text: str) -> list[tuple[int, int, int]]:
    """Return the dark runs of every row as (row from the top, first column, length), in modules."""
    runs = []
    for row, modules in enumerate(matrix(text)):
        column = 0
        for dark, run in groupby(modules):
            length = len(list(run))
            if dark:
                runs.append((row, column, length))
            column += length
    return runs


def symbol(text: str) -> Image.Image:
    """Return a grey picture of one pixel for a module, without quiet zone."""
    side = len(matrix(text))
    small = Image.new("L", (side, side), 255)
    for row, column, length in bars(text):
        small.paste(0, (column, row, column + length, row + 1))
    return small


def png(text: str, pixels: int) -> bytes:
    """Return a PNG of at most `pixels` square, quiet zone included, each module whole pixels.

    Raises ValueError where there is not one pixel for a module.
    """
    framed = ImageOps.expand(symbol(text), QUIET, fill=255)
    if pixels < framed.width:
        raise ValueError(f"{pixels} pixels cannot hold {framed.width} modules")
    buffer = io.BytesIO()
    ImageOps.scale(framed, pixels // framed.width, Image.Resampling.NEAREST).save(
        buffer, "PNG", optimize=True
    )
    return buffer.getvalue()


def draw(canvas: Canvas, text: str, corner: tuple[float, float], side: float) -> None:
    """Draw the symbol as vectors, without quiet zone.

    corner  lower left, in points;  side  of the symbol, in points.
    """
    x, y = corner
    module = side / len(matrix(text))
    path = canvas.beginPath()
    for row, column, length in bars(text):
        path.rect(x + column * module, y + side - (row + 1) * module, length * module, module)
    canvas.saveState()
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()


def svg(text: str) -> str:
    """Return the symbol as an SVG drawing of one unit for a module, without quiet zone."""
    side = len(matrix(text))
    path = "".join(f"M{column} {row}h{length}v1h-{length}z" for row, column, length in bars(text))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}"/></svg>'
