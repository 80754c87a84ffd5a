import pytest

from service.printing import fonts
from service.printing.typeset import NOT_FIRST, NOT_LAST, broken, fitted

FACE = fonts.sans().body
FACT = (
    "甲醇储罐区2号可燃气体检测仪（GD-07）无检定合格标识，证书有效期至2026年8月31日——已过期；"
    "现场询问当班操作工（王𬭎、李㙟），均称“不清楚”……违反《安全生产法》第三十六条第二款、"
    "GB 30871-2022第5.2条（“动火作业”）及企业《仪表管理制度》（Q/HA 203—2024）的规定。"
)


@pytest.mark.parametrize("measure", range(40, 460, 7))
def test_no_line_begins_or_ends_with_forbidden_punctuation(measure):
    lines = broken(FACT, FACE, 16, measure)
    whole = [line for line in lines if FACE.width(line, 16) > 0]
    assert "".join("".join(lines).split()) == "".join(FACT.split())
    if measure > 200:  # narrower, a unit can be longer than the line and must be torn
        assert not [line for line in whole if line[0] in NOT_FIRST or line[-1] in NOT_LAST]
        assert not [line for line in whole if line[0] in "—…" and line[1:2] != line[0]]


@pytest.mark.parametrize("measure", [40, 123, 442.2])
def test_no_line_is_wider_than_its_measure(measure):
    for line in broken(FACT, FACE, 16, measure):
        assert FACE.width(line, 16) <= measure + 0.01


def test_numbers_and_words_are_not_torn():
    assert broken("编号GB30871-2022号", FACE, 10, 70) == ["编号", "GB30871-2022", "号"]


def test_the_name_of_a_standard_is_not_torn_at_its_space():
    assert broken("违反GB 30871的规定", FACE, 10, 50)[0] == "违反"


def test_a_word_longer_than_the_line_is_torn():
    assert len(broken("X" * 50, FACE, 10, 80)) > 3


def test_a_text_is_shrunk_before_it_is_cut():
    assert fitted("围堰", FACE, (100, 20), (16, 8)).size == 16
    shrunk = fitted("甲醇储罐区东侧围堰", FACE, (80, 20), (16, 8))
    assert 8 <= shrunk.size < 16 and "".join(shrunk.lines) == "甲醇储罐区东侧围堰"


def test_what_cannot_fit_ends_in_an_ellipsis_inside_the_box():
    setting = fitted(FACT, FACE, (80, 21), (16, 8))
    assert setting.size == 8 and setting.height <= 21
    assert setting.lines[-1].endswith("…")
    assert all(FACE.width(line, 8) <= 80 for line in setting.lines)
