"""`flask seed-demo`: the accounts it prints sign in, a second time changes nothing, and no other site is given it."""

import re
from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask

from tests import databases
from tests.people import nobody

LATER = ("registers", "checks", "records", "hazards", "others", "closed order", "orders")  # after the people
LINE = re.compile(r"^  (\S+) +(\S+) +(\S+) (\S+)$", re.M)


def seed(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["seed-demo"])


def people(place: str) -> list[tuple[object, ...]]:
    return databases.rows(place, "SELECT CAST(id AS TEXT), name FROM person ORDER BY 1")


def test_it_makes_the_people_whose_accounts_it_prints_and_makes_them_once(app: Flask, place: str) -> None:
    for step in LATER:  # whose own tests are those of the world
        databases.change(
            place, f"INSERT INTO heartbeat (name, at) VALUES ('demo.{step}', '2026-01-01 00:00:00+00')"
        )
    done = seed(app)
    assert done.exit_code == 0
    assert [line.partition("demo world: ")[2] for line in done.stderr.splitlines()] == ["people"]
    password = re.findall(r"password of all: (\S+);", done.stdout)[0]
    accounts = {account: name for account, _role, name, _place in LINE.findall(done.stdout)}
    assert len(accounts) > 5
    account, name = list(accounts.items())[-1]
    visitor = nobody(app)
    assert visitor.client.post("/sign-in", data={"account": account, "password": password}).status_code == 303
    assert name in visitor.get("/account").text
    before = people(place)
    again = seed(app)
    assert (again.exit_code, again.stdout, again.stderr) == (0, done.stdout, "")
    assert people(place) == before


def test_without_demo_it_makes_nothing(app: Flask, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], demo=False))
    done = seed(app)
    assert done.exit_code == 1
    assert "DEMO=1" in done.stderr
    assert people(place) == []
