"""A print of many labels goes on behind the page, and after whoever drew it has died."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from service.codes.models import PrintedCode
from service.core import clock
from service.core.acts.ledger import Act
from service.core.acts.problems import Conflict, Invalid, NotAllowed, NotFound
from service.core.db.transactions import db, reading, retrying
from service.core.ids import new_id
from service.core.jobs import outbox, scheduler
from service.core.models import LedgerEntry, OutboxJob
from service.core.storage import Missing, store
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from service.labels import commands, queries
from service.labels.commands import Wanted
from service.labels.jobs import sweep
from service.labels.models import LabelRun
from service.labels.rules import RunState
from service.printing import labels as printing
from tests.builders.plants import a_manager, a_plant, some_units

pytestmark = pytest.mark.both
UNITS, A_PART, PLACES = 80, 60, 10  # a sheet of 90x55 has ten places


@pytest.fixture
def plant(app: Flask) -> Iterator[UUID]:
    with app.app_context():
        yield a_plant()


def units(plant: UUID, count: int, name: str = "离心泵") -> list[UUID]:
    return some_units(plant, count, name)[1]


def begin(plant: UUID, unit_ids: list[UUID], act: Act | None = None, viewer: Viewer | None = None) -> UUID:
    viewer, act = viewer or a_manager(plant), act or Act(new_id())
    wanted = Wanted(unit_ids, "90x55")

    def begun() -> UUID:
        return commands.begin(viewer, db.session.get_one(Enterprise, (plant, plant)), wanted, act).id

    with scope.opened(viewer.scope):
        return retrying(begun)


def run_of(plant: UUID, run_id: UUID) -> LabelRun:
    with scope.opened(Scope.enterprise(plant)), reading():
        return db.session.get_one(LabelRun, (plant, run_id))


def pages(plant: UUID, run_id: UUID) -> int:
    with scope.opened(Scope.enterprise(plant)), reading():
        file = queries.sheets(queries.run(plant, run_id))
    return len(PdfReader(BytesIO(file)).pages)


def the_reaction() -> str:
    with scope.opened(Scope.machine()), reading():
        return str(db.session.scalars(select(OutboxJob.id)).one())


def acts(plant: UUID) -> dict[str, int]:
    with scope.opened(Scope.enterprise(plant)), reading():
        query = select(LedgerEntry.act, func.count()).group_by(LedgerEntry.act)
        return {act: count for act, count in db.session.execute(query)}


def step(plant: UUID, run_id: UUID) -> list[str]:
    """Draw one part as a worker does; return the parts."""

    def run() -> LabelRun:
        return db.session.get_one(LabelRun, (plant, run_id), with_for_update=True)

    with scope.opened(Scope.job(plant)):
        work = retrying(lambda: commands.next_step(a_manager(plant), run()))
        assert work
        keep = work()
        retrying(lambda: keep(run()))
    return list(run_of(plant, run_id).parts)


def test_a_print_is_drawn_in_parts_and_comes_as_one_file(plant: UUID) -> None:
    run_id = begin(plant, units(plant, UNITS))
    with pytest.raises(NotFound):
        pages(plant, run_id)
    parts = step(plant, run_id)
    assert (run_of(plant, run_id).drawn, len(parts)) == (A_PART, 1)
    outbox.run_job(the_reaction())
    run = run_of(plant, run_id)
    assert (run.state, run.drawn, run.total) == (RunState.DONE, UNITS, UNITS)
    assert pages(plant, run_id) == UNITS // PLACES
    assert acts(plant)["labels.print"] == 1 and acts(plant)["code.issue"] == UNITS
    with pytest.raises(Missing):
        store().open(parts[0])


def test_a_part_goes_on_where_its_worker_died_and_no_code_is_issued_twice(plant: UUID) -> None:
    run_id = begin(plant, units(plant, UNITS))
    with scope.opened(Scope.machine()):  # a worker took it, drew a part, and is gone
        reaction = retrying(lambda: db.session.scalars(select(OutboxJob.id)).one())
        assert retrying(lambda: outbox._claim(reaction))
    step(plant, run_id)
    outbox.run_job(the_reaction())
    assert run_of(plant, run_id).drawn == A_PART  # it may live yet
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert scheduler.tick() == 1
        outbox.run_job(the_reaction())
    assert pages(plant, run_id) == UNITS // PLACES
    with scope.opened(Scope.enterprise(plant)), reading():
        assert db.session.scalar(select(func.count()).select_from(PrintedCode)) == UNITS


def test_nobody_waits_until_a_part_is_drawn(app: Flask, plant: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a part is drawn, another print begins, and the page says what is drawn so far."""
    run_id, others, draw = begin(plant, units(plant, UNITS)), units(plant, 1, "空压机"), printing.pdf
    drawn: list[int] = []

    def another(_number: int) -> int:
        with app.app_context():
            begin(plant, others)
            return run_of(plant, run_id).drawn

    def slow(*page: Any) -> bytes:
        with ThreadPoolExecutor(1) as pool:
            drawn.append(pool.submit(another, 1).result(timeout=5))
        return draw(*page)

    reaction = the_reaction()
    monkeypatch.setattr(printing, "pdf", slow)
    outbox.run_job(reaction)
    assert drawn == [0, A_PART]
    assert run_of(plant, run_id).state is RunState.DONE


def test_a_form_sent_twice_is_one_print_and_with_other_labels_refused(plant: UUID) -> None:
    act, wanted = Act(new_id()), units(plant, 3)
    assert begin(plant, wanted, act) == begin(plant, wanted, act) == act.id
    assert acts(plant)["labels.print"] == 1
    with pytest.raises(Conflict):
        begin(plant, wanted[:2], act)


def test_who_does_not_manage_prints_nothing_and_nobody_more_than_ten_thousand(plant: UUID) -> None:
    with pytest.raises(NotAllowed):
        begin(plant, [new_id()], viewer=Viewer(Scope.enterprise(plant), roles=frozenset({"worker"})))
    with pytest.raises(Invalid):
        begin(plant, [new_id()] * 10_001)


def test_a_character_that_no_font_has_ends_the_print_in_words(plant: UUID) -> None:
    run_id = begin(plant, units(plant, 2, "𠮷野泵"))
    outbox.run_job(the_reaction())
    run = run_of(plant, run_id)
    assert (run.state, run.missing) == (RunState.REFUSED, "𠮷")


def test_a_file_is_deleted_after_seven_days_and_not_before(plant: UUID) -> None:
    wanted = units(plant, 2)
    run_id = begin(plant, wanted)
    outbox.run_job(the_reaction())
    file, done_at = run_of(plant, run_id).sha256, clock.now()
    assert file
    sweep(done_at + timedelta(days=6, hours=23))
    assert pages(plant, run_id) == 1
    sweep(done_at + timedelta(days=7, minutes=1))
    assert acts(plant)["labels.expire"] == 1
    with pytest.raises(Missing):
        store().open(file)
    with scope.opened(Scope.enterprise(plant)), reading():
        assert db.session.get(LabelRun, (plant, run_id)) is None
    with clock.frozen(done_at + timedelta(days=8)), pytest.raises(NotFound):
        begin(plant, wanted, Act(run_id))


def test_a_form_that_comes_twice_at_once_is_the_same_print(
    app: Flask, plant: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    some, act, record = units(plant, 3), Act(new_id()), commands.record

    def slow(*given: Any, **more: Any) -> Any:
        time.sleep(0.2)  # the other comes meanwhile
        return record(*given, **more)

    def send(_number: int) -> UUID:
        with app.app_context():
            return begin(plant, some, act)

    monkeypatch.setattr(commands, "record", slow)
    with ThreadPoolExecutor(2) as both:
        assert list(both.map(send, range(2))) == [act.id, act.id]
