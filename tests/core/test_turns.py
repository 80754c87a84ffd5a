"""On SQLite who came first writes first, in one process and in several, whatever becomes of who wrote before."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from service.core.db.transactions import db, reading, retrying, transaction
from service.core.db.turns import TooLong, Turns
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from tests import databases
from tests.core import house
from tests.core.test_jobs import effects
from tests.people import Cast

pytestmark = pytest.mark.both

HOLDER = """
import sys, time
from pathlib import Path
from service.core.db.turns import Turns

Turns(Path(sys.argv[1])).take()
print("mine", flush=True)
time.sleep(60)
"""
WRITERS = 8


def waits(turns: Turns, count: int) -> None:
    until = time.monotonic() + 20
    while len(turns._line) < count:
        assert time.monotonic() < until
        time.sleep(0.001)


def test_who_came_first_writes_first(tmp_path: Path) -> None:
    turns, order = Turns(tmp_path / "app.db"), []
    turns.take()

    def write(number: int) -> None:
        turns.take()
        order.append(number)
        turns.give_back()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for number, thread in enumerate(threads):
        thread.start()
        waits(turns, number + 1)
    turns.give_back()
    for thread in threads:
        thread.join(20)
    assert order == [0, 1, 2, 3, 4, 5, 6, 7]


def test_who_waits_in_vain_leaves_the_line(tmp_path: Path) -> None:
    turns, told = Turns(tmp_path / "app.db", patience_s=0.1), []

    def write() -> None:
        try:
            turns.take()
        except TooLong:
            told.append("too long")

    turns.take()
    thread = threading.Thread(target=write)
    thread.start()
    thread.join(20)
    turns.give_back()
    turns.take()
    turns.give_back()
    assert told == ["too long"]


def test_a_thread_does_not_wait_for_itself(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "app.db")
    turns.take()
    with pytest.raises(RuntimeError, match="same thread"):
        turns.take()
    turns.give_back()


def test_a_process_that_is_killed_lets_go(tmp_path: Path) -> None:
    file = tmp_path / "app.db"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(file)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"mine\n"
        with pytest.raises(TooLong):
            Turns(file, patience_s=0.05).take()
        child.kill()
        assert child.wait(20) == -signal.SIGKILL
    turns = Turns(file)
    turns.take()
    turns.give_back()


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_child_has_no_part_in_its_parents_turn(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "app.db", patience_s=0.05)
    turns.take()
    child = os.fork()
    if not child:
        try:
            turns.give_back()
            turns.take()
        except TooLong:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    with pytest.raises(TooLong):
        Turns(tmp_path / "app.db", patience_s=0.05).take()
    turns.give_back()
    Turns(tmp_path / "app.db", patience_s=0.05).take()


@pytest.fixture
def locked(app: Flask, cast: Cast) -> Cast:
    if databases.kind() != "sqlite":
        pytest.skip("PostgreSQL has no such line")
    return cast


def test_eight_writers_all_write_and_readers_go_on_beside_them(app: Flask, locked: Cast) -> None:
    plant, most = locked.plant, []

    def write() -> None:
        with app.app_context(), scope.opened(Scope.enterprise(plant)):
            for _ in range(10):
                began = time.monotonic()
                retrying(lambda: house.effect(plant))
                most.append(time.monotonic() - began)
                with reading():
                    db.session.connection()

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with app.app_context():
        assert effects(plant) == 80
    assert len(most) == 80


def test_an_act_that_fails_gives_its_turn_back(app: Flask, locked: Cast) -> None:
    def fail() -> None:
        house.effect(locked.plant)
        db.session.flush()
        raise ZeroDivisionError

    with app.app_context(), scope.opened(Scope.enterprise(locked.plant)):
        with pytest.raises(ZeroDivisionError):
            retrying(fail)
        retrying(lambda: house.effect(locked.plant))
        assert effects(locked.plant) == 1


def test_a_writer_that_waits_too_long_is_told_that_the_database_is_busy(
    app: Flask, locked: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), scope.opened(Scope.enterprise(locked.plant)):
        turns = db.engine.dialect.turns
        monkeypatch.setattr(turns, "_patience_s", 0.05)
        other = Turns(turns._file)
        other.take()
        try:
            with pytest.raises(OperationalError, match="database is locked"), transaction():
                db.session.connection()
        finally:
            other.give_back()
