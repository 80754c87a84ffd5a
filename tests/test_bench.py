"""What `make bench` prints, and what its worlds are made of."""

import re
from itertools import groupby

import pytest

from tests.bench.registry import Round, Row, wanted
from tests.bench.store import parts


def test_a_row_says_how_near_the_limit_it_is() -> None:
    row = Row("W0", "an example", "ms", 0.5, "more", lambda bench: [])
    figures = row.figures([Round(1.0, 4.0), Round(1.0, 2.0), Round(3.0, 4.0)])
    assert figures == {
        "row": "W0",
        "unit": "ms",
        "limit": 1.0,
        "ours": 4.0,
        "ratio": 0.5,
        "goal": 0.5,
        "better": "more",
        "met": True,
        "spread": [0.25, 0.75],
        "rounds": 3,
    }


def test_where_less_is_better_the_ratio_is_how_many_times_the_limit() -> None:
    figures = Row("W0", "an example", "s", 1.6, "less", lambda bench: []).figures([Round(2.0, 4.0)])
    assert (figures["ratio"], figures["met"]) == (2.0, False)


def test_a_row_without_a_limit_is_judged_by_its_own_figure() -> None:
    figures = Row("page", "an example", "pages/s", 40, "more", lambda bench: []).figures([Round(None, 41.0)])
    assert (figures["limit"], figures["ratio"], figures["met"]) == (None, None, True)


def test_rows_are_named_whole_or_by_their_workload() -> None:
    assert [row.name for row in wanted("W8")][:2] == ["W8", "W8.lang"]
    assert [row.name for row in wanted("W8.phone, W1")] == ["W1", "W8.phone"]
    with pytest.raises(SystemExit, match="no row W99"):
        wanted("W99")


def test_the_rows_of_a_workload_follow_each_other() -> None:
    """What they share is closed behind the last of them."""
    workloads = [row.workload for row in wanted("")]
    assert len(list(groupby(workloads))) == len(set(workloads))


def test_the_big_plants_pages_hold_as_many_rows_in_the_smallest_world_as_in_the_largest() -> None:
    """A page shows fifty of what is checked, and of the pumps of major risk."""
    smallest = next(part for part in parts("hundredth") if "the register of the big plant" in part)
    assert "generate_series(0, 50 + 50 - 1) j" in smallest
    assert "generate_series(0, 125 + 50 * 5 / 2 - 1) j" in smallest


@pytest.mark.parametrize("size", ["hundredth", "tenth", "full"])
def test_no_figure_of_a_world_is_left_open(size: str) -> None:
    left = [name for part in parts(size) for name in re.findall(r"(?<![:\w]):([a-z]\w*)", part)]
    assert left == []
