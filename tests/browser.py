"""Chromium, showing pages of the application without a server between them."""

import re
from base64 import b64encode
from hashlib import sha256
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, Route

from service.web import headers
from tests.chromium import opened as opened

ORIGIN = "http://127.0.0.1:8000"
AXE = Axe()
TOO_SMALL = """() => [...document.querySelectorAll('main button, main select, main summary, main input')]
  .filter(one => one.type !== 'hidden' && one.getClientRects().length)
  .map(one => [one, (one.closest('label') || (one.labels || [])[0] || one).getBoundingClientRect(),
               one.getBoundingClientRect()])
  .filter(([_, outer, own]) => Math.max(outer.width, own.width) < 24 || Math.max(outer.height, own.height) < 24)
  .map(([one, _, own]) => `${one.outerHTML.slice(0, 80)} ${own.width}×${own.height}`)"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


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


def too_small(page: Page) -> list[str]:
    """What is pressed and is smaller than a finger needs (WCAG 2.2, 2.5.8: 24 × 24; a label counts with its box)."""
    found: list[str] = page.evaluate(TOO_SMALL)
    return found


def violations(page: Page) -> list[str]:
    """What axe finds: the rule and where it is broken."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.axe_script)
    options = {"resultTypes": ["violations"]}
    found = page.evaluate("asked => axe.run(asked).then(told => told.violations)", options)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]
    ]
