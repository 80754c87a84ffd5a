"""Public pages are kept by the edition of what their plant shows, and never shown past it."""

import time
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import Client

from service.core import ids
from service.core.acts import editions
from service.core.acts.editions import Editions
from service.core.acts.ledger import Act
from service.enterprises import commands as enterprises
from service.enterprises.schemas import ContactsForm
from service.web import shelf
from service.web.shared_pages import PLANT, SharedPages
from service.web.shelf import Laid, Shelf
from tests.builders.hazards import do
from tests.builders.inspections import Checked

PATH = "/s/K7Q2M9XA4TBD"


class Wall:
    """An application that shows a word of a plant, and counts how often it is asked."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.plant, self.word, self.asked = str(ids.new_id()), "一", 0
        self.cookies: list[str] = []

    def change(self) -> None:
        """Do what an act does once it is kept."""
        self.word = "二"
        with self.app.app_context():
            editions.renew(UUID(self.plant))

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked += 1
        self.cookies.append(environ.get("HTTP_COOKIE", ""))
        environ[PLANT] = self.plant
        body = self.word.encode()
        etag = f'"{self.word}{environ.get("HTTP_COOKIE", "")}"'.encode().hex()
        start("200 OK", [("Cache-Control", "public, no-cache"), ("ETag", f'"{etag}"')])
        return [body]


@pytest.fixture
def wall(app: Flask) -> Wall:
    return Wall(app)


@pytest.fixture
def pages(wall: Wall, redis_url: str) -> SharedPages:
    return SharedPages(wall, Shelf(Editions(redis_url)))


@pytest.fixture
def visitor(pages: SharedPages) -> Client:
    return Client(pages, use_cookies=False)


def show(visitor: Client, path: str = PATH, **headers: str) -> str:
    answer = visitor.get(path, headers=headers)
    assert answer.status_code == 200
    return answer.text


def learn(visitor: Client) -> None:
    """The first page of a plant is not kept: nobody knew its edition when it was begun."""
    show(visitor, "/s/AAAAAAAAAAAA")


def test_a_page_is_made_once_for_all_labels_of_a_plant_that_is_known(wall: Wall, visitor: Client) -> None:
    learn(visitor)
    assert [show(visitor) for _ in range(3)] == ["一"] * 3
    assert wall.asked == 2


def test_after_an_act_it_is_made_anew(wall: Wall, visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "LASTS_S", 0.0)
    learn(visitor)
    show(visitor)
    wall.change()
    assert show(visitor) == "二"


def test_an_edition_is_believed_for_two_seconds_and_no_longer(
    wall: Wall, pages: SharedPages, visitor: Client
) -> None:
    learn(visitor)
    show(visitor)
    wall.change()
    edition, _read_at = pages.shelf.editions.read[wall.plant]
    pages.shelf.editions.read[wall.plant] = edition, time.monotonic() - 2.0
    assert show(visitor) == "二"


def test_the_editions_of_a_shift_are_read_in_one_trip(pages: SharedPages, app: Flask) -> None:
    known = pages.shelf.editions
    plants = [str(ids.new_id()) for _ in range(3)]
    for plant in plants:
        known.latest(plant)
    assert [known.current(plant) for plant in plants] == [known.read[plant][0] for plant in plants]
    known.read = {plant: (edition, read_at - 2.0) for plant, (edition, read_at) in known.read.items()}
    with app.app_context():
        editions.renew(UUID(plants[2]))
    before = dict(known.read)
    known.current(plants[0])
    assert all(known.read[plant][1] > before[plant][1] + 1 for plant in plants)
    assert [known.read[plant][0] != before[plant][0] for plant in plants] == [False, False, True]


def test_what_was_changed_while_it_was_made_is_not_kept(
    wall: Wall, pages: SharedPages, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn(visitor)
    made = wall.__call__

    def slowly(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        body = made(environ, start)
        wall.change()
        return body

    monkeypatch.setattr(pages, "app", slowly)
    assert show(visitor) == "一"
    monkeypatch.setattr(pages, "app", wall)
    assert show(visitor) == "二"


def test_pages_of_a_plant_that_are_made_side_by_side_are_all_kept(
    wall: Wall, pages: SharedPages, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn(visitor)

    def while_another_is_made(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        monkeypatch.setattr(pages, "app", wall)
        show(visitor, "/s/CCCCCCCCCCCC")
        return wall(environ, start)

    monkeypatch.setattr(pages, "app", while_another_is_made)
    for name in "BCBC":
        show(visitor, f"/s/{name * 12}")
    assert wall.asked == 3


def test_an_edition_was_not_there_before_redis_said_so(
    wall: Wall, pages: SharedPages, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn(visitor)
    known = pages.shelf.editions
    asked, began = known._asked, []

    def while_an_act_is_kept(plants: list[str]) -> dict[str, str]:
        began.append(time.monotonic())
        wall.change()
        return asked(plants)

    monkeypatch.setattr(known, "_asked", while_an_act_is_kept)
    known.latest(wall.plant)
    monkeypatch.setattr(known, "_asked", asked)
    assert known.lasting(wall.plant, began[0]) is None
    assert known.lasting(wall.plant, time.monotonic()) is not None


def test_a_redis_that_began_anew_knows_no_page(
    wall: Wall, pages: SharedPages, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "LASTS_S", 0.0)
    learn(visitor)
    show(visitor)
    wall.word = "二"
    pages.shelf.editions.redis.flushdb()
    assert show(visitor) == "二"


def test_without_redis_a_page_is_kept_for_two_seconds(
    wall: Wall, visitor: Client, pages: SharedPages, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn(visitor)
    show(visitor)
    pages.shelf.editions.read.clear()
    pages.shelf.editions.silent_until = time.monotonic() + 60
    wall.word = "二"
    assert show(visitor) == "一"
    monkeypatch.setattr(shelf, "LASTS_S", 0.0)
    assert show(visitor) == "二"


def test_only_what_a_visitor_chose_makes_a_page_of_its_own(wall: Wall, visitor: Client) -> None:
    learn(visitor)
    for cookie in ("lang=zh", "lang=zh; seen=1", "other=2; lang=zh"):
        show(visitor, Cookie=cookie)
    assert (wall.asked, wall.cookies[-1]) == (2, "lang=zh")
    show(visitor, Cookie="lang=en; text-size=xl")
    show(visitor, Cookie="text-size=xl; lang=en")
    assert (wall.asked, wall.cookies[-1]) == (3, "lang=en; text-size=xl")


@pytest.mark.parametrize("cookie", ["device=x", "lang=zh; device=x", "__Host-device=x", "sid=x"])
def test_who_is_signed_in_gets_his_own(wall: Wall, visitor: Client, cookie: str) -> None:
    learn(visitor)
    for _ in range(2):
        show(visitor, Cookie=cookie)
    assert (wall.asked, wall.cookies[-1]) == (3, cookie)


def test_the_etag_changes_with_the_page(wall: Wall, visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "LASTS_S", 0.0)
    learn(visitor)
    etag = visitor.get(PATH).headers["ETag"]
    assert visitor.get(PATH, headers={"If-None-Match": etag}).status_code == 304
    assert visitor.get(PATH, headers={"If-None-Match": '"another"'}).text == "一"
    wall.change()
    answer = visitor.get(PATH, headers={"If-None-Match": etag})
    assert (answer.status_code, answer.text) == (200, "二")
    assert answer.headers["ETag"] != etag


def test_no_more_than_so_many_bytes_are_kept(
    wall: Wall, pages: SharedPages, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST_BYTES", 9)  # three pages of a character
    learn(visitor)
    for name in "BCDE":
        show(visitor, f"/s/{name * 12}")
    show(visitor, "/s/CCCCCCCCCCCC")
    show(visitor, "/s/FFFFFFFFFFFF")
    assert [key.path[3] for key in pages.shelf.laid] == ["E", "C", "F"]
    assert pages.shelf.bytes == 9


def test_a_new_duty_phone_shows_on_a_label(
    client: FlaskClient, checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editions, "LASTS_S", 0.0)
    path = f"/s/{checked.code}"
    assert [client.get(path).status_code for _ in range(3)] == [200] * 3
    contacts = ContactsForm(id=ids.new_id(), address="工业路1号", duty_phone="0372-7654321")
    do(
        checked.plant.manager,
        lambda: enterprises.set_contacts(checked.plant.manager, checked.plant.id, contacts, Act.new()),
    )
    assert "0372-7654321" in client.get(path).text


class Slow(OrderedDict[Hashable, Laid]):
    """Lets another thread in between what goes and what comes."""

    def pop(self, *given: Any) -> Any:
        former = super().pop(*given)
        time.sleep(0.02)
        return former


def test_a_page_made_anew_by_many_at_once_counts_once() -> None:
    shelf = Shelf(Editions("redis://127.0.0.1:1/0"))
    shelf.laid = Slow()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _number: shelf.lay("card", "page", 10, "plant", time.monotonic()), range(4)))
    assert (len(shelf.laid), shelf.bytes) == (1, 10)
