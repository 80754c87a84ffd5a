"""F16: what PostgreSQL refuses because others were at work is done again, whole, and has its effect once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.core.db.transactions import db, retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.session_guard import bypass_scope
from service.identity.models import Organisation
from tests.core import house
from tests.core.test_jobs import effects
from tests.people import Cast

pytestmark = pytest.mark.postgres


@pytest.fixture
def plant(app: Flask, cast: Cast) -> Iterator[UUID]:
    with app.app_context():
        yield cast.plant


@pytest.mark.parametrize(("failures", "kept"), [(2, 1), (3, 0)])
def test_f16_a_serialisation_failure_repeats_the_whole_act(plant: UUID, failures: int, kept: int) -> None:
    raising = "do $$ begin raise exception 'again' using errcode = '40001'; end $$"
    tries = []

    def run() -> None:
        tries.append(1)
        house.effect(plant)
        db.session.flush()
        if len(tries) <= failures:
            db.session.execute(bypass_scope(text(raising), "a failure of the database"))

    with scope.opened(Scope.enterprise(plant)):
        if kept:
            retrying(run)
        else:
            with pytest.raises(DBAPIError):
                retrying(run)
    assert (len(tries), effects(plant)) == (3, kept)


def test_f16_of_two_acts_in_a_deadlock_both_are_kept_once(app: Flask, plant: UUID, cast: Cast) -> None:
    both_hold_one, codes = Barrier(2, timeout=20), []

    def act(order: tuple[UUID, UUID]) -> int:
        tries = 0

        def run() -> None:
            nonlocal tries
            tries += 1
            try:
                for place in order:
                    db.session.get_one(Organisation, (place, place), with_for_update=True)
                    if tries == 1 and place == order[0]:
                        both_hold_one.wait()
            except DBAPIError as error:
                codes.append(getattr(error.orig, "sqlstate", None))
                raise
            house.effect(plant)

        with app.app_context(), scope.opened(Scope.platform()):
            retrying(run)
        return tries

    with ThreadPoolExecutor(2) as pool:
        tries = list(pool.map(act, [(plant, cast.neighbour), (cast.neighbour, plant)]))
    assert codes == ["40P01"]
    assert (sorted(tries), effects(plant)) == ([1, 2], 2)
