import io
import os
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import ImageOps
from pypdf import PdfReader

from service.printing import documents, fonts
from service.printing.documents.press import Press
from service.printing.fonts import MissingGlyph
from service.printing.typeset import NOT_FIRST, NOT_LAST
from service.reference import shipped
from tests.service.printing import paper, places, samples

MM_AT_150 = 150 / 25.4
EVERY = pytest.mark.parametrize("form", samples.ALL.values(), ids=samples.ALL)
SEALED = pytest.mark.parametrize("form", samples.SEALED.values(), ids=samples.SEALED)
HOSTILE = '#let x = 1 #panic("x") $a$ [b] {c} \\ *d* _e_ @f <g> // h /* i */ `j` ~ -- = k "l"'
LINE = "整" * 60
TEXTS = [
    "heading",
    "title",
    "copies",
    "unit",
    "opening",
    "demand",
    "meanwhile",
    "appeal",
    "overall",
    "identity",
]
TEXTS += ["recusal", "findings_heading", "request", "notice", "rights", "outcome", "place"]


def words_of(form: documents.Form) -> str:
    return "".join(paper.text_of(documents.pdf(form)).split())


@EVERY
def test_every_page_is_a4_and_says_how_many_there_are(form):
    pages = PdfReader(io.BytesIO(documents.pdf(form))).pages
    for number, page in enumerate(pages, start=1):
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
            (595.28, 841.89), abs=0.5
        )
        assert f"共 {len(pages)} 页　第 {number} 页" in page.extract_text()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_text_area_is_that_of_gb_t_9704(number):
    page = paper.picture_of(documents.pdf(samples.an_order(12)), number, dpi=150)
    body = page.crop((0, int(36 * MM_AT_150), page.width, int(263 * MM_AT_150)))  # without marks of the page
    left, top, right, bottom = ImageOps.invert(body).getbbox()
    assert left / MM_AT_150 == pytest.approx(28, abs=1)
    assert right / MM_AT_150 == pytest.approx(210 - 26, abs=1)
    assert 36 + top / MM_AT_150 == pytest.approx(37, abs=1)
    assert 36 + bottom / MM_AT_150 <= 297 - 35 + 1


def test_a_page_holds_22_lines_of_28_characters():
    pages = paper.pages_of(documents.pdf(samples.an_order(0, LINE * 20)))
    lines = [line for line in pages[1].splitlines() if "整" in line]
    assert [len(line) for line in lines] == [28] * 22


@pytest.mark.parametrize("shift", range(28))
def test_no_line_begins_or_ends_with_forbidden_punctuation(shift):
    lines = places.lines_of(documents.pdf(samples.an_order(0, "整" * shift + samples.FACTS[3] * 3)))
    for before, after in pairwise(line for line in lines if not line.startswith("校验值")):
        assert after[0] not in NOT_FIRST and before[-1] not in NOT_LAST, (before, after)


@pytest.mark.parametrize("shift", range(28))
def test_numbers_words_and_names_of_standards_are_not_torn(shift):
    text = "整" * shift + "违反GB 30871-2022第5.2条、Q/HA-AQ-203及GB/T 29639的规定"
    lines = places.lines_of(documents.pdf(samples.an_order(0, text)))
    for words in ("GB30871-2022", "Q/HA-AQ-203", "GB/T29639"):
        assert [words in line for line in lines].count(True) == 1


@EVERY
def test_its_words_can_be_copied_rare_characters_included(form):
    text, number = words_of(form), "".join(form.number.split())
    assert number in text
    for page_mark in [f"共{n}页第{m}页" for n in range(1, 9) for m in range(1, n + 1)]:
        text = text.replace(page_mark, "")
    text = text.replace(number, "") if number else text  # it stands above the text of each page
    listed = form.content.get("items", [])
    items = [f"{item['number']}．{item['text']}" for item in listed] if form.kind == "order" else []
    for words in [*(str(form.content[name]) for name in TEXTS if name in form.content), *items]:
        assert "".join(words.split()) in text


@pytest.mark.parametrize("items", [1, 4])
def test_what_a_person_wrote_is_printed_as_it_is_and_never_obeyed(items):
    form = samples.written(samples.an_order(items, HOSTILE), unit=HOSTILE, issuer=HOSTILE[:40])
    text = words_of(replace(form, number=HOSTILE, mark=HOSTILE[:20]))
    assert text.count("".join(HOSTILE.split())) >= 3
    assert "".join(f"{items + 1}．{HOSTILE}".split()) in text


@EVERY
def test_the_signatures_share_a_page_with_the_end_of_the_text_before_them(form):
    pages = ["".join(page.split()) for page in paper.pages_of(documents.pdf(form))]
    (page,) = [page for page in pages if "（签名）" in page]
    assert page.count("（签名）") in (2, 3, 4)
    before = page[: page.index("（签名）")]
    assert len(before.replace("".join(form.number.split()), "")) > 12


@pytest.mark.parametrize("version", ["2024-01-01", samples.CLOSER])
@pytest.mark.parametrize("lines", range(1, 40, 2))
def test_no_page_but_the_last_is_half_empty_and_the_signatures_are_never_parted(lines, version):
    pdf = documents.pdf(samples.of_version(version, samples.an_order(1, *["整改。"] * lines)))
    pages = ["".join(page.split()) for page in paper.pages_of(pdf)]
    assert "除外。" in pages[-1] and "负责人（签名）" in pages[-1] and "（印章）" in pages[-1]
    for number in range(1, len(pages)):
        body = paper.picture_of(pdf, number, dpi=50).crop((0, 0, 413, int(262 * 50 / 25.4)))
        _left, _top, _right, bottom = ImageOps.invert(body).getbbox()
        assert bottom / 50 * 25.4 > 37 + 225 / 2


@pytest.mark.parametrize("lines", range(1, 20))
def test_a_heading_stands_on_the_page_of_what_it_leads_in(lines):
    record = samples.written(samples.a_site_record(), identity="整" * 28 * lines)
    pages = paper.pages_of(documents.pdf(record))
    (page,) = ["".join(page.split()) for page in pages if "检查情况：" in page]
    assert "检查情况：1．" in page


@SEALED
def test_the_verification_symbol_reads_from_the_last_page(form):
    pdf = documents.pdf(form)
    last = len(PdfReader(io.BytesIO(pdf)).pages)
    assert paper.symbols_in(paper.picture_of(pdf, last, dpi=150)) == [samples.VERIFICATION.url]


def test_a_table_repeats_its_head_on_every_page():
    pages = paper.pages_of(documents.pdf(samples.an_opinion(30)))
    assert len(pages) > 4
    for page in pages[:-1]:
        assert "整改情况" in page and "序号" in page


def test_a_row_longer_than_a_page_goes_on_overleaf():
    item = {"number": 1, "text": "围堰有裂缝。" * 200, "fact": "已修补。", "verdict": "已整改"}
    pdf = documents.pdf(samples.written(samples.an_opinion(1), items=[item]))
    of_row = [glyph for glyph in places.glyphs_of(pdf) if glyph[3] == "堰"]
    assert len(of_row) == 200 and len({page for page, *_place in of_row}) >= 3
    assert all(37 < middle / paper.MM < 297 - 35 for _page, middle, *_rest in of_row)


def test_number_mark_and_footer_stand_where_they_must():
    void = "本文书已于2026年12月31日撤销，不再有效"
    pages = paper.pages_of(documents.pdf(replace(samples.an_order(12), mark=void)))
    assert [samples.FOOTER in page for page in pages] == [False, False, True]
    assert [page.count("（殷）应急责改〔2026〕37号") for page in pages] == [1, 1, 1]
    assert [page.count(void) for page in pages] == [1, 1, 1]


@EVERY
def test_the_same_form_gives_the_same_bytes_with_every_font_embedded(form):
    pdf = documents.pdf(form)
    assert pdf == documents.pdf(form)
    assert all(embedded for _, embedded in paper.fonts_of(pdf))


def test_the_file_says_what_it_is_who_issued_it_and_when():
    said = PdfReader(io.BytesIO(documents.pdf(samples.an_order(1)))).metadata
    assert (said.title, said.author) == (
        "责令限期整改指令书 （殷）应急责改〔2026〕37号",
        "安阳市殷都区应急管理局",
    )
    assert said.creation_date.date() == samples.DAY


@pytest.mark.parametrize("form", [samples.an_order(1), samples.an_order(12)])
def test_a_picture_shows_the_pages_of_the_paper_and_holds_nothing_that_acts(form):
    drawn = documents.picture(form)
    pages = len(paper.pages_of(documents.pdf(form)))
    tree = ElementTree.fromstring(drawn)
    assert [page.get("y") for page in tree] == [str(number * documents.PITCH) for number in range(pages)]
    assert [float(page.get("width")) for page in tree] == pytest.approx([210 * paper.MM] * pages, abs=0.1)
    assert {node.tag.rpartition("}")[2] for node in tree.iter()} <= {
        "svg",
        "g",
        "path",
        "use",
        "defs",
        "symbol",
        "image",
    }
    glyphs = re.findall(rb'<symbol id="([^"]+)"', drawn)
    assert len(glyphs) == len(set(glyphs)) and set(re.findall(rb'<use xlink:href="#([^"]+)"', drawn)) == set(
        glyphs
    )


def test_every_character_that_cannot_be_drawn_is_named_at_once():
    order = samples.an_order(0, "保管员𠮷某", "☑已整改")
    with pytest.raises(MissingGlyph) as refusal:
        documents.pdf(order)
    assert refusal.value.characters == "𠮷☑"


def test_a_licensed_font_draws_what_it_has(tmp_path):
    (tmp_path / "fangsong.ttf").write_bytes(Path(fonts.path_of(fonts.sans().first)).read_bytes())
    drawn = paper.fonts_of(documents.pdf(samples.an_order(1), tmp_path))
    assert {name.partition("+")[2] for name, _ in drawn} == {"NotoSansSC-Regular", "NotoSerifSC-Bold"}


NAMES = ("刘志远证号：16050001", "阿卜杜拉·买买提证号：16050002")
OBJECTION = ("□以上记录属实□有异议：", "拒绝签名的原因：", "见证人（签名）：")
SAID_BY_NEWEST = [
    (samples.an_order(1), NAMES),
    (samples.an_opinion(1), NAMES),
    (samples.a_site_record(), (*NAMES, *OBJECTION)),
    (samples.a_receipt(), NAMES),
]


@pytest.mark.parametrize(("former", "newest"), SAID_BY_NEWEST)
def test_a_form_of_an_older_version_keeps_its_own_words(former, newest):
    old, new = words_of(former), words_of(samples.of_version(samples.NEWEST, former))
    assert [words in new for words in newest] == [True] * len(newest)
    assert [words in old for words in newest] == [False] * len(newest)
    assert old.count("证号：16050001") == 1
    assert ("以上记录属实，被检查单位现场负责人（签名）：" in old) == (former.kind == "site_record")


@pytest.mark.parametrize("version", ["2021-09-01", samples.NEWEST, samples.CLOSER])
def test_a_receipt_of_what_was_left_has_no_place_for_who_took_it(version):
    handed, left = (
        words_of(samples.of_version(version, samples.a_receipt(mode))) for mode in ("direct", "left")
    )
    assert "签收人：王秀英" in handed and "签收人（签名）：" in handed and "见证人" not in handed
    assert "签收人" not in left and "见证人（签名）：" in left


def test_every_version_of_every_form_has_its_template_and_no_other_prints():
    [rows] = shipped.read("document_templates.json")
    drawn = {(path.parent.name, path.stem) for path in documents.TEMPLATES.glob("*/*.typ")}
    assert drawn == {(row.kind, row.version) for row in rows}
    with pytest.raises(LookupError):
        documents.template("order", "1999-01-01")


def test_a_fork_of_a_process_that_has_printed_says_so_instead_of_waiting_for_ever(monkeypatch):
    form = samples.an_order(1)
    documents.pdf(form)
    monkeypatch.setattr(Press, "_printed_in", os.getpid() + 1)
    with pytest.raises(RuntimeError, match="forked"):
        documents.pdf(form)
