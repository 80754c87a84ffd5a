"""How far the cells of a part reach and how much text they hold, before any reader lays them out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.parsers import expat

from service.core.acts.problems import _
from service.exchange.unreadable import damaged, too_large

MAX_ROWS = 50_000
# The reader lays a sheet out as a full rectangle, so one stray cell far out costs as much as all between.
MAX_CELLS = 1_500_000
# It also copies a shared string into every cell that refers to it.
MAX_CHARACTERS = 50_000_000

# The reader also takes small letters, a fourth one and more digits; what no program writes is refused, not guessed at.
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_NUMBER = re.compile(r"[0-9]{1,7}")


@dataclass
class Extent:
    """One part followed as the reader will follow it; `shared` are the lengths of the shared strings."""

    shared: Sequence[int]
    number: int = 0  # of the row element
    row: int = 0  # of the cell, which may lie elsewhere
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    characters: int = 0
    _is_sheet: bool = False
    _is_shared: bool = False
    _in_reference: bool = False
    _reference: str = ""

    def follow(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self._opened
        parser.EndElementHandler = self._closed
        parser.CharacterDataHandler = self._read

    def check(self) -> None:
        """Raise UnreadableWorkbook once the part has grown past the limits."""
        if self.last_row > MAX_ROWS:
            raise too_large(
                _("工作表超过 %(most)s 行。请分成几个文件上传，或删去末尾多余的行。"), most=MAX_ROWS
            )
        if self.last_row * self.last_column > MAX_CELLS:
            raise too_large(
                _("工作表占用 %(rows)s 行 × %(columns)s 列，太大。请删去右侧和下方多余的单元格。"),
                rows=self.last_row,
                columns=self.last_column,
            )
        if self.characters > MAX_CHARACTERS:
            raise too_large(
                _("工作表的文字太多（超过 %(most)s 字）。请分成几个文件上传。"), most=MAX_CHARACTERS
            )

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            number = attributes.get("r")
            self.number = self.number + 1 if self._match(_NUMBER, number) is None else int(number or 0)
            self.column = 0
        elif local == "c":
            self._place(attributes.get("r"))
            self._is_shared = attributes.get("t") == "s"
        elif local == "sheetData":
            self._is_sheet = True
        elif local in ("v", "is", "f"):
            self.last_row = max(self.last_row, self.row)
            self.last_column = max(self.last_column, self.column)
            self._in_reference = self._in_reference or (local == "v" and self._is_shared)

    def _closed(self, name: str) -> None:
        """Count the shared string that a value refers to; what else a sheet says is no reference."""
        if not self._in_reference or name.rpartition(":")[2] != "v":
            return
        self._in_reference = False
        if self._reference.strip():
            index = int(self._reference)
            self.characters += self.shared[index] if 0 <= index < len(self.shared) else 0
        self._reference = ""

    def _read(self, characters: str) -> None:
        if self._in_reference:
            self._reference += characters
        else:
            self.characters += len(characters)

    def _place(self, reference: str | None) -> None:
        match = self._match(_REFERENCE, reference)
        if match is None:
            self.row, self.column = self.number, self.column + 1
            return
        self.row = int(match[2])
        self.column = 0
        for letter in match[1].upper():
            self.column = self.column * 26 + ord(letter) - 64

    def _match(self, form: re.Pattern[str], reference: str | None) -> re.Match[str] | None:
        """Return how a place is given, None where it follows the one before. Raises UnreadableWorkbook."""
        match = form.fullmatch(reference) if reference is not None else None
        if match is None and reference is not None and self._is_sheet:
            raise damaged()
        return match


def measure_strings(parser: expat.XMLParserType) -> list[int]:
    """Return a list that becomes the length of each shared string, in order, while the parser reads."""
    shared: list[int] = []

    def opened(name: str, _attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "si":
            shared.append(0)

    def read(characters: str) -> None:
        if shared:
            shared[-1] += len(characters)

    parser.StartElementHandler = opened
    parser.CharacterDataHandler = read
    return shared
