"""The visits and orders of a plant, page by page at its own desk."""

import re
from html import unescape

import pytest
from flask import Flask

from service.core.db import paging
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
