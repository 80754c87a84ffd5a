"""A21: a neighbour changes nothing. One script of requests, in a world with his rows and in one without: all
answers are the same to the byte, counts, order, jobs, exports, papers and headers included.

A room joins by its routes: every GET that needs no other id than those of `Own.ids` is asked.
"""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from service.core import clock, ids
from service.core.db.transactions import db, let_go
from tests import databases
from tests.people import Visitor
from tests.routes import Route, routes
from tests.web import foreign, own
from tests.web.acts import Numbered, acts, cells, work_off
from tests.web.own import Own
from tests.web.test_matrix import fill

pytestmark = [pytest.mark.worlds, pytest.mark.days]
QUESTIONS = ("", "?q=龙安", "?search=龙安", "?after=WyJ4Il0", "?q=%25&state=closed")
PRIVATE = re.compile(r'name="csrf_token" value="[0-9a-f]{128}"|[?&]k=[\w.-]+')
OF_THE_MOMENT = {"Set-Cookie", "Content-Length", "Date"}  # tokens are random, and Date is the server's own
READERS = {"plant": ["manager"], "bureau": ["first", "head"], "phone": ["worker"]}
OF_THE_PLANT = {"manager", "worker", "nobody"}
AFTER = timedelta(minutes=5)
SIGNING_IN = 1 << 20  # far from the numbers of requests
Answer = tuple[int, list[tuple[str, str]], str]


def script(app: Flask, mine: Own) -> Iterator[tuple[str, str]]:
    """(who, path) of every page, in order."""
    known = mine.words
    for route in sorted(routes(app), key=lambda one: one.rule):
        if "GET" not in route.methods or not route.arguments <= set(known) or is_process(route):
            continue
        path, who = fill(route.rule, known), route.access.who if route.access else ""
        is_list = who in READERS and not route.arguments & (set(known) - {"region", "enterprise"})
        for login in READERS.get(who, ["nobody"]):
            yield from ((login, path + more) for more in (QUESTIONS if is_list else QUESTIONS[:1]))


def is_process(route: Route) -> bool:
    return route.rule in {"/readyz", "/healthz"}


def whole(answer: TestResponse) -> Answer:
    headers = sorted(
        (name, PRIVATE.sub("", value)) for name, value in answer.headers if name not in OF_THE_MOMENT
    )
    if answer.mimetype.endswith("sheet"):
        return answer.status_code, headers, cells(answer.data)
    return answer.status_code, headers, PRIVATE.sub("", answer.data.decode(errors="backslashreplace"))


@dataclass
class Life:
    """What was asked in one world, in order, and answered."""

    visitors: dict[str, Visitor]
    own: Own
    told: dict[str, Answer] = field(default_factory=dict)

    def look(self, app: Flask, turn: str, *, closely: bool) -> None:
        for who, path in script(app, self.own):
            if closely or "?" not in path:
                with self.numbered():
                    self.told[f"{turn} {who} {path}"] = whole(self.visitors[who].get(path))

    def act(self) -> None:
        for act in acts(self.own):
            with self.numbered():
                answer = act.done(self.visitors[act.who])
            assert answer.status_code == act.status, f"{act.path}: {answer.status_code} {answer.text}"
            self.told[f"{len(self.told)} {act.who} {act.method} {act.path}"] = whole(answer)
            with self.numbered():
                work_off(self.own.plant.id)

    def numbered(self) -> AbstractContextManager[None]:
        return ids.made_by(Numbered(len(self.told)))


def live(app: Flask, mine: Own) -> dict[str, Answer]:
    with ExitStack() as stack:
        with ids.made_by(Numbered(SIGNING_IN)):
            visitors = stack.enter_context(own.signed_in(app, mine))
        life = Life(visitors, mine)
        life.look(app, "before", closely=False)
        with app.app_context():
            life.act()
        life.look(app, "after", closely=True)
    return life.told


def forget(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        let_go()


def test_a21_a_neighbours_rows_change_no_answer(app: Flask, place: str, mine: Own) -> None:
    moment = clock.now() + AFTER
    forget(app)
    databases.settle(place)
    databases.copied(place, f"{place}_alone")
    with clock.frozen(moment):
        alone = live(app, mine)
    assert len(alone) > 100
    assert sum(answer[0] == 200 for answer in alone.values()) > 80
    # Of another district everybody is unaware; of the plant next door its own bureau knows, and nobody of the plant.
    for area, unaware in (("410506", {*OF_THE_PLANT, "first", "head"}), (own.REGION, OF_THE_PLANT)):
        forget(app)
        databases.copied(f"{place}_alone", place)
        with app.app_context():
            foreign.build(area)
        with clock.frozen(moment):
            beside = live(app, mine)
        assert list(alone) == list(beside)
        asked = [one for one in alone if one.split()[1] in unaware]
        different = [one for one in asked if alone[one] != beside[one]]
        assert different == [], "\n".join(first_difference(one, alone[one], beside[one]) for one in different)


def first_difference(asked: str, one: Answer, other: Answer) -> str:
    """Where two answers part, for who reads a failure."""
    first, second = (f"{answer[0]} {answer[1]} {answer[2]}" for answer in (one, other))
    at = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    return f"{asked}: …{first[max(0, at - 60) : at + 60]}… and …{second[max(0, at - 60) : at + 60]}…"
