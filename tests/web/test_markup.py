"""A30, A36, A37: markup, templates and formats in whatever a person can write are text on every page and paper."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from urllib.parse import urldefrag
from zipfile import ZipFile

import pytest
from flask import Flask
from openpyxl import load_workbook

from service.core import ids
from tests.builders.workbooks import an_ls_ledger, an_ls_row, content_of
from tests.people import Visitor
from tests.service.printing import places
from tests.service.web.test_english_pages import ID, NOT_PAGES
from tests.web import hostile, own
from tests.web.acts import work_off
from tests.web.hostile import MARKUP, Page
from tests.web.own import Own
from tests.web.test_two_worlds import script

pytestmark = pytest.mark.worlds
# Of steps that nobody of this world has taken, or on a page that no link leads to.
ON_NO_PAGE = sorted(
    [
        "bureau.address",
        "bureau.phone",
        "certificate.issuer",
        "criterion_match.withdrawal_reason",
        "document.objection",
        "document.refusal",
        "document.void_reason",
        "document.witness",
        "document_service.receiver_post",
        "document_service.refusal",
        "document_service.witness",
        "finding.deadline_reason",
        "hazard_extension.grounds",
        "hazard_extension.opinion",
        "hazard_round.opinion",
        "hazard_round.review",
        "import_finding.about",
        "import_finding.field",
        "import_finding.sheet",
        "import_run.file_name",
        "item_result.deadline_reason",
        "login_session.agent",
        "rectification_plan.returned_reason",
        "risk_event.inner_grade",
        "risk_unit.sheet",
    ]
)
ACTING = re.compile(rb"/(JavaScript|JS|URI|Launch|SubmitForm|AA)\b")
STARTS = {"manager": "/", "first": "/", "head": "/", "operator": "/", "worker": "/m/"}


@pytest.fixture
def marked(app: Flask, place: str, settle: Callable[..., Own]) -> Own:
    """A world whose every word is markup, of `tests/web/hostile.py`."""
    return settle("marked", lambda: hostile.build(place))


@pytest.fixture
def visitors(app: Flask, marked: Own) -> Iterator[dict[str, Visitor]]:
    with own.signed_in(app, marked) as everybody:
        yield everybody


def test_every_column_of_text_is_known_as_words_or_as_a_code() -> None:
    strange = {
        one
        for one in hostile.columns() - set(hostile.written())
        if one not in hostile.CODES and one.partition(".")[2] not in hostile.CODES
    }
    assert strange == set(), "does a person write it? then tests/web/hostile.py fills it"


def pages(app: Flask, marked: Own, visitors: dict[str, Visitor]) -> Iterator[tuple[str, str]]:
    """Each page that an address leads to, and one of each kind that a link leads to."""
    rows = [one for name, one in marked.words.items() if name.startswith("hazard ")]
    waiting = [("manager", f"/e/{marked.plant.id}/hazards/{one}") for one in rows]
    waiting += [*STARTS.items(), *(one for one in script(app, marked) if "?" not in one[1])]
    seen, kinds = set(), set()
    for who, path in waiting:  # grows while it is walked
        if (who, path) in seen or NOT_PAGES.search(path):
            continue
        seen.add((who, path))
        answer = visitors[who].get(path)
        assert answer.status_code < 500, path
        if answer.status_code in {301, 302, 303}:
            waiting.append((who, answer.location))
        if answer.mimetype != "text/html":
            continue
        yield f"{who} {path}", answer.text
        for link in Page(answer.text).links:
            kind = (who, ID.sub("…", link.partition("?")[0]))
            if link.startswith("/") and kind not in kinds:
                kinds.add(kind)
                waiting.append((who, urldefrag(link)[0]))


def faults_of(html: str) -> list[str]:
    page, faults = Page(html), []
    if "<img src=x" in html or "onerror=alert(1)>" in html:
        faults.append("raw")
    if "&lt;img" in page.text or "&#34;" in page.text:
        faults.append("escaped twice")
    if MARKUP.replace("{{7*7}}", "49") in page.text:
        faults.append("filled in")
    return faults + page.dangers


def test_a30_a36_a37_what_people_write_is_text_on_every_page(
    app: Flask, marked: Own, visitors: dict[str, Visitor]
) -> None:
    written, faults, shown, number = hostile.written(), [], set(), 0
    for name, html in pages(app, marked, visitors):
        text, number = Page(html).text, number + 1
        faults += [f"{name}: {fault}" for fault in faults_of(html)]
        shown |= {one for one, words in written.items() if words.strip() in text}
    assert faults == [], "\n".join(faults)
    assert number > 150
    assert sorted(set(written) - shown) == ON_NO_PAGE


def test_a36_papers_say_it_as_text_and_hold_nothing_that_acts(
    app: Flask, marked: Own, visitors: dict[str, Visitor]
) -> None:
    papers = {}
    for who, path in script(app, marked):
        if "?" not in path and path.endswith((".pdf", "/receipt", "/approval", "/notice")):
            answer = visitors[who].get(path)
            if answer.mimetype == "application/pdf":
                papers[path] = answer.data
    plant = f"/e/{marked.plant.id}"
    units = {"id": str(ids.new_id()), "unit": marked.words["unit_id"], "sheet": "100x70"}
    papers["labels"] = visitors["manager"].post(f"{plant}/risks/labels", units).data
    person = f"{plant}/people/{marked.words['person_id']}"
    papers["letter"] = visitors["manager"].post(f"{person}/enrolment", {"id": str(ids.new_id())}).data
    assert len(papers) > 6
    for name, pdf in papers.items():
        assert "<imgsrc=xonerror=alert(1)>" in "".join(places.lines_of(pdf)), name
        assert not ACTING.search(pdf), name


FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "\t=1",
]


def as_typed(rows: list[list[object]]) -> bytes:
    """A ledger whose cells hold what looks like formulas as the text that somebody typed."""
    book = an_ls_ledger(rows)
    for cell in (cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"):
        cell.data_type = "s"
    return content_of(book)


def test_a36_a46_a_workbook_that_we_give_out_holds_text_alone(
    app: Flask, marked: Own, visitors: dict[str, Visitor]
) -> None:
    run, plant = ids.new_id(), f"/e/{marked.plant.id}"
    bad = [an_ls_row(seq=number, L=9, name=one, no=one) for number, one in enumerate([*FORMULAS, MARKUP], 1)]
    name = f"{MARKUP}\r\nSet-Cookie: a=b.xlsx"
    sheet = {"id": str(run), "file": (BytesIO(as_typed(bad)), name)}
    with app.app_context():
        assert visitors["manager"].post(f"{plant}/imports", sheet).status_code == 303
        work_off(marked.plant.id)
    page = visitors["manager"].get(f"{plant}/imports/{run}")
    assert page.status_code == 200 and faults_of(page.text) == []
    assert MARKUP in Page(page.text).text
    answer = visitors["manager"].get(f"{plant}/imports/{run}/errors.xlsx")
    assert answer.status_code == 200, answer.text
    assert "a=b" not in str(answer.headers.getlist("Set-Cookie"))
    cells = [cell for page in load_workbook(BytesIO(answer.data)) for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    texts = {str(cell.value).strip() for cell in cells}
    assert {one.strip() for one in [*FORMULAS, MARKUP]} - texts == set()
    with ZipFile(BytesIO(answer.data)) as package:
        parts = b"".join(package.read(one) for one in package.namelist() if "sheet" in one)
    assert b"<f>" not in parts and b"<f " not in parts
