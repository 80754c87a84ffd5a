"""The demo world, made once and step by step through the commands that people use.

A step that is done is not done again; one that was cut off is taken anew, and its commands, whose ids
come from `names`, change nothing twice. Dates are relative to the day it is made.
"""

from collections.abc import Callable

from service.core import clock
from service.core.db.transactions import db, reading, retrying
from service.core.db.upserts import upsert
from service.core.models import Heartbeat
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.demo import cast, checks, closed, loop, orders, others, people, registers

STEPS: dict[str, Callable[[], None]] = {
    "people": people.settle,
    "registers": registers.fill,
    "checks": checks.plan,
    "records": checks.answer,
    "hazards": loop.tell,
    "others": others.tell,
    "closed order": closed.issue,
    "orders": orders.issue,
}


def build(say: Callable[[str], None]) -> None:
    """Take the steps that are missing; `say` hears each."""
    for name, step in STEPS.items():
        if not _is_done(name):
            say(f"demo world: {name}")
            step()
            _note(name)


def accounts() -> list[tuple[str, str, str]]:
    """Return (who, account, where his day starts) of everybody who signs in at a desk."""
    everyone = [(cast.OPERATOR, "平台运营")]
    for place in (*cast.OFFICES, *cast.PLANTS, cast.NEIGHBOUR):
        everyone += [(person, place.name) for person in place.people]
    return [
        (f"{person.name} {place}", person.account, person.role)
        for person, place in everyone
        if person.account
    ]


def _is_done(name: str) -> bool:
    with scope.opened(Scope.platform()), reading():
        return db.session.get(Heartbeat, f"demo.{name}") is not None


def _note(name: str) -> None:
    with scope.opened(Scope.platform()):
        retrying(lambda: upsert([Heartbeat(name=f"demo.{name}", at=clock.now())]))
