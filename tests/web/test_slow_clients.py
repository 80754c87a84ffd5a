"""A48: who sends slowly, too much or in crooked pieces costs no thread, harms nobody and is cut off in time."""

import json
import random
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder

from service.core import ids
from tests import databases
from tests.builders.inspections import Checked
from tests.service.attachments import hostile
from tests.site import Site
from tests.web import wire

pytestmark = pytest.mark.jobs
HALF = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-a: "
HEAD_S = 10


@pytest.fixture(scope="module")
def door(
    place: str, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, str]]:
    """One web process for all tests that need nobody in it, and a page of it."""
    databases.clean(place)
    with wire.web(environment, tmp_path_factory.mktemp("door")) as running:
        yield running, "/sign-in"


@pytest.fixture
def site(
    app: Flask, checked: Checked, environment: dict[str, str], tmp_path: Path
) -> Iterator[tuple[Site, str]]:
    """A web process, and the address of a printed label."""
    with wire.web(environment, tmp_path) as running:
        yield running, f"/s/{checked.code}"


def serves(site: Site, page: str) -> None:
    for path, words in ((page, "双重预防"), ("/healthz", "ok"), (page, "双重预防")):
        status, _head, body = wire.asked(site.port, wire.head("GET", path), patience=8)
        assert (status, words in body.decode()) == (200, True), path
    assert wire.asked(wire.health_port(site), wire.head("GET", "/healthz"), patience=8)[0] == 200


def test_a48_slow_heads_and_bodies_take_no_thread_and_are_closed_within_ten_seconds(
    site: tuple[Site, str],
) -> None:
    """Sixty heads that never end, some of which drip on; twelve bodies; sixty connections without a word."""
    running, page = site
    port = running.port
    serves(running, page)
    before = wire.threads_of(running)
    body = wire.head("POST", "/sign-in", "Content-Length: 5000", "Content-Type: text/plain") + b"a"
    with ExitStack() as stack:
        began = time.monotonic()
        heads = stack.enter_context(wire.lines(port, 60, HALF))
        bodies = stack.enter_context(wire.lines(port, 12, body))
        silent = stack.enter_context(wire.lines(port, 60, b""))
        while time.monotonic() < began + 6:
            serves(running, page)
            for sock in [*heads[:20], *bodies]:
                sock.sendall(b"a")
            time.sleep(0.5)
        assert wire.threads_of(running) <= max(before, 1 + 4 + 2)  # its loop, its threads, its probes
        for sock in heads:
            assert wire.heard(sock)[0][0] == 408
        for sock in silent:
            assert sock.recv(1) == b""
        assert HEAD_S - 1 < time.monotonic() - began < HEAD_S + 8
        for sock in bodies:  # who sends on, slowly, is served in the end
            sock.sendall(b"b" * (5000 - 1))
            assert wire.heard(sock)[0][0] != 408
    serves(running, page)


def test_a48_crowds_of_connections_make_room_for_others(door: tuple[Site, str]) -> None:
    running, page = door
    with wire.lines(running.port, 700, HALF) as crowd:
        serves(running, page)
        crowd[0].settimeout(5)
        assert crowd[0].recv(1) in {b"", b"H"}  # the first have been cut off for the last
        serves(running, page)


def test_a48_floods_of_headers_and_of_parts_are_refused(door: tuple[Site, str]) -> None:
    running, page = door
    many = wire.head("GET", "/healthz", *(f"X-{number}: a" for number in range(300)))
    assert wire.asked(running.port, many)[0] == 431
    assert wire.asked(running.port, wire.head("GET", "/healthz", "X-a: " + "a" * 9000))[0] == 431
    assert wire.asked(running.port, HALF + b"a" * 200_000)[0] == 431
    assert wire.asked(running.port, wire.head("GET", "/" + "a" * 9000))[0] == 414
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    parts = part * 10_000 + b"--x--\r\n"
    form = ("Content-Type: multipart/form-data; boundary=x", f"Content-Length: {len(parts)}")
    assert wire.asked(running.port, wire.head("POST", "/sign-in", *form) + parts)[0] == 413
    large = ("Content-Type: multipart/form-data; boundary=x", "Content-Length: 41943040")
    assert wire.asked(running.port, wire.head("POST", "/sign-in", *large) + part)[0] == 413
    chunked = wire.head("POST", "/sign-in", "Transfer-Encoding: chunked") + b"1\r\na\r\n"
    assert wire.asked(running.port, chunked)[0] == 411
    assert wire.asked(running.port, b"GET /healthz HTTP/1.1\nHost: 127.0.0.1\n\n")[0] == 400
    serves(running, page)


def test_connections_go_on_however_requests_are_cut(door: tuple[Site, str]) -> None:
    running, page = door
    dice = random.Random(48)
    sign_in = b"account=nobody&password=wrong"
    form = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(sign_in)}")
    post = wire.head("POST", "/sign-in", *form) + sign_in
    several = [wire.head("GET", page), wire.head("GET", "/healthz"), post, wire.head("GET", "/healthz")]
    with wire.line(running.port) as sock:
        for _ in range(3):
            whole = b"".join(several)
            cuts = sorted(dice.sample(range(1, len(whole)), 6))
            for start, end in zip([0, *cuts], [*cuts, len(whole)], strict=True):
                sock.sendall(whole[start:end])
                time.sleep(0.01)
            rest, statuses = b"", []
            for _answer in several:
                (status, _head, _body), rest = wire.heard(sock, rest)
                statuses.append(status)
            assert (statuses, rest) == ([200, 200, 422, 200], b"")
        sock.sendall(wire.head("GET", page, "Connection: close"))
        assert "Connection: close" in wire.heard(sock)[0][1]
        assert sock.recv(1) == b""
    with wire.line(running.port, wire.head("GET", "/healthz") * 1500) as sock:
        rest = b""
        for _ in range(1500):
            answer, rest = wire.heard(sock, rest)
            assert answer[0] == 200


def test_a_client_that_asks_before_it_sends_a_body_is_told_to_go_on(door: tuple[Site, str]) -> None:
    running, _page = door
    body = json.dumps({"answers": []}).encode()
    form = ("Content-Type: application/json", f"Content-Length: {len(body)}", "Expect: 100-continue")
    with wire.line(running.port, wire.head("PUT", "/api/v1/nothing", *form)) as sock:
        (status, _head, _body), rest = wire.heard(sock)
        assert (status, rest) == (100, b"")
        sock.sendall(body)
        assert wire.heard(sock)[0][0] == 404


def test_a_client_that_reads_slowly_takes_no_thread(door: tuple[Site, str]) -> None:
    """More than the system takes for him lies ready for each of six, of whom none reads."""
    running, page = door
    sheet = re.findall(rb"/static/style[^\"]+", wire.asked(running.port, wire.head("GET", "/sign-in"))[2])[
        0
    ].decode()
    wanted = 150
    with ExitStack() as stack:
        slow = []
        for _ in range(6):
            sock = stack.enter_context(socket.socket())
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            sock.connect(("127.0.0.1", running.port))
            sock.sendall(wire.head("GET", sheet) * wanted)
            slow.append(sock)
        time.sleep(2)
        serves(running, page)
        slow[0].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        slow[0].settimeout(30)
        rest = b""
        for _ in range(wanted):
            answer, rest = wire.heard(slow[0], rest)
            assert answer[0] == 200


HIDDEN = ("Server", "X-Powered-By", "Via")
ODD = [
    *(
        wire.head("GET", path)
        for path in ("/.git/config", "/.env", "/metrics", "/console", "/debug", "/server-status")
    ),
    *(wire.head(method, "/sign-in") for method in ("TRACE", "TRACK", "CONNECT", "DELETE", "PROPFIND")),
    wire.head("GET", "/static/../../etc/passwd"),
    wire.head("GET", "/healthz", "Content-Length: x"),
    wire.head("GET", "/?__debugger__=yes&cmd=resource&f=debugger.js"),
    b"NONSENSE\r\n\r\n",
]


def test_a63_nothing_tells_what_the_service_is_made_of(door: tuple[Site, str]) -> None:
    running, page = door
    for request in [*ODD, wire.head("GET", page), wire.head("GET", "/healthz"), wire.head("GET", "/readyz")]:
        status, head, body = wire.asked(running.port, request)
        names = {line.partition(":")[0] for line in head.splitlines()}
        assert not names & set(HIDDEN), (request, head)
        for word in (b"Traceback", b"gunicorn", b"Werkzeug", b"Flask", b"Python", b"psycopg"):
            assert word.lower() not in body.lower() and word.lower() not in head.lower().encode(), request
        if request in ODD:
            assert status in {302, 400, 404, 405}, request  # 302: the way to the sign-in


def test_f19_an_upload_that_is_cut_leaves_nothing_and_is_taken_when_sent_again(
    site: tuple[Site, str], place: str, environment: dict[str, str]
) -> None:
    running, page = site
    dice, store = random.Random(19), Path(environment["STORAGE_URL"].removeprefix("dir:"))
    picture = hostile.photo((1600, 1200))
    form = EnvironBuilder(
        method="POST",
        data={
            "id": str(ids.new_id()),
            "place": "罐区",
            "words": "裂缝",
            "photos": (BytesIO(picture), "a.jpg"),
        },
    ).get_environ()
    body = form["wsgi.input"].read()
    request = (
        wire.head(
            "POST", f"{page}/report", f"Content-Type: {form['CONTENT_TYPE']}", f"Content-Length: {len(body)}"
        )
        + body
    )
    before = sorted(store.rglob("*"))
    for _ in range(20):
        with wire.line(running.port, request[: dice.randrange(1, len(request))]):
            pass
    serves(running, page)
    assert sorted(store.rglob("*")) == before
    assert databases.rows(place, "SELECT count(*) FROM hazard") == [(0,)]
    assert [wire.asked(running.port, request)[0] for _ in range(2)] == [303, 303]
    counts = "SELECT (SELECT count(*) FROM hazard), (SELECT count(*) FROM attachment)"
    assert databases.rows(place, counts) == [(1, 1)]
    assert not [path for path in store.rglob("draft-*")]
