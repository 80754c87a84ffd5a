"""A county code of former days leads to today's, where it is certain."""

import csv

import pytest

from service.reference.former_counties import DATA, former_county


@pytest.mark.parametrize(
    ("old", "today"),
    [
        ("410381", "410307"),  # 偃师市, 国函〔2021〕17号
        ("410322", "410308"),  # 孟津县
        ("410306", "410308"),  # 吉利区
        ("410224", "410212"),  # 开封县 → 祥符区
        ("320584", "320509"),  # 吴江市 → 吴江区
        ("410381102", "410307"),  # a town of 偃师
    ],
)
def test_a_former_code_leads_to_todays(old: str, today: str) -> None:
    found = former_county(old)
    assert found is not None
    assert (found.today, found.verified) == (today, True)


def test_each_leads_to_a_county_of_today_and_is_none_itself() -> None:
    with (DATA.parent / "areas.csv").open(encoding="utf-8", newline="") as file:
        today = {row["code"] for row in csv.DictReader(file) if row["level"] == "county"}
    with DATA.open(encoding="utf-8", newline="") as file:
        former = list(csv.DictReader(file))
    assert [row for row in former if row["today"] not in today or row["code"] in today] == []
    assert len({row["code"] for row in former}) == len(former)


def test_one_that_was_split_is_not_certain() -> None:
    found = former_county("340221")  # 芜湖县
    assert found is not None and not found.verified
