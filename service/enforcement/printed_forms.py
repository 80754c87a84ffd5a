"""Forms that are printed and signed by pen, never sealed: the approval of a visit, its notice, a receipt of service.

Drawn from the rows as they stand, in the words of the template of their day.
"""

from pathlib import Path

from service.core import clock
from service.core.acts.problems import NotFound, _
from service.core.tenancy.viewer import Viewer
from service.documents.content import Content, Frame, day_in_words, minute_in_words, signers
from service.documents.states import FormKind
from service.enforcement.models.visits import Visit
from service.enforcement.queries import visits
from service.enforcement.states import VisitKind, VisitState
from service.enforcement.titles import KIND_TITLES
from service.enterprises import queries as enterprises
from service.identity.queries import people
from service.printing import documents
from service.reference.queries import rulebook

UNNOTICED = (VisitState.APPLIED, VisitState.REFUSED, VisitState.CANCELLED)


def approval(viewer: Viewer, visit: Visit, fonts: Path | None = None) -> bytes:
    """Return 行政检查审批表 with the head's decision, or with room for it."""
    frame = _frame(visit, FormKind.APPROVAL)
    is_own = visit.organisation_id == viewer.organisation_id
    content = {
        "address": frame.plant.address or frame.plant.town,
        "kind_title": str(KIND_TITLES[visit.kind]),
        "count": f"{_count(visit)}次",
        "report": visit.report if is_own else "",
        "request": _said(frame, visit, "request"),
        "items": _items(visit),
        "decision": _decision(visit, frame.bureau.yearly_cap),
        "applied": minute_in_words(visit.applied_at),
        "decided": minute_in_words(visit.decided_at),
    }
    return _pdf(frame, content, visit.approval_number, fonts)


def _decision(visit: Visit, cap: int) -> list[str]:
    """Return what the head decided; a reason to exceed the cap only where it was reached."""
    lines = ["审批意见："]
    if visit.decided_at:
        verdict = "不同意实施检查。" if visit.state is VisitState.REFUSED else "同意实施检查。"
        lines = [f"审批结论：{verdict}", f"审批意见：{visit.opinion or '无'}"]
    if visit.legal_reason and (visit.counted or 0) >= cap:
        lines.append(f"超过年度检查次数上限的法定理由：{visit.legal_reason}")
    if visit.cancel_reason:
        lines.append(f"检查已取消，原因：{visit.cancel_reason}")
    return lines


def notice(visit: Visit, fonts: Path | None = None) -> bytes:
    """Return 行政检查通知书 of an approved visit. Raises NotFound for one of a report: that comes unannounced."""
    if visit.state in UNNOTICED or visit.kind is VisitKind.REPORT:
        raise NotFound(_("这次检查没有行政检查通知书"))
    frame = _frame(visit, FormKind.NOTICE)
    content = {
        "notice": _said(frame, visit, "notice"),
        "items": _items(visit),
        "rights": frame.template.wording["rights"],
    }
    return _pdf(frame, content, visit.notice_number, fonts)


def _frame(visit: Visit, kind: FormKind) -> Frame:
    issuer, bureau = people.bureau(visit.organisation_id)
    officers, day = (
        signers(visits.officers(visit)),
        clock.day_of(visit.decided_at or visit.applied_at),
    )
    plant = enterprises.enterprise(visit.enterprise_id)
    return Frame(rulebook.template(kind, day), issuer, bureau, plant, tuple(officers), day)


def _count(visit: Visit) -> int:
    if visit.counted is not None:
        return visit.counted
    return visits.visits_this_year(visit.organisation_id, visit.enterprise_id)


def _said(frame: Frame, visit: Visit, sentence: str) -> str:
    """Fill a sentence of the template; its items stand below it, one a line."""
    words: str = frame.template.wording[sentence]
    return words.format(
        unit=frame.plant.name,
        reason=visit.reason.removeprefix("根据").rstrip("。"),
        items="见下列各项",
        officers="、".join(f"{officer.name}（证号{officer.certificate}）" for officer in frame.officers),
        count=_count(visit),
        cap=frame.bureau.yearly_cap,
        day=day_in_words(frame.day),
    )


def _items(visit: Visit) -> list[str]:
    return [item.text for item in visits.items(visit)]


def _pdf(frame: Frame, body: Content, number: str | None, fonts: Path | None) -> bytes:
    """`number` was taken when the visit was decided; until then, and of former days, there is room to write it."""
    template, content = frame.template, frame.content(body)
    if template.kind != FormKind.NOTICE:
        content["copies"] = ""  # of these only the notice goes to the plant
    form = documents.Form(template.kind, template.version, content, frame.day, number or frame.number(None))
    return documents.pdf(form, fonts)
