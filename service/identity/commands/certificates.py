"""Enforcement certificates 执法证. What a document was signed under stands in the document itself."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, NotFound, WrongState, _
from service.core.acts.step_up import require_recent_password
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.identity.models import Certificate, Person

FACTS = ("number", "issuer", "valid_from", "valid_to")


def certify(viewer: Viewer, person: Person, facts: dict[str, Any], act: Act | None = None) -> Certificate:
    """Enter an officer's certificate. `facts` as CertificateForm; the same id with the same content is the same."""
    _refuse_backward(facts)
    known = db.session.get(Certificate, (person.enterprise_id, facts["id"]))
    if known:
        if known.person_id != person.id or any(getattr(known, name) != facts[name] for name in FACTS):
            raise Conflict(_("这个表单已经用过，请重新打开页面"))
        return known
    require_recent_password(viewer)
    _refuse_taken(facts["number"], facts["id"])
    certificate = Certificate(
        enterprise_id=person.enterprise_id,
        id=facts["id"],
        area_code=person.area_code,
        sector=person.sector,
        person_id=person.id,
        **{name: facts[name] for name in FACTS},
    )
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
    viewer: Viewer, person: Person, certificate_id: UUID, facts: dict[str, Any], act: Act
) -> Certificate:
    """Set a certificate's facts aright. `facts` as CertificateForm."""
    certificate = held_by(person, certificate_id)
    if repeated(person.enterprise_id, act, "person.correct_certificate", person.id):
        return certificate
    require_recent_password(viewer)
    _refuse_ended(certificate)
    _refuse_backward(facts)
    _refuse_taken(facts["number"], certificate.id)
    before = {name: getattr(certificate, name) for name in FACTS}
    after = {name: facts[name] for name in FACTS if facts[name] != before[name]}
    for name, value in after.items():
        setattr(certificate, name, value)
    if after:
        was = {name: before[name] for name in after}
        record(viewer, "person.correct_certificate", person, act, before=was, after=after)
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


def _refuse_backward(facts: dict[str, Any]) -> None:
    if facts["valid_to"] < facts["valid_from"]:
        raise Invalid.at("valid_to", _("有效期止不能早于有效期起"))


def _refuse_taken(number: str, own_id: UUID) -> None:
    query = select(Certificate).where(Certificate.number == number, Certificate.id != own_id)
    if db.session.scalars(query).first():
        raise Invalid.at("number", _("证号 %(number)s 已登记"), number=number)
