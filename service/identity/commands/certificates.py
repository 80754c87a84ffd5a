"""Enforcement certificates 执法证. What a document was signed under stands in the document itself."""

from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.acts.contents import correct, made_before, values_of
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Invalid, NotFound, WrongState, _
from service.core.acts.step_up import require_recent_password
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.identity.models import Certificate, Person
from service.identity.schemas import CertificateForm

FACTS = ("number", "issuer", "valid_from", "valid_to")


def certify(viewer: Viewer, person: Person, data: CertificateForm, act: Act | None = None) -> Certificate:
    """Enter an officer's certificate; the same id with the same content is the same."""
    _refuse_backward(data)
    content = values_of(data, FACTS)
    known = made_before(Certificate, (person.enterprise_id, data.id), person_id=person.id, **content)
    if known:
        return known
    require_recent_password(viewer)
    _refuse_taken(data.number, data.id)
    certificate = Certificate.of(person, data.id, **content)
    db.session.add(certificate)
    record(
        viewer,
        "person.certify",
        person,
        act,
        after={"number": certificate.number, "valid_to": certificate.valid_to},
    )
    return certificate


def correct_certificate(
    viewer: Viewer, person: Person, certificate_id: UUID, data: CertificateForm, act: Act
) -> Certificate:
    """Set a certificate's facts aright."""
    certificate = held_by(person, certificate_id)
    if repeated(person.enterprise_id, act, "person.correct_certificate", person.id):
        return certificate
    require_recent_password(viewer)
    _refuse_ended(certificate)
    _refuse_backward(data)
    _refuse_taken(data.number, certificate.id)
    before, after = correct(certificate, values_of(data, FACTS))
    if after:
        record(viewer, "person.correct_certificate", person, act, before=before, after=after)
    return certificate


def end_certificate(viewer: Viewer, person: Person, certificate_id: UUID, act: Act) -> Certificate:
    """End a certificate before its day: from now on nobody inspects under it."""
    certificate = held_by(person, certificate_id)
    if certificate.ended_at is None:
        require_recent_password(viewer)
        certificate.ended_at = clock.now()
        record(viewer, "person.end_certificate", person, act, before={"number": certificate.number})
    return certificate


def held_by(person: Person, certificate_id: UUID) -> Certificate:
    certificate = db.session.get(Certificate, (person.enterprise_id, certificate_id))
    if certificate is None or certificate.person_id != person.id:
        raise NotFound(_("没有这份证件"))
    return certificate


def _refuse_ended(certificate: Certificate) -> None:
    if certificate.ended_at:
        raise WrongState(_("证件 %(number)s 已终止，不能再改"), number=certificate.number)


def _refuse_backward(data: CertificateForm) -> None:
    if data.valid_to < data.valid_from:
        raise Invalid.at("valid_to", _("有效期止不能早于有效期起"))


def _refuse_taken(number: str, own_id: UUID) -> None:
    query = select(Certificate).where(Certificate.number == number, Certificate.id != own_id)
    if db.session.scalars(query).first():
        raise Invalid.at("number", _("证号 %(number)s 已登记"), number=number)
