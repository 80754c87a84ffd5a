"""A year's days as they are pasted: what is read of a line, and what is said of a bad one."""

from datetime import date

import pytest

from service.core.acts.problems import Invalid
from service.reference.models import CalendarDay
from service.reference.working_days import DayKind
from service.reference.year_list import ListedDay, read, written

pytestmark = pytest.mark.both

NEW_YEAR = ListedDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦")


def faults(text: str) -> list[str]:
    with pytest.raises(Invalid) as refused:
        read(text, 2027)
    return [str(one) for one in refused.value.errors["days"]]


@pytest.mark.parametrize(
    "line",
    [
        "2027-01-01,放假,元旦",
        "2027/1/1\t放假\t元旦",
        "2027年1月1日  放假  元旦",
        "2027.1.1，放假，元旦",
        "2027-01-01 holiday 元旦",
        "日期,安排,节日\n2027-01-01,放假,元旦\n\n",
        "day,kind,name\r\n2027-01-01,holiday,元旦\r\n",
    ],
)
def test_a_line_is_read_however_its_day_is_written(line: str) -> None:
    assert read(line, 2027) == [NEW_YEAR]


def test_a_makeup_day_needs_no_name() -> None:
    assert read("2027-01-01 放假 元旦\n2027-01-02 调休上班", 2027) == [
        NEW_YEAR,
        ListedDay(date(2027, 1, 2), DayKind.MAKEUP, ""),
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("元旦", "看不懂日期"),
        ("2027-02-30,放假", "没有这一天"),
        ("2026-10-01,放假", "不在 2027 年"),
        ("2027-05-01", "安排应为"),
        ("2027-05-01,加班", "安排应为"),
        ("2027-05-03,调休上班", "本来上班"),
        ("2027-01-01,放假", "重复"),
    ],
)
def test_a_bad_line_is_named_by_its_number(line: str, why: str) -> None:
    [fault] = faults(f"2027-01-01,放假,元旦\n\n{line}")
    assert fault.startswith("第 3 行") and why in fault


def test_every_bad_line_is_named_up_to_ten() -> None:
    found = faults("\n".join(["什么"] * 14))
    assert len(found) == 11 and found[9].startswith("第 10 行") and "另有 4 行" in found[10]


def test_a_list_without_a_holiday_is_none() -> None:
    assert faults("") == faults("日期,安排") == ["请至少列出一个放假的日子"]


def test_what_is_written_is_read_again() -> None:
    days = [CalendarDay(source="", version=0, **NEW_YEAR._asdict())]
    assert read(written(days), 2027) == [NEW_YEAR]
