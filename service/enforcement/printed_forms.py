"""Forms that are printed and signed by pen, never sealed: the approval of a visit, its notice, a receipt of service.

Drawn from the rows as they stand, in the words of the template of their day.
"""

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from service.core import clock
from service.core.acts.problems import NotFound, _
from service.core.tenancy.viewer import Viewer
from service.enforcement.document_content import Frame, Signer, day_in_words, minute_in_words
from service.enforcement.models.documents import Document, DocumentService
from service.enforcement.models.visits import Visit
from service.enforcement.queries import documents as document_queries
from service.enforcement.queries import visits
from service.enforcement.rules.states import ServiceMode, VisitKind, VisitState
from service.enforcement.rules.titles import DOCUMENT_TITLES, KIND_TITLES, MODE_TITLES
from service.enterprises import queries as enterprises
from service.identity.queries import people
from service.printing import documents
from service.printing.documents.blocks import (
    Addressee,
    Block,
    Field,
    Fields,
    NumberedItem,
    Paragraph,
    Seal,
    SignatureLine,
    Signatures,
)
from service.reference.queries import rulebook

UNNOTICED = (VisitState.APPLIED, VisitState.REFUSED, VisitState.CANCELLED)
DAY_BLANK = "　　　年　　月　　日"


class FormKind(StrEnum):
    APPROVAL = "visit_approval"
    NOTICE = "visit_notice"
    RECEIPT = "receipt"


def approval(viewer: Viewer, visit: Visit, fonts: Path | None = None) -> bytes:
    """Return 行政检查审批表 with the head's decision, or with room for it."""
    frame = _frame(viewer, visit, FormKind.APPROVAL)
    rows: list[tuple[Field, ...]] = [
        (Field("被检查单位：", frame.plant.name),),
        (Field("统一社会信用代码：", frame.plant.credit_code),),
        (Field("地址：", frame.plant.address or frame.plant.town),),
        (
            Field("检查方式：", str(KIND_TITLES[visit.kind])),
            Field("本年度已检查：", f"{_count(viewer, visit)}次"),
        ),
    ]
    if visit.report and visit.organisation_id == viewer.organisation_id:
        rows.append((Field("所依据的举报：", visit.report),))
    decided: list[Block] = []
    if visit.decided_at:
        verdict = "不同意实施检查。" if visit.state is VisitState.REFUSED else "同意实施检查。"
        decided += [Paragraph(f"审批结论：{verdict}"), Paragraph(f"审批意见：{visit.opinion or '无'}")]
    else:
        decided.append(Paragraph("审批意见："))
    if visit.legal_reason:
        decided.append(Paragraph(f"超过年度检查次数上限的法定理由：{visit.legal_reason}"))
    if visit.cancel_reason:
        decided.append(Paragraph(f"检查已取消，原因：{visit.cancel_reason}"))
    when = minute_in_words(visit.decided_at) if visit.decided_at else DAY_BLANK
    signatures = Signatures(
        (
            SignatureLine("申请人（签名）：", minute_in_words(visit.applied_at)),
            SignatureLine("审批人（签名）：", when),
        )
    )
    blocks: tuple[Block, ...] = (
        Fields(tuple(rows)),
        Paragraph(_said(viewer, frame, visit, "request")),
        Paragraph("检查事项："),
        *_items(viewer, visit),
        *decided,
        signatures,
    )
    return _pdf(frame, blocks, fonts)


def notice(viewer: Viewer, visit: Visit, fonts: Path | None = None) -> bytes:
    """Return 行政检查通知书 of an approved visit. Raises NotFound for one of a report: that comes unannounced."""
    if visit.state in UNNOTICED or visit.kind is VisitKind.REPORT:
        raise NotFound(_("这次检查没有行政检查通知书"))
    frame = _frame(viewer, visit, FormKind.NOTICE)
    blocks: tuple[Block, ...] = (
        Addressee(frame.plant.name),
        Paragraph(_said(viewer, frame, visit, "notice")),
        Paragraph("检查事项："),
        *_items(viewer, visit),
        Paragraph(frame.template.wording["rights"]),
        Signatures((*_officers(frame), SignatureLine("被检查单位签收人（签名）：", DAY_BLANK))),
        Seal(frame.issuer.name, day_in_words(frame.day)),
    )
    return _pdf(frame, blocks, fonts)


def receipt(
    viewer: Viewer, document: Document, officers: Sequence[Signer], fonts: Path | None = None
) -> bytes:
    """Return 送达回证 of a document that was handed over, or that was left before a witness."""
    served = document_queries.service_of(viewer, document)
    if served is None:
        raise NotFound(_("文书还没有送达"))
    content, day = json.loads(document.content), clock.day_of(served.at)
    plant = enterprises.addressee(viewer, document.enterprise_id)
    template = rulebook.template(FormKind.RECEIPT, day)
    rows: tuple[tuple[Field, ...], ...] = (
        (Field("送达文书：", str(DOCUMENT_TITLES[document.kind])),),
        (Field("文号：", document.number),),
        (Field("受送达人：", content["unit"]),),
        (Field("送达地点：", plant.address or plant.town),),
        (Field("送达方式：", str(MODE_TITLES[served.mode])),),
        (Field("送达时间：", minute_in_words(served.at)),),
        (Field("签收人：", served.receiver), Field("职务：", served.receiver_post)),
    )
    if served.consent:
        rows += ((Field("电子送达确认书：", served.consent),),)
    lines = [SignatureLine("签收人（签名）：", minute_in_words(served.at))]
    if served.mode is ServiceMode.LEFT:
        lines = [SignatureLine("见证人（签名）：", minute_in_words(served.at))]
    lines += [SignatureLine("送达人（签名）：", f"证号：{officer.certificate}") for officer in officers]
    blocks: tuple[Block, ...] = (
        Fields(rows),
        Paragraph(_outcome(template.wording, served)),
        Signatures(tuple(lines)),
        Seal(content["issuer"], day_in_words(day)),
    )
    return documents.pdf(
        documents.Document(template.title, "", blocks, heading=template.wording["head"]), fonts
    )


def _outcome(words: Mapping[str, str], served: DocumentService) -> str:
    if served.mode is ServiceMode.LEFT:
        return words["retained"].format(reason=served.refusal.rstrip("。"), witness=served.witness)
    return words["delivered"]


def _frame(viewer: Viewer, visit: Visit, kind: FormKind) -> Frame:
    issuer, bureau = people.bureau(viewer, visit.organisation_id)
    officers, day = (
        signers(visits.officers(viewer, visit)),
        clock.day_of(visit.decided_at or visit.applied_at),
    )
    plant = enterprises.enterprise(viewer, visit.enterprise_id)
    return Frame(rulebook.template(kind, day), issuer, bureau, plant, tuple(officers), day)


def signers(officers: Sequence[Any]) -> list[Signer]:
    return [Signer(officer.name, officer.certificate_number) for officer in officers]


def _count(viewer: Viewer, visit: Visit) -> int:
    if visit.counted is not None:
        return visit.counted
    return visits.visits_this_year(viewer, visit.organisation_id, visit.enterprise_id)


def _said(viewer: Viewer, frame: Frame, visit: Visit, sentence: str) -> str:
    """Fill a sentence of the template; its items stand below it, one a line."""
    words: str = frame.template.wording[sentence]
    return words.format(
        unit=frame.plant.name,
        reason=visit.reason.removeprefix("根据").rstrip("。"),
        items="见下列各项",
        officers="、".join(f"{officer.name}（证号{officer.certificate}）" for officer in frame.officers),
        count=_count(viewer, visit),
        cap=frame.bureau.yearly_cap,
        day=day_in_words(frame.day),
    )


def _items(viewer: Viewer, visit: Visit) -> tuple[NumberedItem, ...]:
    return tuple(NumberedItem(item.number, item.text) for item in visits.items(viewer, visit))


def _officers(frame: Frame) -> tuple[SignatureLine, ...]:
    return tuple(
        SignatureLine("安全生产执法人员（签名）：", f"证号：{officer.certificate}")
        for officer in frame.officers
    )


def _pdf(frame: Frame, blocks: tuple[Block, ...], fonts: Path | None) -> bytes:
    words, template = frame.template.wording, frame.template
    number = frame.number(None) if template.number_pattern else ""
    # Of these only the notice goes to the plant; the others stay in the bureau's file.
    copies = words["copies"].format(issuer=frame.issuer.name) if template.kind == FormKind.NOTICE else ""
    return documents.pdf(
        documents.Document(template.title, number, blocks, copies, heading=words["head"]), fonts
    )
