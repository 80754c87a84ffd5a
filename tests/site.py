"""The product as it runs: web, worker and planner as processes on this test's database, and a browser before it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests import processes

ROOT = Path(__file__).resolve().parent.parent
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
PATIENCE_MS = 15_000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A running product: where it answers, and the environment of its commands."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, **environment, "PUBLIC_BASE_URL": self.url}
        self.children: list[subprocess.Popen[bytes]] = []

    def start(self, log: Path, roles: Sequence[str] = ("work", "plan")) -> None:
        """Start the web and what stands beside it."""
        web = [
            "-m",
            "gunicorn",
            "wsgi:create_app()",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--no-control-socket",
        ]
        programs = [
            [sys.executable, *web, "--workers", "1", "--threads", "4", "--log-level", "warning"],
            *([*FLASK, role] for role in roles),
        ]
        with log.open("ab") as out:
            for program in programs:
                child = subprocess.Popen(program, cwd=ROOT, env=self.environment, stdout=out, stderr=out)
                self.children.append(child)
        self._wait(log)

    def start_also(self, *roles: str) -> None:
        """Start further processes: `work`, `plan`."""
        for role in roles:
            self.children.append(subprocess.Popen([*FLASK, role], cwd=ROOT, env=self.environment))

    def _wait(self, log: Path) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=1)
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise RuntimeError(log.read_text())

    def fallen(self) -> list[Any]:
        """Return the commands of the processes that have ended by themselves."""
        return [child.args for child in self.children if child.poll() is not None]

    def stop(self) -> None:
        processes.end(self.children)

    def flask(self, *words: str) -> str:
        """Run an operator's command and return what it printed."""
        done = subprocess.run(
            [*FLASK, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def running(environment: dict[str, str], directory: Path) -> Iterator[Site]:
    site = Site(environment)
    try:
        site.flask("migrate")
        site.start(directory / "site.log")
        yield site
    finally:
        site.stop()


@contextmanager
def serving(environment: dict[str, str], directory: Path, *roles: str) -> Iterator[Site]:
    """A site in a database that has its tables already, with the roles that a test needs beside the web."""
    site = Site(environment)
    try:
        site.start(directory / "site.log", roles)
        yield site
    finally:
        site.stop()


def desk(browser: Browser, site: Site) -> Page:
    return _screen(browser, base_url=site.url, viewport=DESK, locale="zh-CN")


def phone(browser: Browser, site: Site, **settings: Any) -> Page:
    return _screen(browser, base_url=site.url, viewport=PHONE, locale="zh-CN", has_touch=True, **settings)


def plain_phone(browser: Browser, site: Site, network: str) -> Page:
    """A phone without scripts, that reaches the site through a proxy."""
    return phone(browser, site, java_script_enabled=False, proxy={"server": network})


def _screen(browser: Browser, **settings: Any) -> Page:
    context = browser.new_context(**settings)
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()
