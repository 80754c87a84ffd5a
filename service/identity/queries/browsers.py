"""Browsers known to a person, and plants whose new phones have sent too many wrong PINs. Read in the scope `auth`."""

from uuid import UUID

from sqlalchemy import select

from service.core import clock
from service.core.db.transactions import db
from service.identity.models import Device, KnownBrowser, Person, PinWatch
from service.identity.queries.signed_in import NOBODY, rows_of
from service.identity.rules import KNOWN_LASTS, Secret
from service.identity.secrets import hash_of


def known_browser(person: Person | None, kind: Secret, mark: str) -> KnownBrowser | None:
    """Return the browser of this mark, where the person signed in with it not too long ago.

    Nobody is looked for like somebody: what it costs must not tell one from the other.
    """
    if not mark:
        return None
    mark_hash = hash_of(mark)
    key = (person.enterprise_id, person.id) if person else (NOBODY, NOBODY)
    query = rows_of(KnownBrowser, *key).where(
        KnownBrowser.kind == kind,
        KnownBrowser.mark_hash == mark_hash,
        KnownBrowser.seen_at > clock.now() - KNOWN_LASTS,
    )
    browser = db.session.scalars(query).first()
    return None if browser and person and is_taken_back(person, mark_hash) else browser


def is_marked(mark_hash: str) -> bool:
    """Tell whether a mark was given out, to whomever."""
    query = select(KnownBrowser.id).where(KnownBrowser.mark_hash == mark_hash)
    return db.session.scalars(query).first() is not None


def is_taken_back(person: Person, mark_hash: str) -> bool:
    """Tell whether the phone of this mark was taken from the person, or given up as lost."""
    query = select(Device.id).where(
        Device.enterprise_id == person.enterprise_id,
        Device.person_id == person.id,
        Device.mark_hash == mark_hash,
        Device.taken_back_at.is_not(None),
    )
    return db.session.scalars(query).first() is not None


def pin_watch(enterprise_id: UUID) -> PinWatch | None:
    return db.session.get(PinWatch, (enterprise_id, enterprise_id))
