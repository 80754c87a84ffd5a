"""The demo world seen in English: a page shows no Chinese but its data and what is Chinese by law."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urldefrag

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.demo import cast
from tests import catalogue
from tests.architecture.source import ROOT, python

HAN = re.compile(r"[\u3400-\u9fff]")
SHOWN = {"alt", "title", "aria-label", "placeholder", "data-l", "data-p", "label"}
VOID = {"meta", "link", "input", "br", "img", "hr", "use", "path", "rect", "circle", "line", "source"}
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LEGAL_TERMS = {
    "责令限期整改指令书",
    "整改复查意见书",
    "现场检查记录",
    "双随机",
    "行政复议机关",
    "安全生产行政执法文书",
}
NOT_PAGES = re.compile(r"^/(language|text-size|static)/|\.(pdf|xlsx|png|svg|jpg)$|/photos/")
PLATFORM = "平台运营"  # as the first operator found it named
SHOWN_ON_THE_SHEET_TOO = {
    "甲醇储罐区",
    "装卸区",
    "围堰南侧裂缝约 10 cm",
}  # of the demo world, borrowed by the sheet
NUMBER = r"（\w）应急\w+〔\d{4}〕\d+号"  # of a document
WORKER = cast.HUAAN.people[4]
STARTS = {
    "demo.manager": "/",
    "demo.officer1": "/",
    "demo.head": "/",
    "demo.operator": "/",
    WORKER.work_number: "/m/",
}


class Reader(HTMLParser):
    """What a person reads of a page, but for what says that it is Chinese; and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self.links: list[str] = []
        self.languages: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        inherited = self.languages[-1][1] if self.languages else ""
        language = given.get("lang", inherited)
        if tag not in VOID:
            self.languages.append((tag, language))
        if language == "en":
            self.read += [given[name] for name in SHOWN & given.keys()]

    def handle_endtag(self, tag: str) -> None:
        while self.languages and self.languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.languages and self.languages[-1] and self.languages[-1][1] == "en":
            self.read.append(data)


def literals(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
            yield from (node.value, *node.value.splitlines())


@cache
def data() -> re.Pattern[str]:
    """What people of the demo world wrote and are called, and what laws and areas are called."""
    words = {word.strip() for _module, tree in python("service/demo/") for word in literals(tree)}
    for name in ("bases.json", "criteria.json"):
        found = json.loads((ROOT / "service/reference/data" / name).read_text())
        words |= set(literals(ast.parse(repr(found))))
    words = (
        {word for word in words if word not in catalogue.asked()}
        | LEGAL_TERMS
        | SHOWN_ON_THE_SHEET_TOO
        | {PLATFORM}
    )
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join([NUMBER, *map(re.escape, longest_first)]))


def signed_in(app: Flask, name: str) -> FlaskClient:
    """Somebody of the demo world, in English: at a desk, or a worker on his phone."""
    client = app.test_client()
    client.get("/language/en")
    if name == WORKER.work_number:
        given = {"enterprise": cast.HUAAN.credit_code, "work_number": name, "pin": cast.PIN}
        answer = client.post("/m/sign-in", data=given)
    else:
        answer = client.post("/sign-in", data={"account": name, "password": cast.PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


def walked(client: FlaskClient, start: str, each: int = 2) -> Iterator[tuple[str, str]]:
    """Each kind of page that links lead to: the first few of a kind stand for the rest."""
    waiting, seen, kinds = [start], set(), dict[str, int]()
    while waiting:
        path = urldefrag(waiting.pop(0))[0]
        kind = re.sub(r"=[^&]+", "=", ID.sub("…", path))
        if path in seen or NOT_PAGES.search(path) or kinds.get(kind, 0) == each:
            continue
        seen.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = client.get(path)
        assert answer.status_code < 500, path
        if answer.status_code in (301, 302, 303):
            waiting.append(answer.location)
            continue
        if answer.mimetype != "text/html":
            continue
        yield path, answer.text
        reader = Reader()
        reader.feed(answer.text)
        waiting += [link for link in reader.links if link.startswith("/")]


@cache
def unknown(text: str) -> str:
    """What is left of a text once the data is taken out; the same words stand on page after page."""
    return data().sub("", text).strip()


def chinese_left(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    left = (unknown(text) for text in reader.read if HAN.search(text))
    return [text for text in left if HAN.search(text)]


@pytest.mark.worlds
def test_no_page_of_the_demo_world_shows_chinese_but_its_data(app: Flask, demo_world: None) -> None:
    pages: dict[str, str] = {}
    for name, start in STARTS.items():
        pages |= {f"{name} {path}": html for path, html in walked(signed_in(app, name), start)}
    assert len(pages) > 50
    assert [page for page, html in pages.items() if '<html lang="en"' not in html] == []
    assert {page: found for page, html in pages.items() if (found := chinese_left(html))} == {}


@pytest.mark.parametrize("path", ["/sign-in", "/m/sign-in", "/verify/", "/nowhere", "/invitations/none"])
def test_a_page_of_nobody_shows_no_chinese(client: FlaskClient, path: str) -> None:
    client.get("/language/en")
    page = client.get(path)
    assert page.mimetype == "text/html" and '<html lang="en"' in page.text
    assert chinese_left(page.text) == []


def test_chinese_is_found_where_it_is_shown() -> None:
    html = '<html lang="en"><p title="期限">Due 隐患</p><a lang="zh-CN">中文</a><br><b>责令限期整改指令书</b>整改'
    assert chinese_left(html) == ["期限", "Due 隐患", "整改"]
