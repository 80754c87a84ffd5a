"""Chromium: one for each worker, started when a test first asks for it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests import servers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
_running: "dict[str, tuple[Browser, Callable[[], None]]]" = {}


@contextmanager
def opened() -> "Iterator[Browser]":
    """The worker's browser; the windows that are opened meanwhile are closed at the end."""
    browser = _started()
    before = {id(context) for context in browser.contexts}
    try:
        yield browser
    finally:
        for context in browser.contexts:
            if id(context) not in before:
                context.close()


def _started() -> "Browser":
    if "browser" not in _running or not _running["browser"][0].is_connected():
        program = servers.chromium()
        if program is None:
            if os.environ.get("REQUIRE_CHROMIUM"):
                pytest.fail("Chromium is required and not installed")
            pytest.skip("Chromium is not installed")
        close()
        from playwright.sync_api import sync_playwright

        playwright = sync_playwright().start()
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)

        def end() -> None:
            browser.close()
            playwright.stop()

        _running["browser"] = browser, end
    return _running["browser"][0]


def close() -> None:
    """End it where it runs."""
    if "browser" in _running:
        _running.pop("browser")[1]()
