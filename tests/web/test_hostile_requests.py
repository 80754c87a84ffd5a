"""Attacks by what is written into a request: A23, A29, A39, A49, A50."""

import time
from urllib.parse import quote

import pytest
from flask import Flask

from tests import databases
from tests.people import BUREAU, PASSWORD, Cast, Visitor, at_desk, nobody
from tests.routes import routes
from tests.web.own import REGION, Own
from tests.web.test_doors import address
from tests.web.test_filters import lists
from tests.web.test_mass_assignment import READERS

SQL = [
    "' OR '1'='1",
    "') OR 1=1 --",
    "'; UPDATE person SET name = 'x'; --",
    "1; SELECT pg_sleep(9)",
    "name DESC; --",
    "$.a' || (SELECT 1) || '",
    "\\' UNION SELECT hash FROM credential --",
]
PATHOLOGICAL = [
    "((((" * 2_000,
    "a" * 20_000 + "!",
    "（" * 20_000,
    "1" * 20_000 + "年",
    " " * 20_000 + "x",
    "/*" * 10_000,
]
LOOKALIKE = [
    "mаnager",
    "ｍanager",
    "man\u200bager",
    "manager\u200d",
    "MANAGER ",
    "manager\u0301",
    "\u202emanager",
]


@pytest.mark.worlds
def test_a29_sql_in_any_parameter_finds_nothing_and_changes_nothing(
    app: Flask, place: str, mine: Own, visitors: dict[str, Visitor]
) -> None:
    before = databases.rows(place, "SELECT count(*), min(name), max(name) FROM person")
    faults, asked = [], 0
    for route, path, names in lists(app, mine):
        visitor = visitors[READERS.get(route.access.who if route.access else "", "nobody")]
        for text in SQL:
            started = time.thread_time()
            answer = visitor.get(f"{path}?{'&'.join(f'{name}={quote(text)}' for name in sorted(names))}")
            asked += 1
            if answer.status_code >= 500 or time.thread_time() - started > 2:
                faults.append(f"{answer.status_code} {path} {text}")
    assert asked > 150
    assert faults == []
    assert databases.rows(place, "SELECT count(*), min(name), max(name) FROM person") == before


@pytest.mark.parametrize("text", ["%", "_", "%化%", "华_化工", "\\", "华安\\%"])
def test_a29_wildcards_are_letters(app: Flask, cast: Cast, text: str) -> None:
    officer = at_desk(app, "officer")
    page = officer.get(f"/g/410505/visits/new?search={quote(text)}")
    assert page.status_code == 200 and "华安化工" not in page.text
    assert "华安化工" in officer.get("/g/410505/visits/new?search=华安").text
    manager = at_desk(app, "manager")
    people = f"/e/{cast.plant}/people?search="
    assert "赵广明" not in manager.get(people + quote(text)).text
    assert "赵广明" in manager.get(people + quote("赵广")).text


def test_a39_no_other_origin_reads_or_frames_anything(app: Flask, cast: Cast) -> None:
    manager, pages = at_desk(app, "manager"), 0
    for route in routes(app):
        if route.arguments - {"enterprise", "region"}:
            continue
        for origin in ("https://evil.example", "null"):
            headers = {"Origin": origin}
            for method in sorted({"GET", "OPTIONS"} & route.methods):
                answer = manager.client.open(address(route, cast), method=method, headers=headers)
                shared = [name for name in answer.headers.keys() if name.startswith("Access-Control")]
                assert shared == [], route.rule
                assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", route.rule
                if answer.mimetype == "text/html":
                    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], route.rule
                    pages += 1
    assert pages > 60


AREAS = "SELECT area_code, name FROM enterprise ORDER BY name"
RIGHTS = "SELECT CAST(person_id AS TEXT), role, region, revoked_at FROM role_grant ORDER BY 1, 2"


def stands(place: str) -> list[list[tuple[object, ...]]]:
    return [databases.rows(place, query) for query in (AREAS, RIGHTS)]


def refusals(place: str) -> list[str]:
    """What people tried that their role may not do, as the ledger of their organisation has it."""
    rows = databases.rows(place, "SELECT after FROM ledger_entry WHERE act = 'access.refused'")
    return [str(row[0]) for row in rows]


@pytest.mark.parametrize("login", ["officer", "grid", "expert"])
def test_a23_an_officer_does_what_is_of_others_nowhere(
    app: Flask, place: str, cast: Cast, login: str
) -> None:
    visitor, forbidden, missing = at_desk(app, login), 0, 0
    role = BUREAU[login][1]
    before = stands(place)
    for route in routes(app):
        if not route.is_unsafe or not route.access or route.access.who not in {"plant", "bureau", "operator"}:
            continue
        if route.access.who == "bureau" and (not route.access.roles or role in route.access.roles):
            continue
        entries = len(refusals(place))
        status = visitor.post(
            address(route, cast), {"id": "01900000-0000-7000-8000-000000000001"}
        ).status_code
        noted = len(refusals(place)) - entries
        if route.access.who == "bureau":
            assert (status, noted) == (403, 1), route.rule
            forbidden += 1
        else:
            assert (status, noted) == (404, 0), route.rule
            missing += 1
    assert missing > 40
    assert forbidden >= {"officer": 0, "grid": 10, "expert": 10}[login]
    assert stands(place) == before


@pytest.mark.parametrize("path", ["/g/410506/", "/g/41/", "/g/410500/", "/g/410506/visits/new"])
def test_a23_nor_looks_beyond_his_district(app: Flask, cast: Cast, path: str) -> None:
    assert at_desk(app, "officer").get(path).status_code == 404
    assert at_desk(app, "officer").get(f"/g/410505/e/{cast.neighbour}").status_code == 404


@pytest.mark.worlds
@pytest.mark.parametrize("text", PATHOLOGICAL, ids=lambda text: f"{text[:3]!r}")
def test_a49_text_that_is_dear_to_a_pattern_costs_little(
    app: Flask, mine: Own, visitors: dict[str, Visitor], text: str
) -> None:
    pages = [("manager", f"/e/{mine.plant.id}/{what}=") for what in ("people?search", "risks?text")]
    pages += [
        ("first", f"/g/{REGION}/visits/new?search="),
        ("nobody", "/verify/?number="),
        ("nobody", "/r/?claim="),
    ]
    for who, path in pages:
        started = time.process_time()
        answer = visitors[who].get(path + quote(text))
        assert answer.status_code < 500, path
        assert time.process_time() - started < 1, path
    fields = {"account": text, "password": text, "enterprise": text, "work_number": text, "pin": text}
    for path in ("/sign-in", "/m/sign-in"):
        started = time.process_time()
        assert nobody(app).post(path, fields).status_code in {413, 422}, path
        assert time.process_time() - started < 1, path


@pytest.mark.parametrize("account", LOOKALIKE)
def test_a50_an_account_that_looks_like_another_is_none(app: Flask, cast: Cast, account: str) -> None:
    visitor = nobody(app)
    answer = visitor.client.post("/sign-in", data={"account": account, "password": PASSWORD})
    assert answer.status_code in {303, 422}
    if answer.status_code == 303:  # brought to its one form: capitals, blanks, full width
        assert account in {"ｍanager", "MANAGER "}
    manager = at_desk(app, "manager")
    person = {"name": "冒名", "work_number": "X-1", "role": "safety_manager", "account": account}
    person["id"] = "01900000-0000-7000-8000-000000000002"
    assert manager.post(f"/e/{cast.plant}/people", person).status_code == 422


def test_a50_a_doubled_parameter_is_one_of_the_two_or_refused(app: Flask, cast: Cast) -> None:
    visitor = nobody(app)
    data = {"account": ["manager", "principal"], "password": [PASSWORD, "wrong"]}
    assert visitor.client.post("/sign-in", data=data).status_code in {303, 422}
    manager = at_desk(app, "manager")
    twice = manager.get(f"/e/{cast.plant}/people?search=赵广&search=李敏")
    assert twice.status_code == 200 and ("赵广明" in twice.text) != (
        "李敏" in twice.text.partition("<main")[2]
    )


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "gb18030", "x-none", "utf-8; charset=utf-7"])
def test_a50_a_form_in_another_charset_is_read_as_one_or_refused(
    app: Flask, cast: Cast, charset: str
) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    body = b"account=manager&password=+ADw-script+AD4-"
    answer = nobody(app).client.post("/sign-in", data=body, content_type=kind)
    assert answer.status_code in {400, 415, 422}
    assert (
        answer.content_type == "text/html; charset=utf-8"
        and "<script>" not in answer.text.partition("<main")[2]
    )
    garbled = nobody(app).client.post("/sign-in", data=b"account=%ff%fe&password=%80", content_type=kind)
    assert garbled.status_code in {400, 415, 422}
