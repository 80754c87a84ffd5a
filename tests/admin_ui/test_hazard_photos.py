"""What the photos of a hazard's form cost: nothing is written where none came."""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import event

from service.core.db import engines
from service.core.db import transactions as db
from tests.builders import desks
from tests.builders import hazards as a
from tests.builders.hazards import Plant

GRADED = {"grade": "general", "hazard_type": "equipment", "cause": "things"}


@pytest.mark.parametrize(("photos", "transactions"), [(0, 1), (1, 2)])
def test_a_form_writes_once_and_for_its_photos_once_more(
    app: Flask, staffed: Plant, photos: int, transactions: int
) -> None:
    hazard = a.a_hazard(staffed)
    manager = desks.sign_in(app, a.account_of(staffed.id, "manager"))
    page = f"/e/{staffed.id}/hazards/{hazard.id}"
    sent = desks.hidden(manager.get(page).text, f"{page}/confirm") | GRADED
    files = {"photos": [(BytesIO(a.a_jpeg(red=200)), "1.jpg")] * photos}
    written: list[bool] = []

    def note(*_args: object) -> None:
        written.append(engines.writing.get())

    event.listen(db.db.engine, "begin", note)
    answer = manager.post(f"{page}/confirm", data=sent | files)
    event.remove(db.db.engine, "begin", note)
    assert (answer.status_code, sum(written)) == (303, transactions)
