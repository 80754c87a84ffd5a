import io
from dataclasses import replace

import pytest
from PIL import ImageOps
from pypdf import PdfReader

from service.printing import documents
from service.printing.documents.blocks import NumberedItem, Paragraph, Signatures, Table
from service.printing.fonts import MissingGlyph
from tests.service.printing import paper, samples

MM_AT_150 = 150 / 25.4
EVERY = pytest.mark.parametrize("document", samples.ALL.values(), ids=samples.ALL)


@EVERY
def test_every_page_is_a4_and_says_how_many_there_are(document):
    pages = PdfReader(io.BytesIO(documents.pdf(document))).pages
    for number, page in enumerate(pages, start=1):
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
            (595.28, 841.89), abs=0.5
        )
        assert f"共 {len(pages)} 页　第 {number} 页" in page.extract_text()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_text_area_is_that_of_gb_t_9704(number):
    page = paper.picture_of(documents.pdf(samples.an_order(12)), number, dpi=150)
    body = page.crop((0, 0, page.width, int(264 * MM_AT_150)))  # without footer and page number
    left, top, right, bottom = ImageOps.invert(body).getbbox()
    assert left / MM_AT_150 == pytest.approx(28, abs=1)
    assert right / MM_AT_150 == pytest.approx(210 - 26, abs=1)
    assert top / MM_AT_150 == pytest.approx(37, abs=2)  # the leading stands above the first line
    assert bottom / MM_AT_150 <= 297 - 35 + 1


@EVERY
def test_its_words_can_be_copied_rare_characters_included(document):
    text = "".join(paper.text_of(documents.pdf(document)).split())
    expected = [document.title, document.number, document.heading, document.footer]
    expected += [block.text for block in document.blocks if isinstance(block, Paragraph)]
    items = [block for block in document.blocks if isinstance(block, NumberedItem)]
    for page_mark in [f"共{n}页第{m}页" for n in range(1, 9) for m in range(1, n + 1)]:
        text = text.replace(page_mark, "")
    for words in [*expected, *(f"{item.number}．{item.text}" for item in items)]:
        assert "".join(words.split()) in text


@EVERY
def test_the_signatures_share_a_page_with_the_text_before_them(document):
    pages = ["".join(page.split()) for page in paper.pages_of(documents.pdf(document))]
    number, signatures = next(
        (number, block) for number, block in enumerate(document.blocks) if isinstance(block, Signatures)
    )
    (page,) = [page for page in pages if "（签名）" in page or "盖章）" in page]
    for line in signatures.lines:
        assert line.label in page and "".join(line.detail.split()) in page
    before = document.blocks[number - 1]
    if isinstance(before, Paragraph):
        assert before.text[-20:] in page


@pytest.mark.parametrize("lines", range(1, 40))
def test_the_signatures_are_never_split_wherever_the_page_ends(lines):
    order = samples.an_order(1)
    filler = tuple(Paragraph("整改。") for _ in range(lines))
    pages = paper.pages_of(documents.pdf(replace(order, blocks=filler + order.blocks)))
    last = "".join(pages[-1].split())
    assert "如果不服本指令" in last and "负责人（签名）" in last and "（印章）" in last and "校验值" in last


@pytest.mark.parametrize("lines", range(1, 20))
def test_a_heading_stands_on_the_page_of_what_it_leads_in(lines):
    record = samples.a_site_record()
    filler = tuple(Paragraph("整改。") for _ in range(lines))
    pages = paper.pages_of(documents.pdf(replace(record, blocks=filler + record.blocks)))
    (page,) = ["".join(page.split()) for page in pages if "检查情况：" in page]
    assert "检查情况：1．" in page


@EVERY
def test_the_verification_symbol_reads_from_the_last_page(document):
    pdf = documents.pdf(document)
    last = len(PdfReader(io.BytesIO(pdf)).pages)
    assert paper.symbols_in(paper.picture_of(pdf, last, dpi=150)) == [samples.VERIFICATION.url]


def test_a_table_repeats_its_head_on_every_page():
    pages = paper.pages_of(documents.pdf(samples.an_opinion(9)))
    assert len(pages) == 3
    for page in pages:
        assert "整改情况" in page and "序号" in page


def test_a_row_longer_than_a_page_goes_on_overleaf():
    opinion = samples.an_opinion(1)
    long = tuple(
        replace(block, rows=(("1", "围堰有裂缝。" * 200, "已修补。", "已整改"),))
        if isinstance(block, Table)
        else block
        for block in opinion.blocks
    )
    pages = paper.pages_of(documents.pdf(replace(opinion, blocks=long)))
    assert sum("".join(page.split()).count("围堰有裂缝") for page in pages) >= 150
    assert len(pages) >= 3


def test_the_footer_stands_on_the_last_page_only():
    pages = paper.pages_of(documents.pdf(samples.an_order(12)))
    assert [samples.FOOTER in page for page in pages] == [False, False, True]


@EVERY
def test_the_same_document_gives_the_same_bytes_with_every_font_embedded(document):
    pdf = documents.pdf(document)
    assert pdf == documents.pdf(document)
    assert all(embedded for _, embedded in paper.fonts_of(pdf))


def test_every_character_that_cannot_be_drawn_is_named_at_once():
    order = samples.an_order(1)
    blocks = (Paragraph("保管员𠮷某"), *order.blocks, Paragraph("☑已整改"))
    with pytest.raises(MissingGlyph) as refusal:
        documents.pdf(replace(order, blocks=blocks))
    assert refusal.value.characters == "𠮷☑"


def test_a_ticked_box_can_be_told_from_an_empty_one_in_the_text():
    text = "".join(paper.text_of(documents.pdf(samples.A_RECORD_OF_SERVICE)).split())
    assert text.count("√") == 1 and text.count("□") == 6
