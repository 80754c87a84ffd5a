"""Printed codes and claim codes: Crockford's base32, the last character a check.

The check is a weighted sum over the field of 32 elements: a symbol is a polynomial of five bits modulo
x⁵ + x² + 1, and the character n places before the end weighs xⁿ, so that a valid code sums to zero.
No weight is zero and no two of the first 31 are equal; therefore every single wrong character and every
exchange of two characters, adjacent or not, is caught.
"""

import hashlib
import secrets
import unicodedata

from service.core.acts.problems import _
from service.core.worded import Worded

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
CLAIM_LENGTH = 28  # 27 random characters carry 135 bits; the asked-for 128 do not fill whole groups
GROUP = 4

_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
_FORGIVEN = str.maketrans("OIL", "011", "-‐‑‒–—−_ \t\r\n")
_REDUCTION = 0b100101  # x⁵ + x² + 1, primitive: x has order 31


class ReplacementReason(Worded):
    DAMAGED = "damaged", _("损坏或看不清")
    LOST = "lost", _("丢失")


def new_code() -> str:
    """Return 12 characters, 55 bits of them random."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
    return body + ALPHABET[_sum(body + "0")]


def normalise(text: str) -> str | None:
    """Return the code as it is stored, or None where no printed code can read like this."""
    return _checked(text, CODE_LENGTH)


def shown(code: str) -> str:
    """Group by four for the human eye: ``K7Q2-M9XA-4TBD``."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def url(base: str, code: str) -> str:
    """Return what the QR holds, upper-case so that it fits the alphanumeric mode.

    base  scheme and host, with a port where needed; a path would not survive the upper case.
    """
    return f"{base.rstrip('/')}/s/{code}".upper()


def claim_from(digest: bytes) -> str:
    """Return the claim that the first 135 bits of a digest spell, in groups; the same digest, the same claim."""
    bits = int.from_bytes(digest[:17], "big") >> 1
    body = "".join(ALPHABET[bits >> shift & 31] for shift in range(130, -1, -5))
    return shown(body + ALPHABET[_sum(body + "0")])


def normalise_claim(text: str) -> str | None:
    """Return the claim without its groups, or None where it was mistyped."""
    return _checked(text, CLAIM_LENGTH)


def hash_of(claim: str) -> str:
    """Return 64 hexadecimal digits, the same for every way of typing the claim.

    A plain SHA-256 is enough: 135 random bits cannot be guessed, so nothing need slow the guesser.
    """
    return hashlib.sha256(_bare(claim).encode()).hexdigest()


def _bare(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper().translate(_FORGIVEN)


def _checked(text: str, length: int) -> str | None:
    bare = _bare(text)
    if len(bare) != length or not _VALUES.keys() >= set(bare):
        return None
    return bare if _sum(bare) == 0 else None


def _sum(code: str) -> int:
    total = 0
    for symbol in code:
        total <<= 1
        if total & 0b100000:
            total ^= _REDUCTION
        total ^= _VALUES[symbol]
    return total
