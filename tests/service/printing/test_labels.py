import io
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from service.codes import rules
from service.printing import labels
from service.printing.fonts import MissingGlyph
from service.printing.labels import LARGE, MEDIUM, SHEETS, SMALL, Label
from tests.service.printing import paper

CODES = [rules.new_code() for _ in range(20)]
LONG = "压缩机房2号循环氢压缩机（K-201B）及其油站、冷却水系统、联锁柜与相邻的引发剂配制间"


def a_label(code: str = CODES[0], **changes: object) -> Label:
    label = Label(
        code=rules.shown(code),
        url=rules.url("https://aq.example.cn", code),
        title="甲醇储罐区 TK-101~104",
        subtitle="安阳华安化工有限公司",
        level=1,
        level_word="重大风险",
        phone="值班 0372-5551234",
    )
    return replace(label, **changes)


@pytest.mark.parametrize("name", SHEETS)
def test_every_label_of_a_sheet_has_its_size_and_lies_on_the_page(name):
    sheet = SHEETS[name]
    places = sheet.columns * sheet.rows
    boxes = paper.boxes_of(labels.pdf([a_label(level=4)] * places, sheet))
    cut = [box for box in boxes if box[2] > 55]
    assert len(cut) == places
    for left, top, width, height in cut:
        assert (width, height) == pytest.approx((sheet.size.width, sheet.size.height), abs=0.05)
        assert left >= 4.9 and top >= 4.9
        assert left + width <= 205.1 and top + height <= 292.1


def test_the_offset_moves_every_label_by_exact_millimetres():
    plain = paper.boxes_of(labels.pdf([a_label()] * 3, SHEETS["60x40"]))
    moved = paper.boxes_of(labels.pdf([a_label()] * 3, SHEETS["60x40"], offset=(1.5, -0.7)))
    for before, after in zip(plain, moved, strict=True):
        assert after[0] - before[0] == pytest.approx(1.5, abs=0.02)
        assert after[1] - before[1] == pytest.approx(-0.7, abs=0.02)


@pytest.mark.parametrize("name", SHEETS)
def test_the_area_stands_in_a_line_of_its_own_below_the_company(name):
    printed = labels.pdf([a_label(subtitle="安阳华安化工有限公司\n罐区")], SHEETS[name])
    assert "罐区" in [line.strip() for line in paper.text_of(printed).splitlines()]


@pytest.mark.parametrize("name", SHEETS)
def test_every_code_of_a_printed_sheet_reads(name):
    sheet = SHEETS[name]
    printed = [a_label(code) for code in CODES[: sheet.columns * sheet.rows]]
    picture = paper.picture_of(labels.pdf(printed, sheet))
    assert paper.symbols_in(picture) == sorted(label.url for label in printed)


def test_a_code_reads_from_a_crooked_photocopy():
    picture = paper.picture_of(labels.pdf([a_label()], SHEETS["60x40"]))
    crooked = picture.rotate(12, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(1.5))
    copied = crooked.point(lambda grey: 255 if grey > 128 else 0)
    assert paper.symbols_in(copied) == [a_label().url]


@pytest.mark.parametrize("size", [SMALL, MEDIUM, LARGE])
def test_a_picture_has_300_dots_per_inch_and_a_symbol_of_25_millimetres(size):
    picture = Image.open(io.BytesIO(labels.png(a_label(), size)))
    assert picture.size == (round(size.width / 25.4 * 300), round(size.height / 25.4 * 300))
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert size.symbol >= 25
    assert paper.symbols_in(picture) == [a_label().url]


def test_a_label_says_its_code_its_level_and_how_to_scan():
    text = paper.text_of(labels.pdf([a_label()], SHEETS["100x70"])).replace("\n", "")
    for words in (
        a_label().code,
        "甲醇储罐区",
        "安阳华安化工",
        "重大风险",
        "1",
        "微信扫一扫",
        "0372-5551234",
    ):
        assert words in text


@pytest.mark.parametrize("size", [SMALL, MEDIUM, LARGE])
def test_the_longest_words_stay_inside_the_label(size):
    label = a_label(title=LONG * 3, subtitle=LONG, level_word="一级·重大风险（红）", phone="电话" * 20)
    picture = Image.open(io.BytesIO(labels.png(label, size))).convert("L")
    width, height = picture.size
    margin = 20
    for edge in (
        (0, 0, width, margin),
        (0, height - margin, width, height),
        (width - margin, 0, width, height),
    ):
        assert picture.crop(edge).getextrema() == (255, 255)
    assert paper.symbols_in(picture) == [label.url]


def test_each_level_looks_different_without_colour():
    bands = set()
    for level in (1, 2, 3, 4, None):
        picture = Image.open(io.BytesIO(labels.png(a_label(level=level, level_word="风险"))))
        bands.add(picture.convert("L").point(lambda grey: 255 if grey > 140 else 0).tobytes())
    assert len(bands) == 5


def test_a_label_with_a_character_nobody_can_draw_is_refused_by_name():
    with pytest.raises(MissingGlyph, match="𠮷"):
        labels.pdf([a_label(title="𠮷野家")], SHEETS["60x40"])


def test_the_same_labels_give_the_same_bytes_with_every_font_embedded():
    pdf = labels.pdf([a_label()], SHEETS["60x40"])
    assert pdf == labels.pdf([a_label()], SHEETS["60x40"])
    assert all(embedded for _, embedded in paper.fonts_of(pdf))


def test_a_picture_of_a_label_is_small_and_its_symbol_is_read() -> None:
    for level in (1, 2, 3, 4, None):
        content = labels.png(a_label(level=level), MEDIUM)
        assert len(content) <= 8 * 1024
        with Image.open(io.BytesIO(content)) as picture:
            (symbol,) = zxingcpp.read_barcodes(picture.convert("RGB"))
        assert symbol.text == a_label(level=level).url
