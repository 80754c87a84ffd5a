"""Until when a plant may appeal against what was served."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from service.core import clock
from service.enforcement.limits import appeal
from service.reference.working_days import DayKind, Reckoned, WorkCalendar
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders.hazards import account_of

pytestmark = pytest.mark.days

KNOWN = WorkCalendar({date(2026, 10, day): DayKind.HOLIDAY for day in range(1, 8)}, frozenset({2026}))


def test_review_is_asked_for_within_60_days_and_a_court_within_6_months_from_the_day_after_service() -> None:
    assert appeal(date(2026, 3, 2), KNOWN) == (Reckoned(date(2026, 5, 1)), Reckoned(date(2026, 9, 2)))


def test_a_last_day_in_the_holidays_moves_to_the_first_worked_day() -> None:
    assert appeal(date(2026, 4, 3), KNOWN).suit == Reckoned(date(2026, 10, 8))


def test_a_last_day_in_a_year_without_an_official_list_is_provisional() -> None:
    days = appeal(date(2026, 11, 22), KNOWN)
    assert days.review == Reckoned(date(2027, 1, 21), provisional=True)
    assert days.suit == Reckoned(date(2027, 5, 24), provisional=True)


def test_the_days_run_from_service_and_not_from_the_seal(
    app: Flask,
) -> None:
    sealed, served = datetime(2026, 2, 25, 2, tzinfo=UTC), datetime(2026, 3, 2, 2, tzinfo=UTC)
    with app.app_context():
        with clock.frozen(sealed):
            bureau, plant = a.a_bureau(), a.a_plant()
            order = a.sealed(bureau, plant, findings=1)
        with clock.frozen(served):
            done = a.act(bureau.first, a.orders.serve_order, order, **a.service_facts())
        assert clock.day_of(done.served_at) == date(2026, 3, 2)
        with clock.frozen(served):
            page = (
                desks.sign_in(app, account_of(plant.id, "manager"))
                .get(f"/e/{plant.id}/orders/{order.id}")
                .text
            )
    assert "2026-05-06" in page and "2026-09-02" in page
    assert "2026-04-26" not in page and "2026-04-27" not in page
