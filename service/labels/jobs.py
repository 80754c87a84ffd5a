"""Labels drawn behind the page, part by part; what nobody fetches any more is deleted."""

from datetime import datetime
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import load_only

from service.core.acts.actors import who_began
from service.core.acts.ledger import record
from service.core.db.transactions import changed, db, reading, retrying
from service.core.jobs.outbox import Apart, Periodic, each_hour, job
from service.core.models import LedgerEntry
from service.core.storage import store
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.labels import commands
from service.labels.models import LabelRun

BATCH = 50
READ = (LabelRun.area_code, LabelRun.sector, LabelRun.parts, LabelRun.sha256, LabelRun.expires_at)


@job("labels.draw")
def draw(entry: LedgerEntry) -> object:
    return _go_on(None, entry)


def _go_on(keep: commands.Keep | None, entry: LedgerEntry) -> object:
    """Keep what was drawn, and say what is next: no transaction waits while it is drawn."""
    run = db.session.get(LabelRun, (entry.enterprise_id, entry.object_id), with_for_update=True)
    if run is None:
        return None
    if keep:
        keep(run)
    work = commands.next_step(who_began(entry), run)
    return Apart(lambda: partial(_go_on, work())) if work else None


def sweep(moment: datetime) -> None:
    """Delete expired prints: first the files, so that a crash leaves no file without a row."""
    viewer = Viewer(Scope.machine())
    with scope.opened(viewer.scope):
        while gone := _expired(moment):
            for run in gone:
                for sha256 in filter(None, (*run.parts, run.sha256)):
                    store().delete(sha256, moment)
            retrying(lambda rows=gone: _forget(viewer, rows, moment))  # type: ignore[misc]


def _expired(moment: datetime) -> list[LabelRun]:
    with reading():
        query = select(LabelRun).options(load_only(*READ)).where(LabelRun.expires_at <= moment)
        return list(db.session.scalars(query.order_by(LabelRun.expires_at).limit(BATCH)))


def _forget(viewer: Viewer, rows: list[LabelRun], moment: datetime) -> None:
    for row in rows:
        is_there = (
            LabelRun.enterprise_id == row.enterprise_id,
            LabelRun.id == row.id,
            LabelRun.expires_at <= moment,
        )
        if changed(delete(LabelRun).where(*is_there)):
            record(viewer, "labels.expire", row)


SWEEP = Periodic("labels.sweep", each_hour, sweep)
