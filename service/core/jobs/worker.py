"""The worker: runs what waits in the outbox, each job in a process of its own."""

import logging
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from flask import Flask
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.exceptions import StopRequested
from rq.job import Job

from service.core.db.outages import AWAY
from service.core.db.transactions import let_go, long_running
from service.core.jobs import outbox, scheduler

BEAT_S = 10.0
PAUSE_S = 1.0
log = logging.getLogger(__name__)


class Call(Job):
    """What may come out of Redis: the id of a reaction. RQ calls any function, and any address, named there."""

    success_callback = failure_callback = stopped_callback = None

    @property
    def func(self) -> Any:
        if self.func_name != outbox.ANSWER or self.instance is not None:
            raise PermissionError(f"no job of ours: {self.func_name!r:.100}")
        return outbox.run_job

    def send_webhooks(self, status: str, *, exc_string: str | None = None) -> None:
        """Send none: ours have none."""


class HouseWorker(Worker):
    """A worker whose jobs run inside the application, on connections of their own."""

    job_class = Call
    max_connection_wait_time = 5.0  # s: a Redis that is back is soon noticed
    writing = threading.Lock()
    leaving: threading.Event

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Remember that a signal came, whatever Redis says to it."""
        self.leaving.set()
        try:
            super().request_stop(signum, frame)  # type: ignore[no-untyped-call]
        except RedisError as error:
            raise StopRequested from error

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        """Fork without a connection and between two beats: SQLite keeps its locks in the memory that a fork copies,
        and a horse born amid a write would wait for ever for itself."""
        with self.writing:
            let_go()
            super().fork_work_horse(job, queue)

    def teardown(self) -> None:
        """Take leave also of a Redis that is away: what it knows of this worker expires by itself."""
        try:
            super().teardown()  # type: ignore[no-untyped-call]
        except RedisError as error:
            log.warning("Redis is away: %s", error)
            if self.pubsub_thread:
                self.pubsub_thread.stop()


def run(app: Flask, *, burst: bool = False) -> None:
    """Work until a signal says to stop, or in a burst until nothing waits; a Redis that goes away is waited for."""
    leaving = threading.Event()
    with app.app_context(), long_running(), _beating(app):
        while not leaving.is_set():
            try:
                _attend(leaving, burst)
                if burst:
                    return
                time.sleep(PAUSE_S)
            except StopRequested:
                return


def _attend(leaving: threading.Event, burst: bool) -> None:
    """Run what waits for as long as Redis is there."""
    _heed_signals(leaving)
    try:
        queue = outbox.queue()
        worker = HouseWorker([queue], connection=queue.connection, serializer="json", maintenance_interval=30)
        worker.leaving = leaving
        worker.work(burst=burst, logging_level="WARNING")
    except RedisError as error:
        log.warning("Redis is away: %s", error)


def _heed_signals(leaving: threading.Event) -> None:
    """Heed them from the first moment: RQ does it once it has found Redis."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        leaving.set()
        raise StopRequested

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


@contextmanager
def _beating(app: Flask) -> Iterator[None]:
    stop = threading.Event()
    threading.Thread(target=_beat, args=(app, stop), daemon=True).start()
    try:
        yield
    finally:
        stop.set()


def _beat(app: Flask, stop: threading.Event) -> None:
    while not stop.is_set():
        with app.app_context():
            try:
                with HouseWorker.writing:
                    scheduler.beat("worker")
            except AWAY as error:
                log.warning("the database is away: %s", error)
        stop.wait(BEAT_S)
