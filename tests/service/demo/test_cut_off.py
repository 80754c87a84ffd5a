"""A demo world whose making is cut off, again and again: in the end it is whole, and nothing stands in it twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from service.attachments.models import Attachment
from service.codes.models import PrintedCode
from service.core import clock
from service.core.db.transactions import db, reading
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.demo import cast, closed, names, others, world
from service.demo.checks import FAILED, MISSED, PAST, PLANS
from service.demo.loop import TOLD
from service.demo.orders import FOUND
from service.documents.models import Document
from service.enforcement.models.orders import Order, Reinspection
from service.enforcement.models.visits import Finding, Visit
from service.enforcement.states import OrderState
from service.enterprises.models import Enterprise
from service.exchange.models import ImportRun
from service.exchange.rules import RunState
from service.hazards.limits import is_overdue
from service.hazards.models import Hazard
from service.hazards.states import Grade, Source, State
from service.identity.models import Bureau, Certificate, Credential, Device, Person
from service.inspections.models import Checklist, Plan, Record
from service.risks.models import RiskUnit

# How many transactions of a step are kept before it is cut off, time after time.
CUTS = {
    "people": (1, 6, 31),
    "registers": (2, 5),
    "checks": (3,),
    "records": (7,),
    "hazards": (4, 16),
    "others": (2, 9, 12),
    "closed order": (6, 18, 25),
    "orders": (5, 14),
}
PLANTS = (*cast.PLANTS, cast.NEIGHBOUR)
STAFF = [one for place in (*cast.OFFICES, *PLANTS) for one in place.people]
STORIES = (*TOLD, *others.TOLD)
RECTIFIED = sum(until in ("rectified", "closed") for *_, until in STORIES)
AGAIN = len(closed.CLOSED.findings)
PHOTOS = len(STORIES) + RECTIFIED + len(FOUND) + 2 * AGAIN + 1  # and of the major one
RECORDS = PAST * len(PLANS) - len(MISSED)
ONCE = {
    Bureau: len(cast.OFFICES),
    Enterprise: len(PLANTS),
    Person: len(STAFF) + 1,
    Credential: len(STAFF) + 1,
    Device: sum(not one.account for one in STAFF),
    Certificate: sum(bool(one.certificate) for one in STAFF),
    ImportRun: len(cast.PLANTS),
    Checklist: len(PLANS),
    Plan: len(PLANS),
    Record: RECORDS,
    Hazard: len(STORIES) + len(FOUND) + AGAIN + len(FAILED) + 2,  # the major one and the unsigned one
    Visit: 2,
    Finding: len(FOUND) + AGAIN,
    Order: 2,
    Reinspection: 1,
    Document: 5,
    Attachment: PHOTOS,
}
LIVED_IN = {
    (None, State.REPORTED),
    (Grade.GENERAL, State.RECTIFYING),
    (Grade.GENERAL, State.AWAITING_ACCEPTANCE),
    (Grade.GENERAL, State.CLOSED),
    (Grade.MAJOR, State.RECTIFYING),
}


class CutOff(Exception):
    """The process is gone before its transaction is kept."""


@contextmanager
def letting_through(commits: int) -> Iterator[None]:
    """Let so many transactions be kept."""
    left = commits

    def before_commit(_session: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise CutOff

    event.listen(db.session, "before_commit", before_commit)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", before_commit)


def stopping_behind(step: str) -> Callable[[str], None]:
    def hear(line: str) -> None:
        if not line.endswith(step):
            raise CutOff

    return hear


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.worlds
def test_a_world_cut_off_in_every_step_becomes_whole_and_nothing_is_doubled(app: Flask) -> None:
    with app.app_context():
        for step in world.STEPS:
            for commits in CUTS[step]:
                with letting_through(commits), pytest.raises(CutOff):
                    world.build(stopping_behind(step))
                db.session.remove()
            with suppress(CutOff):
                world.build(stopping_behind(step))
        world.build(stopping_behind("nothing"))
        with scope.opened(Scope.platform()), reading():
            counted = {model: count(model) for model in ONCE.keys() - {Credential}}
            assert counted == {model: ONCE[model] for model in counted}
            assert count(PrintedCode) == count(RiskUnit)
            assert {run.state for run in db.session.scalars(select(ImportRun))} == {RunState.DONE}
            assert set(db.session.scalars(select(Order.state))) == {OrderState.SERVED, OrderState.CLOSED}
            found = list(db.session.scalars(select(Hazard)))
            assert {(one.grade, one.state) for one in found} >= LIVED_IN
            assert [one.reported_by for one in found if one.source is Source.ANONYMOUS] == [None]
            assert {is_overdue(one.state, one.due_at, clock.now()) for one in found} == {True, False}
            assert {one.enterprise_id for one in found} == {names.id_of(one.name) for one in cast.PLANTS}
            acts = Counter(db.session.scalars(select(LedgerEntry.act)))
        with scope.opened(Scope.auth()), reading():
            assert count(Credential) == ONCE[Credential]
        assert acts["hazard.confirm"] == len(STORIES) - 1 + len(FOUND) + AGAIN + 1
        assert (acts["hazard.assign"], acts["hazard.rectify"]) == (8, 5)
        assert (acts["visit.confirm"], acts["order.confirm"], acts["order.serve"]) == (4, 4, 2)
        assert acts["person.set_password"] == sum(bool(one.account) for one in STAFF) + 1
