"""A41 on the wire: what hostile files cost the web process and the one that looks at them."""

import http.client
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import EnvironBuilder

from service.attachments.models import Attachment
from service.core import ids
from service.core.db.transactions import db, reading
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from tests.bench.web import serving
from tests.builders.inspections import Checked
from tests.processes import spent_by
from tests.service.attachments import hostile
from tests.site import free_port

pytestmark = pytest.mark.jobs
MOST_KB, MOST_S = 600 * 1024, 10
BOMBS = {f"{side} pixels a side": hostile.bomb(side) for side in (30_000, 14_143, 6_400)}
GOOD = {
    "a gigabyte of IDAT": hostile.png(8, 8, hostile.png_chunk(b"IDAT", hostile.zeros(1 << 30))),
    "two pictures": hostile.mpo(),
    "a page behind a photo": hostile.photo() + hostile.HTML,
}


def below(pid: int) -> Iterator[int]:
    """Every process that a process has started and that still runs."""
    try:
        words = " ".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    except (FileNotFoundError, ProcessLookupError):
        return
    for child in map(int, words.split()):
        yield child
        yield from below(child)


def peak_kb(pid: int) -> int:
    """The most memory that a process ever had; 0 where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")), 0)


@contextmanager
def watched(pid: int) -> Iterator[dict[int, int]]:
    """Note the peak of each process below one, until the end."""
    peaks: dict[int, int] = {}
    over = Event()

    def look() -> None:
        while not over.is_set():
            for one in below(pid):
                peaks[one] = max(peaks.get(one, 0), peak_kb(one))
            time.sleep(0.005)

    watcher = Thread(target=look)
    watcher.start()
    try:
        yield peaks
    finally:
        over.set()
        watcher.join()


def send(port: int, code: str, content: bytes) -> int:
    words = {"id": str(ids.new_id()), "place": "罐区", "what": "设备损坏", "words": "南侧裂缝"}
    form = EnvironBuilder(method="POST", data={**words, "photos": (BytesIO(content), "photo.jpg")})
    sent = form.get_environ()
    with closing(sent["wsgi.input"]) as body:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("POST", f"/s/{code}/report", body.read(), {"Content-Type": sent["CONTENT_TYPE"]})
    status = line.getresponse().status
    line.close()
    return status


def photos() -> int:
    with scope.opened(Scope.platform()), reading():
        return db.session.scalar(select(func.count()).select_from(Attachment)) or 0


def test_a41_no_file_costs_the_service_more_than_its_bounds(
    app: Flask, checked: Checked, environment: dict[str, str]
) -> None:
    port = free_port()
    with serving("wsgi:create_app()", port, environment, "--workers", "1", "--preload") as web:
        with watched(web.pid) as peaks:
            for kind, expected in ((hostile.NOT_PICTURES, {415, 422}), (BOMBS, {422}), (GOOD, {303})):
                before = photos()
                for name, content in kind.items():
                    had = spent_by(web.pid)
                    assert send(port, checked.code, content) in expected, name
                    assert spent_by(web.pid) - had < MOST_S, name
                assert photos() - before == (len(kind) if 303 in expected else 0)
        (worker,) = [one for one in below(web.pid) if one in peaks]
        children = [kb for pid, kb in peaks.items() if pid != worker]
        assert len(children) >= len(BOMBS)  # they were seen at work
        assert peaks[worker] + max(children) < MOST_KB
