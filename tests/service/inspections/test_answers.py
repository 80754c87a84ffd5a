"""A check is answered once, and a failed item is a hazard."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.core import clock, ids
from service.core.acts.problems import Conflict, Gone, Invalid, NotAllowed, NotFound, WrongState
from service.core.db.transactions import db
from service.core.models import LedgerEntry
from service.hazards.models import Hazard
from service.hazards.states import Source
from service.inspections.models import Record
from service.inspections.queries import check_rows, checks, records
from service.inspections.rules import Progress
from tests.builders.hazards import a_photo, a_plant, see
from tests.builders.inspections import (
    Checked,
    a_check,
    answer,
    answered,
    answers,
    items,
    record_facts,
    todays,
)

pytestmark = [pytest.mark.both, pytest.mark.days]


def count(checked: Checked, model: Any) -> int:
    return see(checked.plant.manager, lambda: db.session.scalar(select(func.count()).select_from(model))) or 0


def test_a_check_is_done_when_it_is_answered(checked: Checked) -> None:
    assert answered(checked).stands
    check = see(checked.worker, lambda: checks.checks_of_person(checked.worker))[0]
    assert check.progress is Progress.DONE
    tally = see(checked.plant.manager, lambda: checks.today(checked.plant.manager))
    assert (tally.done, tally.total) == (1, 1)


def test_a_failed_item_is_a_hazard_that_knows_its_measure_and_its_record(checked: Checked) -> None:
    made = answered(checked, {2: "无检定标识"})
    hazard = see(checked.plant.manager, lambda: db.session.scalars(select(Hazard)).one())
    assert (hazard.source, hazard.record_id, hazard.unit_id) == (Source.ITEM, made.id, checked.unit.id)
    assert hazard.measure_id == items(checked)[1].measure_id
    assert hazard.place == checked.unit.name
    assert "无检定标识" in hazard.description
    assert hazard.reported_by == checked.worker.person_id


def test_a_photo_stands_for_words_and_goes_to_the_hazard(checked: Checked) -> None:
    from service.attachments import queries as attachments

    photo = a_photo(checked.worker, checked.plant)
    given = answers(checked)
    given[0] |= {"answer": "failed", "photos": [photo]}
    answer(checked.worker, record_facts(checked) | {"answers": given})
    hazard = see(checked.worker, lambda: db.session.scalars(select(Hazard)).one())
    found = see(
        checked.worker, lambda: attachments.of(checked.worker, hazard.enterprise_id, "hazard", [hazard.id])
    )
    assert [row.id for row in found[hazard.id]] == [photo]


def test_a_failed_item_without_words_or_photo_is_named(checked: Checked) -> None:
    with pytest.raises(Invalid) as refused:
        answered(checked, {2: ""})
    assert list(refused.value.errors) == ["item-2"]


def test_an_item_left_out_is_named(checked: Checked) -> None:
    with pytest.raises(Invalid) as refused:
        answer(checked.worker, record_facts(checked) | {"answers": answers(checked)[:-1]})
    assert list(refused.value.errors) == ["item-3"]


def test_the_same_again_is_the_same_record(checked: Checked) -> None:
    facts = record_facts(checked, {1: "破损"})
    assert answer(checked.worker, facts).id == answer(checked.worker, facts).id
    turned = facts | {"answers": facts["answers"][::-1]}
    answer(checked.worker, turned)
    assert (count(checked, Record), count(checked, Hazard)) == (1, 1)


def test_f04_the_same_id_with_other_content_is_a_conflict(checked: Checked) -> None:
    facts = record_facts(checked)
    answer(checked.worker, facts)
    with pytest.raises(Conflict):
        answer(checked.worker, facts | {"answers": answers(checked, {1: "破损"})})
    assert (count(checked, Record), count(checked, Hazard)) == (1, 0)


def test_f05_the_same_id_of_another_person_is_a_conflict(checked: Checked) -> None:
    facts = record_facts(checked)
    answer(checked.worker, facts)
    with pytest.raises(Conflict):
        answer(checked.colleague, facts)


def test_f05_one_id_is_an_act_of_its_own_in_each_of_two_plants(checked: Checked) -> None:
    other = a_check(a_plant("乙厂", "91410500MA40000029"))
    facts = record_facts(checked, {2: "无检定标识"})
    theirs = record_facts(other) | {"id": facts["id"]}
    for _ in range(2):
        made = [answer(checked.worker, facts), answer(other.worker, theirs)]
        assert [one.enterprise_id for one in made] == [checked.plant.id, other.plant.id]
    assert [count(one, Record) for one in (checked, other)] == [1, 1]
    assert [count(one, Hazard) for one in (checked, other)] == [1, 0]
    acts = select(LedgerEntry.actor_id).where(
        LedgerEntry.act_id == facts["id"], LedgerEntry.act == "record.answer"
    )
    for one in (checked, other):
        assert see(one.plant.manager, lambda: db.session.scalars(acts).all()) == [one.worker.person_id]


def test_f03_a_record_sent_a_hundred_times_at_once_is_there_once(app: Flask, checked: Checked) -> None:
    facts = record_facts(checked, {2: "无检定标识"})

    def send(_number: int) -> Any:
        with app.app_context():
            return answer(checked.worker, facts).id

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(100))) == {facts["id"]}
    assert (count(checked, Record), count(checked, Hazard)) == (1, 1)
    entries = select(LedgerEntry).where(LedgerEntry.act == "record.answer")
    assert len(see(checked.plant.manager, lambda: db.session.scalars(entries).all())) == 1


def test_the_first_answer_stands_and_a_colleagues_words_are_kept(checked: Checked) -> None:
    first = answered(checked)
    facts = record_facts(checked, {1: "南侧有裂缝"})
    later = answer(checked.colleague, facts)
    assert (first.stands, later.stands) == (True, False)
    assert answer(checked.colleague, facts).id == later.id
    hazard = see(checked.plant.manager, lambda: db.session.scalars(select(Hazard)).one())
    assert hazard.record_id == later.id
    check = see(checked.worker, lambda: checks.checks_of_person(checked.worker))[0]
    assert check.record is not None
    assert check.record.id == first.id


def test_two_workers_at_once_leave_one_record_that_stands(app: Flask, checked: Checked) -> None:
    def send(viewer: Any) -> bool:
        with app.app_context():
            return answer(viewer, record_facts(checked)).stands

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, [checked.worker, checked.colleague] * 4)) == 1
    assert count(checked, Record) == 8


def test_only_the_team_may_answer(checked: Checked) -> None:
    stranger = replace(checked.plant.worker, team="机修班")
    with pytest.raises(NotAllowed):
        answer(stranger, record_facts(checked))


def test_a51_a_check_of_another_plant_is_not_found(checked: Checked) -> None:
    other = a_check(a_plant("乙厂", "91410500MA40000029"))
    with pytest.raises(NotFound):
        answer(other.worker, record_facts(checked))
    foreign = record_facts(other) | {"answers": answers(checked)}
    with pytest.raises(Invalid):
        answer(other.worker, foreign)


def test_a_check_is_not_answered_before_its_day(checked: Checked) -> None:
    facts = record_facts(checked)
    with clock.frozen(clock.now() - timedelta(days=1)), pytest.raises(WrongState):
        answer(checked.worker, facts)


def test_a_check_answered_after_its_day_is_late_and_after_a_week_too_late(checked: Checked) -> None:
    due = todays(checked)
    facts = record_facts(checked)
    with clock.frozen(due.due_to + timedelta(days=7)), pytest.raises(Gone):
        answer(checked.worker, facts)
    with clock.frozen(due.due_to):
        missed = see(checked.plant.manager, lambda: check_rows.missed(checked.plant.manager, due.period))
        assert [check.progress for check in missed.rows] == [Progress.MISSED]
        answer(checked.worker, facts)
        check = see(checked.worker, lambda: checks.check(checked.worker, due.id))
        assert check.progress is Progress.LATE


def test_a_record_is_found_by_its_plant_alone(checked: Checked) -> None:
    made = answered(checked)
    other = a_plant("乙厂", "91410500MA40000029")
    with pytest.raises(NotFound):
        see(other.manager, lambda: records.record(checked.plant.id, made.id))
    assert ids.parse(made.id) == made.id
