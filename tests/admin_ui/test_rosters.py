"""The operator brings a roster in by pages: upload, job, result, workbook with the reasons."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from service.core.db.transactions import reading
from service.core.jobs import outbox
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.commands import platform
from tests.builders import desks
from tests.builders import hazards as plants
from tests.builders.hazards import OPERATOR, account_of, do
from tests.builders.workbooks import ROSTER_HEADER, a_roster_row, a_table, content_of

GOOD, BAD = a_roster_row(), a_roster_row(seq=2, name="安阳坏行厂", code="91410503MA9X")


@pytest.fixture
def operator(app: Flask) -> Iterator[FlaskClient]:
    with app.app_context():
        do(OPERATOR, lambda: platform.open_operator(OPERATOR, "ops.li", "李运营"))
        yield desks.sign_in(app, "ops.li")


def upload(client: FlaskClient, content: bytes, name: str = "名单.xlsx") -> TestResponse:
    fields: dict[str, Any] = desks.hidden(client.get("/ops/imports").text, "/ops/imports")
    return client.post("/ops/imports", data=fields | {"file": (BytesIO(content), name)})


def a_roster(*rows: list[object], header: list[str] = ROSTER_HEADER) -> bytes:
    return content_of(a_table(header, rows, sheet="企业名单"))


def work() -> None:
    """Answer every reaction that waits, as a worker does."""
    with scope.opened(Scope.machine()), reading():
        found = outbox.waiting()
    for reaction_id, _attempts in found:
        outbox.run_job(str(reaction_id))


def test_a_roster_lands_behind_its_page_and_its_bad_rows_are_explained(operator: FlaskClient) -> None:
    page = upload(operator, a_roster(GOOD, BAD)).location
    assert "正在导入" in operator.get(page).text
    assert 'hx-trigger="every 2s"' in operator.get(page, headers={"HX-Request": "true"}).text
    work()
    result = operator.get(page).text
    assert "2 行：1 行已导入，1 行没有导入" in result
    assert "信用代码位数不对" in result
    assert "应为 18 位" in result
    assert operator.get(page, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "安阳测试机械厂</a>" in operator.get("/ops/enterprises?search=测试").text
    assert "安阳坏行厂" not in operator.get("/ops/enterprises").text
    assert "名单.xlsx</a>" in operator.get("/ops/imports").text


def test_the_workbook_comes_back_with_its_reasons(operator: FlaskClient) -> None:
    page = upload(operator, a_roster(GOOD, BAD)).location
    work()
    sheet = load_workbook(BytesIO(operator.get(f"{page}/errors.xlsx").data))["企业名单"]
    assert [bool(sheet.cell(row, sheet.max_column).value) for row in (2, 3, 4)] == [True, False, True]


def test_a_plant_of_the_list_leads_to_its_first_manager(operator: FlaskClient) -> None:
    upload(operator, a_roster(GOOD))
    work()
    link = operator.get("/ops/enterprises").text.split('class="title" href="')[1].split('"')[0]
    assert "添加第一位管理员" in operator.get(link).text


def test_a_file_without_the_columns_is_refused_as_a_whole(operator: FlaskClient) -> None:
    page = upload(operator, a_roster(GOOD[:2], header=["序号", "企业名称", "别的", "乡镇"])).location
    work()
    assert "什么都没有改动" in operator.get(page).text
    assert "还没有企业" in operator.get("/ops/enterprises").text


def test_a_broken_one_in_the_old_format_is_taken_at_once_and_refused_by_the_job(
    operator: FlaskClient,
) -> None:
    page = upload(operator, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "名单.xls").location
    work()
    assert "另存为" in operator.get(page).text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"a,b\n", "另存为"), (b"", "xlsx")],
)
def test_what_is_no_xlsx_is_refused_at_the_field(
    operator: FlaskClient, content: bytes, sentence: str
) -> None:
    answer = upload(operator, content, "名单.xls")
    assert answer.status_code == 422
    assert sentence in answer.text.split('class="errs"')[1]


def test_a_plants_manager_does_not_find_the_operators_pages(app: Flask, operator: FlaskClient) -> None:
    plant = plants.a_plant()
    manager = desks.sign_in(app, account_of(plant.id, "manager"))
    for path in ("/ops/imports", "/ops/enterprises"):
        assert manager.get(path).status_code == 404


ODD = [*ROSTER_HEADER, "安全总监"]


def test_a_column_that_is_not_known_is_shown_and_asked_about_first(operator: FlaskClient) -> None:
    page = upload(operator, a_roster([*GOOD, "王五"], header=ODD)).location
    work()
    asked = operator.get(page).text
    assert "这些列不认识，将不导入" in asked
    assert "安全总监" in asked
    assert "还没有企业" in operator.get("/ops/enterprises").text
    again = operator.post(f"{page}/confirm", data=desks.hidden(asked, f"{page}/confirm"))
    assert again.location.endswith(page)
    work()
    assert "1 行：1 行已导入" in operator.get(page).text
    assert "安阳测试机械厂</a>" in operator.get("/ops/enterprises").text


def test_a_roster_that_is_given_up_lands_nothing(operator: FlaskClient) -> None:
    page = upload(operator, a_roster([*GOOD, "王五"], header=ODD)).location
    work()
    asked = operator.get(page).text
    operator.post(f"{page}/decline", data=desks.hidden(asked, f"{page}/confirm"))
    work()
    assert "已放弃" in operator.get(page).text
    assert "还没有企业" in operator.get("/ops/enterprises").text


def test_one_cause_of_many_rows_is_shown_once_with_the_companies(operator: FlaskClient) -> None:
    rows = [
        a_roster_row(seq=n, name=f"安阳{n}号厂", area="419999", code=f"9141050{n}MA9X") for n in range(3, 6)
    ]
    page = upload(operator, a_roster(GOOD, *[[*row[:2], "", *row[3:]] for row in rows])).location
    work()
    result = operator.get(page).text
    assert result.count("统一社会信用代码没有填") == 1
    assert "3 行</span>" in result
    for number in (3, 4, 5):
        assert f"安阳{number}号厂" in result
