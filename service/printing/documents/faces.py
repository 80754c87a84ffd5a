"""What legal documents are set in, and which characters it can draw."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from service.printing.fonts import NODE_FONTS, refuse_missing

NOTO = NODE_FONTS / "noto-serif-sc"
SEGMENTS, GROUPS = 4, 12  # formats of a cmap table that fonts of today have: ISO/IEC 14496-22, 5.2.1.3


@dataclass(frozen=True)
class Faces:
    """Files of fonts, in the order in which they are asked for a character."""

    body: tuple[Path, ...]
    bold: tuple[Path, ...]

    def check(self, texts: Iterable[str]) -> None:
        """Raise MissingGlyph naming every character that the body cannot draw, each once."""
        refuse_missing(texts, self._draws)

    def drawable(self, text: str) -> str:
        """Return the text with 〓 for every character that the body cannot draw."""
        return "".join(character if self._draws(character) else "〓" for character in text)

    def _draws(self, character: str) -> bool:
        return any(ord(character) in characters(file) for file in self.body)


@cache
def faces_of(directory: Path | None) -> Faces:
    """Return Noto Serif, and before it what the directory holds.

    directory  may hold licensed fonts that GB/T 9704 asks for and nobody may redistribute: `fangsong.ttf`
               (仿宋, body) and `biaosong.ttf` (小标宋, title). What they lack is drawn in Noto Serif.
    """
    body, bold = NOTO / "400Regular/NotoSerifSC_400Regular.ttf", NOTO / "700Bold/NotoSerifSC_700Bold.ttf"
    return Faces((*_licensed(directory, "fangsong.ttf"), body), (*_licensed(directory, "biaosong.ttf"), bold))


def _licensed(directory: Path | None, name: str) -> tuple[Path, ...]:
    path = directory / name if directory else None
    return (path,) if path and path.exists() else ()


@cache
def characters(file: Path) -> frozenset[int]:
    """Return the characters that a TrueType or OpenType font maps to glyphs."""
    data = file.read_bytes()
    start = next(offset for tag, offset in _tables(data) if tag == b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    places = {start + struct.unpack_from(">I", data, start + 8 + 8 * number)[0] for number in range(count)}
    known = set[int]()
    for place in places:
        (form,) = struct.unpack_from(">H", data, place)
        if form == GROUPS:
            known.update(_of_groups(data, place))
        elif form == SEGMENTS:
            known.update(_of_segments(data, place))
    return frozenset(known)


def _tables(data: bytes) -> Iterator[tuple[bytes, int]]:
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", data, 12 + 16 * number)
        yield tag, offset


def _of_groups(data: bytes, place: int) -> Iterator[int]:
    (count,) = struct.unpack_from(">I", data, place + 12)
    for first, last, _glyph in struct.iter_unpack(">III", data[place + 16 : place + 16 + 12 * count]):
        yield from range(first, last + 1)


def _of_segments(data: bytes, place: int) -> Iterator[int]:
    count = struct.unpack_from(">H", data, place + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", data, place + 14 + 2 * count * part + (2 if part else 0))
        for part in range(4)
    )
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        table = place + 16 + 6 * count + 2 * number + offsets[number]
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code + deltas[number]
            if offsets[number]:
                (glyph,) = struct.unpack_from(">H", data, table + 2 * (code - first))
            if glyph % 0x10000:
                yield code
