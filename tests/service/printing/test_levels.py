"""红橙黄蓝: each level on paper by its colour, its shape and its hatch, as signs of the trade and not as the code's."""

import colorsys

import pytest
from PIL import Image, ImageColor

from service.printing.levels import LOOKS, Box, draw_band
from service.printing.surface import ImageSurface

# 国务院安委办〔2016〕11号: 重大红, 较大橙, 一般黄, 低蓝. Degrees of the circle of colours, from and to.
HUES = {1: (345, 375), 2: (18, 38), 3: (48, 62), 4: (200, 230)}
CORNERS = {1: 8, 2: 3, 3: 4}  # 低 is round
HATCHES = {1: "cross", 2: "slash", 3: "dots", 4: "none"}
WIDE, HIGH, DPI = 60.0, 10.0, 300


def band(level: int, word: str = "") -> Image.Image:
    surface = ImageSurface((WIDE, HIGH), DPI)
    draw_band(surface, Box(0, 0, WIDE, HIGH), level, word)
    return surface.image.convert("RGB")


def dot(picture: Image.Image, left: float, top: float) -> tuple[int, ...]:
    value = picture.getpixel((round(left * DPI / 25.4), round(top * DPI / 25.4)))
    assert isinstance(value, tuple)
    return value


@pytest.mark.parametrize("level", HUES)
def test_a_band_has_the_colour_of_its_level(level: int) -> None:
    red, green, blue = dot(band(level), WIDE / 2, HIGH / 2)
    hue, _light, strength = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    low, high = HUES[level]
    assert strength > 0.8
    assert any(low <= degrees <= high for degrees in (hue * 360, hue * 360 + 360))


def test_what_has_no_level_yet_has_none_of_their_colours() -> None:
    assert colorsys.rgb_to_hls(*(part / 255 for part in ImageColor.getrgb(LOOKS[None].fill)))[2] < 0.2


@pytest.mark.parametrize("level", HUES)
def test_a_level_is_told_by_its_shape_where_colour_is_lost(level: int) -> None:
    corners: list[int] = []

    class Counted(ImageSurface):
        def polygon(self, points, fill, edge=None) -> None:  # type: ignore[no-untyped-def]
            corners.append(len(points))
            super().polygon(points, fill, edge)

    draw_band(Counted((WIDE, HIGH), DPI), Box(0, 0, WIDE, HIGH), level, "")
    assert corners == [4, *([CORNERS[level]] if level in CORNERS else [])]


def test_the_right_ends_of_the_bands_differ_in_grey() -> None:
    assert {level: LOOKS[level].hatch for level in HUES} == HATCHES
    ends = {level: band(level).crop((650, 5, 703, 113)) for level in HUES}
    marks = {
        level: end.tobytes() != Image.new("RGB", end.size, dot(band(level), 30, 5)).tobytes()
        for level, end in ends.items()
    }
    assert marks == {1: True, 2: True, 3: True, 4: False}


def test_the_number_in_the_shape_is_that_of_the_level() -> None:
    assert {level: LOOKS[level].number for level in HUES} == {1: "1", 2: "2", 3: "3", 4: "4"}
