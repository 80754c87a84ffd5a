"""What a plant's managers hear of its sign-ins: the room of identity stands above this one and tells nobody."""

from datetime import datetime

from sqlalchemy import select

from service.core.clock import local
from service.core.db.transactions import db
from service.core.jobs.outbox import job
from service.core.models import LedgerEntry
from service.identity.models import Organisation
from service.identity.queries import people
from service.identity.rules import MANAGERS
from service.notifications.commands import tell
from service.notifications.models import Notice


@job("notifications.tell_managers")
def tell_managers(entry: LedgerEntry) -> None:
    """Tell them that new phones come in by an enrolment code alone; whoever has not read the last word, not again."""
    plant = db.session.get_one(Organisation, (entry.enterprise_id, entry.object_id))
    waiting = select(Notice.person_id).where(
        Notice.enterprise_id == entry.enterprise_id, Notice.kind == entry.act, Notice.read_at.is_(None)
    )
    managers = {holder.person_id for holder in people.holding(MANAGERS, organisation_id=entry.enterprise_id)}
    details = entry.after or {}
    until = local(datetime.fromisoformat(details["until"])).strftime("%m-%d %H:%M")
    values = {"failures": details["failures"], "until": until}
    tell(managers - set(db.session.scalars(waiting)), entry.act, plant, **values)
