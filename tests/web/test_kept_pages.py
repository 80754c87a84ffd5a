"""A64: no page of somebody is left where another could find it, whatever its address is made to look like."""

import pytest
from flask import Flask

from tests import people
from tests.people import Cast

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
