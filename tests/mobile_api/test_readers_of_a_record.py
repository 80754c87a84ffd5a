"""A body of a record is read by the schema or, where it is plain, by the one statement's reader: both judge alike."""

import hashlib
from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from service.core import ids
from service.core.acts.problems import Invalid
from service.core.forms import take
from service.inspections.commands import answering, at_once
from service.inspections.queries.lists import Item
from service.inspections.rules import Answer
from service.inspections.schemas import RecordForm, faults

LISTED = [Item(ids.new_id(), number, "阀门", None, "条款") for number in range(1, 4)]
NUMBERS = {item.id: item.number for item in LISTED}
LEFT_OUT = object()
# What a body may hold instead of what is good, at and beside each limit: (its field, or that of an answer; values).
OF_BODY: dict[str, list[Any]] = {
    "occurrence_id": [LEFT_OUT, None, 5, "x", str(ids.new_id()).upper()],
    "answers": [LEFT_OUT, None, {}, "x", [], [None], ["x"]],
    "device_at": [
        None,
        5,
        "",
        "昨天",
        "2026-03-02",
        "2026-03-02T08:15:30",
        " 2026-03-02T08:15:30Z",
        "2026-03-02T08:15:30.123Z",
        "20260302T081530+0800",
        "1999-12-31T23:59:59Z",
        "2000-01-01T00:00:00Z",
        "2099-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z",
    ],
    "id": [str(ids.new_id())],
}
OF_ANSWER: dict[str, list[Any]] = {
    "item_id": [LEFT_OUT, None, 5, "x", [], *(str(item.id) for item in LISTED), str(LISTED[0].id).upper()],
    "answer": [LEFT_OUT, None, ["normal"], "NORMAL", "", *Answer],
    "words": [
        LEFT_OUT,
        None,
        5,
        "",
        " 好",
        "好 ",
        " ",
        "两行\n字",
        "\u200b",
        "阀门“好”\\$😀",
        "x" * 500,
        "x" * 501,
    ],
    "photos": [
        LEFT_OUT,
        None,
        [],
        "x",
        [str(ids.new_id())],
        [str(ids.new_id())] * 6,
        [str(ids.new_id())] * 7,
    ],
    "number": [1],
}
Twist = tuple[int | None, str, Any]  # of which answer, or of the body; the field; the value
TWISTS: list[Twist] = [
    *((None, name, value) for name, values in OF_BODY.items() for value in values),
    *((place, name, value) for place in (0, 2) for name, values in OF_ANSWER.items() for value in values),
]


def twisted(order: Sequence[Item], twists: Sequence[Twist]) -> dict[str, Any]:
    """Return a good body with some of it changed."""
    answers = [
        {"item_id": str(item.id), "answer": "normal", "words": "完好", "photos": list[str]()}
        for item in order
    ]
    content: dict[str, Any] = {"occurrence_id": str(ids.new_id()), "answers": answers}
    for place, name, value in sorted(twists, key=lambda twist: twist[0] is None):
        changed = content if place is None else answers[place]
        changed[name] = value
        if value is LEFT_OUT:
            del changed[name]
    return content


def by_the_schema(content: dict[str, Any]) -> RecordForm | None:
    """Return what the schema makes of a body that is whole; None where either refuses it."""
    try:
        data = take(RecordForm, content)
    except Invalid:
        return None
    return None if faults(data.answers, NUMBERS) else data


def is_plain(content: dict[str, Any], data: RecordForm) -> bool:
    """Tell whether a good body is one of those that the short way should take: nothing failed, nothing to be mended."""
    written = [answer.get("words", "") for answer in content["answers"]]
    moment = str(content.get("device_at", ""))
    return (
        all(answer.answer is not Answer.FAILED and not answer.photos for answer in data.answers)
        and [answer.words for answer in data.answers] == written
        and ("device_at" in content) is (data.device_at is not None)
        and moment.strip() == moment
        and all(words.isprintable() for words in written)
        and [str(answer.item_id) for answer in data.answers] == [row["item_id"] for row in content["answers"]]
    )


def agree(content: dict[str, Any]) -> bool:
    """Assert that both readers take a body alike; tell whether the short way takes it.

    Good bodies that are not plain the short way leaves to the schema.
    """
    at_once.learn(ids.new_id(), tuple(LISTED))
    good, data = at_once.judged(content), by_the_schema(content)
    if data is None or not is_plain(content, data):
        assert good is None
        return False
    assert good is not None
    assert good.occurrence_id == str(data.occurrence_id)
    assert good.device_at == data.device_at
    by_item = {answer.item_id: answer for answer in data.answers}
    wanted = [answering.stored(item, by_item[item.id]) for item in LISTED]
    assert [{**row, "number": number} for number, row in enumerate(good.answers, 1)] == wanted
    assert hashlib.sha256(at_once.content(good)).hexdigest() == answering.digest(data)
    return True


def test_both_readers_take_and_refuse_the_same_at_each_limit() -> None:
    taken = [twist[1] for twist in TWISTS if agree(twisted(LISTED, [twist]))]
    assert set(taken) == {"occurrence_id", "device_at", "item_id", "answer", "words", "photos"}
    assert agree(twisted(LISTED, []))
    for some_items in (LISTED[:2], [*LISTED, LISTED[0]], [LISTED[0], LISTED[0], LISTED[2]]):
        assert not agree(twisted(some_items, []))


@given(order=some.permutations(LISTED), twists=some.lists(some.sampled_from(TWISTS), max_size=4))
def test_both_readers_take_and_refuse_the_same_whatever_is_sent(
    order: list[Item], twists: list[Twist]
) -> None:
    agree(twisted(order, twists))


@given(words=some.lists(some.text(max_size=5), min_size=3, max_size=3))
def test_both_readers_take_and_refuse_the_same_words(words: list[str]) -> None:
    agree(twisted(LISTED, [(place, "words", text) for place, text in enumerate(words)]))
