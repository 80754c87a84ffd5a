"""The English catalogue is complete and says what the Chinese says."""

import re

import pytest
from babel.messages.catalog import Message

from tests import catalogue

HAN = re.compile(r"[\u3400-\u9fff]")
NAMED = re.compile(r"%\((\w+)\)[sd]")
CHINESE_IN_BRACKETS = re.compile(r"[（(][^()（）]*[)）]")
# Words that a reader finds on paper or types as they stand: a document's number, the columns of a workbook.
AS_THEY_STAND = {
    "最大 20 MB。表头里要有企业名称、统一社会信用代码、行政区划代码、行业代码；.xls 和 CSV 请先另存为 .xlsx。",
    "照文书上的写，如：（殷）应急责改〔2026〕1号",
    "（示）应急责改〔2026〕37号",
    "印在文号里，如：殷",
    "如：安阳市殷都区应急管理局",
    "没有找到企业名单：表头里要有企业名称、统一社会信用代码、行政区划代码、行业代码。请补上表头再上传。",
    "没有找到风险清单：表头里要有风险点名称、危险源，以及 L、S 或 L、E、C。请补上表头再上传。",
}


@pytest.fixture(scope="module")
def entries() -> list[Message]:
    found = [entry for entry in catalogue.english() if entry.id]
    assert len(found) > 500
    return found


def test_the_catalogue_has_what_the_code_says_and_no_more(entries: list[Message]) -> None:
    """`make catalogue` brings it up to date."""
    known = {str(entry.id) for entry in entries}
    assert {"missing": catalogue.asked() - known, "left over": known - catalogue.asked()} == {
        "missing": set(),
        "left over": set(),
    }


def test_every_entry_has_its_english_and_none_is_a_guess(entries: list[Message]) -> None:
    assert [entry.id for entry in entries if not entry.string or entry.fuzzy] == []


def test_both_languages_name_the_same_values(entries: list[Message]) -> None:
    apart = [e.id for e in entries if set(NAMED.findall(e.id)) != set(NAMED.findall(str(e.string)))]
    assert apart == []


def test_a_percent_sign_is_only_a_value(entries: list[Message]) -> None:
    loose = [e.id for e in entries if "%" in NAMED.sub("", f"{e.id}{e.string}".replace("%%", ""))]
    assert loose == []


def test_english_has_no_chinese_but_legal_terms_in_brackets(entries: list[Message]) -> None:
    left = [
        f"{entry.id}: {entry.string}"
        for entry in entries
        if entry.id not in AS_THEY_STAND and HAN.search(CHINESE_IN_BRACKETS.sub("", str(entry.string)))
    ]
    assert left == []


def test_english_has_no_chinese_punctuation(entries: list[Message]) -> None:
    wide = [
        e.string
        for e in entries
        if e.id not in AS_THEY_STAND and re.search("[，。：；？！、]", str(e.string))
    ]
    assert wide == []
