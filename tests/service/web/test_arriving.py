"""A48: who sends slowly is waited for as long as he sends; who falls silent is not."""

import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from service.web.serving import arriving
from service.web.serving.arriving import Connection

HEAD = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 8000\r\n\r\n"


class Clock:
    now = 1000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    hand = Clock()
    monkeypatch.setattr(arriving, "time", SimpleNamespace(monotonic=lambda: hand.now))
    return hand


@pytest.fixture
def conn(clock: Clock) -> Iterator[Connection]:
    server, client = socket.socketpair()
    with client:
        conn = Connection(server, ("127.0.0.1", 1), ("127.0.0.1", 2))
        yield conn
        conn.close()


def test_a48_a_body_that_falls_silent_is_late_after_twenty_seconds(clock: Clock, conn: Connection) -> None:
    assert not conn.take(HEAD + b"a", Config())
    assert [conn.is_late(clock.now + seconds) for seconds in (19, 21)] == [False, True]


def test_a48_a_body_that_drips_is_waited_for_a_minute_and_no_longer(clock: Clock, conn: Connection) -> None:
    conn.take(HEAD, Config())
    for _quarter in range(4):
        clock.now += 15
        conn.take(b"a", Config())
        assert not conn.is_late(clock.now)
    assert conn.is_late(clock.now + 2)


def test_a48_a_head_has_ten_seconds_however_it_drips(clock: Clock, conn: Connection) -> None:
    for byte in HEAD[:9]:
        clock.now += 1
        conn.take(bytes([byte]), Config())
    assert [conn.is_late(clock.now + seconds) for seconds in (0, 2)] == [False, True]


def test_a48_an_answer_that_nobody_reads_is_late_after_twenty_seconds(clock: Clock, conn: Connection) -> None:
    conn.enter(arriving.Phase.ANSWER, 600)
    assert [conn.is_late(clock.now + seconds) for seconds in (19, 21)] == [False, True]
    clock.now += 19
    conn.outgoing += b"a"
    conn.send_on()
    assert not conn.is_late(clock.now + 19)
