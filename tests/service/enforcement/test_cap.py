"""The yearly cap of visits holds when two heads approve at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from service.core.acts.ledger import Act
from service.core.acts.problems import Invalid
from service.enforcement.commands import visits
from service.enforcement.models.visits import Visit
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau
from tests.sizes import size

pytestmark = pytest.mark.both

ROUNDS = size(5, 200)


def approve_at_once(app: Flask, bureau: Bureau, both: list[Visit]) -> list[str]:
    ready = threading.Barrier(2)

    def approve(visit: Visit) -> str:
        data = a.form(visits.approve, version=visit.version, opinion="同意")
        with app.app_context():
            ready.wait(timeout=10)
            try:
                a.do(bureau.head, lambda: visits.approve(bureau.head, visit.id, data, Act.new()))
            except Invalid:
                return "over the cap"
            return "approved"

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(approve, both))


@pytest.mark.slow
@pytest.mark.torture
def test_of_two_approvals_at_once_one_is_over_the_cap(app: Flask) -> None:
    with app.app_context():
        plant = a.a_plant()
        for _ in range(ROUNDS):
            bureau = a.a_bureau(cap=1)
            both = [a.a_visit(bureau, plant) for _ in range(2)]
            assert approve_at_once(app, bureau, both) == ["approved", "over the cap"]
