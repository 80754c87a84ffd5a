"""Every page of the desks in the demo world: axe finds nothing, and nothing is wider than the window."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.demo import cast, world
from tests import browser as chromium
from tests.builders.plants import with_reference
from tests.service.web.test_english_pages import walked

DESKS = ("demo.manager", "demo.officer1", "demo.head", "demo.operator")
WIDTHS = (320, 360, 768, 1440)
DESK = re.compile(r"/(e|g|ops)/[^?]*$")
AXE_AT = {360, 1440}


def at_desk(app: Flask, account: str) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/sign-in", data={"account": account, "password": cast.PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


@pytest.mark.browser
def test_every_page_of_the_desks_is_accessible_and_fits_its_window(app: Flask) -> None:
    with app.app_context():
        with_reference()
        world.build(lambda _line: None)
    faults, seen = [], 0
    with chromium.opened() as browser, browser.new_context() as context:
        page = context.new_page()
        for account in DESKS:
            client = at_desk(app, account)
            for path, html in walked(client, "/", each=1):
                if not DESK.match(path):
                    continue
                seen += 1
                chromium.show(app, page, path, html, client)
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    if page.evaluate(chromium.SIDEWAYS) > 0:
                        faults.append(f"{account} {path} is wider than {width} px")
                    if width in AXE_AT:
                        faults += [f"{account} {path} {one}" for one in chromium.violations(page)]
    assert seen > 40
    assert faults == [], "\n".join(faults)
