"""Step one of the world: the operator opens bureaus and plants, people set their own passwords and PINs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from service.core import clock
from service.core.acts.contents import values_of
from service.core.db.transactions import db, reading, retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.demo import names
from service.demo.cast import NEIGHBOUR, OFFICES, OPERATOR, PASSWORD, PIN, PLANTS, Office, Plant, Someone
from service.enterprises import commands as enterprises
from service.enterprises import queries as enterprise_queries
from service.enterprises.entries import PlantEntry
from service.enterprises.schemas import ContactsForm
from service.identity.commands import (
    certificates,
    invitations,
    organisations,
    people,
    phones,
    platform,
    sign_in,
)
from service.identity.models import Bureau, Organisation, Person
from service.identity.queries import people as people_queries
from service.identity.queries import signed_in
from service.identity.rules import InvitationKind, Role, Secret
from service.identity.schemas import BureauForm, CertificateForm, PersonForm
from service.identity.secrets import hash_of
from service.reference.queries import industries

PROFILE = "mlps3"
YEARLY_CAP = 4


def settle() -> None:
    """Bring the whole cast in."""
    nobody = Viewer(Scope.platform(), roles=frozenset({Role.OPERATOR}))
    if not _has_secret(lambda: people_queries.by_account(OPERATOR.account), Secret.PASSWORD):
        with scope.opened(Scope.platform()):
            person = retrying(lambda: platform.open_operator(proven(nobody), OPERATOR.account, OPERATOR.name))
        _set_password(_letter(nobody, person, InvitationKind.PASSWORD))
    operator = viewer_of(OPERATOR.account)
    for office in OFFICES:
        _open_office(operator, office)
    for plant in (*PLANTS, NEIGHBOUR):
        _open_plant(operator, plant)


def id_of(viewer: Viewer) -> UUID:
    """Return who somebody of the demo world is."""
    assert viewer.person_id is not None, "everybody of the demo world is a person"
    return viewer.person_id


def viewer_of(account: str, region: str = "") -> Viewer:
    """Return an account's viewer: whoever acts in the demo world acts as himself."""
    return _viewer(account, lambda: people_queries.by_account(account), region)


def proven(viewer: Viewer) -> Viewer:
    """Return who has just given his password."""
    return replace(viewer, proven_at=clock.now().timestamp())


def worker(enterprise_id: UUID, work_number: str) -> Viewer:
    return _viewer(work_number, lambda: people_queries.by_work_number(enterprise_id, work_number))


def _viewer(called: str, find: Callable[[], Person | None], region: str = "") -> Viewer:
    with scope.opened(Scope.auth()), reading():
        person = find()
        viewer = signed_in.membership(person).viewer(region) if person else None
    if viewer is None:
        raise LookupError(called)
    return viewer


def _open_office(operator: Viewer, office: Office) -> None:
    facts = values_of(office, ("name", "area_code", "number_prefix", "appeal_body", "court"))
    data = BureauForm(id=names.id_of(office.name), yearly_cap=YEARLY_CAP, **facts)
    with scope.opened(operator.scope):
        retrying(lambda: _open_bureau(operator, data))
    for person in office.people:
        _bring(operator, data.id, person)
        if person.certificate:
            _certify(operator, data.id, person, office.name)


def _open_bureau(operator: Viewer, data: BureauForm) -> None:
    """Open it once: whoever corrected it in the demo world since keeps what he wrote."""
    if db.session.get(Bureau, (data.id, data.id)) is None:
        organisations.open_bureau(operator, data)


def _certify(operator: Viewer, organisation_id: UUID, someone: Someone, issuer: str) -> None:
    today = clock.today()
    paper = CertificateForm(
        id=names.id_of("certificate", someone.certificate),
        number=someone.certificate,
        issuer=issuer,
        valid_from=today - timedelta(days=400),
        valid_to=today + timedelta(days=1000),
    )

    def act() -> None:
        person = people_queries.by_work_number(organisation_id, someone.work_number)
        assert person is not None
        if not people_queries.certificates(
            operator, [person.id], organisation_id
        ):  # its days run from the first seeding
            certificates.certify(proven(operator), person, paper)

    with scope.opened(operator.scope):
        retrying(act)


def _open_plant(operator: Viewer, plant: Plant) -> None:
    manager = next(person for person in plant.people if person.role is Role.SAFETY_MANAGER)
    principals = [person.name for person in plant.people if person.role is Role.PRINCIPAL]

    def act() -> UUID:
        known = enterprise_queries.id_by_credit_code(plant.credit_code)
        if known:
            return known
        entry = PlantEntry(
            id=names.id_of(plant.name),
            name=plant.name,
            credit_code=plant.credit_code,
            area_code=plant.credit_code[2:8],
            sector=industries.sector_of(plant.industry_code) or "",
            industry_code=plant.industry_code,
            town=plant.town,
            legal_representative=principals[0] if principals else None,
        )
        return enterprises.register(operator, entry).id

    with scope.opened(operator.scope):
        enterprise_id = retrying(act)
    _bring(operator, enterprise_id, manager)
    own = viewer_of(manager.account)
    done = names.act("contacts", plant.name)
    contacts = ContactsForm(id=done.id, duty_phone=plant.duty_phone, address=plant.address)
    with scope.opened(own.scope):
        retrying(lambda: enterprises.set_contacts(own, enterprise_id, contacts, done))
    for person in plant.people:
        if person is not manager:
            _bring(own, enterprise_id, person)


def _bring(viewer: Viewer, organisation_id: UUID, someone: Someone) -> None:
    """Add a person, print what he signs in with, and let him use it."""
    kind = InvitationKind.PASSWORD if someone.account else InvitationKind.ENROLMENT
    secret = Secret.PASSWORD if someone.account else Secret.PIN
    if _has_secret(lambda: people_queries.by_work_number(organisation_id, someone.work_number), secret):
        return
    facts = values_of(someone, ("name", "work_number", "role", "account", "post", "team"))
    data = PersonForm(id=names.id_of(str(organisation_id), someone.work_number), **facts)

    with scope.opened(viewer.scope):
        person = retrying(lambda: people.add_person(proven(viewer), _organisation(organisation_id), data))
    token = _letter(viewer, person, kind)
    if kind is InvitationKind.PASSWORD:
        _set_password(token)
        return
    # His phone is the visitor's: a first one may sign in by work number and PIN.
    with scope.opened(Scope.auth()):
        made_up = retrying(lambda: phones.enrol(token, PIN)).token
        retrying(lambda: phones.sign_out_device(hash_of(made_up)))


def _letter(viewer: Viewer, person: Person, kind: InvitationKind) -> str:
    with scope.opened(Scope.auth()):
        return retrying(lambda: invitations.invite(proven(viewer), person, kind))


def _has_secret(find: Callable[[], Person | None], kind: Secret) -> bool:
    """Tell whether somebody has come in already: whoever used his letter needs no second one."""

    def look() -> bool:
        person = find()
        return person is not None and signed_in.credential(person, kind) is not None

    with scope.opened(Scope.auth()):
        return retrying(look)


def _set_password(token: str) -> None:
    with scope.opened(Scope.auth()):
        retrying(lambda: sign_in.accept_invitation(token, PASSWORD, PROFILE))


def _organisation(organisation_id: UUID) -> Organisation:
    return db.session.get_one(Organisation, (organisation_id, organisation_id))
