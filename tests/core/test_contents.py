"""A creating form sent twice is one row, and an id that was used says nothing else; a correction tells what it set."""

import pytest
from flask import Flask

from service.core import ids
from service.core.acts.contents import correct, made_before
from service.core.acts.problems import Conflict
from service.core.db.transactions import db
from service.identity.models import Organisation
from tests.builders.hazards import OPERATOR, a_plant, do


def test_a_form_of_the_same_id_and_content_finds_its_row_and_one_of_other_content_is_refused(
    app: Flask,
) -> None:
    with app.app_context():
        plant = a_plant(name="安阳甲厂").id

        def again(name: str) -> Organisation | None:
            return made_before(Organisation, (plant, plant), name=name, area_code="410505")

        row = do(OPERATOR, lambda: again("安阳甲厂"))
        assert row is not None and row.id == plant
        with pytest.raises(Conflict, match="这个表单已经用过"):
            do(OPERATOR, lambda: again("安阳乙厂"))
        assert do(OPERATOR, lambda: made_before(Organisation, (plant, ids.new_id()), name="安阳乙厂")) is None


def test_a_correction_sets_and_tells_the_columns_that_differ_and_no_other(app: Flask) -> None:
    with app.app_context():
        plant = a_plant(name="安阳甲厂").id

        def say(name: str) -> tuple[object, object]:
            return correct(
                db.session.get_one(Organisation, (plant, plant)), {"name": name, "area_code": "410505"}
            )

        assert do(OPERATOR, lambda: say("安阳乙厂")) == ({"name": "安阳甲厂"}, {"name": "安阳乙厂"})
        assert do(OPERATOR, lambda: say("安阳乙厂")) == ({}, {})
