"""What is looked at, and by whom each day."""

from dataclasses import asdict
from datetime import date
from typing import NamedTuple
from uuid import UUID

from service.codes import commands as codes
from service.codes.models import CodeKind
from service.core import clock
from service.core.acts.contents import values_of
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, _, existing
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.inspections.commands.materialising import begin, standing
from service.inspections.models import Checklist, ChecklistItem, Occurrence, Plan
from service.inspections.queries import checks, lists
from service.inspections.rules import AHEAD, MAX_ITEMS, days, window
from service.inspections.schemas import ChecklistForm, PlanForm
from service.risks import queries as risks
from service.risks.models import RiskUnit


class _Item(NamedTuple):
    text: str
    measure_id: UUID | None
    clause: str | None


def make_checklist(viewer: Viewer, unit: RiskUnit, data: ChecklistForm) -> Checklist:
    """Make a list for a unit; the same id with the same content is the same list."""
    items = _items(unit, data)
    known = db.session.get(Checklist, (unit.enterprise_id, data.id))
    if known:
        stored = [
            _Item(item.text, item.measure_id, item.clause)
            for item in lists.items(known.enterprise_id, known.id)
        ]
        if (known.unit_id, known.name, stored) != (unit.id, data.name, items):
            raise Conflict(_("这个表单已经用过，请重新打开页面"))
        return known
    moment, maker = clock.now(), viewer.person_id
    made = Checklist.child_of(
        unit, id=data.id, unit_id=unit.id, name=data.name, made_by=maker, made_at=moment
    )
    db.session.add(made)
    db.session.flush()
    for number, item in enumerate(items, 1):
        row = ChecklistItem.child_of(unit, id=new_id(), checklist_id=made.id, number=number, **item._asdict())
        db.session.add(row)
    after = {"name": made.name, "unit_id": unit.id, "items": len(items)}
    record(viewer, "checklist.make", made, after=after)
    db.session.flush()
    return made


def _items(unit: RiskUnit, data: ChecklistForm) -> list[_Item]:
    texts = {measure.id: measure.text for measure in risks.measures_of(unit.id)}
    wanted = list(dict.fromkeys(data.measures))
    if any(measure not in texts for measure in wanted):
        raise Invalid.at("measures", _("有管控措施不属于这个风险点，请重新打开页面"))
    items = [_Item(texts[measure], measure, None) for measure in wanted]
    if data.clause_text and not data.clause:
        raise Invalid.at("clause", _("自己加的检查项要写明依据的条款"))
    if data.clause and not data.clause_text:
        raise Invalid.at("clause_text", _("请写明这一条款要检查什么"))
    if data.clause_text:
        items.append(_Item(data.clause_text, None, data.clause))
    if not items:
        raise Invalid.at("measures", _("请至少选一条管控措施"))
    if len(items) > MAX_ITEMS:
        most = _("一张检查表最多 %(most)s 项，现在有 %(count)s 项；请分成几张")
        raise Invalid.at("measures", most, most=MAX_ITEMS, count=len(items))
    return items


def plan(viewer: Viewer, checklist_id: UUID, data: PlanForm) -> Plan:
    """Have a list answered each day, from today on; the checks of today and tomorrow stand at once."""
    known = db.session.get(Plan, (viewer.organisation_id, data.id))
    if known:
        if (known.checklist_id, known.team, known.post) != (checklist_id, data.team, data.post):
            raise Conflict(_("这个表单已经用过，请重新打开页面"))
        return known
    if bool(data.team) == bool(data.post):
        raise Invalid.at("team", _("请在班组和岗位中选一个，由它的任何人来检查"))
    checklist = db.session.get(Checklist, (viewer.organisation_id, checklist_id))
    if checklist is None:
        raise Invalid.at("checklist_id", _("没有这张检查表，请从列表中选择"))
    today = clock.today()
    first = today + AHEAD
    begin(checklist, first)
    made_to = max(first, standing(checklist.enterprise_id) or first)
    made = Plan.child_of(
        checklist,
        id=data.id,
        checklist_id=checklist.id,
        unit_id=checklist.unit_id,
        team=data.team,
        post=data.post,
        starts_on=today,
        made_to=made_to,
        made_by=viewer.person_id,
    )
    db.session.add(made)
    db.session.flush()
    for day in days(today, made.made_to):
        db.session.add(_occurrence(made, day))
    codes.issue(viewer, CodeKind.UNIT, risks.unit(made.unit_id))  # who checks it comes by its label
    after = {"checklist_id": checklist.id, "team": made.team, "post": made.post, "starts_on": today}
    record(viewer, "plan.make", made, after=after)
    db.session.flush()
    return made


def _occurrence(made: Plan, day: date) -> Occurrence:
    own = values_of(made, ("checklist_id", "unit_id", "team", "post"))
    return Occurrence.child_of(made, id=new_id(), plan_id=made.id, **own, **asdict(window(day)))


def stop(viewer: Viewer, plan_id: UUID, act: Act) -> Plan:
    """Stop a plan: today's check stays due, later ones are cancelled."""
    standing(viewer.organisation_id)  # a scheduler at work is waited for
    key = (viewer.organisation_id, plan_id)
    row = existing(db.session.get(Plan, key, with_for_update=True), _("没有这个检查计划"))
    if repeated(row.enterprise_id, act, "plan.stop", row.id) or row.stopped_at:
        return row
    row.stopped_at = clock.now()
    for later in checks.after_day(row, clock.today()):
        later.cancelled_at = row.stopped_at
    record(viewer, "plan.stop", row, act, after={"stopped_at": row.stopped_at})
    return row
