"""What a file leaves open is asked before anything lands, and whoever answers stays with the run."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.core.acts.ledger import Act
from service.core.acts.problems import Invalid, WrongState
from service.core.db.transactions import db, reading, retrying
from service.core.ids import new_id
from service.core.jobs import outbox
from service.core.models import LedgerEntry, OutboxJob
from service.core.storage import store
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises.models import Enterprise
from service.exchange import commands
from service.exchange.models import ImportFinding, ImportRun
from service.exchange.rules import ImportKind, RunState
from service.risks.models import RiskEvent
from tests.builders.plants import a_manager, a_plant
from tests.builders.workbooks import an_ls_ledger, an_ls_row, content_of

OTHERS = "广水市某某石材有限公司风险清单"


@pytest.fixture
def plant(app: Flask) -> Iterator[UUID]:
    with app.app_context():
        yield a_plant()


@pytest.fixture
def manager(plant: UUID) -> Viewer:
    return a_manager(plant)


def with_unknown_columns() -> bytes:
    """A ledger with a title that nobody knows, one that is empty below, and a column without a title."""
    book = an_ls_ledger([[*an_ls_row(), "每季度", None, "旧编号 7"]])
    book.active["P3"], book.active["Q3"] = "复核周期", "空列"
    return content_of(book)


def of_another_company() -> bytes:
    return content_of(an_ls_ledger([an_ls_row()], title=OTHERS))


def begun(viewer: Viewer, plant: UUID, content: bytes) -> ImportRun:
    """Upload a ledger and let the job run that follows."""
    upload = commands.Upload(ImportKind.RISKS, "台账.xlsx", store().put(content).sha256)
    act = Act(new_id())
    with scope.opened(viewer.scope):
        retrying(lambda: commands.begin(viewer, db.session.get_one(Enterprise, (plant, plant)), upload, act))
    work()
    return run_of(plant, act.id)


def work() -> None:
    with scope.opened(Scope.machine()), reading():
        found = list(db.session.scalars(select(OutboxJob.id).where(OutboxJob.settled_at.is_(None))))
    for one in found:
        outbox.run_job(str(one))


def run_of(plant: UUID, run_id: UUID) -> ImportRun:
    with scope.opened(Scope.enterprise(plant)), reading():
        return db.session.get_one(ImportRun, (plant, run_id))


def confirmed(viewer: Viewer, run: ImportRun, act: Act, *, other_company: bool = False) -> None:
    with scope.opened(viewer.scope):
        retrying(
            lambda: commands.confirm(
                viewer,
                db.session.get_one(ImportRun, (run.enterprise_id, run.id)),
                act,
                other_company=other_company,
            )
        )


def landed(plant: UUID) -> tuple[int | None, int | None]:
    """Return how many events and how many findings there are."""
    with scope.opened(Scope.enterprise(plant)), reading():
        events = db.session.scalar(select(func.count()).select_from(RiskEvent))
        return events, db.session.scalar(select(func.count()).select_from(ImportFinding))


def test_columns_that_are_not_known_are_asked_about_before_anything_lands(
    plant: UUID, manager: Viewer
) -> None:
    run = begun(manager, plant, with_unknown_columns())
    assert (run.state, run.rows, landed(plant)) == (RunState.ASKING, 1, (0, 0))
    (sheet,) = run.titles
    assert sheet["unknown"] == ["复核周期", "[R]"]
    assert ["名称", "风险点名称"] in sheet["known"]
    confirmed(manager, run, Act(new_id()))
    work()
    assert run_of(plant, run.id).state is RunState.DONE
    assert landed(plant) == (1, 2)


def test_another_companys_ledger_needs_a_yes_of_its_own(plant: UUID, manager: Viewer) -> None:
    run = begun(manager, plant, of_another_company())
    assert (run.state, landed(plant)) == (RunState.ASKING, (0, 0))
    with pytest.raises(Invalid) as refused:
        confirmed(manager, run, Act(new_id()))
    assert list(refused.value.errors) == ["other_company"]
    work()
    assert landed(plant) == (0, 0)
    confirmed(manager, run, Act(new_id()), other_company=True)
    work()
    assert landed(plant) == (1, 0)


def test_who_confirmed_stands_in_the_ledger_and_at_the_run(plant: UUID, manager: Viewer) -> None:
    run, act = begun(manager, plant, of_another_company()), Act(new_id())
    confirmed(manager, run, act, other_company=True)
    confirmed(manager, run, act, other_company=True)
    work()
    with scope.opened(Scope.enterprise(plant)), reading():
        query = select(LedgerEntry).where(LedgerEntry.act == "import.confirm_risks")
        (entry,) = db.session.scalars(query)
    assert (entry.object_id, entry.actor_id) == (run.id, manager.person_id)
    assert entry.after == {"file": "台账.xlsx", "left_out": [], "other_company": True}
    done = run_of(plant, run.id)
    assert (done.state, done.confirmed_by) == (RunState.DONE, manager.person_id)
    assert done.confirmed_at is not None
    with pytest.raises(WrongState):
        confirmed(manager, run, Act(new_id()), other_company=True)


def test_a_run_that_is_given_up_lands_nothing_and_stays_given_up(plant: UUID, manager: Viewer) -> None:
    run, act = begun(manager, plant, of_another_company()), Act(new_id())

    def declined() -> None:
        commands.decline(manager, db.session.get_one(ImportRun, (plant, run.id)), act)

    with scope.opened(manager.scope):
        retrying(declined)
        retrying(declined)
    assert run_of(plant, run.id).state is RunState.DECLINED
    with pytest.raises(WrongState):
        confirmed(manager, run, Act(new_id()), other_company=True)
    work()
    assert landed(plant) == (0, 0)


def test_a_file_that_leaves_nothing_open_lands_at_once(plant: UUID, manager: Viewer) -> None:
    run = begun(manager, plant, content_of(an_ls_ledger([an_ls_row()])))
    assert (run.state, run.confirmed_at, landed(plant)) == (RunState.DONE, None, (1, 0))
