import io

import pytest
import zxingcpp
from PIL import Image
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from service.printing import fonts, qr
from tests.service.printing import paper

LONGEST_HOST = "HTTPS://" + "A" * 21 + ".CN/S/K7Q2M9XA4TBA"


def test_a_host_of_24_characters_still_fits_version_3():
    assert len(qr.matrix(LONGEST_HOST)) == 29


def test_the_address_is_alphanumeric_at_level_q():
    found = zxingcpp.read_barcode(Image.open(io.BytesIO(qr.png(LONGEST_HOST, 300))))
    assert found.text == LONGEST_HOST
    assert found.ec_level == "Q"
    assert len(qr.matrix(LONGEST_HOST.lower())) > 29


def test_a_png_has_whole_modules_and_its_quiet_zone():
    picture = Image.open(io.BytesIO(qr.png(LONGEST_HOST, 300)))
    assert picture.size == (296, 296)  # 37 modules of 8 pixels
    assert picture.crop((0, 0, 32, 296)).getextrema() == (255, 255)
    assert picture.getpixel((32, 32)) == 0


def test_a_png_smaller_than_its_modules_is_refused():
    with pytest.raises(ValueError, match="37 modules"):
        qr.png(LONGEST_HOST, 36)


def test_the_bars_of_a_row_are_its_dark_modules():
    rows = qr.matrix(LONGEST_HOST)
    drawn = [[False] * len(rows) for _ in rows]
    for row, column, length in qr.bars(LONGEST_HOST):
        drawn[row][column : column + length] = [True] * length
    assert drawn == [list(row) for row in rows]


def test_the_vector_symbol_reads():
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(50 * mm, 50 * mm), initialFontName=fonts.sans().first)
    qr.draw(canvas, LONGEST_HOST, (12 * mm, 12 * mm), 25 * mm)
    canvas.save()
    assert paper.symbols_in(paper.picture_of(buffer.getvalue())) == [LONGEST_HOST]
