"""Worlds in which a part of the loop begins: what the parts before it leave, made by the commands they call."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, Page

from service.attachments import commands as attachments
from service.attachments.commands import Form, Target
from service.codes.commands import issue_all
from service.codes.models import CodeKind
from service.codes.rules import hash_of
from service.core import ids
from service.core.acts.ledger import Act
from service.core.db.transactions import db, retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises import commands as enterprises
from service.enterprises.entries import PlantEntry
from service.enterprises.models import Enterprise
from service.enterprises.schemas import ContactsForm
from service.exchange import risk_import
from service.hazards.commands import reporting
from service.hazards.states import Source
from service.identity.commands import certificates, organisations, people, phones, sign_in
from service.identity.models import Organisation, Person
from service.identity.queries import signed_in
from service.identity.rules import InvitationKind, Role
from service.identity.schemas import BureauForm, CertificateForm, PersonForm
from service.inspections.commands import planning
from service.inspections.schemas import ChecklistForm, PlanForm
from service.risks import queries as risks
from service.risks.commands import apply_rows
from service.web import cookies
from tests.builders.hazards import OPERATOR, do, see
from tests.loop import papers
from tests.loop import step_people as bureau
from tests.loop import step_phone as phone_steps
from tests.loop import step_staff as staff
from tests.loop.acts import PASSWORD, PIN
from tests.people import letter
from tests.site import Site, desk, phone

CHECKED = "冲床"
PAINTED = "喷漆房"


@dataclass(frozen=True)
class Registered:
    """A bureau, a neighbour, and a plant with its people, its register and a daily check.

    labels  the path on the label of each unit
    """

    plant: UUID
    manager: Viewer
    worker: Viewer
    units: Mapping[str, UUID]
    labels: Mapping[str, str]


def registered() -> Registered:
    the_bureau_is_there()
    neighbour = a_plant(papers.NEIGHBOUR, papers.NEIGHBOUR_CODE)
    a_plant(papers.ELSEWHERE, papers.ELSEWHERE_CODE, area_code="410581")
    a_person(neighbour, staff.NEIGHBOUR)
    plant = a_plant(papers.PLANT, papers.PLANT_CODE)
    manager = viewer_of(a_person(plant, staff.MANAGER))
    _principal, _fixer, worker = [viewer_of(a_person(plant, facts)) for facts in staff.PEOPLE]
    contacts = ContactsForm(id=ids.new_id(), **staff.CONTACTS)
    do(manager, lambda: enterprises.set_contacts(manager, plant, contacts, Act.new()))
    do(manager, lambda: the_ledgers_land(manager, plant))
    rows = see(manager, lambda: risks.units(plant))
    codes = do(manager, lambda: issue_all(manager, CodeKind.UNIT, rows))
    units = {unit.name: unit.id for unit in rows}
    do(manager, lambda: a_daily_check(manager, units[CHECKED]))
    return Registered(
        plant, manager, worker, units, {name: f"/s/{codes[key]}" for name, key in units.items()}
    )


def the_bureau_is_there() -> None:
    made = ids.new_id()
    facts: dict[str, Any] = bureau.BUREAU | {"id": made, "yearly_cap": int(bureau.BUREAU["yearly_cap"])}
    do(OPERATOR, lambda: organisations.open_bureau(OPERATOR, BureauForm(**facts)))
    for account, (name, number, role) in bureau.PEOPLE.items():
        person = a_person(made, {"name": name, "work_number": number, "role": role, "account": account})
        if account in bureau.CERTIFICATES:
            lasts = {key: date.fromisoformat(bureau.CERTIFIED[key]) for key in ("valid_from", "valid_to")}
            own: dict[str, Any] = {"id": ids.new_id(), "number": bureau.CERTIFICATES[account]}
            certificate = CertificateForm(**bureau.CERTIFIED | lasts | own)
            do(OPERATOR, partial(certificates.certify, OPERATOR, person, certificate))


def a_plant(name: str, credit_code: str, area_code: str = "410505") -> UUID:
    own = {"name": name, "credit_code": credit_code, "area_code": area_code}
    entry = PlantEntry(**own, sector="machinery", industry_code="C3311")
    return do(OPERATOR, lambda: enterprises.register(OPERATOR, entry).id)


def a_person(place: UUID, facts: Mapping[str, str]) -> Person:
    """Add somebody; who signs in at a desk has set his password."""
    own: dict[str, Any] = {**facts, "id": ids.new_id(), "role": Role(facts["role"])}
    data = PersonForm(**own)

    def added() -> Person:
        return people.add_person(OPERATOR, db.session.get_one(Organisation, (place, place)), data)

    person = do(OPERATOR, added)
    if data.account:
        token = letter(person, InvitationKind.PASSWORD)
        with scope.opened(Scope.auth()):
            retrying(lambda: sign_in.accept_invitation(token, PASSWORD, "mlps3"))
    return person


def viewer_of(person: Person) -> Viewer:
    viewer = see(OPERATOR, lambda: signed_in.membership(person).viewer())
    assert viewer
    return viewer


def the_ledgers_land(manager: Viewer, plant: UUID) -> None:
    own = db.session.get_one(Enterprise, (plant, plant))
    for ledger in (papers.ls_ledger(), papers.lec_ledger()):
        book = risk_import.read(ledger["buffer"], papers.PLANT, risk_import.grading())
        apply_rows(manager, own, book.entries)


def a_daily_check(manager: Viewer, unit_id: UUID) -> None:
    unit = risks.unit(unit_id)
    measures = [measure.id for measure in risks.measures_of(unit_id)]
    listed = ChecklistForm(id=ids.new_id(), name=f"{CHECKED}班前检查", measures=tuple(measures))
    checklist = planning.make_checklist(manager, unit, listed)
    planning.plan(manager, checklist.id, PlanForm(id=ids.new_id(), team=staff.TEAM))


@dataclass(frozen=True)
class Reported:
    """Such a plant, where the worker reported by name and somebody without; `claim` is the path of his report."""

    labels: Mapping[str, str]
    worker: Viewer
    claim: str


def reported(world: Registered) -> Reported:
    facts = {"id": ids.new_id(), "source": Source.WORKER, "unit_id": world.units[CHECKED]}
    facts |= {"place": CHECKED, "description": phone_steps.FAULT}
    photo = attachments.process(papers.photo("光幕")["buffer"], anonymous=False)

    def by_name() -> None:
        own = db.session.get_one(Enterprise, (world.plant, world.plant))
        sent = attachments.receive(world.worker, own, Form(ids.new_id()), photo)
        reporting.report(world.worker, reporting.Report(**facts, photos=[sent]))

    do(world.worker, by_name)
    return Reported(world.labels, world.worker, f"/r/{without_a_name(world)}")


def without_a_name(world: Registered) -> str:
    """Report as the page of a label does for who is not signed in; return the claim."""
    made = ids.new_id()
    claim = reporting.claim_of(world.plant, made)
    nobody = Viewer(Scope.public(hash_of(claim), world.plant))
    facts = {"id": made, "source": Source.ANONYMOUS, "place": PAINTED, "description": phone_steps.SMELL}
    photo = attachments.process(papers.photo("地沟", "#a08c5a")["buffer"], anonymous=True)

    def report() -> None:
        hazard = reporting.report(nobody, reporting.Report(**facts))
        own = db.session.get_one(Enterprise, (world.plant, world.plant))
        attachments.receive(nobody, own, Form(made, target=Target("hazard", hazard.id, hazard.claim)), photo)

    do(nobody, report)
    return claim


def at_desk(browser: Browser, site: Site, account: str) -> Page:
    """Somebody who has signed in already, at the page where his day starts."""
    with scope.opened(Scope.auth()):
        opened = retrying(lambda: sign_in.sign_in(account, PASSWORD))
    assert opened, account
    page = desk(browser, site)
    page.context.add_cookies([{"name": cookies.SESSION, "value": opened.token, "url": site.url}])
    page.goto("/")
    return page


def on_phone(browser: Browser, site: Site, person_id: UUID) -> Page:
    """A worker whose phone is signed in already."""

    def person() -> Person:
        return next(iter(db.session.query(Person).filter_by(id=person_id)))

    token = letter(see(OPERATOR, person), InvitationKind.ENROLMENT)
    with scope.opened(Scope.auth()):
        opened = retrying(lambda: phones.enrol(token, PIN))
    page = phone(browser, site)
    page.context.add_cookies([{"name": cookies.DEVICE, "value": opened.token, "url": site.url}])
    return page
