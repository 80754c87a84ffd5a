"""Every page of the desks in the demo world: axe finds nothing, nothing is wider than the window or too small to hit.

axe looks once at each page; what else depends on the width is measured.
"""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.demo import cast
from tests import browser as chromium
from tests.service.web.test_english_pages import walked

FEWEST = {"demo.manager": 12, "demo.officer1": 12, "demo.head": 10, "demo.operator": 8}  # pages of each desk
WIDTHS = (320, 360, 768, 1440)
DESK = re.compile(r"/(e|g|ops)/[^?]*$")
AXE_AT = 1440


def at_desk(app: Flask, account: str) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/sign-in", data={"account": account, "password": cast.PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


@pytest.mark.browser
@pytest.mark.parametrize("account", FEWEST)
def test_every_page_of_a_desk_is_accessible_and_fits_its_window(
    app: Flask, demo_world: None, account: str
) -> None:
    faults, seen = [], 0
    client = at_desk(app, account)
    with chromium.opened() as browser, browser.new_context() as context:
        page = context.new_page()
        for path, html in walked(client, "/", each=1):
            if not DESK.match(path):
                continue
            seen += 1
            chromium.show(app, page, path, html, client)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                if page.evaluate(chromium.SIDEWAYS) > 0:
                    faults.append(f"{path} is wider than {width} px")
                faults += [f"{path} at {width}: {one} is too small" for one in chromium.too_small(page)]
                if width == AXE_AT:
                    faults += [f"{path} {one}" for one in chromium.violations(page)]
    assert seen >= FEWEST[account]
    assert faults == [], "\n".join(faults)
