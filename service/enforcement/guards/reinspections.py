"""Who may not do what to a re-inspection now, and why."""

from datetime import datetime
from typing import Any

from service.core import clock
from service.core.acts.problems import Invalid, NotFound, Problem, WrongState, _
from service.core.tenancy.viewer import Viewer
from service.enforcement import schemas
from service.enforcement.case import ReinspectionCase
from service.enforcement.guards.officers import CONFIRMED_ALREADY
from service.enforcement.limits import deadline_problem
from service.hazards.states import State


def order_stands(_viewer: Viewer, case: ReinspectionCase, _now: datetime) -> Problem | None:
    return WrongState(_("指令书已撤销，这次复查不再办理")) if case.is_order_void else None


def of_reinspection(_viewer: Viewer, case: ReinspectionCase, data: Any, _now: datetime) -> Problem | None:
    known = any(item.id == data.item_id for item, _result in case.judged)
    return None if known else NotFound(_("这次复查没有这一项"))


def judged_as_it_is(
    _viewer: Viewer, case: ReinspectionCase, data: schemas.JudgeForm, now: datetime
) -> Problem | None:
    """What passes was accepted in the plant; what fails has a new deadline."""
    if data.passed:
        hazard = case.hazards.get(data.item_id)
        accepted = hazard is not None and hazard.state is State.ACCEPTED
        return None if accepted else Invalid.at("passed", _("企业还没有答复这一项并自查验收，不能判为通过"))
    if data.due_on is None:
        return Invalid.at("due_on", _("未通过的项要重新确定整改期限"))
    return deadline_problem(data.due_on, clock.day_of(now), data.deadline_reason)


def all_judged(_viewer: Viewer, case: ReinspectionCase, _now: datetime) -> Problem | None:
    missing = any(result.passed is None for _item, result in case.judged)
    return WrongState(_("每一项都有复查结论后才能确认。")) if missing else None


def opinion_not_confirmed(viewer: Viewer, case: ReinspectionCase, _now: datetime) -> Problem | None:
    me = case.me(viewer)
    return WrongState(CONFIRMED_ALREADY) if me and me.confirmed_at else None


def opinion_confirmed(_viewer: Viewer, case: ReinspectionCase, _now: datetime) -> Problem | None:
    return None if case.is_confirmed else WrongState(_("两名执法人员都确认复查意见后才能签发"))
