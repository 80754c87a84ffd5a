"""Places in a plant, each with its hazard and again once it is rectified: the photos of the demo world."""

from collections.abc import Callable
from functools import cache
from math import cos, pi, radians, sin

from service.demo.canvas import HEIGHT, WIDTH, Canvas, Colour, shade

CONCRETE: Colour = (150, 148, 142)
WALL: Colour = (188, 190, 182)
GREEN_FLOOR: Colour = (84, 112, 98)
STEEL: Colour = (120, 128, 134)
YELLOW: Colour = (222, 176, 34)
RED: Colour = (186, 28, 26)
GREEN: Colour = (34, 132, 72)
PAPER: Colour = (236, 236, 228)
INK: Colour = (30, 32, 36)
CARTON: Colour = (168, 126, 78)


def detector(canvas: Canvas, rectified: bool) -> None:
    """A gas detector; its calibration label is missing, or there."""
    canvas.room(WALL, CONCRETE, 900)
    canvas.shadow((150, 40, 330, 1000), 90, 30)
    canvas.drum((120, 0, 240, HEIGHT), YELLOW)
    for top in (180, 690):
        canvas.drum((96, top, 264, top + 34), shade(YELLOW, 0.8), 6)
    canvas.shadow((520, 210, 960, 820), 120, 36)
    canvas.drum((690, 0, 726, 240), STEEL)
    canvas.drum((560, 220, 856, 640), (92, 116, 138), 60)
    canvas.drum((640, 640, 776, 740), STEEL, 10)
    canvas.drum((660, 740, 756, 800), shade(STEEL, 0.6), 20)
    canvas.disc((708, 370), 118, shade(STEEL, 1.3))
    canvas.disc((708, 370), 92, (40, 48, 50))
    canvas.surface((648, 340, 768, 396), [(150, 168, 140), (120, 140, 116)], 6)
    canvas.text((708, 368), "0.0 %LEL", 26, INK)
    for at in ((590, 252), (826, 252), (590, 610), (826, 610)):
        canvas.disc(at, 11, shade(STEEL, 0.8))
    if rectified:
        canvas.surface((612, 512, 804, 618), [PAPER, shade(PAPER, 0.9)], 6)
        canvas.surface((612, 512, 804, 542), [GREEN, shade(GREEN, 0.9)], 6)
        canvas.text((708, 527), "CAL  OK", 20, PAPER)
        canvas.text((708, 564), "No. GD-014", 22, INK)
        canvas.text((708, 594), "SN 20614", 24, INK)
    else:
        canvas.stain(canvas.blot([(616, 516), (798, 520), (802, 612), (612, 616)], 70, 3), PAPER)
        canvas.line([(616, 516), (798, 520), (802, 612), (612, 616), (616, 516)], (120, 138, 152), 2)


def bund(canvas: Canvas, rectified: bool) -> None:
    """The bund of a tank, cracked through, or filled with mortar."""
    canvas.room((170, 190, 206), CONCRETE, 560)
    canvas.drum((180, 0, 1010, 600), (206, 208, 204))
    for top in (150, 330):
        canvas.line([(180, top), (1010, top)], (140, 144, 144), 4)
    canvas.drum((1080, 120, 1124, 620), RED)
    canvas.shadow((120, 540, 1100, 660), 150, 24)
    canvas.surface((0, 610, WIDTH, 660), [(186, 184, 176), (172, 170, 162)])
    canvas.surface((0, 660, WIDTH, 850), [(128, 126, 120), (146, 144, 136), (112, 110, 106)])
    canvas.grain((0, 610, WIDTH, 850), 70, 5)
    canvas.grain((0, 610, WIDTH, 850), 60, 17)
    canvas.shadow((-60, 836, WIDTH + 60, 884), 130, 12)
    path = _crack(canvas, 640, 612, 852)
    if rectified:
        outline = [(x - 26 - y % 9, y) for x, y in path] + [(x + 28 + y % 7, y) for x, y in reversed(path)]
        canvas.stain(canvas.blot(outline, 205, 3), (170, 170, 164))
        canvas.grain((540, 612, 760, 852), 36, 2)
        return
    canvas.stain(canvas.blot([(x + 10, y) for x, y in path] + [(560, 900), (700, 920)], 60, 16), (40, 44, 40))
    canvas.line(path, (26, 25, 24), 9)
    canvas.line([(x + 5, y) for x, y in path], (190, 186, 176), 2)
    for start, reach in ((4, -90), (7, 70), (9, -50)):
        x, y = path[start]
        canvas.line([(x, y), (x + reach * 0.5, y + 14), (x + reach, y + 34)], (40, 38, 36), 4)


def _crack(canvas: Canvas, x: float, top: int, bottom: int) -> list[tuple[float, float]]:
    path = []
    for y in range(top, bottom + 1, 20):
        path.append((x, float(y)))
        x += canvas.random.uniform(-16, 18)
    return path


def exit_door(canvas: Canvas, rectified: bool) -> None:
    """An emergency exit behind stacked cartons, or clear."""
    canvas.room((196, 198, 190), (126, 128, 130), 700)
    canvas.surface((420, 190, 860, 706), [(70, 74, 78), (88, 92, 96)])
    for left in (432, 644):
        canvas.surface((left, 202, left + 204, 704), [(66, 112, 92), (84, 134, 110), (60, 102, 84)])
        canvas.surface(
            (left + 50, 270, left + 154, 420), [(150, 178, 190), (196, 212, 214), (140, 164, 176)], 4
        )
        canvas.drum((left + 20, 490, left + 184, 512), STEEL, 8, lying=True)
    canvas.surface((520, 90, 760, 160), [shade(GREEN, 1.3), GREEN], 6)
    canvas.text((690, 126), "EXIT", 40, PAPER)
    canvas.disc((584, 110), 9, PAPER)
    canvas.line([(560, 136), (582, 124), (604, 132)], PAPER, 7)
    canvas.line([(582, 124), (574, 142), (590, 152)], PAPER, 7)
    canvas.drum((1010, 420, 1080, 640), RED, 22)
    canvas.surface((1000, 330, 1090, 390), [RED, shade(RED, 0.8)], 4)
    if rectified:
        for near, far in ((250, 400), (1030, 880)):
            step = 22 if near < far else -22
            canvas.polygon([(near, HEIGHT), (near + step * 2, HEIGHT), (far + step, 712), (far, 712)], YELLOW)
        canvas.shadow((430, 690, 850, 740), 60, 14)
        return
    canvas.shadow((300, 760, 1000, 930), 170, 22)
    canvas.surface((330, 836, 960, 880), [(140, 104, 62), (104, 76, 44)])
    for box in ((350, 640, 600, 836), (610, 610, 930, 836), (400, 450, 630, 640), (650, 420, 880, 610)):
        _carton(canvas, box)


def _carton(canvas: Canvas, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    tone = shade(CARTON, canvas.random.uniform(0.88, 1.1))
    canvas.polygon(
        [(left, top), (left + 24, top - 26), (right + 24, top - 26), (right, top)], shade(tone, 1.18)
    )
    canvas.polygon(
        [(right, top), (right + 24, top - 26), (right + 24, bottom - 26), (right, bottom)], shade(tone, 0.6)
    )
    canvas.surface(box, [tone, shade(tone, 0.9), shade(tone, 0.76)])
    middle = (left + right) // 2
    canvas.surface((middle - 14, top, middle + 14, bottom), [shade(tone, 1.2), tone])
    canvas.surface((left + 20, bottom - 60, left + 86, bottom - 24), [PAPER, shade(PAPER, 0.9)])
    canvas.grain((left, top, right, bottom), 30, 3)


def extinguisher(canvas: Canvas, rectified: bool) -> None:
    """A dry-powder extinguisher with its needle in the red, or in the green."""
    canvas.room(WALL, CONCRETE, 880)
    canvas.shadow((420, 300, 960, 1000), 130, 40)
    canvas.drum((440, 420, 820, 1000), RED, 120)
    canvas.surface((500, 620, 760, 900), [PAPER, shade(PAPER, 0.88)], 8)
    canvas.text((630, 660), "ABC  4 kg", 40, INK)
    for top in range(700, 880, 22):
        canvas.line([(530, top), (730 - top % 50, top)], (120, 120, 116), 4)
    canvas.drum((586, 330, 674, 440), (150, 132, 84), 8)
    canvas.drum((420, 236, 700, 274), (34, 34, 36), 14, lying=True)
    canvas.drum((440, 290, 690, 330), (40, 40, 42), 14, lying=True)
    canvas.line([(690, 310), (840, 350), (900, 520), (890, 760)], (26, 26, 28), 34)
    canvas.line([(688, 304), (838, 342), (896, 516)], (70, 70, 74), 6)
    _gauge(canvas, (630, 400), 255 if rectified else 158)
    if rectified:
        canvas.surface((846, 610, 960, 760), [PAPER, shade(PAPER, 0.9)], 6)
        canvas.text((903, 640), "CHECK", 24, GREEN)
        canvas.text((903, 684), "No. 07", 24, INK)
        canvas.line([(880, 728), (896, 744), (930, 708)], GREEN, 8)


def _gauge(canvas: Canvas, centre: tuple[int, int], angle: int) -> None:
    """Draw a pressure gauge; the angle of its needle runs clockwise from three o'clock."""
    x, y = centre
    canvas.shadow((x - 120, y - 100, x + 130, y + 140), 120, 14)
    canvas.disc(centre, 112, (170, 150, 96))
    canvas.disc(centre, 98, PAPER)
    dial = (x - 80, y - 80, x + 80, y + 80)
    for sweep, colour in (((140, 215), RED), ((215, 305), GREEN), ((305, 400), YELLOW)):
        canvas.arc(dial, sweep, colour, 26)
    tip = (x + 74 * cos(radians(angle)), y + 74 * sin(radians(angle)))
    tail = (x - 24 * cos(radians(angle)), y - 24 * sin(radians(angle)))
    canvas.line([tail, tip], INK, 8)
    canvas.disc(centre, 12, INK)
    canvas.text((x, y + 52), "MPa", 24, INK)


def oil(canvas: Canvas, rectified: bool) -> None:
    """Oil on the floor before a pump, or the floor cleaned."""
    canvas.room((176, 182, 184), GREEN_FLOOR, 430)
    canvas.polygon([(0, 900), (0, 940), (WIDTH, 800), (WIDTH, 768)], YELLOW)
    canvas.shadow((220, 480, 1080, 640), 170, 22)
    canvas.surface((240, 500, 1040, 570), [(110, 110, 106), (82, 82, 80)], 6)
    canvas.drum((300, 300, 640, 500), (52, 92, 140), 30, lying=True)
    for left in range(340, 600, 26):
        canvas.line([(left, 312), (left, 488)], (34, 62, 98), 5)
    canvas.drum((640, 372, 760, 424), STEEL, lying=True)
    canvas.disc((850, 400), 128, (64, 102, 92))
    canvas.disc((850, 400), 60, (50, 84, 76))
    canvas.drum((816, 60, 884, 290), (70, 110, 100))
    canvas.drum((950, 366, 1280, 434), (70, 110, 100), lying=True)
    if rectified:
        canvas.stain(canvas.blot(_puddle((640, 740), 330, 105), 34, 26), (190, 206, 198))
        return
    canvas.stain(canvas.blot(_puddle((640, 740), 345, 112), 120, 14), (24, 22, 16))
    canvas.stain(canvas.blot(_puddle((640, 740), 330, 100), 236, 2.5), (28, 22, 12))
    canvas.stain(canvas.blot(_puddle((600, 716), 190, 32), 90, 12), (196, 204, 206))
    canvas.stain(canvas.blot(_puddle((760, 772), 90, 12), 80, 7), (140, 120, 150))
    canvas.stain(canvas.blot([(838, 520), (852, 520), (846, 680), (800, 690)], 220, 3), (28, 22, 12))


def _puddle(centre: tuple[int, int], wide: int, high: int) -> list[tuple[float, float]]:
    """Give the outline of a puddle: an ellipse that wavers."""
    turns = [2 * pi * step / 90 for step in range(90)]
    reach = [1 + 0.13 * sin(3 * turn + 0.6) + 0.08 * sin(5 * turn) + 0.04 * cos(9 * turn) for turn in turns]
    return [
        (centre[0] + wide * far * cos(turn), centre[1] + high * far * sin(turn))
        for turn, far in zip(turns, reach, strict=True)
    ]


def guard(canvas: Canvas, rectified: bool) -> None:
    """A belt drive without its guard, or behind a yellow mesh."""
    canvas.room((172, 176, 172), (112, 114, 112), 760)
    canvas.shadow((160, 770, 1130, 900), 170, 24)
    canvas.surface((180, 740, 1110, 830), [(96, 116, 108), (66, 82, 76)], 8)
    canvas.surface((230, 420, 420, 745), [(84, 116, 124), (60, 86, 94)], 10)
    canvas.surface((820, 560, 1020, 745), [(62, 90, 130), (44, 66, 100)], 10)
    small, large = (920, 580), (420, 420)
    for gap in (0, 16):
        canvas.line([(420, 232 + gap), (920, 492 + gap // 2)], (30, 30, 32), 13)
        canvas.line([(420, 608 - gap), (920, 668 - gap // 2)], (30, 30, 32), 13)
    for centre, radius in ((large, 196), (small, 94)):
        canvas.disc(centre, radius, (44, 44, 46))
        canvas.disc(centre, radius - 16, (132, 136, 138))
        for step in range(5):
            turn = 2 * pi * step / 5 + 0.4
            hole = (
                round(centre[0] + radius * 0.5 * cos(turn)),
                round(centre[1] + radius * 0.5 * sin(turn)),
            )
            canvas.disc(hole, radius // 5, (58, 62, 64))
        canvas.disc(centre, radius // 5, shade(STEEL, 1.2))
    if rectified:
        _mesh(canvas)


def _mesh(canvas: Canvas) -> None:
    canvas.stain(canvas.blot([(190, 190), (1060, 190), (1060, 750), (190, 750)], 70, 10), INK)
    for step in range(190, 1061, 30):
        canvas.line([(step, 200), (step, 745)], shade(YELLOW, 0.82), 6)
    for step in range(200, 750, 30):
        canvas.line([(190, step), (1060, step)], YELLOW, 6)
    for box in ((176, 180, 1076, 214), (176, 730, 1076, 764)):
        canvas.drum(box, YELLOW, 4, lying=True)
    for left in (176, 612, 1044):
        canvas.drum((left, 180, left + 32, 764), YELLOW, 4)
    canvas.polygon([(560, 520), (630, 400), (700, 520)], YELLOW)
    canvas.line([(560, 520), (630, 400), (700, 520), (560, 520)], INK, 8)
    canvas.line([(630, 436), (630, 482)], INK, 10)
    canvas.disc((630, 502), 6, INK)


SCENES: dict[str, Callable[[Canvas, bool], None]] = {
    "detector": detector,
    "bund": bund,
    "exit": exit_door,
    "extinguisher": extinguisher,
    "oil": oil,
    "guard": guard,
}


@cache
def photo(scene: str, *, rectified: bool) -> bytes:
    """Return a JPEG of 1280 × 960 pixels; before and after are the same place from the same spot."""
    canvas = Canvas(scene)
    SCENES[scene](canvas, rectified)
    return canvas.jpeg()
