import os
from itertools import combinations

import pytest

from service.codes.rules import (
    ALPHABET,
    CLAIM_LENGTH,
    claim_from,
    hash_of,
    new_code,
    normalise,
    normalise_claim,
    shown,
    url,
)
from tests.sizes import size

CODE = "K7Q2M9XA4TBA"


def test_a_new_code_has_twelve_characters_of_the_alphabet_and_is_valid():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        assert len(code) == 12 and set(code) <= set(ALPHABET)
        assert normalise(code) == code


def test_the_check_character_of_a_printed_code_never_changes():
    assert [c for c in ALPHABET if normalise(CODE[:-1] + c)] == [CODE[-1]]


@pytest.mark.parametrize("code", [CODE, *(new_code() for _ in range(20))], ids=lambda _: "code")
def test_every_single_wrong_character_is_caught(code):
    for place, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            assert normalise(code[:place] + wrong + code[place + 1 :]) is None


@pytest.mark.parametrize("code", [CODE, *(new_code() for _ in range(50))], ids=lambda _: "code")
def test_every_exchange_of_two_characters_is_caught(code):
    for one, other in combinations(range(12), 2):
        swapped = list(code)
        swapped[one], swapped[other] = code[other], code[one]
        if code[one] != code[other]:
            assert normalise("".join(swapped)) is None


@pytest.mark.parametrize(
    "typed",
    [
        "k7q2m9xa4tba",
        "K7Q2-M9XA-4TBA",
        " k7q2 m9xa 4tba ",
        "K7Q2—M9XA—4TBA",
        "Ｋ７Ｑ２Ｍ９ＸＡ４ＴＢＡ",
    ],
)
def test_case_hyphens_spaces_and_full_width_are_forgiven(typed):
    assert normalise(typed) == CODE


def test_o_reads_as_zero_and_i_and_l_as_one():
    code = next(c for c in iter(new_code, "") if "0" in c and "1" in c)
    assert normalise(code.replace("0", "O").replace("1", "I")) == code
    assert normalise(code.replace("0", "o").replace("1", "l")) == code


@pytest.mark.parametrize("text", ["", CODE[:-1], CODE + "0", "U" + CODE[1:], "甲" * 12, "0" * 11, "<script>"])
def test_what_cannot_be_a_code_is_none(text):
    assert normalise(text) is None


def test_a_code_is_shown_in_groups_of_four():
    assert shown("K7Q2M9XA4TBD") == "K7Q2-M9XA-4TBD"


@pytest.mark.parametrize(
    "base, printed",
    [
        ("https://aq.example.cn", "HTTPS://AQ.EXAMPLE.CN/S/K7Q2M9XA4TBD"),
        ("https://aq.example.cn/", "HTTPS://AQ.EXAMPLE.CN/S/K7Q2M9XA4TBD"),
        ("http://127.0.0.1:8000", "HTTP://127.0.0.1:8000/S/K7Q2M9XA4TBD"),
    ],
)
def test_the_printed_address_is_upper_case(base, printed):
    assert url(base, "K7Q2M9XA4TBD") == printed


def test_a_claim_carries_more_than_128_bits_and_its_hash_survives_typing():
    claim = claim_from(os.urandom(32))
    assert 5 * (CLAIM_LENGTH - 1) >= 128
    assert [len(group) for group in claim.split("-")] == [4] * 7
    assert normalise_claim(claim.lower().replace("-", " ")) == claim.replace("-", "")
    assert hash_of(claim) == hash_of(claim.lower().replace("-", " "))
    assert hash_of(claim) != hash_of(claim_from(os.urandom(32)))


def test_a_mistyped_claim_is_none():
    claim = claim_from(os.urandom(32))
    assert normalise_claim(claim[:-1]) is None
    assert normalise_claim(("1" if claim[0] == "0" else "0") + claim[1:]) is None


@pytest.mark.torture
def test_a51_guesses_find_no_printed_code() -> None:
    printed = {new_code() for _ in range(20_000)}
    assert len(printed) == 20_000
    assert not any(new_code() in printed for _ in range(size(10_000, 1_000_000)))
