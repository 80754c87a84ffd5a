"""A print of many labels: begun by a form, drawn part by part. What is slow is done between two transactions."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from service.core import clock
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, NotAllowed, _, existing
from service.core.db.tables import TenantRow
from service.core.db.transactions import db
from service.core.db.upserts import add_if_absent
from service.core.storage import store
from service.core.tenancy.viewer import Viewer
from service.identity.rules import MANAGERS
from service.labels.drawing import labels
from service.labels.models import LabelRun
from service.labels.rules import KEPT, MOST, RunState, labels_at_once
from service.printing import labels as printing
from service.printing.fonts import MissingGlyph

Keep = Callable[[LabelRun], None]  # what is written of a step: in a transaction, on the row as it stands then
Work = Callable[[], Keep]  # drawing and files: it asks the database nothing


@dataclass(frozen=True)
class Wanted:
    """Labels of units on sheets; `offset` is how many millimetres the printer misses them, to the right and down."""

    unit_ids: Sequence[UUID]
    sheet: str
    offset: tuple[float, float] = (0, 0)


def begin(viewer: Viewer, plant: TenantRow, wanted: Wanted, act: Act) -> LabelRun:
    """Begin a print; its id is the act's, so that a form sent twice is the same print."""
    if not viewer.has(*MANAGERS):
        raise NotAllowed(_("只有安全管理员或主要负责人可以打印标签"))
    if len(wanted.unit_ids) > MOST:
        raise Invalid.at("unit", _("一次最多打印 %(most)s 张，请分区域打印"), most=MOST)
    if repeated(plant.enterprise_id, act, "labels.print", act.id):
        return _begun(plant, wanted, act)
    if not add_if_absent(_row(plant, wanted, act)):  # the same form, at the same moment
        return _begun(plant, wanted, act)
    run = db.session.get_one(LabelRun, (plant.enterprise_id, act.id))
    record(viewer, "labels.print", run, act, after={"labels": run.total, "sheet": run.sheet})
    return run


def _row(plant: TenantRow, wanted: Wanted, act: Act) -> LabelRun:
    right, down = wanted.offset
    moment = clock.now()
    return LabelRun.child_of(
        plant,
        id=act.id,
        state=RunState.WAITING,
        sheet=wanted.sheet,
        right=right,
        down=down,
        unit_ids=[str(unit_id) for unit_id in wanted.unit_ids],
        total=len(wanted.unit_ids),
        drawn=0,
        parts=[],
        missing="",
        begun_at=moment,
        expires_at=moment + KEPT,
    )


def _begun(plant: TenantRow, wanted: Wanted, act: Act) -> LabelRun:
    row = db.session.get(LabelRun, (plant.enterprise_id, act.id))
    run = existing(row, _("这次打印的文件已经过期删除，请重新打印"))
    if (run.sheet, run.right, run.down, run.units) != (wanted.sheet, *wanted.offset, list(wanted.unit_ids)):
        raise Conflict(_("这个表单已经用来打印另一些标签，请重新打开页面"))
    return run


def next_step(viewer: Viewer, run: LabelRun) -> Work | None:
    """Return what is to be drawn, joined or deleted next, or None where a print is over."""
    if run.state.is_over:
        return None
    if run.state is RunState.JOINED:
        return partial(_delete_parts, run.parts)
    if run.drawn < run.total:
        return _next_part(viewer, run)
    return partial(_join, str(run.id), run.parts)


def _next_part(viewer: Viewer, run: LabelRun) -> Work:
    sheet = printing.SHEETS[run.sheet]
    units = run.units[run.drawn : run.drawn + labels_at_once(sheet.columns * sheet.rows)]
    part = labels(viewer, run.enterprise_id, units)
    draw = partial(printing.pdf, part, sheet, (run.right, run.down), str(run.id))
    return partial(_draw, draw, run.drawn + len(units))


def _draw(draw: Callable[[], bytes], until: int) -> Keep:
    try:
        sha256 = store().put(draw()).sha256
    except MissingGlyph as refused:
        return partial(_refuse, refused.characters)
    return partial(_keep_part, sha256, until)


def _refuse(missing: str, run: LabelRun) -> None:
    run.state, run.missing, run.ended_at = RunState.REFUSED, missing, clock.now()


def _keep_part(sha256: str, until: int, run: LabelRun) -> None:
    run.parts = [*run.parts, sha256]
    run.state, run.drawn = RunState.DRAWING, until


def _join(name: str, parts: Sequence[str]) -> Keep:
    with ExitStack() as files:
        opened = [files.enter_context(store().open(part)) for part in parts]
        return partial(_keep_whole, store().put(printing.joined(opened, name)).sha256)


def _keep_whole(sha256: str, run: LabelRun) -> None:
    run.sha256, run.state, run.ended_at = sha256, RunState.JOINED, clock.now()
    run.expires_at = run.ended_at + KEPT


def _delete_parts(parts: Sequence[str]) -> Keep:
    """Delete what the whole holds too, once it is kept: one that was not can be joined again."""
    for sha256 in parts:
        store().delete(sha256, clock.now())
    return _end


def _end(run: LabelRun) -> None:
    run.state, run.parts = RunState.DONE, []
