"""The worker: answers the doorbell, each job in a process of its own."""

import logging
import threading

from flask import Flask
from rq import Queue, Worker
from rq.job import Job
from sqlalchemy.exc import DBAPIError

from service.core import jobs, planner
from service.core.db import db

BEAT_S = 10.0
log = logging.getLogger(__name__)


class HouseWorker(Worker):
    """A worker whose jobs run inside the application, on connections of their own."""

    max_connection_wait_time = 5.0  # s: a Redis that is back is soon noticed
    writing = threading.Lock()

    def fork_work_horse(self, job: Job, queue: Queue) -> None:
        """Fork without a connection and between two beats: SQLite keeps its locks in the memory that a fork copies,
        and a horse born amid a write would wait for ever for itself."""
        with self.writing:
            db.engine.dispose()
            super().fork_work_horse(job, queue)


def run(app: Flask, *, burst: bool = False) -> None:
    with app.app_context():
        queue = jobs.queue()
        worker = HouseWorker([queue], connection=queue.connection, serializer="json", maintenance_interval=30)
        stop = threading.Event()
        beating = threading.Thread(target=_beat, args=(app, stop), daemon=True)
        beating.start()
        worker.work(burst=burst, logging_level="WARNING")
        stop.set()


def _beat(app: Flask, stop: threading.Event) -> None:
    while not stop.is_set():
        with app.app_context():
            try:
                with HouseWorker.writing:
                    planner.beat("worker")
            except DBAPIError as error:
                log.warning("the database is away: %s", error.orig)
        stop.wait(BEAT_S)
