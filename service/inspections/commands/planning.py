"""What is looked at, and by whom each day."""

from datetime import date
from typing import Any
from uuid import UUID

from service.codes import commands as codes
from service.codes.models import CodeKind
from service.core import clock
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, NotFound, _
from service.core.db.tables import TenantRow
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.inspections.commands.materialising import begin, standing
from service.inspections.models import Checklist, ChecklistItem, Occurrence, Plan
from service.inspections.queries import checks, lists
from service.inspections.rules import AHEAD, MAX_ITEMS, days, window
from service.risks import queries as risks
from service.risks.models import RiskUnit

Facts = dict[str, Any]


def make_checklist(viewer: Viewer, unit: RiskUnit, facts: Facts, act: Act | None = None) -> Checklist:
    """Make a list for a unit; the same id with the same content is the same list.

    `facts` as ChecklistForm: measures of this unit by id in the order to look at them, and at most one
    item of the plant's own with the clause it rests on.
    """
    items = _items(unit, facts)
    known = db.session.get(Checklist, (unit.enterprise_id, facts["id"]))
    if known:
        stored = [
            (item.text, item.measure_id, item.clause) for item in lists.items(known.enterprise_id, known.id)
        ]
        if (known.unit_id, known.name, stored) != (unit.id, facts["name"], items):
            raise Conflict(_("这个表单已经用过，请重新打开页面"))
        return known
    moment, maker = clock.now(), viewer.person_id
    made = Checklist(
        **_of(unit), id=facts["id"], unit_id=unit.id, name=facts["name"], made_by=maker, made_at=moment
    )
    db.session.add(made)
    db.session.flush()
    for number, (words, measure_id, clause) in enumerate(items, 1):
        item = ChecklistItem(
            **_of(unit),
            id=new_id(),
            checklist_id=made.id,
            number=number,
            text=words,
            measure_id=measure_id,
            clause=clause,
        )
        db.session.add(item)
    after = {"name": made.name, "unit_id": unit.id, "items": len(items)}
    record(viewer, "checklist.make", made, act, after=after)
    db.session.flush()
    return made


def _items(unit: RiskUnit, facts: Facts) -> list[tuple[str, UUID | None, str | None]]:
    texts = {measure.id: measure.text for measure in risks.measures_of(unit.id)}
    wanted = list(dict.fromkeys(facts["measures"]))
    if any(measure not in texts for measure in wanted):
        raise Invalid.at("measures", _("有管控措施不属于这个风险点，请重新打开页面"))
    items: list[tuple[str, UUID | None, str | None]] = [(texts[measure], measure, None) for measure in wanted]
    words, clause = facts.get("clause_text", ""), facts.get("clause", "")
    if words and not clause:
        raise Invalid.at("clause", _("自己加的检查项要写明依据的条款"))
    if clause and not words:
        raise Invalid.at("clause_text", _("请写明这一条款要检查什么"))
    if words:
        items.append((words, None, clause))
    if not items:
        raise Invalid.at("measures", _("请至少选一条管控措施"))
    if len(items) > MAX_ITEMS:
        most = _("一张检查表最多 %(most)s 项，现在有 %(count)s 项；请分成几张")
        raise Invalid.at("measures", most, most=MAX_ITEMS, count=len(items))
    return items


def _of(row: TenantRow) -> Facts:
    return {"enterprise_id": row.enterprise_id, "area_code": row.area_code, "sector": row.sector}


def plan(viewer: Viewer, facts: Facts, act: Act | None = None) -> Plan:
    """Have a list answered each day, from today on; the checks of today and tomorrow stand at once.

    `facts` as PlanForm: one of team and post.
    """
    team, post = facts.get("team", ""), facts.get("post", "")
    known = db.session.get(Plan, (viewer.organisation_id, facts["id"]))
    if known:
        if (known.checklist_id, known.team, known.post) != (facts["checklist_id"], team, post):
            raise Conflict(_("这个表单已经用过，请重新打开页面"))
        return known
    if bool(team) == bool(post):
        raise Invalid.at("team", _("请在班组和岗位中选一个，由它的任何人来检查"))
    checklist = db.session.get(Checklist, (viewer.organisation_id, facts["checklist_id"]))
    if checklist is None:
        raise Invalid.at("checklist_id", _("没有这张检查表，请从列表中选择"))
    today = clock.today()
    first = today + AHEAD
    begin(_of(checklist), first)
    made_to = max(first, standing(checklist.enterprise_id) or first)
    made = Plan(
        **_of(checklist),
        id=facts["id"],
        checklist_id=checklist.id,
        unit_id=checklist.unit_id,
        team=team,
        post=post,
        starts_on=today,
        made_to=made_to,
        made_by=viewer.person_id,
    )
    db.session.add(made)
    db.session.flush()
    for day in days(today, made.made_to):
        db.session.add(_occurrence(made, day))
    codes.issue(viewer, CodeKind.UNIT, risks.unit(made.unit_id))  # who checks it comes by its label
    after = {"checklist_id": checklist.id, "team": team, "post": post, "starts_on": today}
    record(viewer, "plan.make", made, act, after=after)
    db.session.flush()
    return made


def _occurrence(made: Plan, day: date) -> Occurrence:
    due = window(day)
    return Occurrence(
        **_of(made),
        id=new_id(),
        plan_id=made.id,
        checklist_id=made.checklist_id,
        unit_id=made.unit_id,
        team=made.team,
        post=made.post,
        period=due.period,
        due_from=due.due_from,
        due_to=due.due_to,
    )


def stop(viewer: Viewer, plan_id: UUID, act: Act) -> Plan:
    """Stop a plan: today's check stays due, later ones are cancelled."""
    standing(viewer.organisation_id)  # a scheduler at work is waited for
    row = db.session.get(Plan, (viewer.organisation_id, plan_id), with_for_update=True)
    if row is None:
        raise NotFound(_("没有这个检查计划"))
    if repeated(row.enterprise_id, act, "plan.stop", row.id) or row.stopped_at:
        return row
    row.stopped_at = clock.now()
    for later in checks.after_day(row, clock.today()):
        later.cancelled_at = row.stopped_at
    record(viewer, "plan.stop", row, act, after={"stopped_at": row.stopped_at})
    return row
