"""Full fonts, because names of people and places use characters outside GBK (䶮 㙟 𬭎)."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts

from service.core.acts.problems import Problem, _

NODE_FONTS = Path(__file__).resolve().parents[2] / "node_modules" / "@expo-google-fonts"
BFCHARS = 100  # entries of one bfchar section, at most: Adobe technical note 5411


class MissingGlyph(Problem):
    """A text holds `characters` that no font at hand can draw; a box in their place would be a wrong name."""

    code, status = "MISSING_GLYPH", 422
    title = _("有字无法打印")

    def __init__(self, characters: str) -> None:
        named = "、".join(f"{c}（U+{ord(c):04X}）" for c in characters)
        sentence = _("字库里没有：%(characters)s。请改用别的写法，或者请运营人员安装更全的字库。")
        super().__init__(sentence, characters=named)
        self.characters = characters


@dataclass(frozen=True)
class Face:
    """Fonts in the order in which they are asked for a character."""

    fonts: tuple[str, ...]

    def runs(self, text: str) -> list[tuple[str, str]]:
        """Return (font, piece) in reading order. Raises MissingGlyph."""
        glyphs = _glyphs(self.fonts[0])
        if all(ord(c) in glyphs for c in text):
            return [(self.fonts[0], text)]
        self.check([text])
        return [(font, "".join(piece)) for font, piece in groupby(text, self._font_of)]

    def width(self, text: str, size: float) -> float:
        """Return the advance in the unit of `size`. Raises MissingGlyph."""
        return _advance(self, text) * size

    def check(self, texts: Iterable[str]) -> None:
        """Raise MissingGlyph naming every character that cannot be drawn, each once."""
        refuse_missing(texts, self._font_of)

    def _font_of(self, character: str) -> str:
        return next((font for font in self.fonts if ord(character) in _glyphs(font)), "")


@lru_cache(maxsize=65536)
def _advance(face: Face, text: str) -> float:
    """Return the advance at size 1; a sheet of labels asks for the same words again and again."""
    return float(sum(pdfmetrics.stringWidth(piece, font, 1) for font, piece in face.runs(text)))


@dataclass(frozen=True)
class Faces:
    """What a page is set in."""

    body: Face
    bold: Face

    @property
    def first(self) -> str:
        """The font a canvas starts with; else it lists a Helvetica that is never embedded."""
        return self.body.fonts[0]


@cache
def sans() -> Faces:
    """For labels and letters."""
    return Faces(
        Face((_noto("noto-sans-sc", "400Regular", "NotoSansSC"),)),
        Face((_noto("noto-sans-sc", "700Bold", "NotoSansSC"),)),
    )


def refuse_missing(texts: Iterable[str], drawn: Callable[[str], object]) -> None:
    """Raise MissingGlyph naming every character of which `drawn` says no, each once."""
    missing = {c: None for text in texts for c in text if not drawn(c)}
    if missing:
        raise MissingGlyph("".join(missing))


def cleaned(text: str) -> str:
    """Return the text without line breaks, controls and invisible marks, which no font draws."""
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf"))


def path_of(font: str) -> str:
    """Return the file of a registered font."""
    return str(pdfmetrics.getFont(font).face.filename)


def _noto(package: str, weight: str, family: str) -> str:
    path = NODE_FONTS / package / weight / f"{family}_{weight}.ttf"
    font = ttfonts.TTFont(path.stem, str(path))
    pdfmetrics.registerFont(font)
    return str(font.fontName)


def _glyphs(font: str) -> dict[int, int]:
    glyphs: dict[int, int] = pdfmetrics.getFont(font).face.charToGlyph
    return glyphs


def _to_unicode(font: str, subset: list[int]) -> str:
    """Write the map by which a reader copies text, with characters beyond U+FFFF as UTF-16 pairs.

    ReportLab writes five digits for those, which readers take for another character.
    """
    pairs = [f"<{code:02X}> <{chr(c).encode('utf-16-be').hex().upper()}>" for code, c in enumerate(subset)]
    sections = [pairs[start : start + BFCHARS] for start in range(0, len(pairs), BFCHARS)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            f"/CMapName /{font} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *(line for part in sections for line in (f"{len(part)} beginbfchar", *part, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


ttfonts.makeToUnicodeCMap = _to_unicode
