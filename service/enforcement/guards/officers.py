"""Who may act on an inspection: its bureau, its two officers, certified today.

Only certified officers inspect, two of them: 国办发〔2024〕54号; 行政处罚法 art. 42.
"""

from collections.abc import Callable
from datetime import datetime

from service.core.acts.problems import Invalid, NotAllowed, Problem, _
from service.core.tenancy.viewer import Viewer
from service.enforcement import schemas
from service.enforcement.case import OrderCase, ReinspectionCase, VisitCase

CaseOfTwo = VisitCase | OrderCase | ReinspectionCase
CONFIRMED_ALREADY = _("您已经确认过；另一名执法人员确认后才能继续")


def of_own_bureau(viewer: Viewer, case: CaseOfTwo, _now: datetime) -> Problem | None:
    """Refuse whose superior may look on, and everybody once the plant has left the region."""
    if case.row.organisation_id != viewer.organisation_id:
        return NotAllowed(_("这次检查由另一家监管机构办理，您只能查看"))
    if not viewer.scope.covers(case.row.area_code, case.row.sector):
        return NotAllowed(_("企业已不在这个辖区，这里的文书只供查阅，后续由现在的监管机构办理。"))
    return None


def one_of_two(viewer: Viewer, case: CaseOfTwo, _now: datetime) -> Problem | None:
    return None if case.me(viewer) else NotAllowed(_("只有本次检查的两名执法人员可以操作"))


def certified(sentence: str) -> Callable[[Viewer, CaseOfTwo, datetime], Problem | None]:
    return lambda viewer, case, _now: None if viewer.person_id in case.certified else NotAllowed(sentence)


def replaces_another(
    _viewer: Viewer, case: VisitCase | ReinspectionCase, data: schemas.ReplaceForm, _now: datetime
) -> Problem | None:
    """One of the two goes, and his successor is neither, nor whoever approved the visit."""
    pair = {officer.person_id for officer in case.officers}
    if data.former not in pair:
        return Invalid.at("former", _("请选择这次检查的一名执法人员"))
    if data.successor in pair:
        return Invalid.at("successor", _("接替的人已经是这次检查的执法人员，请另选一人"))
    if isinstance(case, VisitCase) and data.successor == case.visit.decided_by:
        return Invalid.at("successor", _("审批这次检查的人不能参加检查，请另选一人"))
    return None
