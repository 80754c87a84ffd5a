"""Strips of a page, what may not be parted, and where a page ends. Lengths in points."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from service.printing import qr
from service.printing.surface import Type
from service.printing.typeset import stretches

# GB/T 9704-2012, 5.2: 天头 37 mm, 订口 28 mm, 版心 156 mm × 225 mm
PAGE_WIDTH, PAGE_HEIGHT = 210 * mm, 297 * mm
TOP, LEFT = 37 * mm, 28 * mm
WIDTH, HEIGHT = 156 * mm, 225 * mm


@dataclass(frozen=True)
class Pen:
    """Draws on a page, from the upper left of the text area."""

    canvas: Canvas

    def text(self, at: tuple[float, float], text: str, kind: Type, spread: float = 0) -> None:
        """Draw one line.

        at  the left end of its baseline, or its middle if centred.
        spread  is added after each character that stretches.
        """
        x = LEFT + at[0] - (kind.face.width(text, kind.size) / 2 if kind.centred else 0)
        words = self.canvas.beginText(x, PAGE_HEIGHT - TOP - at[1])
        for font, run in kind.face.runs(text):
            words.setFont(font, kind.size)
            for stretched, piece in groupby(run, stretches):
                words.setCharSpace(spread if stretched else 0)
                words.textOut("".join(piece))
        self.canvas.drawText(words)

    def rule(self, start: tuple[float, float], end: tuple[float, float], width: float = 0.5) -> None:
        self.canvas.setLineWidth(width)
        top = PAGE_HEIGHT - TOP
        self.canvas.line(LEFT + start[0], top - start[1], LEFT + end[0], top - end[1])

    def qr(self, corner: tuple[float, float], side: float, text: str) -> None:
        """Draw a symbol; `corner` is its upper left."""
        lower_left = (LEFT + corner[0], PAGE_HEIGHT - TOP - corner[1] - side)
        qr.draw(self.canvas, text, lower_left, side)


def nothing(pen: Pen, top: float) -> None:
    """Draw white space."""


@dataclass(frozen=True)
class Strip:
    """A part of a page that is never cut.

    keep  it must lie on the page of the strip that follows;  space  it falls away at the head of a page.
    head  is drawn above it where it comes first on a page.
    """

    height: float
    draw: Callable[[Pen, float], None] = nothing
    keep: bool = False
    space: bool = False
    head: "Strip | None" = None


def paged(strips: Iterable[Strip]) -> list[list[Strip]]:
    """Lay strips on pages. What must stay together but is longer than a page is parted after all."""
    pages: list[list[Strip]] = [[]]
    for group in _groups(strips):
        if pages[-1] and not _fits([*pages[-1], *group]):
            pages.append([])
        for strip in group:
            if not _fits([*pages[-1], strip]):
                pages.append([])
            if not pages[-1] and strip.space:
                continue
            if not pages[-1] and strip.head:
                pages[-1].append(strip.head)
            pages[-1].append(strip)
    return pages


def _groups(strips: Iterable[Strip]) -> Iterator[list[Strip]]:
    group: list[Strip] = []
    for strip in strips:
        group.append(strip)
        if not strip.keep:
            yield group
            group = []
    if group:
        yield group


def _fits(strips: list[Strip]) -> bool:
    while strips and strips[-1].space:
        strips = strips[:-1]
    return sum(strip.height for strip in strips) <= HEIGHT
