"""Two act on one order at the same moment: one wins or waits, and nothing is half done."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import select

from service.core import clock
from service.core.acts.ledger import Act, timeline
from service.core.acts.problems import Problem
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.documents.models import Document, DocumentCounter
from service.documents.states import DocumentKind
from service.enforcement.commands import answers, orders, reinspections
from service.enforcement.models.orders import Order
from service.enforcement.queries import rows
from service.enforcement.states import ItemState, OrderState
from tests.builders import enforcement as a
from tests.builders.enforcement import OPERATOR
from tests.builders.hazards import classed

pytestmark = pytest.mark.both


def together(app: Flask, officers: list[Viewer], seal: Callable[[Viewer], object]) -> list[int]:
    """Let all seal in threads of their own that start as one; return the status of each: 200 or a refusal."""
    start = Barrier(len(officers))

    def run(viewer: Viewer) -> int:
        with app.app_context():
            start.wait()
            try:
                a.do(viewer, lambda: seal(viewer))
            except Problem as problem:
                return problem.status
        return 200

    with ThreadPoolExecutor(len(officers)) as pool:
        return sorted(pool.map(run, officers))


def numbers_taken() -> tuple[list[int], list[int]]:
    """Return the serials of the orders that are sealed, and the last one counted."""
    kind = DocumentKind.ORDER
    sealed = db.session.scalars(select(Document.serial).where(Document.kind == kind)).all()
    counted = db.session.scalars(select(DocumentCounter.last).where(DocumentCounter.kind == kind)).all()
    return list(sealed), list(counted)


def test_a28_of_two_who_seal_one_order_one_wins_and_one_number_is_taken(app: Flask) -> None:
    with app.app_context():
        bureau, plant = a.a_bureau(), a.a_plant()
        order = a.confirmed(bureau, plant, findings=1)
        known = a.see(bureau.first, lambda: rows.one(bureau.first, Order, order.id))
        data = a.form(orders.seal, version=known.version)
        both = [a.proven(bureau.first), a.proven(bureau.second)]
        assert together(app, both, lambda viewer: orders.seal(viewer, order.id, data, Act.new())) == [
            200,
            409,
        ]
        assert a.see(OPERATOR, numbers_taken) == ([1], [1])
        now = a.see(bureau.first, lambda: rows.one(bureau.first, Order, order.id))
        assert (now.state, now.version) == (OrderState.SEALED, order.version + 1)
        told = a.see(bureau.first, lambda: [entry.act for entry in timeline([order.id], plant.id)])
        assert told.count("order.seal") == 1


def test_an_answer_that_comes_while_an_opinion_is_served_is_not_half_overwritten(app: Flask) -> None:
    """The plant answers, and commits a moment later; the officer serves meanwhile: he waits for what is answered."""
    with app.app_context():
        bureau, plant = a.a_bureau(), a.a_plant()
        order = a.served(bureau, plant, findings=1)
        item = a.items_of(bureau.first, order)[0]
    later = clock.now() + timedelta(days=40)
    with clock.frozen(later):
        with app.app_context():
            photo = a.a_photo(plant.manager, plant)
            again = a.a_reinspection(bureau, order)
            a.judge(bureau, again, item, False)
            a.act(bureau.first, reinspections.confirm, again)
            a.act(bureau.second, reinspections.confirm, again)
            a.act(a.proven(bureau.second), reinspections.seal, again)
            version = a.see(plant.manager, lambda: rows.one(plant.manager, Order, order.id)).version
        answered = threading.Event()
        done = classed() | {"item_id": item.id, "measure": "已修补", "completed_on": clock.today()}
        data = a.form(answers.answer, **done, photos=(photo,), version=version)

        def answer() -> None:
            answers.answer(plant.manager, order.id, data, Act.new())
            answered.set()
            sleep(0.5)  # before it commits

        def plants() -> None:
            with app.app_context(), clock.frozen(later):
                a.do(plant.manager, answer)

        with ThreadPoolExecutor(1) as pool:
            plant_s = pool.submit(plants)
            assert answered.wait(timeout=10), plant_s.exception()
            with app.app_context():
                served = a.service_facts(at=clock.now())
                a.act(a.proven(bureau.second), reinspections.serve_opinion, again, **served)
        with app.app_context():
            now = a.items_of(bureau.first, order)[0]
            assert (now.state, now.round, now.due_on) == (ItemState.OPEN, 2, a.in_days(7))
