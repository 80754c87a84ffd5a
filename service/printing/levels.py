"""The four risk levels on paper: shape, number, word, hatch, and colour last, for a copier has none."""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi, sin

from service.printing import fonts
from service.printing.surface import Point, Surface, Type
from service.printing.typeset import POINT, fitted, write

BLACK, WHITE = "#1A1A1A", "#FFFFFF"


@dataclass(frozen=True)
class Box:
    """A rectangle in millimetres from the upper left."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Look:
    fill: str
    on_fill: str
    number: str
    shape: Callable[[Surface, Point, float, str], None]
    hatch: str


def _octagon(surface: Surface, centre: Point, radius: float, colour: str) -> None:
    turns = [pi / 8 + pi / 4 * corner for corner in range(8)]
    surface.polygon([_round(centre, radius * 1.06, turn) for turn in turns], colour)


def _triangle(surface: Surface, centre: Point, radius: float, colour: str) -> None:
    middle = (centre[0], centre[1] + radius * 0.22)
    turns = [-pi / 2 + 2 * pi / 3 * corner for corner in range(3)]
    surface.polygon([_round(middle, radius * 1.25, turn) for turn in turns], colour)


def _diamond(surface: Surface, centre: Point, radius: float, colour: str) -> None:
    surface.polygon([_round(centre, radius * 1.15, pi / 2 * corner) for corner in range(4)], colour)


def _circle(surface: Surface, centre: Point, radius: float, colour: str) -> None:
    surface.disc(centre, radius, colour)


def _round(centre: Point, radius: float, turn: float) -> Point:
    return centre[0] + radius * cos(turn), centre[1] + radius * sin(turn)


LOOKS: dict[int | None, Look] = {
    1: Look("#B30012", WHITE, "1", _octagon, "cross"),
    2: Look("#E96D00", BLACK, "2", _triangle, "slash"),
    3: Look("#FFE100", BLACK, "3", _diamond, "dots"),
    4: Look("#1257C4", WHITE, "4", _circle, "none"),
    None: Look("#E3E7EC", BLACK, "?", _circle, "none"),
}


def draw_band(surface: Surface, box: Box, level: int | None, word: str) -> None:
    """Draw the level as a band; the hatch at its right end tells the levels apart in grey."""
    look = LOOKS[level]
    right, bottom = box.left + box.width, box.top + box.height
    corners = [(box.left, box.top), (right, box.top), (right, bottom), (box.left, bottom)]
    surface.polygon(corners, look.fill, BLACK)
    radius = box.height * 0.36
    centre = (box.left + box.height * 0.52, box.top + box.height / 2)
    look.shape(surface, centre, radius, look.on_fill)
    bold = fonts.sans().bold
    size = radius * 1.25 / POINT
    drop = size * 0.36 * POINT + (radius * 0.16 if look.shape is _triangle else 0)
    surface.text((centre[0], centre[1] + drop), look.number, Type(bold, size, look.fill, centred=True))
    strip = 0.0 if look.hatch == "none" else box.height * 0.5
    left = box.left + box.height * 1.05
    room = ((right - left - strip - box.height * 0.1) / POINT, box.height * 0.95 / POINT)
    setting = fitted(word, bold, room, (box.height * 0.52 / POINT, box.height * 0.28 / POINT))
    top = box.top + (box.height - setting.height * POINT) / 2
    write(surface, setting, (left, top), Type(bold, setting.size, look.on_fill))
    _hatch(surface, Box(right - strip, box.top, strip, box.height), look)


def _hatch(surface: Surface, box: Box, look: Look) -> None:
    cell = box.width / 2
    if look.hatch == "none":
        return
    for row in range(4):
        for column in range(2):
            left, top = box.left + column * cell, box.top + row * cell
            if look.hatch == "dots":
                surface.disc((left + cell / 2, top + cell / 2), cell * 0.2, look.on_fill)
                continue
            surface.line([(left, top + cell), (left + cell, top)], look.on_fill, cell * 0.12)
            if look.hatch == "cross":
                surface.line([(left, top), (left + cell, top + cell)], look.on_fill, cell * 0.12)
