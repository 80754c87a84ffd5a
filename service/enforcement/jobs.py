"""Who hears of a visit, an order or a re-inspection: the plant only of what it has been served."""

from collections import defaultdict
from uuid import UUID

from service.core.db.transactions import db
from service.core.jobs.outbox import job
from service.core.models import LedgerEntry
from service.core.tenancy.scope import AREA_LENGTHS, area_range
from service.documents import queries as documents
from service.enforcement.models.orders import Order, Reinspection
from service.enforcement.models.visits import Visit
from service.enforcement.queries import orders, visits
from service.enterprises.models import Enterprise
from service.hazards.models import Hazard
from service.hazards.states import Grade, Source
from service.identity.queries import people as people_queries
from service.identity.rules import MANAGERS, Role
from service.notifications.commands import tell, tell_bureau

_PRINCIPAL = frozenset({Role.PRINCIPAL})


@job("enforcement.tell_of_application", platform=True)
def tell_of_application(entry: LedgerEntry) -> None:
    """Tell the heads who may decide on a visit, and the other officer, that it is applied for."""
    visit = db.session.get_one(Visit, (entry.enterprise_id, entry.object_id))
    regions = _above(visit.area_code)
    grants = people_queries.holding([Role.HEAD], organisation_id=visit.organisation_id, regions=regions)
    heads = {grant.person_id for grant in grants if visit.sector in (grant.sectors or [visit.sector])}
    officers = {officer.person_id for officer in visits.officers(visit)}
    details = {"plant": _plant(entry).name, "reason": visit.reason}
    tell_bureau(visit.organisation_id, (heads | officers) - {visit.applied_by}, entry.act, visit, **details)


@job("enforcement.tell_applicant")
def tell_applicant(entry: LedgerEntry) -> None:
    """Tell who applied for a visit what the head decided."""
    visit = db.session.get_one(Visit, (entry.enterprise_id, entry.object_id))
    details = {"plant": _plant(entry).name, "reason": visit.reason, "opinion": visit.opinion}
    tell_bureau(visit.organisation_id, [visit.applied_by], entry.act, visit, **details)


@job("enforcement.tell_inspectors")
def tell_inspectors(entry: LedgerEntry) -> None:
    """Tell the two officers, who applied and who decided that a visit or a draft is off, or who inspects now."""
    key = (entry.enterprise_id, entry.object_id)
    order = db.session.get(Order, key)
    visit = db.session.get_one(Visit, (entry.enterprise_id, order.visit_id) if order else key)
    people = {visit.applied_by, *(officer.person_id for officer in visits.officers(visit))}
    people |= {visit.decided_by} if visit.decided_by else set()
    details = {"plant": _plant(entry).name, "reason": visit.reason, "why": (entry.after or {})["reason"]}
    tell_bureau(visit.organisation_id, people - {entry.actor_id}, entry.act, order or visit, **details)


@job("enforcement.tell_reinspectors")
def tell_reinspectors(entry: LedgerEntry) -> None:
    """Tell the two who look again, and whoever no longer does, what the head decided of their re-inspection."""
    reinspection = db.session.get_one(Reinspection, (entry.enterprise_id, entry.object_id))
    order = _order(entry, reinspection.order_id)
    people = {reinspector.person_id for reinspector in orders.reinspectors(reinspection)}
    people |= {UUID(former) for former in [(entry.before or {}).get("person_id")] if former}
    after = entry.after or {}
    details = {
        "plant": _plant(entry).name,
        "number": after.get("number") or _number(order),
        "why": after["reason"],
    }
    tell_bureau(order.organisation_id, people - {entry.actor_id}, entry.act, order, **details)


@job("enforcement.tell_plant_of_order")
def tell_plant_of_order(entry: LedgerEntry) -> None:
    """Tell the plant's managers that an order was served on them."""
    order = _order(entry, entry.object_id)
    if order.shown_at is None:
        return
    items = orders.order_items(order)
    due_on = min(item.due_on for item in items).isoformat()
    details = {"number": _number(order), "items": len(items), "due_on": due_on}
    tell(_managers(entry), entry.act, order, **details)


@job("enforcement.tell_of_void")
def tell_of_void(entry: LedgerEntry) -> None:
    """Tell the two officers that their order is void, and the plant's managers where it was served on them."""
    order = _order(entry, entry.object_id)
    visit = db.session.get_one(Visit, (order.enterprise_id, order.visit_id))
    officers = {officer.person_id for officer in visits.officers(visit)} - {entry.actor_id}
    details = {"plant": _plant(entry).name, "number": _number(order), "why": order.end_reason}
    tell_bureau(order.organisation_id, officers, "order.void", order, **details)
    if order.shown_at:
        tell(_managers(entry), "order.void_served", order, **details)


@job("enforcement.tell_of_void_record")
def tell_of_void_record(entry: LedgerEntry) -> None:
    """Tell the two officers that their record is to be written anew, and the plant's managers not to go by it."""
    visit, after = db.session.get_one(Visit, (entry.enterprise_id, entry.object_id)), entry.after or {}
    officers = {officer.person_id for officer in visits.officers(visit)} - {entry.actor_id}
    details = {"plant": _plant(entry).name, "number": after["number"], "why": after["reason"]}
    tell_bureau(visit.organisation_id, officers, entry.act, visit, **details)
    tell(_managers(entry), "visit.record_void", visit, **details)


@job("enforcement.tell_officers")
def tell_officers(entry: LedgerEntry) -> None:
    """Tell the two officers of the visit what the plant answers, that it asks for re-inspection, and the close."""
    order = _order(entry, entry.object_id)
    visit = db.session.get_one(Visit, (order.enterprise_id, order.visit_id))
    officers = {officer.person_id for officer in visits.officers(visit)} - {entry.actor_id}
    details = {"plant": _plant(entry).name, "number": _number(order), "item": (entry.after or {}).get("item")}
    tell_bureau(order.organisation_id, officers, entry.act, order, **details)


@job("enforcement.tell_of_extension")
def tell_of_extension(entry: LedgerEntry) -> None:
    """Tell who has to answer a request for more time, and who asked how it was answered."""
    order, after = _order(entry, entry.object_id), entry.after or {}
    hazard = db.session.get_one(Hazard, (entry.enterprise_id, UUID(after["hazard_id"])))
    details = {name: after[name] for name in ("item", "until", "reason", "opinion")}
    details |= {"plant": _plant(entry).name, "number": _number(order)}
    if entry.act == "order.request_extension":
        tell(_managers(entry, _PRINCIPAL), "extension.asked", hazard, **details)
        return
    of_plant = entry.act == "order.answer_extension"
    kinds = (
        ("extension.agreed", "extension.declined") if of_plant else ("extension.allowed", "extension.denied")
    )
    asker = {UUID(after["asked_by"])}
    heard = asker if of_plant else asker | _managers(entry)
    tell(heard, kinds[not after["granted"]], hazard, **details)
    if of_plant and after["granted"]:
        visit = db.session.get_one(Visit, (order.enterprise_id, order.visit_id))
        officers = {officer.person_id for officer in visits.officers(visit)}
        tell_bureau(order.organisation_id, officers, "extension.sent", order, **details)


@job("enforcement.tell_plant_of_close")
def tell_plant_of_close(entry: LedgerEntry) -> None:
    """Tell the plant's managers that every item of an order has passed."""
    order = _order(entry, entry.object_id)
    if order.shown_at:
        details = {"plant": _plant(entry).name, "number": _number(order)}
        tell(_managers(entry), entry.act, order, **details)


@job("enforcement.tell_plant_of_opinion")
def tell_plant_of_opinion(entry: LedgerEntry) -> None:
    """Tell the plant's managers what a re-inspection found, once its opinion is served; it is about their order."""
    reinspection = db.session.get_one(Reinspection, (entry.enterprise_id, entry.object_id))
    if reinspection.shown_at is None:
        return
    order = _order(entry, reinspection.order_id)
    failed = {result.item_id: result for result in orders.results(reinspection) if not result.passed}
    numbers = [item.number for item in orders.order_items(order) if item.id in failed]
    details = {"number": documents.numbers([reinspection.enterprise_id], [reinspection.id])[reinspection.id]}
    if not failed:
        tell(_managers(entry), "reinspection.passed", order, **details)
        return
    due_on = min(result.due_on for result in failed.values() if result.due_on)
    again = details | {"failed": numbers, "due_on": due_on.isoformat()}
    tell(_managers(entry), "reinspection.failed", order, **again)


@job("enforcement.tell_regulator", platform=True)
def tell_regulator(entry: LedgerEntry) -> None:
    """Tell the officers and heads nearest to the plant what grade it gives to a hazard that it found itself:

    at once when major is proposed, when a second person confirms it, and when it is taken back.
    """
    grade = (entry.after or {}).get("grade")
    kind = "hazard.major" if grade == Grade.MAJOR else ""
    if entry.act in ("hazard.endorse", "hazard.downgrade"):
        kind = entry.act
    hazard = db.session.get_one(Hazard, (entry.enterprise_id, entry.object_id))
    if not kind or hazard.source is Source.REGULATOR:
        return
    details = {"plant": _plant(entry).name, "place": hazard.place, "description": hazard.description}
    for organisation_id, people in _supervisors(hazard).items():
        tell_bureau(organisation_id, people, kind, hazard, **details)


def _supervisors(hazard: Hazard) -> dict[UUID, set[UUID]]:
    """Return by bureau who watches over the hazard's place and sector, of the lowest level that has anybody."""
    by_level: defaultdict[int, defaultdict[UUID, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for grant in people_queries.holding([Role.OFFICER, Role.HEAD], regions=_above(hazard.area_code)):
        if hazard.sector in (grant.sectors or [hazard.sector]):
            level = len(area_range(grant.region)[0])
            by_level[level][grant.enterprise_id].add(grant.person_id)
    return by_level[max(by_level)] if by_level else {}


def _above(area_code: str) -> list[str]:
    """Return the area's own code and those of all it lies in: 410505 lies in 410500 and 410000."""
    return [area_code[:2] + "0000", area_code[:4] + "00", *{area_code[:end] for end in AREA_LENGTHS}]


def _managers(entry: LedgerEntry, roles: frozenset[Role] = MANAGERS) -> set[UUID]:
    return {grant.person_id for grant in people_queries.holding(roles, organisation_id=entry.enterprise_id)}


def _plant(entry: LedgerEntry) -> Enterprise:
    return db.session.get_one(Enterprise, (entry.enterprise_id, entry.enterprise_id))


def _order(entry: LedgerEntry, order_id: UUID) -> Order:
    return db.session.get_one(Order, (entry.enterprise_id, order_id))


def _number(order: Order) -> str:
    return documents.numbers([order.enterprise_id], [order.id])[order.id]
