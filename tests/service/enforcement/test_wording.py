"""The sentences of a document."""

from datetime import UTC, date, datetime

import pytest

from service.documents.content import minute_in_words
from service.enforcement.document_content import demand, failures, overall
from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT
from service.enforcement.limits import numbers_in_words
from service.enforcement.models.orders import ItemResult, OrderItem
from service.identity.rules import Role
from service.reference import shipped

pytestmark = pytest.mark.days

SENTENCE = "现责令你单位对上述第{items}项问题于{day}前整改完毕，达到要求。"


@pytest.mark.parametrize(
    ("numbers", "words"), [([1], "1"), ([1, 2], "1、2"), ([1, 2, 3, 5], "1至3、5"), ([2, 4], "2、4")]
)
def test_numbers_of_items_are_drawn_together(numbers: list[int], words: str) -> None:
    assert numbers_in_words(numbers) == words


def test_items_of_one_day_stand_together_the_earliest_first() -> None:
    late, early = date(2026, 11, 30), date(2026, 11, 24)
    assert demand(SENTENCE, [(1, late), (2, late), (3, early)]) == (
        "现责令你单位对上述第3项问题于2026年11月24日前整改完毕，"
        "第1、2项问题于2026年11月30日前整改完毕，达到要求。"
    )


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ("2021-09-01", "经复查，第1、3项问题未按期整改完毕，将依法处理。"),
        (
            "2026-01-01",
            "经复查，第1项问题未按期整改完毕，将依法处理。"
            "经复查，第3项问题尚未整改完毕，应当按重新确定的期限整改。",
        ),
    ],
)
def test_an_opinion_says_what_failed_as_the_template_of_its_day_can(version: str, said: str) -> None:
    [rows] = shipped.read("document_templates.json")
    [words] = [row.wording for row in rows if (row.kind, row.version) == ("opinion", version)]
    day = date(2026, 11, 20)
    late, early = OrderItem(number=1, due_on=date(2026, 11, 19)), OrderItem(number=3, due_on=day)
    assert failures(words, [late, early], day) == said


LATE, AGREED = "第2项未按期整改完毕，将依法处理。", "经复查，指令书所列问题已全部整改，同意销号。"
SOME, NONE = (
    "经复查，指令书所列问题部分整改，其中第1、3项已整改，同意销号。",
    "经复查，本次复查的问题均未整改完毕。",
)


@pytest.mark.parametrize(
    ("version", "passed", "said"),
    [
        ("2026-11-01", {1, 3}, "经复查，第2项问题未按期整改完毕，将依法处理。"),
        ("2026-12-01", {1, 3}, SOME + LATE),
        ("2026-12-01", set(), f"{NONE}{LATE}第1、3项尚未整改完毕，应当按重新确定的期限整改。"),
        ("2026-12-01", {1, 2, 3}, AGREED),
        ("2021-09-01", {1, 2, 3}, AGREED),
    ],
)
def test_an_opinion_says_whether_all_some_or_nothing_was_done(
    version: str, passed: set[int], said: str
) -> None:
    [rows] = shipped.read("document_templates.json")
    [words] = [row.wording for row in rows if (row.kind, row.version) == ("opinion", version)]
    day = date(2026, 12, 5)
    judged = [
        (
            OrderItem(number=number, due_on=day.replace(day=4 if number == 2 else 6)),
            ItemResult(passed=number in passed),
        )
        for number in (1, 2, 3)
    ]
    assert overall(words, judged, day) == said


def test_minutes_are_those_of_the_site() -> None:
    began = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)
    assert minute_in_words(began) == "2026年11月22日9时05分"
    assert minute_in_words(began.replace(hour=3), began) == "11时05分"


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.EXPERT, Role.WORKER, Role.OPERATOR])
def test_some_roles_move_nothing(role: Role) -> None:
    for life in (VISIT, ORDER, REINSPECTION):
        assert not [step for step in life.steps.values() if role in step.who]
