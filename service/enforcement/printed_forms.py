"""Forms that are printed and signed by pen, never sealed: the approval of a visit, its notice, a receipt of service.

Drawn from the rows as they stand, in the words of the template of their day.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from service.core import clock
from service.core.acts.problems import NotFound, _
from service.core.tenancy.viewer import Viewer
from service.enforcement.document_content import Content, Frame, Signer, day_in_words, minute_in_words
from service.enforcement.models.documents import Document, DocumentService
from service.enforcement.models.visits import Visit
from service.enforcement.queries import documents as document_queries
from service.enforcement.queries import visits
from service.enforcement.rules.states import FormKind, ServiceMode, VisitKind, VisitState
from service.enforcement.rules.titles import DOCUMENT_TITLES, KIND_TITLES, MODE_TITLES
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


def receipt(document: Document, officers: Sequence[Signer], fonts: Path | None = None) -> bytes:
    """Return 送达回证 of a document that was handed over, or that was left before a witness."""
    served = document_queries.service_of(document)
    if served is None:
        raise NotFound(_("文书还没有送达"))
    sealed, day = json.loads(document.content), clock.day_of(served.at)
    plant = enterprises.addressee(document.enterprise_id)
    template = rulebook.template(FormKind.RECEIPT, day)
    content = {
        "heading": template.wording["head"],
        "title": template.title,
        "document_title": str(DOCUMENT_TITLES[document.kind]),
        "document_number": document.number,
        "unit": sealed["unit"],
        "place": plant.address or plant.town,
        "mode": served.mode,
        "mode_title": str(MODE_TITLES[served.mode]),
        "at": minute_in_words(served.at),
        "receiver": served.receiver,
        "receiver_post": served.receiver_post,
        "consent": served.consent,
        "refusal": served.refusal,
        "witness": served.witness,
        "outcome": _outcome(template.wording, served),
        "officers": [vars(officer) for officer in officers],
        "issuer": sealed["issuer"],
        "day": day_in_words(day),
    }
    return documents.pdf(documents.Form(template.kind, template.version, content, day), fonts)


def _outcome(words: Mapping[str, str], served: DocumentService) -> str:
    if served.mode is ServiceMode.LEFT:
        return words["retained"].format(reason=served.refusal.rstrip("。"), witness=served.witness)
    return words["delivered"]


def _frame(visit: Visit, kind: FormKind) -> Frame:
    issuer, bureau = people.bureau(visit.organisation_id)
    officers, day = (
        signers(visits.officers(visit)),
        clock.day_of(visit.decided_at or visit.applied_at),
    )
    plant = enterprises.enterprise(visit.enterprise_id)
    return Frame(rulebook.template(kind, day), issuer, bureau, plant, tuple(officers), day)


def signers(officers: Sequence[Any]) -> list[Signer]:
    return [Signer(officer.name, officer.certificate_number) for officer in officers]


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
