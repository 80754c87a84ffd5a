"""Legal documents on A4 in the manner of GB/T 9704-2012, set by Typst.

Each version of each form has a template of its own, `templates/<kind>/<version>.typ`; what they share is in
`templates/page.typ`. A sealed document is printed by the template of its own version for as long as it is kept:
a template that has printed is never changed in its words.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from service.printing import fonts, qr
from service.printing.documents.faces import faces_of
from service.printing.documents.press import Press

TEMPLATES = Path(__file__).parent / "templates"
WIDTH, PITCH = 595, 850  # of a page of a picture, and from one to the next: points
HEAD = re.compile(
    rb'<svg (.*?)pt"(.*?)pt"', re.DOTALL
)  # lengths in points, which are the units of the picture
GLYPH = re.compile(rb'<symbol id="([^"]+)".*?</symbol>', re.DOTALL)


@dataclass(frozen=True)
class Verification:
    """By what anybody can check the paper: the symbol's address, and lines such as the hash in groups."""

    url: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """A form and what is written in it.

    content  as the template of that version names it;  day  of issue, in the file's description.
    mark  stands in a frame above the text of each page: what makes the paper worthless.
    signed  is what was written down of the signatures since: a character that cannot be drawn is 〓 there.
    """

    kind: str
    version: str
    content: Mapping[str, object]
    day: date
    number: str = ""
    mark: str = ""
    verification: Verification | None = None
    signed: Mapping[str, str] | None = None


def pdf(form: Form, font_directory: Path | None = None) -> bytes:
    """Return the pages; the same form gives the same bytes.

    font_directory  see `faces.faces_of`. Raises MissingGlyph naming every character that cannot be drawn.
    """
    given = _given(form, font_directory)
    return _press(font_directory).pdf(template(form.kind, form.version), given)


def picture(form: Form, font_directory: Path | None = None) -> bytes:
    """Return the very pages of `pdf` one below the other, as one SVG drawing of 595 points' width."""
    given, drawn = _given(form, font_directory), set[bytes]()

    def once(glyph: re.Match[bytes]) -> bytes:
        """Leave out a glyph that an earlier page has brought along."""
        is_new = glyph[1] not in drawn
        drawn.add(glyph[1])
        return glyph[0] if is_new else b""

    pages = _press(font_directory).drawings(template(form.kind, form.version), given)
    placed = [
        HEAD.sub(rb'<svg y="%d" \1"\2"' % (number * PITCH), GLYPH.sub(once, page), count=1)
        for number, page in enumerate(pages)
    ]
    box = b"0 0 %d %d" % (WIDTH, len(pages) * PITCH)
    return b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="%b">%b</svg>' % (box, b"".join(placed))


def refuse_undrawable(content: object, font_directory: Path | None = None) -> None:
    """Raise MissingGlyph naming every character of the content that cannot be drawn."""
    faces_of(font_directory).check(_texts(_cleaned(content)))


def _given(form: Form, font_directory: Path | None) -> dict[str, object]:
    check, content, faces = form.verification, _cleaned(form.content), faces_of(font_directory)
    faces.check(_texts([content, form.number, form.mark, check and check.lines]))
    return {
        "content": content,
        "number": form.number,
        "mark": form.mark,
        "author": form.content["issuer"],
        "date": [form.day.year, form.day.month, form.day.day],
        "signed": form.signed
        and {name: faces.drawable(fonts.cleaned(text)) for name, text in form.signed.items()},
        "verification": check and {"symbol": qr.svg(check.url), "lines": check.lines},
    }


def template(kind: str, version: str) -> Path:
    """Return how a version of a form stands on paper. Raises LookupError where nobody has drawn it."""
    path = TEMPLATES / kind / f"{version}.typ"
    if not path.is_file():
        raise LookupError(f"no template prints {kind} of {version}")
    return path


@cache
def _press(font_directory: Path | None) -> Press:
    return Press(TEMPLATES, faces_of(font_directory))


def _cleaned(value: object) -> object:
    """Return the content without what no font draws."""
    if isinstance(value, str):
        return fonts.cleaned(value)
    if isinstance(value, Mapping):
        return {name: _cleaned(part) for name, part in value.items()}
    if isinstance(value, Sequence):
        return [_cleaned(part) for part in value]
    return value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, Sequence):
        for part in value:
            yield from _texts(part)
