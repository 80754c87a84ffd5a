"""A person's inbox: counted in the head of every page, his alone, read one by one or all at once."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from service.core.db.paging import PAGE_ROWS
from service.core.tenancy.viewer import Viewer
from service.notifications import queries
from service.notifications.commands import tell
from tests.builders import desks
from tests.builders import hazards as a
from tests.builders.hazards import Hazard, Plant, do, see
from tests.statements import noted

pytestmark = pytest.mark.both


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


@pytest.fixture
def worker(app: Flask, plant: Plant) -> FlaskClient:
    return desks.sign_in(app, a.account_of(plant.id, "worker"))


def told(plant: Plant, who: Viewer, times: int = 1) -> Hazard:
    hazard = a.assigned(plant)
    for _time in range(times):
        do(who, lambda: tell([who.person_id], "hazard.assign", hazard, place="罐区", description="裂缝"))
    return hazard


def count(page: str) -> str:
    found = re.search(r'<span class="count">(\d+\+?)', page)
    return found[1] if found else "0"


def test_the_head_of_every_page_counts_what_is_unread(worker: FlaskClient, plant: Plant) -> None:
    assert count(worker.get(f"/e/{plant.id}/today").text) == "0"
    told(plant, plant.worker, times=2)
    assert count(worker.get(f"/e/{plant.id}/today").text) == "2"


def test_a_notice_leads_to_what_it_is_about_and_is_read_by_its_button(
    worker: FlaskClient, plant: Plant
) -> None:
    hazard = told(plant, plant.worker)
    page = worker.get(f"/e/{plant.id}/inbox").text
    assert "有一条隐患分派给您整改：罐区，裂缝" in page
    assert f'href="/e/{plant.id}/hazards/{hazard.id}"' in page
    notice = see(plant.worker, lambda: queries.inbox(plant.worker).rows[0])
    here = f"/e/{plant.id}/inbox"
    assert desks.send(worker, here, f"{here}/{notice.id}/read", {}).status_code == 303
    page = worker.get(here).text
    assert count(page) == "0" and "已读" in page
    assert "没有未读的通知" in worker.get(here + "?show=unread").text


def test_all_are_read_at_once(worker: FlaskClient, plant: Plant) -> None:
    told(plant, plant.worker, times=3)
    here = f"/e/{plant.id}/inbox"
    assert desks.send(worker, here, f"{here}/read", {}).status_code == 303
    assert see(plant.worker, lambda: queries.unread_count(plant.worker)) == 0


def test_an_empty_inbox_says_what_will_come(worker: FlaskClient, plant: Plant) -> None:
    assert "还没有通知" in worker.get(f"/e/{plant.id}/inbox").text


def test_the_inbox_goes_on_after_a_page(worker: FlaskClient, plant: Plant) -> None:
    told(plant, plant.worker, times=PAGE_ROWS + 1)
    first = worker.get(f"/e/{plant.id}/inbox").text
    further = re.search(r'rel="next" href="([^"]+)"', first)
    assert further and first.count("标为已读</button>") == PAGE_ROWS + 1  # and the button for all
    assert worker.get(further[1]).text.count("标为已读</button>") == 2


def test_a_colleague_s_notice_can_be_neither_seen_nor_read(worker: FlaskClient, plant: Plant) -> None:
    told(plant, plant.other)
    told(plant, plant.worker)
    theirs = see(plant.other, lambda: queries.inbox(plant.other).rows[0])
    here = f"/e/{plant.id}/inbox"
    assert str(theirs.id) not in worker.get(here).text
    mine = desks.hidden(worker.get(here).text, f"{here}/read")
    assert worker.post(f"{here}/{theirs.id}/read", data=mine).status_code == 404
    assert see(plant.other, lambda: queries.unread_count(plant.other)) == 1


def test_the_head_costs_one_statement(worker: FlaskClient, plant: Plant) -> None:
    told(plant, plant.worker, times=3)
    with noted() as seen:
        worker.get(f"/e/{plant.id}/hazards")
    assert sum("notice" in one for one in seen) == 1
