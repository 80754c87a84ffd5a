import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.exchange.cells import code, date, number, text, words


@pytest.mark.parametrize(
    ("cell", "value"),
    [(3.0, 3), ("３", 3), (" ４", 4), ("０．５", "0.5"), (" 0.5 ", "0.5"), (0.1 + 0.2, "0.3"), ("", None), ("三", None),
     ("/", None), ("1e3", None), ("NaN", None), ("inf", None), (True, None),
     (float("nan"), None), (float("inf"), None), (datetime.date(2026, 1, 1), None)],
)  # fmt: skip
def test_a_number_is_read_in_half_and_full_width_or_not_at_all(cell, value):
    assert number(cell) == (None if value is None else Decimal(value))


@pytest.mark.torture
@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans()))
def test_no_cell_breaks_the_reading(cell):
    assert all("\x00" not in read(cell) and read(cell) == read(cell).strip() for read in (text, words, code))
    found, day = number(cell), date(cell)
    assert found is None or found.is_finite()
    assert day is None or day.year > 0


@pytest.mark.parametrize(
    "cell",
    ["2026.3.5", "2026-03-05", "2026/3/5", "2026年3月5日", "２０２６．３．５", "2026-03-05 08:30", 46086,
     datetime.datetime(2026, 3, 5, 8, 30)],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(cell):
    assert date(cell) == datetime.date(2026, 3, 5)


@pytest.mark.parametrize("cell", ["2026.2.30", "3月5日", "长期", 0, -1, 1e12])
def test_what_is_no_day_is_none(cell):
    assert date(cell) is None


def test_a_whole_number_in_a_text_column_has_no_decimal_point():
    assert text(421381.0) == "421381"


def test_direction_marks_and_control_characters_do_not_survive():
    assert text("\u202e冲床\x00\u200b ") == "冲床"
