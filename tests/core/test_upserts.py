"""Set-based inserts count what was new, on both databases."""

from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from service.core import clock
from service.core.db.transactions import db, reading, transaction
from service.core.db.upserts import insert_fresh, insert_if_absent
from service.core.ids import new_id
from service.core.models import PeriodicRun
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.enterprises.models import Enterprise, EnterpriseBigram
from service.identity.models import Organisation

pytestmark = pytest.mark.both


def test_only_new_rows_are_counted(app: Flask) -> None:
    now = clock.now()
    rows = [{"name": str(number), "due_at": now, "started_at": now} for number in range(450)]
    counts = []
    with app.app_context(), scope.opened(Scope.machine()):
        for some in (rows[:300], rows, rows):
            with transaction():
                counts.append(insert_if_absent(PeriodicRun, some))
    assert counts == [300, 150, 0]


def test_a_set_spreads_a_list_into_rows_and_keeps_every_kind_of_value(app: Flask) -> None:
    plant, now = new_id(), clock.now()
    own = {"enterprise_id": plant, "area_code": "410505", "sector": "trade"}
    facts = dict.fromkeys(("town", "industry_code", "legal_representative", "size", "stated_level"), "")
    facts |= {"standardisation": "", "address": '引号"和\\反斜线', "duty_phone": "", "employees": None}
    several = [
        own | facts | {"id": plant, "name": "甲厂", "credit_code": "A", "longitude": Decimal("114.300001"),
                       "latitude": None, "founded_on": now.date(), "has_installation": True}
    ]  # fmt: skip
    other = new_id()
    several.append(several[0] | {"enterprise_id": other, "id": other, "credit_code": "B"})
    with app.app_context(), scope.opened(Scope.platform()):
        with transaction():
            tenants = [
                {key: one[key] for key in ("enterprise_id", "id", "area_code", "sector", "name")}
                | {"kind": "enterprise"}
                for one in several
            ]
            insert_fresh(Organisation, tenants)
            insert_fresh(Enterprise, several)
            insert_fresh(EnterpriseBigram, [own | {"bigram": ["甲厂", "厂"]}], spread="bigram")
        with reading():
            kept = db.session.get_one(Enterprise, (plant, plant))
            terms = set(db.session.scalars(select(EnterpriseBigram.bigram)))
        with pytest.raises(IntegrityError), transaction():
            insert_fresh(Enterprise, several)
    assert (kept.address, kept.longitude) == ('引号"和\\反斜线', Decimal("114.300001"))
    assert (kept.latitude, kept.founded_on, kept.has_installation) == (None, now.date(), True)
    assert terms == {"甲厂", "厂"}
