"""Breaking Chinese text into lines, and fitting it into a box.

No line begins with closing punctuation or ends with opening punctuation (避头尾), dashes and ellipses stay
in one piece, and words and numbers are not torn unless they are longer than a line.
"""

import re
import unicodedata
from dataclasses import dataclass

from service.printing.fonts import Face, cleaned
from service.printing.surface import Point, Surface, Type

NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕］”’％‰℃°·．～々,.;:?!)]}%")
NOT_LAST = frozenset("（《〈「『【〔［“‘([{￥¥$№＃#")
PAIRED = frozenset("—…")
LEADING = 1.25
STANDARD = re.compile(r"(?<=[A-Z]) (?=\d)")  # GB 30871 stays in one piece
POINT = 25.4 / 72  # millimetres
STEP = 0.5  # points by which a text is made smaller


@dataclass(frozen=True)
class Setting:
    """Lines of one size; `leading` from baseline to baseline, in points."""

    lines: list[str]
    size: float
    leading: float

    @property
    def height(self) -> float:
        return len(self.lines) * self.leading


def broken(text: str, face: Face, size: float, measure: float) -> list[str]:
    """Return the lines of a paragraph; all lengths in points. Raises MissingGlyph."""
    lines: list[str] = []
    line = ""
    for unit in _units(cleaned(text)):
        for piece in _torn(unit, face, size, measure):
            if line and face.width((line + piece).rstrip(), size) > measure:
                lines.append(line.rstrip())
                line = ""
            line = line + piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def fitted(text: str, face: Face, box: tuple[float, float], sizes: tuple[float, float]) -> Setting:
    """Return the text as large as the box (width, height) allows, between two sizes (largest, smallest).

    A line ends where the text has its own end of line. What does not fit even at the smallest size ends in an
    ellipsis. Raises MissingGlyph.
    """
    width, height = box
    size, smallest = sizes
    while True:
        lines = [line for part in text.split("\n") for line in broken(part, face, size, width)]
        room = max(int(height / (size * LEADING)), 1)
        if len(lines) <= room:
            return Setting(lines, size, size * LEADING)
        if size <= smallest:
            shown = [*lines[: room - 1], _shortened(lines[room - 1], face, size, width)]
            return Setting(shown, size, size * LEADING)
        size = max(size - STEP, smallest)


def write(surface: Surface, setting: Setting, corner: Point, kind: Type, drop: float = 0.98) -> None:
    """Draw lines below an upper left corner, in millimetres; the first baseline lies `drop` of a size below it."""
    for number, line in enumerate(setting.lines):
        baseline = corner[1] + (setting.leading * number + setting.size * drop) * POINT
        surface.text((corner[0], baseline), line, kind)


def _shortened(line: str, face: Face, size: float, width: float) -> str:
    while line and face.width(line + "…", size) > width:
        line = line[:-1]
    return line.rstrip() + "…"


def _units(text: str) -> list[str]:
    """Cut the text where a line may end."""
    units: list[str] = []
    for character in STANDARD.sub("\N{NO-BREAK SPACE}", text):
        if units and not _may_break(units[-1][-1], character):
            units[-1] += character
        else:
            units.append(character)
    return units


def _may_break(before: str, after: str) -> bool:
    if before in NOT_LAST or after in NOT_FIRST or before == after in PAIRED:
        return False
    return _wide(before) or _wide(after) or " " in (before, after)


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _torn(unit: str, face: Face, size: float, measure: float) -> list[str]:
    if face.width(unit, size) <= measure:
        return [unit]
    return list(unit)
