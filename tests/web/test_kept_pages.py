"""A64: no page of somebody is left where another could find it, whatever its address is made to look like."""

import pytest
from flask import Flask

from tests import people
from tests.people import Cast, Visitor
from tests.routes import routes
from tests.web.own import REGION, Own
from tests.web.test_mass_assignment import READERS
from tests.web.test_matrix import fill

ENDINGS = ("/x.css", "/x.js", ";x.css", "%2Fx.css", "%3Bx.css", "/..%2Fx.css", ".css", "%23.css")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a64_an_address_that_looks_like_a_file_is_no_page_of_anybody(
    app: Flask, cast: Cast, ending: str
) -> None:
    visitor = people.at_desk(app, "manager")
    for page in (f"/e/{cast.plant}/people", f"/e/{cast.plant}/today", "/account", "/m/", "/me"):
        answer = visitor.get(page + ending)
        assert answer.status_code == 404, page
        assert answer.headers["Cache-Control"] == "no-store"


def test_a64_what_is_somebodys_is_never_kept_for_others(app: Flask, cast: Cast) -> None:
    visitor = people.at_desk(app, "manager")
    for page in (f"/e/{cast.plant}/people", f"/e/{cast.plant}/today", "/account", "/sign-in"):
        answer = visitor.get(page)
        assert answer.status_code in {200, 303}
        assert answer.headers["Cache-Control"] == "no-store", page


# What may lie in a cache: what is everybody's, and photos, which are asked for anew each time by who may see them.
KEPT = {
    "static": "public, max-age=31536000, immutable",
    "scan.card": "public, no-cache",
    "scan.printed": "public, no-cache",
    "photos.of_own": "private, no-cache",
    "photos.of_supervised": "private, no-cache",
    "phone_photos.of_own": "private, no-cache",
}


@pytest.mark.worlds
def test_a64_whatever_needs_somebody_says_no_store(
    app: Flask, mine: Own, visitors: dict[str, Visitor]
) -> None:
    asked, faults = 0, []
    for route in routes(app):
        if "GET" not in route.methods:
            continue
        words = dict.fromkeys(route.arguments, "0") | mine.words | {"region": REGION}
        path = fill(route.rule, words)
        who = READERS.get(route.access.who if route.access else "", "nobody")
        answer = visitors[who].get(path)
        control = answer.headers.get("Cache-Control", "")
        asked += who != "nobody" and answer.status_code == 200
        wanted = KEPT.get(route.endpoint) if answer.status_code == 200 else None
        if control != wanted and (wanted or "no-store" not in control):
            faults.append(f"{answer.status_code} {route.endpoint} {control}")
    assert asked > 60
    assert faults == [], "\n".join(faults)
