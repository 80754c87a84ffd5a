"""The versions of 2026-12-01: on as few pages as may be, and what was written down since they were sealed."""

from dataclasses import replace

import pytest

from service.printing import documents
from tests.service.printing import paper, places, samples


def words_of(version, form):
    return "".join(paper.text_of(documents.pdf(samples.of_version(version, form))).split())


NO_FINDING = samples.written(
    samples.a_site_record(), recusal="是否申请回避：否。", findings=["经检查，未发现问题。"]
)
SHORT = [samples.an_order(1), samples.an_order(2), samples.an_opinion(3), samples.a_notice(5), NO_FINDING]


@pytest.mark.parametrize("form", SHORT)
def test_the_lines_of_a_short_form_stand_closer_before_its_signatures_go_overleaf(form):
    pdf = documents.pdf(samples.of_version(samples.CLOSER, form))
    assert len(paper.pages_of(pdf)) == 1


@pytest.mark.parametrize(("items", "apart"), [(1, (25, 28.9)), (2, (23.6, 25)), (4, (28.9, 29))])
def test_lines_stand_as_far_apart_as_the_page_has_room_for(items, apart):
    """Between 22 and 27 lines a page; of more pages than one always 22."""
    pdf = documents.pdf(samples.of_version(samples.CLOSER, samples.an_order(items)))
    middles = {
        mark: middle for _page, middle, _left, mark in reversed(places.glyphs_of(pdf)) if mark in "司经"
    }
    assert apart[0] <= middles["经"] - middles["司"] <= apart[1]


SIGNED = {"objection": "", "refusal": "", "witness": "", "at": "2026年11月22日12时10分"}
AS_SIGNED = [
    ({}, "■以上记录属实□有异议："),
    ({"objection": "第1项已报修😀"}, "□以上记录属实■有异议：第1项已报修〓"),
    ({"refusal": "须请示", "witness": "周敏"}, "□以上记录属实□有异议："),
    ({"refusal": "须请示", "witness": "周敏"}, "拒绝签名的原因：须请示见证人（签名）：周敏"),
]


@pytest.mark.parametrize(("signed", "words"), AS_SIGNED)
def test_a_record_says_how_it_was_signed_in_the_versions_that_have_a_place_for_it(signed, words):
    record = replace(samples.a_site_record(), signed=SIGNED | signed)
    later = words_of(samples.CLOSER, record)
    assert words in later and "录入时间2026年11月22日12时10分" in later
    assert words_of(samples.NEWEST, record) == words_of(samples.NEWEST, samples.a_site_record())


def test_the_longest_objection_and_refusal_stand_on_the_page_of_the_signatures():
    signed = SIGNED | {"objection": "项" * 500, "refusal": "拒" * 500, "witness": "周敏"}
    record = samples.of_version(samples.CLOSER, replace(samples.a_site_record(), signed=signed))
    glyphs = places.glyphs_of(documents.pdf(record))
    typed = [(page, middle) for page, middle, _left, mark in glyphs if mark in "拒敏"]
    assert len(typed) == 503 and {page for page, _middle in typed} == {glyphs[-1][0]}
    assert all(middle / paper.MM < 297 - 35 for _page, middle in typed)


@pytest.mark.parametrize("mode", ["post", "electronic"])
def test_who_was_not_met_signs_no_receipt(mode):
    sent = words_of(samples.CLOSER, samples.a_receipt(mode))
    assert sent.count("（签名）：") == 2 and sent.count("送达人（签名）：") == 2
    assert "签收人：王秀英" in sent and ("送达地点" in sent) == (mode == "post")
