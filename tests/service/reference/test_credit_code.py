import pytest
from hypothesis import given
from hypothesis import strategies as some
from stdnum.cn import uscc

from service.reference import credit_code
from service.reference.credit_code import ALPHABET, check, normalise

REAL = """91330100799655058B 9144030071526726XG 914403001922038216 91110000802100433B 91100000100003962T
91110000710925462X 91110000710926094P 91440300192317458F 91440400192548256N 12100000400002259P""".split()
MADE_UP = ["91410503MA9X00011H", "91410700MA9X0002X8", "91421381MA9X00038E", "91370200MA9X00046B"]


@pytest.mark.parametrize("code", REAL + MADE_UP)
def test_a_code_in_use_is_accepted_without_a_warning(code):
    assert check(code) == credit_code.Verdict()


@pytest.mark.parametrize("code", ["91110000600037342L", "915200007143050000"])
def test_a_wrong_check_character_is_refused(code):
    assert check(code).refusals == ("USCC_CHECK_DIGIT",)


@pytest.mark.parametrize("letter", "IOSVZ")
def test_the_five_letters_that_look_like_others_are_refused(letter):
    assert check("91421381FAKE0" + letter + "099A").refusals == ("USCC_BAD_CHAR",)


def test_the_area_within_a_code_is_digits():
    assert check("9133A100799655058B").refusals == ("USCC_BAD_CHAR",)


@pytest.mark.parametrize("code", ["", "91410505FAKE075", "91330100799655058B0"])
def test_a_code_of_another_length_is_refused(code):
    assert check(code).refusals == ("USCC_LENGTH",)


def test_a_wrong_inner_check_is_a_warning_only():
    body = "91410503MA9X00012"
    verdict = check(body + credit_code.check_character(body))
    assert verdict.accepted and verdict.warnings == ("USCC_INNER_CHECK",)


@pytest.mark.parametrize(
    "typed", [" 91410726 FAKE05U935\u3000", "91410726fake05u935", "９１４１０７２６ＦＡＫＥ０５Ｕ９３５"]
)
def test_spaces_small_letters_and_full_width_are_forgiven(typed):
    assert normalise(typed) == "91410726FAKE05U935"


def characters(length: int):
    """Eight digits, and what else a code may hold up to a length, as GB 32100 writes it."""
    digits = some.text("0123456789", min_size=8, max_size=8)
    rest = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    return some.tuples(digits, some.text(rest, min_size=length - 8, max_size=length - 8)).map("".join)


@pytest.mark.torture
@given(characters(18))
def test_verdicts_agree_with_an_independent_library(code):
    assert check(code).accepted == uscc.is_valid(code)


@pytest.mark.torture
@given(
    characters(17),
    some.integers(0, 16),
    some.sampled_from(ALPHABET),
)
def test_a_code_with_one_character_changed_is_never_accepted(body, place, other):
    code = body + credit_code.check_character(body)
    if code[place] != other:
        assert not check(code[:place] + other + code[place + 1 :]).accepted
