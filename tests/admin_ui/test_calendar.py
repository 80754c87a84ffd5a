"""The operator sees which years of the calendar are official, and sets a day or a whole year."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete
from werkzeug.test import TestResponse

from service.core import clock, ids
from service.core.db.transactions import db, retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.session_guard import bypass_scope
from service.reference.models import CalendarDay, CalendarYear
from tests.people import Cast, Visitor, at_desk

pytestmark = pytest.mark.days

CALENDAR = "/ops/reference/calendar"
DAY, YEAR = f"{CALENDAR}/day", f"{CALENDAR}/year"
NOTICE = "国办发明电〔2026〕9号"
LIST = "日期,安排,节日\n2027-10-01,放假,国庆节\n2027-10-09,调休上班,国庆节\n"


@pytest.fixture
def operator(app: Flask, cast: Cast) -> Iterator[Visitor]:
    with app.app_context():
        yield at_desk(app, "operator")


def send_day(operator: Visitor, **what_matters: Any) -> TestResponse:
    fields = {"day": "2026-10-08", "kind": "holiday", "name": "", "source": NOTICE, "version": "0"}
    return operator.post(DAY, {"id": str(ids.new_id())} | fields | what_matters)


def send_year(operator: Visitor, **what_matters: Any) -> TestResponse:
    fields = {"year": "2027", "source": NOTICE, "days": LIST}
    return operator.post(YEAR, {"id": str(ids.new_id())} | fields | what_matters)


def form_of(page: str) -> dict[str, str]:
    """What the browser sends back of the form of a year, left as it was offered."""
    marks = dict(re.findall(r'name="(seen|offered)" value="(\w+)"', page))
    [days] = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)
    return marks | {"year": "2026", "days": days.strip().replace("\n", "\r\n")}


def test_the_calendar_tells_official_years_from_reckoned_ones(operator: Visitor) -> None:
    with clock.frozen(datetime(2026, 6, 1, tzinfo=UTC)):
        visitor = at_desk(operator.client.application, "operator")
        page = visitor.get(CALENDAR).text
        assert page.count("官方安排") == 7  # 2020 to 2026
        assert page.count("推算") == 1 and "2027" in page and "尚未导入" not in page
        year = visitor.get(f"{CALENDAR}?year=2026").text
        assert "2026-10-01" in year and "国庆节" in year


def test_a_year_without_official_data_is_warned_of(operator: Visitor) -> None:
    with clock.frozen(datetime(2026, 11, 2, tzinfo=UTC)):
        visitor = at_desk(operator.client.application, "operator")
        assert "2027 年的节假日安排尚未导入" in visitor.get(CALENDAR).text


def test_a_calendar_without_any_data_still_stands(operator: Visitor) -> None:
    with scope.opened(Scope.platform()):
        for model in (CalendarDay, CalendarYear):
            statement = bypass_scope(delete(model), "reference data")
            retrying(lambda asked=statement: db.session.execute(asked))
    page = operator.get(CALENDAR).text
    assert "官方安排" not in page and "推算" in page


def test_a_day_is_shown_as_it_stands_before_it_is_set(operator: Visitor) -> None:
    page = operator.get(f"{DAY}?day=2026-10-01").text
    assert "国庆节" in page and "周四" in page and 'name="version" value="0"' in page
    assert "平常日" in operator.get(f"{DAY}?day=2026-10-12").text


@pytest.mark.parametrize("day", ["", "?day=", "?day=nonsense", "?day=2026-02-30"])
def test_without_a_day_one_is_asked_for(operator: Visitor, day: str) -> None:
    answer = operator.get(f"{DAY}{day}")
    assert answer.status_code == 200 and 'type="date"' in answer.text and 'name="source"' not in answer.text


def test_a_day_that_is_set_stands_in_its_year_with_its_source_and_who_set_it(operator: Visitor) -> None:
    answer = send_day(operator, name="台风停工")
    assert answer.status_code == 303
    page = operator.get(answer.location).text
    assert "2026-10-08" in page and "台风停工" in page and NOTICE in page and "林岩" in page


def test_a_refused_day_is_shown_again_with_why(operator: Visitor) -> None:
    answer = send_day(operator, kind="makeup")
    assert answer.status_code == 422 and "本来上班" in answer.text and NOTICE in answer.text
    assert send_day(operator, source="").status_code == 422
    assert send_day(operator, day="nonsense").status_code == 422
    assert send_day(operator, version="3").status_code == 409


@pytest.mark.parametrize("version", ["-1", "2147483647", "9" * 30])
def test_a_version_that_no_row_can_have_is_refused(operator: Visitor, version: str) -> None:
    assert send_day(operator, day="2026-10-01", version=version).status_code == 422


def test_a_pasted_year_becomes_official(operator: Visitor) -> None:
    answer = send_year(operator)
    assert answer.status_code == 303
    page = operator.get(answer.location).text
    assert page.count("官方安排") == 8 and "2027-10-09" in page and NOTICE in page
    with clock.frozen(datetime(2026, 11, 2, tzinfo=UTC)):
        assert "尚未导入" not in at_desk(operator.client.application, "operator").get(CALENDAR).text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_year_is_uploaded_as_a_spreadsheet_saves_it(operator: Visitor, encoding: str) -> None:
    file = (BytesIO(LIST.encode(encoding)), "2027.csv")
    assert send_year(operator, days="", file=file).status_code == 303
    assert "国庆节" in operator.get(f"{CALENDAR}?year=2027").text


def test_of_a_list_with_a_bad_line_nothing_is_kept(operator: Visitor) -> None:
    answer = send_year(operator, days=LIST + "2027-13-01,放假")
    assert answer.status_code == 422 and "第 4 行" in answer.text and "2027-13-01" in answer.text
    assert "2027-10-01" not in operator.get(f"{CALENDAR}?year=2027").text


@pytest.mark.parametrize("content", [b"PK\x03\x04\x00\x00", b"\xff\xff\xff", b"x" * 100_000])
def test_a_file_that_is_no_list_is_refused(operator: Visitor, content: bytes) -> None:
    answer = send_year(operator, days="", file=(BytesIO(content), "2027.xlsx"))
    assert answer.status_code == 422 and "CSV" in answer.text


def test_a_list_is_pasted_or_uploaded_not_both(operator: Visitor) -> None:
    answer = send_year(operator, file=(BytesIO(LIST.encode()), "2027.csv"))
    assert answer.status_code == 422 and "选一种" in answer.text


def test_a_known_year_is_uploaded_beside_its_list_as_it_was_offered(operator: Visitor) -> None:
    offered = form_of(operator.get(f"{YEAR}?year=2026").text)
    file = (BytesIO("2026-10-01,放假,国庆节".encode()), "2026.csv")
    answer = send_year(operator, **offered, file=file)
    assert answer.status_code == 303
    year = operator.get(answer.location).text
    assert "2026-10-01" in year and "2026-10-02" not in year


def test_a_list_that_was_offered_before_another_set_a_day_is_refused(operator: Visitor) -> None:
    offered = form_of(operator.get(f"{YEAR}?year=2026").text)
    assert send_day(operator).status_code == 303
    answer = send_year(operator, **offered)
    assert answer.status_code == 409 and "重新打开这一年" in answer.text
    assert "2026-10-08" in operator.get(f"{CALENDAR}?year=2026").text
    assert send_year(operator, **form_of(operator.get(f"{YEAR}?year=2026").text)).status_code == 303


def test_a_year_that_is_known_is_offered_as_it_stands(operator: Visitor) -> None:
    page = operator.get(f"{YEAR}?year=2026").text
    assert "2026-10-01 放假 国庆节" in page and 'value="2026"' in page
    for year in ("", "?year=nonsense", "?year=99999"):
        assert operator.get(f"{YEAR}{year}").status_code == 200
