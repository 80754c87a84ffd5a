"""Who hears of what happens to a hazard."""

from service.core.db import db
from service.core.jobs import job
from service.core.models import LedgerEntry
from service.hazards.models import Hazard
from service.identity import queries as identity
from service.identity.rules import Role
from service.notifications.commands import tell


def _hazard(entry: LedgerEntry) -> Hazard:
    return db.session.get_one(Hazard, (entry.enterprise_id, entry.object_id))


def _told(entry: LedgerEntry, hazard: Hazard) -> dict[str, str]:
    after = entry.after or {}
    told = {name: str(after[name]) for name in ("reason", "opinion") if name in after}
    return {"place": hazard.place, "description": hazard.description} | told


@job("hazards.tell_reporter")
def tell_reporter(entry: LedgerEntry) -> None:
    """Tell who reported it that it is taken up, dismissed, or rectified; not what he did himself."""
    hazard = _hazard(entry)
    if hazard.reported_by and hazard.reported_by != entry.actor_id:
        tell([hazard.reported_by], entry.act, hazard, **_told(entry, hazard))


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
    found = identity.holding([Role.PRINCIPAL], organisation_id=entry.enterprise_id)
    principals = {grant.person_id for grant in found} - {entry.actor_id}
    kind = "hazard.escalate" if entry.act == "hazard.escalate" else "hazard.major"
    tell(principals, kind, hazard, **_told(entry, hazard))
