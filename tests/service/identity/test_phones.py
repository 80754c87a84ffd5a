"""A manager sees on which phones his people are signed in, and takes one back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from service.core import clock, ids
from service.core.acts.ledger import Act, timeline
from service.core.db.transactions import reading
from service.core.tenancy import scope
from service.identity.commands import people as people_commands
from service.identity.models import Device
from service.identity.queries import signed_in
from tests import people
from tests.people import Cast, at_desk, do, on_phone

pytestmark = pytest.mark.both


@pytest.fixture
def here(app: Flask, cast: Cast) -> Iterator[Cast]:
    with app.app_context():
        yield cast


def phones(here: Cast, login: str) -> list[Device]:
    manager = people.viewer(here, "manager")
    with scope.opened(manager.scope), reading():
        return signed_in.devices(manager, [here.people[login]])


def page(here: Cast, login: str) -> str:
    return f"/e/{here.plant}/people/{here.people[login]}/phones"


def test_a_phone_taken_back_is_signed_out_at_its_next_request(app: Flask, here: Cast) -> None:
    phone, other = on_phone(app, "W1"), on_phone(app, "W2")
    assert phone.get("/m/").status_code == 200
    newest = phones(here, "W1")[0]
    manager = at_desk(app, "manager")
    assert "最近使用" in manager.get(page(here, "W1")).text
    taken = manager.post(f"{page(here, 'W1')}/{newest.id}/revoke", {"id": str(ids.new_id())})
    assert taken.status_code == 303
    assert phone.get("/m/").status_code == 303
    assert other.get("/m/").status_code == 200
    assert newest.id not in {one.id for one in phones(here, "W1")}


def test_taking_back_stands_in_the_ledger_once_by_whoever_did_it(here: Cast, app: Flask) -> None:
    on_phone(app, "W1")
    manager, newest = people.viewer(here, "manager"), phones(here, "W1")[0]
    for _time in range(2):
        do(manager, lambda: people_commands.revoke_device(manager, here.people["W1"], newest.id, Act.new()))
    with scope.opened(manager.scope), reading():
        told = [one for one in timeline([here.people["W1"]]) if one.act == "person.revoke_device"]
    assert [one.by for one in told] == ["李敏"]


def test_the_last_use_is_kept_to_the_hour(app: Flask, here: Cast) -> None:
    phone = on_phone(app, "W1")
    enrolled = phones(here, "W1")[0].seen_at
    assert enrolled
    with clock.frozen(enrolled + timedelta(minutes=59)):
        phone.get("/m/")
        assert phones(here, "W1")[0].seen_at == enrolled
    later = enrolled + timedelta(hours=3)
    with clock.frozen(later):
        phone.get("/m/")
        assert phones(here, "W1")[0].seen_at == later


def test_a_phone_of_another_person_is_not_his(app: Flask, here: Cast) -> None:
    phone = on_phone(app, "W2")
    theirs = phones(here, "W2")[0]
    manager = at_desk(app, "manager")
    answer = manager.post(f"{page(here, 'W1')}/{theirs.id}/revoke", {"id": str(ids.new_id())})
    assert answer.status_code == 404
    assert phone.get("/m/").status_code == 200


def test_a_neighbour_s_manager_finds_nobody(app: Flask, here: Cast) -> None:
    on_phone(app, "W1")
    neighbour = at_desk(app, "bricks")
    path = f"/e/{here.neighbour}/people/{here.people['W1']}/phones"
    assert neighbour.get(path).status_code == 404


def test_a_person_without_a_phone_is_told_how_to_get_in(app: Flask, here: Cast) -> None:
    assert "没有已登录的手机" in at_desk(app, "manager").get(page(here, "fixer")).text
