"""Every page that a phone shows: axe finds nothing, and nothing is wider than the narrowest phone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core import ids
from service.documents import queries as documents
from service.identity.rules import InvitationKind
from tests import browser as chromium
from tests import people
from tests.builders import enforcement as orders
from tests.builders.desks import Visitor
from tests.builders.inspections import Checked, a_phone, items, todays
from tests.mobile_api.test_reports import photo

pytestmark = pytest.mark.browser
NARROWEST = {"width": 320, "height": 640}
Page = tuple[str, str]  # where it stands, and its text


def opened(client: FlaskClient, path: str, status: int = 200) -> Page:
    answer = client.get(path, follow_redirects=True)
    assert answer.status_code == status, f"{path}: {answer.text}"
    return path, answer.text


def posted(client: FlaskClient, path: str, fields: dict[str, Any], status: int = 303) -> Page:
    """Send a form; return the page it leads to, or itself where it is refused."""
    answer = client.post(path, data=fields, content_type="multipart/form-data")
    assert answer.status_code == status, f"{path}: {answer.text}"
    return opened(client, answer.location) if status == 303 else (path, answer.text)


def found(pattern: str, page: Page) -> str:
    seen = re.search(pattern, page[1])
    assert seen, page[1]
    return seen[1]


def report(checked: Checked, **more: Any) -> dict[str, Any]:
    fields = {"id": str(ids.new_id()), "place": checked.unit.name, "what": "设备损坏", "words": "南侧裂缝"}
    return fields | {"photos": photo()} | more


def check(checked: Checked, **more: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": str(ids.new_id()), "check": str(todays(checked).id)}
    for item in items(checked):
        fields |= {f"id-{item.number}": str(item.id), f"item-{item.number}": "normal"}
    return fields | more


def of_anybody(client: FlaskClient, checked: Checked) -> Iterator[Page]:
    scan = f"/s/{checked.code}"
    yield opened(client, scan)
    yield opened(client, f"{scan}/report")
    yield posted(client, f"{scan}/report", report(checked, words="", what="", photos=photo(), place=""), 422)
    sent = report(checked)
    receipt = posted(client, f"{scan}/report", sent)
    yield receipt
    yield opened(client, f"{scan}/report?id={sent['id']}")
    yield opened(client, "/r/" + found('bigno">([^<]+)<', receipt))
    yield opened(client, "/s/ABCDEFGH", 404)
    yield opened(client, "/m/sign-in")
    yield posted(client, "/m/sign-in", {"enterprise": "x", "work_number": "W", "pin": "1"}, 422)
    yield opened(client, "/sign-in")
    yield opened(client, "/r/")
    yield opened(client, "/verify/")


def of_a_worker(client: FlaskClient, checked: Checked) -> Iterator[Page]:
    scan = f"/s/{checked.code}"
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    yield opened(client, scan)
    yield opened(client, "/m/")
    yield opened(client, f"{scan}/report")
    yield posted(client, f"{scan}/report", report(checked))
    yield opened(client, found(r'href="(/m/reports/[^"]+)"', opened(client, "/m/")))
    yield opened(client, f"{scan}/check")
    failed = {"item-2": "failed", "words-2": "检测仪无标识"}
    yield posted(client, f"{scan}/check", check(checked, **failed | {"words-2": ""}), 422)
    yield posted(client, f"{scan}/check", check(checked, **failed))
    yield opened(client, scan)
    yield opened(client, "/m/")


def of_papers(client: FlaskClient, checked: Checked) -> Iterator[Page]:
    """A letter's link to a phone, and a document that somebody checks."""
    token = people.invite(checked.plant.id, orders.person(checked.plant.other), InvitationKind.ENROLMENT)
    yield opened(client, f"/m/enrolments/{token}")
    bureau = orders.a_bureau()
    order = orders.served(bureau, checked.plant)
    number = orders.see(bureau.first, lambda: documents.numbers([checked.plant.id], [order.id]))[order.id]
    yield opened(client, f"/verify/{number}")


def test_every_page_of_a_phone_is_accessible_and_fits_the_narrowest(app: Flask, checked: Checked) -> None:
    faults, seen = [], 0
    with chromium.opened() as browser, browser.new_context(viewport=NARROWEST) as context:  # type: ignore[arg-type]
        page = context.new_page()
        for pages in (of_anybody, of_a_worker, of_papers):
            client = Visitor(app, app.response_class)
            for path, html in pages(client, checked):
                seen += 1
                chromium.show(app, page, path, html, client)
                where = f"{pages.__name__} {path}"
                if page.evaluate(chromium.SIDEWAYS) > 0:
                    faults.append(f"{where} is wider than {NARROWEST['width']} px")
                faults += [f"{where} {one}" for one in chromium.violations(page)]
    assert seen == 24
    assert faults == [], "\n".join(faults)
