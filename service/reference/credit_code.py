"""统一社会信用代码: the 18 characters of a unified social credit code, GB 32100-2015."""

import unicodedata
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
LENGTH = 18
WEIGHTS = tuple(pow(3, place, 31) for place in range(LENGTH - 1))
INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714, over the eight characters of the organisation body

WRONG_LENGTH = "USCC_LENGTH"
WRONG_CHARACTER = "USCC_BAD_CHAR"
WRONG_CHECK = "USCC_CHECK_DIGIT"
WRONG_INNER_CHECK = "USCC_INNER_CHECK"


@dataclass(frozen=True)
class Verdict:
    """The codes of what is wrong: a refusal forbids the code, a warning only asks to look again."""

    refusals: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        return not self.refusals


def normalise(text: str) -> str:
    """Return the code as it is stored: half-width, upper case, without any space."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check(code: str) -> Verdict:
    """Judge a normalised code.

    A wrong inner check (GB 11714) is a warning: codes were given out with it.
    """
    if len(code) != LENGTH:
        return Verdict((WRONG_LENGTH,))
    if not set(code) <= set(ALPHABET) or not code[2:8].isdigit():
        return Verdict((WRONG_CHARACTER,))
    if check_character(code[:-1]) != code[-1]:
        return Verdict((WRONG_CHECK,))
    if inner_check_character(code[8:16]) != code[16]:
        return Verdict(warnings=(WRONG_INNER_CHECK,))
    return Verdict()


def check_character(body: str) -> str:
    """Return the 18th character for the 17 before it."""
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def inner_check_character(body: str) -> str:
    """Return the check character of an eight-character organisation body: 0-9 or X."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, INNER_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
