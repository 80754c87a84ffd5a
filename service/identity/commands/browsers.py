"""Browsers known to a person: each sign-in leaves a mark in the browser's cookie, kept here as its hash."""

from sqlalchemy import Select

from service.core import clock
from service.core.db.transactions import db
from service.identity import rules, secrets
from service.identity.models import KnownBrowser, Person
from service.identity.queries import browsers as browser_queries
from service.identity.queries.signed_in import rows_of
from service.identity.rules import Secret


def remember(person: Person, kind: Secret, mark: str) -> str:
    """Make a browser known to a person; return the mark it carries from now on.

    A mark that was never given out is not taken over: another is given.
    """
    key = secrets.hash_of(mark)
    if not mark or not browser_queries.is_marked(key) or browser_queries.is_taken_back(person, key):
        mark = secrets.new_token()
        key = secrets.hash_of(mark)
    browser = _row_of(person, kind, key) or _place_for_another(person, kind)
    browser.mark_hash, browser.seen_at = key, clock.now()
    browser.failures, browser.locked_until = 0, None
    db.session.flush()
    return mark


def _row_of(person: Person, kind: Secret, mark_hash: str) -> KnownBrowser | None:
    """Return the person's row of this mark, however long ago it was seen: a browser is known once."""
    return db.session.scalars(_rows_of(person, kind).where(KnownBrowser.mark_hash == mark_hash)).first()


def _rows_of(person: Person, kind: Secret) -> Select[KnownBrowser]:
    return rows_of(KnownBrowser, person.enterprise_id, person.id).where(KnownBrowser.kind == kind)


def _place_for_another(person: Person, kind: Secret) -> KnownBrowser:
    browsers = list(db.session.scalars(_rows_of(person, kind).order_by(KnownBrowser.seen_at.desc())))
    if len(browsers) >= rules.KNOWN_AT_ONCE:
        return browsers[-1]
    browser = KnownBrowser.of(person, kind=kind)
    db.session.add(browser)
    return browser
