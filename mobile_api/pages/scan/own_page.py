"""What a label shows to one of the plant's own people: a frame that is the same for all of them, and what is his in it.

The frame is kept by each process, as the public page is: whoever scans next, only his own part is read and drawn.
"""

from typing import NamedTuple
from uuid import UUID

from flask import current_app, render_template
from markupsafe import Markup

from mobile_api.pages.scan.news import told
from mobile_api.pages.scan.scanned_units import ScannedUnit
from service.inspections.queries.scans import Scanned
from service.web import language

FRAME = "own_page.frame"  # in the environment of a request, by the view
# Comments stand in no text: what anybody wrote is escaped.
MINE, ACTS = Markup("<!--mine-->"), Markup("<!--acts-->")


class Frame(NamedTuple):
    plant: UUID
    unit_id: UUID
    code: str
    pieces: tuple[bytes, bytes, bytes]  # before, between and after his part and what he may do
    acts: tuple[bytes, bytes]  # without a check that waits, with one

    def filled(self, own: Scanned) -> bytes:
        """Return the page with what is his. Runs within a request: it has a language."""
        before, between, after = self.pieces
        return b"".join((before, _mine(self.code, own).encode(), between, self.acts[own.is_open], after))


def frame(spot: ScannedUnit, style: Markup) -> Frame:
    acts = [render_template("scan/acts.html", code=spot.code, is_open=is_open) for is_open in (False, True)]
    whole = render_template("scan/card.html", spot=spot, style=style, mine=MINE, acts=ACTS)
    before, _mark, rest = whole.partition(MINE)
    between, _mark, after = rest.partition(ACTS)
    return Frame(
        spot.enterprise.id,
        spot.card.unit_id,
        spot.code,
        (before.encode(), between.encode(), after.encode()),
        (acts[False].encode(), acts[True].encode()),
    )


def _mine(code: str, own: Scanned) -> str:
    drawing = current_app.jinja_env.get_template("scan/mine.html")
    return drawing.render(lang=language.tag(), code=code, checks=own.checks, news=told(own.news))
