"""An enumeration whose members say how they read."""

from enum import StrEnum
from typing import Self


class Worded(StrEnum):
    """A member is its value, as it is stored and sent; `word` is how people read it: `LOW = "low", _("低风险")`."""

    word: str

    def __new__(cls, value: str, word: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_, member.word = value, word
        return member
