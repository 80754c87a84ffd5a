"""A bureau with its people, and visits and orders at any point of their life, made by the commands."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from service.core import clock, ids
from service.core.acts.changes import Command
from service.core.acts.ledger import Act
from service.core.db.transactions import db
from service.core.db.upserts import upsert
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.states import DocumentKind, ServiceMode
from service.enforcement.commands import answers, orders, reinspections, site_inspection, visits
from service.enforcement.models.orders import Order, OrderItem, Reinspection
from service.enforcement.models.visits import Finding, Visit
from service.enforcement.queries import orders as order_queries
from service.enforcement.queries import rows as row_queries
from service.enforcement.schemas import ApplyForm, DraftForm
from service.enforcement.states import VisitKind
from service.hazards.states import Grade
from service.identity.commands import certificates, organisations, people
from service.identity.models import Organisation
from service.identity.queries import signed_in
from service.identity.rules import Role
from service.identity.schemas import BureauForm, CertificateForm, PersonForm
from service.reference import shipped
from tests.builders import areas
from tests.builders import hazards as plants
from tests.builders.forms import form
from tests.builders.hazards import OPERATOR, Plant, a_photo, classed, do, proven, see

__all__ = ["OPERATOR", "Bureau", "DocumentKind", "Plant", "a_photo", "do", "form", "proven", "see"]
STAFF = {
    "head": Role.HEAD,
    "first": Role.OFFICER,
    "second": Role.OFFICER,
    "third": Role.OFFICER,
    "grid": Role.GRID_WORKER,
    "expert": Role.EXPERT,
}
NAMES = {
    "first": "刘志远",
    "second": "陈晓岚",
    "third": "赵明",
    "head": "孙建国",
    "grid": "网格员",
    "expert": "专家",
}
CERTIFIED = ("first", "second", "third")


@dataclass(frozen=True)
class Bureau:
    id: UUID
    head: Viewer
    first: Viewer
    second: Viewer
    third: Viewer
    grid: Viewer
    expert: Viewer

    @property
    def pair(self) -> list[UUID]:
        return [person(self.first), person(self.second)]


def person(viewer: Viewer) -> UUID:
    assert viewer.person_id is not None
    return viewer.person_id


def a_bureau(area: str = "410505", cap: int = 4, prefix: str = "殷") -> Bureau:
    made = ids.new_id()
    data = BureauForm(
        id=made,
        name="安阳市殷都区应急管理局",
        area_code=area,
        number_prefix=prefix,
        appeal_body="安阳市殷都区人民政府",
        court="安阳市殷都区人民法院",
        yearly_cap=cap,
    )

    def build() -> dict[str, Viewer]:
        for name in ("bases.json", "document_templates.json", "criteria.json", "profiles.json"):
            for rows in shipped.read(name):
                upsert(rows)
        areas.known(area)
        organisations.open_bureau(OPERATOR, data)
        organisation = db.session.get_one(Organisation, (made, made))
        return {who: _person(organisation, who, role) for who, role in STAFF.items()}

    return Bureau(made, **do(OPERATOR, build))


def _person(organisation: Organisation, who: str, role: Role) -> Viewer:
    account = account_of(organisation.id, who)
    data = PersonForm(id=ids.new_id(), name=NAMES[who], work_number=who, account=account, role=role)
    added = people.add_person(OPERATOR, organisation, data)
    db.session.flush()
    if who in CERTIFIED:
        today = clock.today()
        certificate = CertificateForm(
            id=ids.new_id(),
            number=f"{organisation.id.hex[-6:]}-{who}",
            issuer="河南省人民政府",
            valid_from=today,
            valid_to=today + timedelta(days=365),
        )
        certificates.certify(OPERATOR, added, certificate)
    found = signed_in.membership(added).viewer(organisation.area_code)
    assert found is not None
    return found


def account_of(bureau: UUID, who: str) -> str:
    return f"{who}.{bureau.hex[-8:]}"


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def apply_facts(bureau: Bureau, plant: Plant, **more: Any) -> dict[str, Any]:
    facts = {
        "id": ids.new_id(),
        "enterprise_id": plant.id,
        "kind": VisitKind.SPECIAL,
        "reason": "危险化学品储存专项检查",
        "report": "",
        "items": "储罐区安全设施\n动火作业票",
        "bases": [],
        "officers": bureau.pair,
    }
    return facts | more


def a_visit(bureau: Bureau, plant: Plant, **more: Any) -> Visit:
    """A visit just applied for by the first officer."""
    data = ApplyForm(**apply_facts(bureau, plant, **more))
    return do(bureau.first, lambda: visits.apply(bureau.first, data))


def approved(bureau: Bureau, plant: Plant, **more: Any) -> Visit:
    visit = a_visit(bureau, plant, **more)
    return act(bureau.head, visits.approve, visit, opinion="同意", legal_reason="上级交办")


def act(viewer: Viewer, command: Command, row: Any, **facts: Any) -> Any:
    """One verb on a row as it stands now."""

    def run() -> Any:
        version = row_queries.one(viewer, type(row), row.id).version
        return command(viewer, row.id, form(command, **{"version": version, **facts}), Act.new())

    return do(viewer, run)


def noticed(bureau: Bureau, plant: Plant, **more: Any) -> Visit:
    visit = approved(bureau, plant, **more)
    facts = {"met_person": "李强", "met_post": "安全总监", "recusal": False, "noticed_at": clock.now()}
    return act(bureau.first, site_inspection.notice, visit, **facts)


def finding_facts(**more: Any) -> dict[str, Any]:
    facts = {
        "finding_id": ids.new_id(),
        "item": "储罐区安全设施",
        "place": "甲醇储罐区",
        "fact": "2号可燃气体检测仪（GD-07）无检定合格标识",
        "basis_code": "A01",
        "grade": Grade.GENERAL,
        "criterion_code": "",
        "due_on": in_days(10),
        "deadline_reason": "",
        "acknowledged": False,
        "photos": [],
    }
    return facts | more


def a_finding(bureau: Bureau, visit: Visit, **more: Any) -> Finding:
    facts = finding_facts(**more)
    act(bureau.first, site_inspection.find, visit, **facts)
    key = (visit.enterprise_id, facts["finding_id"])
    return see(bureau.first, lambda: db.session.get_one(Finding, key))


def recorded(bureau: Bureau, plant: Plant, findings: int = 2, **more: Any) -> Visit:
    """A visit whose record both officers confirmed; the findings' deadlines lie 10, 11 … days away."""
    visit = noticed(bureau, plant, **more)
    for number in range(findings):
        a_finding(bureau, visit, fact=f"第{number + 1}处围堰有裂缝", due_on=in_days(10 + number))
    now = clock.now()
    act(bureau.first, site_inspection.describe, visit, site="甲醇储罐区", began_at=now, ended_at=now)
    act(bureau.first, site_inspection.confirm_record, visit)
    return act(bureau.second, site_inspection.confirm_record, visit)


def sealed_visit(bureau: Bureau, plant: Plant, findings: int = 2, **more: Any) -> Visit:
    visit = recorded(bureau, plant, findings, **more)
    return act(proven(bureau.first), site_inspection.seal_record, visit)


def drafted(viewer: Viewer, visit_id: UUID) -> Order:
    """The order of a visit, just drafted."""
    data = DraftForm(id=ids.new_id())
    return do(viewer, lambda: orders.draft(viewer, visit_id, data, Act.new()))


def a_draft(bureau: Bureau, plant: Plant, findings: int = 2, **more: Any) -> Order:
    visit = sealed_visit(bureau, plant, findings, **more)
    return drafted(bureau.first, visit.id)


def confirmed(bureau: Bureau, plant: Plant, findings: int = 2, **more: Any) -> Order:
    order = a_draft(bureau, plant, findings, **more)
    act(bureau.first, orders.confirm, order)
    return act(bureau.second, orders.confirm, order)


def sealed(bureau: Bureau, plant: Plant, findings: int = 2, **more: Any) -> Order:
    return act(proven(bureau.first), orders.seal, confirmed(bureau, plant, findings, **more))


def service_facts(**more: Any) -> dict[str, Any]:
    facts = {"mode": ServiceMode.DIRECT, "at": clock.now(), "receiver": "李强", "receiver_post": "安全总监"}
    return facts | {"refusal": "", "witness": "", "consent": "", "photos": []} | more


def served(bureau: Bureau, plant: Plant, findings: int = 2, **more: Any) -> Order:
    order = sealed(bureau, plant, findings, **more)
    return act(bureau.first, orders.serve_order, order, **service_facts())


def content_of(bureau: Bureau, order: Order) -> bytes:
    """What a sealed order says, byte for byte."""
    found = see(bureau.first, lambda: documents.document_of(order, DocumentKind.ORDER))
    assert found
    return found.content


def items_of(viewer: Viewer, order: Order) -> list[OrderItem]:
    return see(viewer, lambda: order_queries.order_items(order))


def answer(plant: Plant, order: Order, item: OrderItem, **more: Any) -> Any:
    facts = {"measure": "已更换并检定", "completed_on": clock.today(), "cost": 0}
    facts |= {"item_id": item.id, "photos": [a_photo(plant.manager, plant)], **classed()} | more
    return act(plant.manager, answers.answer, order, **facts)


def answered(bureau: Bureau, plant: Plant, findings: int = 2, **more: Any) -> Order:
    order = served(bureau, plant, findings, **more)
    for item in items_of(plant.manager, order):
        answer(plant, order, item)
    return act(plant.principal, answers.ask, order)


def a_reinspection(bureau: Bureau, order: Order) -> Reinspection:
    return act(bureau.first, reinspections.start, order, id=ids.new_id(), officers=tuple(bureau.pair))


def judge(bureau: Bureau, reinspection: Reinspection, item: OrderItem, passed: bool, **more: Any) -> Any:
    facts = {"item_id": item.id, "passed": passed, "fact": "已更换" if passed else "裂缝仍在"}
    facts |= {"due_on": None if passed else in_days(7), "deadline_reason": "", "photos": []} | more
    return act(bureau.first, reinspections.judge, reinspection, **facts)


def a_judged_reinspection(bureau: Bureau, plant: Plant) -> tuple[Order, Reinspection]:
    """A re-inspection whose one item has passed, and its order."""
    order = answered(bureau, plant, findings=1)
    again = a_reinspection(bureau, order)
    judge(bureau, again, items_of(bureau.first, order)[0], True)
    return order, again


def concluded(bureau: Bureau, reinspection: Reinspection, **more: Any) -> Reinspection:
    """Both confirm, one seals and serves."""
    act(bureau.first, reinspections.confirm, reinspection)
    act(bureau.second, reinspections.confirm, reinspection)
    act(proven(bureau.second), reinspections.seal, reinspection)
    return act(proven(bureau.second), reinspections.serve_opinion, reinspection, **service_facts(**more))


a_plant = plants.a_plant
