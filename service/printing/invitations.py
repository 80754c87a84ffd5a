"""Letters of one page that carry one code: an invitation, the enrolment of a worker."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib import pagesizes
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from service.core.acts.problems import Invalid, _
from service.printing import fonts, qr
from service.printing.labels import HINT
from service.printing.surface import PdfSurface, Surface, Type
from service.printing.typeset import POINT, Setting, broken, fitted, write

PAPERS = {"A4": pagesizes.A4, "A5": pagesizes.A5}
GREY = "#55606E"
MARGIN, SYMBOL = 18.0, 50.0
TITLE_HEIGHT, NOTE_HEIGHT = 20.0, 16.0
BELOW_SYMBOL = 24.0  # quiet zone, hint and code
SIZES = (13.0, 12.0, 11.0, 10.0, 9.0)
SPACING = 1.7


@dataclass(frozen=True)
class Letter:
    """A page to hand over.

    lines  one below the other, each wrapped where it must be;  note  small, at the foot.
    code_text  what to type where nothing can scan.
    """

    title: str
    lines: tuple[str, ...]
    qr_url: str
    code_text: str
    note: str = ""


def pdf(letters: Sequence[Letter], paper: str = "A5") -> bytes:
    """Return one page for each letter; `paper` is A4 or A5.

    Raises MissingGlyph, and Invalid where the lines do not fit on one page.
    """
    size = PAPERS[paper]
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1, initialFontName=fonts.sans().first, lang="zh-CN")
    if letters:
        canvas.setTitle(letters[0].title)
    for letter in letters:
        _draw(letter, PdfSurface(canvas, (0, 0), size[1] / mm), (size[0] / mm, size[1] / mm))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(letter: Letter, surface: Surface, paper: tuple[float, float]) -> None:
    faces = fonts.sans()
    width, height = paper[0] - 2 * MARGIN, paper[1]
    middle, top = paper[0] / 2, MARGIN + TITLE_HEIGHT
    quiet = qr.QUIET * SYMBOL / len(qr.matrix(letter.qr_url))
    title = fitted(letter.title, faces.bold, (width / POINT, TITLE_HEIGHT / POINT), (22, 12))
    _write(surface, title, MARGIN, Type(faces.bold, title.size))
    text = _set(letter.lines, width, height - top - 2 * quiet - SYMBOL - BELOW_SYMBOL - NOTE_HEIGHT - MARGIN)
    _write(surface, text, top, Type(faces.body, text.size))
    below = top + text.height * POINT + quiet
    surface.qr((middle - SYMBOL / 2, below), SYMBOL, letter.qr_url)
    below += SYMBOL + quiet
    surface.text((middle, below + 4), HINT, Type(faces.body, 10, GREY, centred=True))
    code = fitted(letter.code_text, faces.bold, (width / POINT, 8 / POINT), (16, 7))
    surface.text((middle, below + 12), code.lines[0], Type(faces.bold, code.size, centred=True))
    note = fitted(letter.note, faces.body, (width / POINT, NOTE_HEIGHT / POINT), (9, 6.5))
    _write(surface, note, height - MARGIN - note.height * POINT, Type(faces.body, note.size, GREY))


def _set(lines: Sequence[str], width: float, height: float) -> Setting:
    body = fonts.sans().body
    for size in SIZES:
        wrapped = [part for line in lines for part in broken(line, body, size, width / POINT)]
        setting = Setting(wrapped, size, size * SPACING)
        if setting.height * POINT <= height:
            return setting
    raise Invalid(_("内容太多，一页放不下，请缩短后再打印"))


def _write(surface: Surface, setting: Setting, top: float, kind: Type) -> None:
    write(surface, setting, (MARGIN, top), kind, drop=1)
