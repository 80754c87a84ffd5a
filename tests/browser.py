"""Chromium, showing pages of the application without a server between them."""

import os
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route, sync_playwright

from service.web import headers
from tests.servers import chromium

ORIGIN = "http://127.0.0.1:8000"
AXE = Axe()
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def opened() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        if os.environ.get("REQUIRE_CHROMIUM"):
            pytest.fail("Chromium is required and not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def show(app: Flask, page: Page, path: str, html: str = "", client: FlaskClient | None = None) -> None:
    """Open a path of the application; with `html`, that page instead, under the application's headers.

    client   who asks for what the page draws; nobody unless named
    """
    client = client or app.test_client()

    def answer(route: Route) -> None:
        asked = urlsplit(route.request.url)
        if html and asked.path == urlsplit(path).path:
            with app.test_request_context(path):
                for style in re.findall("<style>(.*?)</style>", html, re.DOTALL):
                    headers.allow_style(f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}")
                response = app.process_response(app.make_response(html))
        else:
            response = client.get(asked.path)
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.data)

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(f"{ORIGIN}{path}")


def violations(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds: the rule and where it is broken.

    colours  contrast too: it is dear, and the same at every width
    """
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.axe_script)
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": colours}}}
    found = page.evaluate("asked => axe.run(asked).then(told => told.violations)", options)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]
