"""`flask import enterprises FILE`: what lands, what is said of the rest, and that a second run changes nothing."""

import json
from collections import Counter
from decimal import Decimal
from io import BytesIO
from math import inf
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from service.core.acts import editions
from service.core.db.transactions import db, reading, transaction
from service.core.jobs import outbox
from service.core.models import LedgerEntry, OutboxJob
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries
from service.enterprises.models import Enterprise
from service.identity.commands import platform
from service.identity.models import Organisation, Person
from service.identity.rules import OrganisationKind, Role
from tests.builders.shared import shared
from tests.builders.workbooks import ROSTER_HEADER, a_roster_row, a_table, content_of

pytestmark = pytest.mark.both

OTHER_CODE = "91410700MA9X0002X8"
OPERATOR = Viewer(Scope.platform(), roles=frozenset({Role.OPERATOR}), proven_at=inf)


@pytest.fixture
def bring(app: Flask, tmp_path: Path):
    """Import a roster of these rows; return the exit code and the JSON."""

    def run(*rows: list[object], header: list[str] = ROSTER_HEADER, more: tuple[str, ...] = ()):
        file = tmp_path / "roster.xlsx"
        file.write_bytes(content_of(a_table(header, rows, sheet="企业名单")))
        return imported(app, file, *more)

    return run


def imported(app: Flask, file: Path, *more: str) -> tuple[int, dict[str, object]]:
    done = app.test_cli_runner(catch_exceptions=False).invoke(
        args=["import", "enterprises", str(file), *more]
    )
    return done.exit_code, json.loads(done.stdout or "{}")


def counts(found: dict[str, object]) -> tuple[object, ...]:
    return tuple(found[name] for name in ("rows", "created", "updated", "unchanged", "rejected", "warnings"))


def plants(app: Flask) -> list[Enterprise]:
    with app.app_context(), scope.opened(Scope.platform()), reading():
        return list(db.session.scalars(select(Enterprise).order_by(Enterprise.credit_code)))


def acts(app: Flask) -> Counter[str]:
    with app.app_context(), scope.opened(Scope.platform()), reading():
        return Counter(db.session.scalars(select(LedgerEntry.act)))


def test_a_good_row_becomes_a_plant_with_its_organisation_and_one_entry(bring, app: Flask) -> None:
    code, found = bring(a_roster_row())
    assert (code, counts(found), found["issues"]) == (0, (1, 1, 0, 0, 0, 0), [])
    (plant,) = plants(app)
    assert (plant.name, plant.area_code, plant.sector) == ("安阳测试机械厂", "410505", "machinery")
    assert (plant.longitude, plant.employees) == (Decimal("114.3"), 12)
    with app.app_context(), scope.opened(Scope.platform()), reading():
        assert db.session.get_one(Organisation, (plant.id, plant.id)).kind is OrganisationKind.ENTERPRISE
    assert acts(app)["enterprise.register"] == 1


def test_a_bad_row_does_not_land_and_the_good_one_beside_it_does(bring, app: Flask) -> None:
    code, found = bring(a_roster_row(area="999999"), a_roster_row(seq=2, code=OTHER_CODE))
    assert (code, counts(found)) == (0, (2, 1, 0, 0, 1, 0))
    assert found["issues"] == [{"sheet": "企业名单", "row": 3, "code": "AREA_UNKNOWN", "severity": "error"}]
    assert [plant.credit_code for plant in plants(app)] == [OTHER_CODE]


def test_a_second_run_changes_nothing(bring, app: Flask) -> None:
    bring(a_roster_row())
    assert counts(bring(a_roster_row())[1]) == (1, 0, 0, 1, 0, 0)
    assert acts(app)["enterprise.register"] == 1


def test_an_upload_changes_only_the_columns_it_has(bring, app: Flask) -> None:
    bring(a_roster_row())
    narrow = ["序号", "企业名称", "统一社会信用代码", "行政区划代码", "行业代码"]
    row = [1, "安阳新名机械厂", "91410503MA9X00011H", "410505", "C3484"]
    assert counts(bring(row, header=narrow)[1]) == (1, 0, 1, 0, 0, 0)
    (plant,) = plants(app)
    assert (plant.name, plant.employees, plant.longitude) == ("安阳新名机械厂", 12, Decimal("114.3"))
    with app.app_context(), scope.opened(Scope.platform()), reading():
        assert db.session.get_one(Organisation, (plant.id, plant.id)).name == "安阳新名机械厂"
        for search in ("新名", "测试机"):
            assert [one.id for one in queries.list_page(search).rows] == [plant.id]


def test_a_plant_that_a_roster_changes_has_a_new_edition_and_no_other(bring, app: Flask) -> None:
    rows = a_roster_row(), a_roster_row(seq=2, code=OTHER_CODE)
    bring(*rows)
    with app.app_context():
        keys = [f"edition:{plant.id}" for plant in plants(app)]
        editions_in_redis = outbox.queue().connection
        editions_in_redis.mset(dict.fromkeys(keys, "of before"))
        bring(a_roster_row(name="安阳新名机械厂"), rows[1])
        assert [one == b"of before" for one in editions_in_redis.mget(keys)] == [False, True]


def test_it_has_one_by_the_job_that_follows_where_the_process_died_after_the_commit(
    bring, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(a_roster_row())
    (plant,) = plants(app)
    monkeypatch.setattr(editions, "renew", lambda _plant: None)
    with app.app_context():
        editions_in_redis, key = outbox.queue().connection, f"edition:{plant.id}"
        editions_in_redis.set(key, "of before")
    bring(a_roster_row(name="安阳新名机械厂"))
    with app.app_context():
        assert editions_in_redis.get(key) == b"of before"
        with scope.opened(Scope.machine()), reading():
            (reaction,) = db.session.scalars(select(OutboxJob.id))
        outbox.run_job(str(reaction))
        assert editions_in_redis.get(key) not in {None, b"of before"}


def test_an_empty_cell_does_not_wipe_what_is_known(bring, app: Flask) -> None:
    bring(a_roster_row())
    assert counts(bring(a_roster_row(employees=None, founded=None))[1]) == (1, 0, 0, 1, 0, 0)
    assert plants(app)[0].employees == 12


def test_a_cell_that_cannot_be_read_does_not_wipe_what_is_known(bring, app: Flask) -> None:
    bring(a_roster_row())
    code, found = bring(a_roster_row(employees="约三十"))
    assert counts(found) == (1, 0, 0, 1, 0, 1)
    assert plants(app)[0].employees == 12


def test_a_plant_does_not_move_to_another_county_by_a_roster(bring, app: Flask) -> None:
    bring(a_roster_row())
    code, found = bring(a_roster_row(area="410506"))
    assert [issue["code"] for issue in found["issues"]] == ["AREA_KEPT"]
    assert (counts(found), plants(app)[0].area_code) == ((1, 0, 0, 1, 0, 1), "410505")


def test_a_town_belongs_to_its_county_and_is_kept_as_it_is_written(bring, app: Flask) -> None:
    bring([*a_roster_row(area="410505102"), "不知名乡"], header=[*ROSTER_HEADER, "乡镇（街道）"])
    (plant,) = plants(app)
    assert (plant.area_code, plant.town) == ("410505", "不知名乡")


def test_a_dry_run_says_the_same_and_keeps_nothing(bring, app: Flask) -> None:
    rows = a_roster_row(), a_roster_row(seq=2, code="1")
    dry = bring(*rows, more=("--dry-run",))
    assert plants(app) == []
    assert dry == bring(*rows)


def test_the_workbook_comes_back_with_the_reasons(bring, tmp_path: Path) -> None:
    bring(a_roster_row(), a_roster_row(seq=2, code="1"), more=("--errors", str(tmp_path / "out.xlsx")))
    page = load_workbook(BytesIO((tmp_path / "out.xlsx").read_bytes())).active
    column = [page.cell(row, page.max_column).value for row in range(2, 5)]
    assert (column[0], column[1]) == ("错误原因", None)
    assert "18 位" in column[2]


@pytest.mark.parametrize(
    ("name", "content"), [("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), ("a.csv", b"a,b\n")]
)
def test_what_is_no_xlsx_is_refused_saying_how_to_save_it(
    app: Flask, tmp_path: Path, name: str, content: bytes
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    done = app.test_cli_runner().invoke(args=["import", "enterprises", str(file)])
    assert (done.exit_code, counts(json.loads(done.stdout))) == (2, (0, 0, 0, 0, 0, 0))
    assert "另存为" in done.stderr


def test_only_an_operator_imports(bring, app: Flask) -> None:
    with app.app_context(), scope.opened(Scope.platform()), transaction():
        platform.open_operator(OPERATOR, "ops.li", "李运营")
    assert bring(a_roster_row(), more=("--as", "nobody"))[0] == 2
    assert bring(a_roster_row(), more=("--as", "OPS.li"))[0] == 0
    with app.app_context(), scope.opened(Scope.platform()), reading():
        query = (
            select(Person.name)
            .join(LedgerEntry, LedgerEntry.actor_id == Person.id)
            .where(LedgerEntry.act == "enterprise.register")
        )
        assert list(db.session.scalars(query)) == ["李运营"]


@pytest.mark.slow
def test_the_roster_of_5000_reaches_its_truth_and_a_second_run_changes_nothing(app: Flask) -> None:
    file = shared("data", "ledgers") / "03_企业名单_5000.xlsx"
    truth = json.loads(file.with_name(f"{file.name}.expected.json").read_text("utf-8"))
    code, found = imported(app, file)
    assert (code, counts(found)) == (0, (5000, 4850, 0, 0, 150, 0))
    assert found["issues"] == [{"sheet": truth["sheet"], **issue} for issue in truth["issues"]]
    landed = plants(app)
    assert Counter(plant.area_code for plant in landed) == truth["valid_by_area"]
    assert Counter(plant.size for plant in landed) == truth["valid_by_size"]
    assert acts(app)["enterprise.register"] == 4850
    assert counts(imported(app, file)[1]) == (5000, 0, 0, 4850, 150, 0)
    assert acts(app)["enterprise.register"] == 4850
