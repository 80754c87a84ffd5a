"""Visits turned page by page, and the day by which an order is looked at again."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask

from service.core import clock
from service.core.db import paging
from service.enforcement import limits
from service.reference.queries import rulebook
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders import hazards as plants
from tests.builders.enforcement import Bureau, Plant


def test_the_visits_of_a_plant_are_turned_page_by_page(
    app: Flask, supervised: tuple[Bureau, Plant], monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau, plant = supervised
    for number in range(3):
        a.noticed(bureau, plant, reason=f"第{number}次检查")
    monkeypatch.setattr(paging, "PAGE_ROWS", 2)
    client, here = desks.sign_in(app, plants.account_of(plant.id, "manager")), f"/e/{plant.id}/orders"
    first = client.get(here).text
    assert "第2次检查" in first and "第0次检查" not in first
    (more,) = re.findall(r'rel="next" href="([^"]+)"', first)
    assert "第0次检查" in client.get(unescape(more)).text


def test_an_order_says_by_when_it_is_looked_at_again_and_when_that_is_over(
    app: Flask, supervised: tuple[Bureau, Plant]
) -> None:
    bureau, plant = supervised
    order = a.answered(bureau, plant, findings=1)
    known = limits.reinspection_due(clock.today(), a.see(bureau.first, rulebook.calendar)).day
    assert known >= a.in_days(limits.REINSPECTION_DAYS)
    page = desks.sign_in(app, a.account_of(bureau.id, "first")).get(f"/g/410505/orders/{order.id}").text
    assert f"应在 {limits.REINSPECTION_DAYS} 日内复查，最迟 {known}" in page and "逾期" not in page
    with clock.frozen(clock.now() + (known - clock.today()) + timedelta(days=2)):
        assert (
            "逾期"
            in desks.sign_in(app, a.account_of(bureau.id, "first")).get(f"/g/410505/orders/{order.id}").text
        )
