"""W6: labels are printed, as sheets and as pictures.

The limit draws the very picture with Pillow and saves it: where everything stands, its fonts and its symbol are
given. Every label has a code of its own, so ours makes its symbol too.
"""

import io
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont, ImageOps

from service.codes import rules
from service.printing import labels, qr
from service.printing.fonts import path_of
from service.printing.labels import DPI, MEDIUM, SHEETS, Label
from service.printing.surface import MM_PER_INCH, POINTS_PER_INCH, Point, Type
from tests.bench.bench import Bench
from tests.bench.registry import Round, Row

PRINTED, PICTURES = 200, 20  # labels of a round
PLACES = ("甲醇储罐区", "1号反应釜", "离心泵房", "天然气调压间", "涂装喷漆房", "压缩机房2号循环氢压缩机")
Stroke = Callable[[ImageDraw.ImageDraw], object]


@dataclass
class Strokes:
    """A surface that remembers what Pillow has to be told."""

    given: list[Stroke] = field(default_factory=list)

    def _at(self, point: Point) -> Point:
        return point[0] * DPI / MM_PER_INCH, point[1] * DPI / MM_PER_INCH

    def text(self, at: Point, text: str, kind: Type) -> None:
        (x, y), scale = self._at(at), DPI / POINTS_PER_INCH
        anchor = "ms" if kind.centred else "ls"
        for font, piece in kind.face.runs(text):
            known = ImageFont.truetype(path_of(font), kind.size * scale)
            self.given.append(
                lambda to, x=x, font=known, piece=piece: to.text(
                    (x, y), piece, fill=kind.colour, font=font, anchor=anchor
                )
            )
            x += known.getlength(piece)

    def polygon(self, points: Sequence[Point], fill: str | None, edge: str | None = None) -> None:
        places = [self._at(one) for one in points]
        self.given.append(lambda to: to.polygon(places, fill=fill, outline=edge))

    def disc(self, centre: Point, radius: float, fill: str) -> None:
        place = self._at(centre)
        self.given.append(lambda to: to.circle(place, radius * DPI / MM_PER_INCH, fill=fill))

    def line(self, ends: Sequence[Point], colour: str, width: float) -> None:
        places, thick = [self._at(one) for one in ends], max(round(width * DPI / MM_PER_INCH), 1)
        self.given.append(lambda to: to.line(places, fill=colour, width=thick))

    def qr(self, corner: Point, side: float, text: str) -> None:
        pixels, place = round(side * DPI / MM_PER_INCH), self._at(corner)
        dark = ImageOps.invert(qr.symbol(text)).resize((pixels, pixels), Image.Resampling.NEAREST)
        self.given.append(lambda to: to.bitmap((round(place[0]), round(place[1])), dark, fill="#000000"))


def _label(number: int) -> Label:
    code = rules.new_code()
    return Label(
        code=rules.shown(code),
        url=rules.url("https://aq.example.cn", code),
        title=f"FX-{number:04} {PLACES[number % len(PLACES)]}",
        subtitle="安阳华安化工有限公司 生产区",
        level=1 + number % 4,
        level_word="重大风险",
        phone="值班 0372-5551234",
    )


def _picture(strokes: Sequence[Stroke]) -> None:
    size = round(MEDIUM.width * DPI / MM_PER_INCH), round(MEDIUM.height * DPI / MM_PER_INCH)
    image = Image.new("P", size, "white")
    to = ImageDraw.Draw(image)
    for stroke in strokes:
        stroke(to)
    image.save(io.BytesIO(), "PNG", dpi=(DPI, DPI))


def _ms(act: Callable[[], object], labels: int) -> float:
    began = time.process_time()
    act()
    return (time.process_time() - began) / labels * 1000


def _limit_ms(drawn: Sequence[Label]) -> float:
    known = []
    for label in drawn:
        strokes = Strokes()
        labels.draw(label, MEDIUM, strokes)
        known.append(strokes.given)
    return _ms(lambda: [_picture(one) for one in known], len(drawn))


def _rounds(bench: Bench, ours: Callable[[Sequence[Label]], object], count: int) -> Iterator[Round]:
    for number in range(bench.rounds + 1):
        limit = _limit_ms([_label(one) for one in range(PICTURES)])
        printed = [_label(one) for one in range(count)]
        cost = _ms(lambda printed=printed: ours(printed), count)  # type: ignore[misc]
        if number:  # the first reads fonts
            yield Round(limit, cost)


def _sheets(bench: Bench) -> Iterator[Round]:
    yield from _rounds(bench, lambda printed: labels.pdf(printed, SHEETS["100x70"]), PRINTED)


def _pictures(bench: Bench) -> Iterator[Round]:
    yield from _rounds(bench, lambda printed: [labels.png(one) for one in printed], PICTURES)


def _sizes(bench: Bench) -> Iterator[Round]:
    for number in range(bench.rounds):
        yield Round(None, len(labels.png(_label(number))) / 1024)


UNIT = "ms of processor a label"
ROWS = [
    Row("W6.pdf", "labels on sheets of A4", UNIT, 0.7, "less", _sheets),
    Row("W6.png", "a label as a picture", UNIT, 1.3, "less", _pictures),
    Row("W6.png-size", "a label as a picture", "KiB", 8, "less", _sizes),
]
