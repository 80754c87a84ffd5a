"""送达: a document is handed over, to a person and at a minute, or left before a witness."""

from service.attachments.commands import Target, attach_shown
from service.core import clock
from service.core.acts.problems import Invalid, _
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.documents.commands.sealing import make_verifiable, verifications
from service.documents.models import Document, DocumentService
from service.documents.schemas import ServeForm
from service.documents.states import ServiceMode

GIVEN = ("mode", "at", "receiver", "receiver_post", "refusal", "witness", "consent")


def serve(viewer: Viewer, document: Document, data: ServeForm) -> DocumentService:
    """Record the service of a document; the plant sees the document from here."""
    _check(document, data)
    served = DocumentService.child_of(
        document,
        id=new_id(),
        shown_at=clock.now(),
        document_id=document.id,
        served_by=viewer.person_id,
        **{name: getattr(data, name) for name in GIVEN},
    )
    db.session.add(served)
    document.shown_at = document.shown_at or clock.now()
    attach_shown(viewer, data.photos, Target("document_service", served.id))
    _publish(document, served)
    return served


def _publish(document: Document, served: DocumentService) -> None:
    """Say that it is served to whoever shows the code, and let the number be looked up as well."""
    known = verifications(document)
    day = clock.local(served.at).date()
    for verification in known:
        verification.served_on = day
    make_verifiable(document, known[0].issuer, document.number, day)


def _check(document: Document, data: ServeForm) -> None:
    sealed = document.sealed_at.replace(second=0, microsecond=0)
    if data.at > clock.now():
        raise Invalid.at("at", _("送达时间不能晚于现在"))
    if data.at < sealed:
        raise Invalid.at("at", _("送达时间不能早于签发时间"))
    _check_consent(data)
    if data.mode is ServiceMode.LEFT:
        missing = [name for name in ("refusal", "witness") if not getattr(data, name)]
        sentence = _("留置送达要写明拒收原因和见证人")
    else:
        for name in ("refusal", "witness"):
            if getattr(data, name):
                raise Invalid.at(name, _("只有留置送达才写拒收原因和见证人；请清空，或改选留置送达"))
        missing = [] if data.receiver else ["receiver"]
        sentence = _("请填写签收人")
    if missing:
        raise Invalid.at(missing[0], sentence)


def _check_consent(data: ServeForm) -> None:
    """Electronic service needs the signed consent of who is served: 行政处罚法 art. 61."""
    electronic = data.mode is ServiceMode.ELECTRONIC
    if electronic and not data.consent.strip():
        raise Invalid.at(
            "consent", _("电子送达要填写企业签过字的电子送达确认书的编号；没有的，请改用其他方式送达")
        )
    if data.consent and not electronic:
        raise Invalid.at("consent", _("只有电子送达才填写电子送达确认书；请清空，或改选电子送达"))
