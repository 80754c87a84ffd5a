"""Looking at printed pages: text, rectangles, pictures, symbols."""

import io

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream

MM = 72 / 25.4


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def fonts_of(pdf: bytes) -> list[tuple[str, bool]]:
    """Return (name, embedded) of every font that the pages list."""
    found = set()
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            drawn = font.get_object()
            if "/DescendantFonts" in drawn:
                drawn = drawn["/DescendantFonts"][0].get_object()
            descriptor = drawn.get("/FontDescriptor")
            found.add((font.get_object()["/BaseFont"], bool(descriptor and "/FontFile2" in descriptor)))
    return sorted(found)


def boxes_of(pdf: bytes, page: int = 0) -> list[tuple[float, float, float, float]]:
    """Return (left, top, width, height) in millimetres of every stroked closed shape of four corners."""
    reader = PdfReader(io.BytesIO(pdf))
    height = float(reader.pages[page].mediabox.height)
    points: list[tuple[float, float]] = []
    found = []
    for operands, operator in ContentStream(reader.pages[page].get_contents(), reader).operations:
        if operator == b"m":
            points = []
        if operator in (b"m", b"l"):
            points.append((float(operands[0]), height - float(operands[1])))
        if operator in (b"S", b"s") and len(points) == 4:
            across, down = sorted(x for x, _ in points), sorted(y for _, y in points)
            found.append((across[0], down[0], across[-1] - across[0], down[-1] - down[0]))
    return [tuple(length / MM for length in box) for box in found]


def picture_of(pdf: bytes, page: int = 1, dpi: int = 300) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page - 1].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        document.close()


def symbols_in(picture: Image.Image) -> list[str]:
    return sorted(found.text for found in zxingcpp.read_barcodes(picture))
