"""Who hears of what happens to a hazard."""

from collections.abc import Collection
from uuid import UUID

from service.core.db.transactions import db
from service.core.jobs.outbox import job
from service.core.models import LedgerEntry
from service.hazards.models import Hazard
from service.hazards.states import Source, State
from service.identity.queries import people
from service.identity.rules import MANAGERS, Role
from service.notifications.commands import tell


def _hazard(entry: LedgerEntry) -> Hazard:
    return db.session.get_one(Hazard, (entry.enterprise_id, entry.object_id))


def _told(entry: LedgerEntry, hazard: Hazard) -> dict[str, str]:
    after = entry.after or {}
    details = {name: str(after[name]) for name in ("reason", "opinion") if name in after}
    return {"place": hazard.place, "description": hazard.description} | details


@job("hazards.tell_reporter")
def tell_reporter(entry: LedgerEntry) -> None:
    """Tell who reported it that it is taken up, dismissed, or rectified; not what he did himself."""
    hazard = _hazard(entry)
    if hazard.reported_by and hazard.reported_by != entry.actor_id:
        tell([hazard.reported_by], entry.act, hazard, **_told(entry, hazard))


@job("hazards.tell_managers")
def tell_managers(entry: LedgerEntry) -> None:
    """Tell who leads the plant's safety that a report waits, or work for its acceptance: not of one's own act.

    What a bureau found is told by its order, and what was seen to meanwhile waits no more.
    """
    hazard = _hazard(entry)
    reported = entry.act == "hazard.report"
    waits = hazard.state is (State.REPORTED if reported else State.AWAITING_ACCEPTANCE)
    if waits and not (reported and hazard.source is Source.REGULATOR):
        kind = "hazard.report" if reported else "hazard.rectify"
        tell(_but_actor(entry, MANAGERS), kind, hazard, **_told(entry, hazard))


@job("hazards.tell_second_person")
def tell_second_person(entry: LedgerEntry) -> None:
    """Tell who may confirm it that a hazard is proposed as major: every manager but who proposed it."""
    hazard = _hazard(entry)
    if hazard.awaits_second_person:
        others = _but_actor(entry, MANAGERS) - _but_actor(entry, [Role.PRINCIPAL])  # who hears of every one
        tell(others, "hazard.to_endorse", hazard, **_told(entry, hazard))


def _but_actor(entry: LedgerEntry, roles: Collection[Role]) -> set[UUID]:
    """Return who holds one of these roles in the plant, but whoever did it."""
    holding = people.holding(roles, organisation_id=entry.enterprise_id)
    return {grant.person_id for grant in holding if grant.person_id != entry.actor_id}


@job("hazards.tell_rectifier")
def tell_rectifier(entry: LedgerEntry) -> None:
    """Tell who has to rectify it that it is his, or his again."""
    hazard = _hazard(entry)
    if hazard.assigned_to and hazard.assigned_to != entry.actor_id:
        kind = "hazard.send_back" if entry.act == "hazard.send_back" else "hazard.assign"
        tell([hazard.assigned_to], kind, hazard, **_told(entry, hazard))


@job("hazards.tell_principal")
def tell_principal(entry: LedgerEntry) -> None:
    """Tell the principal of what is put before him, and of every major hazard."""
    hazard = _hazard(entry)
    if entry.act != "hazard.escalate" and (entry.after or {}).get("grade") != "major":
        return
    kind = "hazard.escalate" if entry.act == "hazard.escalate" else "hazard.major"
    tell(_but_actor(entry, [Role.PRINCIPAL]), kind, hazard, **_told(entry, hazard))
