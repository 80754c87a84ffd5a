"""From a report to its close, by the commands."""

from typing import Any
from uuid import UUID

import pytest

from service.attachments import queries as attachments
from service.core import clock
from service.core.acts.ledger import Act, timeline
from service.core.acts.problems import Conflict, Invalid, NotAllowed, NotFound, WrongState
from service.hazards.commands import reporting
from service.hazards.commands.reporting import Ordered, Report
from service.hazards.models import Hazard
from service.hazards.queries import cases, lists
from service.hazards.queries.lists import Counts, Wanted
from service.hazards.schemas import FixForm
from service.hazards.states import Grade, Source, State
from tests.builders import enforcement, lives
from tests.builders import hazards as a
from tests.builders.hazards import Plant

pytestmark = pytest.mark.both


@pytest.fixture
def plant(staffed: Plant) -> Plant:
    return staffed


def test_a_general_hazard_goes_from_report_to_close_and_stands_on_its_timeline(plant: Plant) -> None:
    hazard = a.closed(plant)
    assert (hazard.state, hazard.round, hazard.closed_at is not None) == (State.CLOSED, 1, True)
    told = a.see(plant.manager, lambda: [entry.act for entry in timeline([hazard.id], plant.id)])
    steps = ("report", "confirm", "assign", "rectify", "accept", "close")
    assert told == [f"hazard.{step}" for step in steps]


def test_a_close_by_the_system_bears_no_name(plant: Plant) -> None:
    hazard = a.closed(plant)
    last = a.see(plant.manager, lambda: timeline([hazard.id], plant.id)[-1])
    assert (last.act, last.actor_id, last.by) == ("hazard.close", None, "")


def test_photos_stand_before_and_after(plant: Plant) -> None:
    hazard = a.rectified(plant)

    def photos() -> tuple[int, int]:
        last = cases.rounds(hazard)[-1]
        before = attachments.of(plant.manager, plant.id, "hazard", [hazard.id])
        after = attachments.of(plant.manager, plant.id, "hazard_round", [last.id])
        return len(before[hazard.id]), len(after[last.id])

    assert a.see(plant.manager, photos) == (1, 1)


def test_the_same_report_is_the_same_hazard_and_other_content_a_conflict(plant: Plant) -> None:
    facts = a.report_facts(plant, plant.worker)
    first = a.do(plant.worker, lambda: reporting.report(plant.worker, Report(**facts)))
    again = a.do(plant.worker, lambda: reporting.report(plant.worker, Report(**facts)))
    assert first.id == again.id
    told = a.see(plant.manager, lambda: timeline([first.id], plant.id))
    assert len(told) == 1
    with pytest.raises(Conflict):
        a.do(plant.worker, lambda: reporting.report(plant.worker, Report(**facts | {"place": "别处"})))
    more = facts | {"photos": [a.a_photo(plant.worker, plant)]}
    with pytest.raises(Conflict):
        a.do(plant.worker, lambda: reporting.report(plant.worker, Report(**more)))


def test_the_same_act_twice_is_done_once(plant: Plant) -> None:
    hazard, once = a.a_hazard(plant), Act.new()
    for _time in range(2):
        done = a.do(plant.manager, lambda: a.command("confirm")(plant.manager, hazard.id, a.grading(), once))
    assert (done.state, done.version) == (State.CONFIRMED, 2)


def test_a_stale_page_is_a_conflict(plant: Plant) -> None:
    hazard = a.a_hazard(plant)
    a.act(plant.leader, hazard, "control", interim_control="雨水阀常闭挂牌")
    with pytest.raises(Conflict):
        a.act(plant.manager, hazard, "confirm", version=hazard.version, **a.grading())


def test_a_report_without_photo_waits_for_one(plant: Plant) -> None:
    hazard = a.a_hazard(plant, photos=[])
    with pytest.raises(Invalid) as refused:
        a.act(plant.manager, hazard, "confirm", **a.grading())
    assert "photos" in refused.value.errors
    photo = a.a_photo(plant.manager, plant)
    assert a.act(plant.manager, hazard, "confirm", photos=[photo], **a.grading()).state is State.CONFIRMED


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_deadline_lies_between_today_and_thirty_days(plant: Plant, days: int, taken: bool) -> None:
    hazard, worker = a.confirmed(plant), plant.worker.person_id
    if taken:
        done = a.act(plant.manager, hazard, "assign", assigned_to=worker, due_on=a.in_days(days))
        assert done.due_on == a.in_days(days) and done.due_at == clock.end_of(a.in_days(days))
        return
    with pytest.raises(Invalid) as refused:
        a.act(plant.manager, hazard, "assign", assigned_to=worker, due_on=a.in_days(days))
    assert "due_on" in refused.value.errors


def test_a27_nothing_is_rectified_without_a_photo_after(plant: Plant) -> None:
    with pytest.raises(Invalid) as refused:
        a.act(plant.worker, a.assigned(plant), "rectify", rectification="已修补", cost=0, photos=[])
    assert "photos_after" in refused.value.errors


def test_another_worker_does_not_report_it_rectified(plant: Plant) -> None:
    photo = a.a_photo(plant.other, plant)
    with pytest.raises(NotAllowed):
        a.act(plant.other, a.assigned(plant), "rectify", rectification="已修补", cost=0, photos=[photo])


def test_a27_nobody_accepts_his_own_rectification(plant: Plant) -> None:
    hazard = a.confirmed(plant)
    own = plant.leader.person_id
    hazard = a.act(plant.manager, hazard, "assign", assigned_to=own, due_on=a.in_days(1))
    photo = a.a_photo(plant.leader, plant)
    hazard = a.act(plant.leader, hazard, "rectify", rectification="已修补", cost=0, photos=[photo])
    for verb in ("accept", "send_back"):
        with pytest.raises(NotAllowed):
            a.act(plant.leader, hazard, verb, opinion="合格")


def test_a27_nor_does_a_manager_who_rectified_what_was_given_to_another(plant: Plant) -> None:
    photo = a.a_photo(plant.manager, plant)
    hazard = a.act(
        plant.manager, a.assigned(plant), "rectify", rectification="已修补", cost=0, photos=[photo]
    )
    for verb in ("accept", "send_back"):
        with pytest.raises(NotAllowed):
            a.act(plant.manager, hazard, verb, opinion="合格")
    assert a.act(plant.leader, hazard, "accept", opinion="合格").state is State.CLOSED


def test_what_is_sent_back_is_rectified_in_a_new_round(plant: Plant) -> None:
    hazard = a.act(plant.manager, a.rectified(plant), "send_back", opinion="漏水")
    assert (hazard.state, hazard.round) == (State.RECTIFYING, 1)
    hazard = a.closed(plant, hazard)
    verdicts = a.see(plant.manager, lambda: [(one.number, one.verdict) for one in cases.rounds(hazard)])
    assert verdicts == [(1, "sent_back"), (2, "passed")]


def test_a_dismissal_keeps_its_reason(plant: Plant) -> None:
    hazard = a.act(plant.manager, a.a_hazard(plant), "dismiss", reason="是伸缩缝，设计如此")
    assert (hazard.state, hazard.dismissed_reason) == (State.DISMISSED, "是伸缩缝，设计如此")


def fix_facts(plant: Plant, by: object) -> dict[str, Any]:
    after = [a.a_photo(plant.worker, plant)]
    return a.report_facts(
        plant, plant.worker, rectification="已清走", cost=0, photos_after=after, **a.classed()
    )


def fixed(plant: Plant, facts: dict[str, Any], once: Act) -> Hazard:
    by, photos = plant.worker, ("photos", "photos_after", "source")
    data = FixForm(**{name: value for name, value in facts.items() if name not in photos})
    reported = Report.of(data, facts["source"], facts["photos"] or ())
    return a.do(by, lambda: reporting.fix(by, reported, data, facts["photos_after"] or (), once))


def test_a_fix_on_the_spot_goes_through_in_one_form(plant: Plant) -> None:
    facts, once = fix_facts(plant, plant.worker), Act.new()
    for _time in range(2):
        hazard = fixed(plant, facts, once)
    assert (hazard.state, hazard.grade, hazard.round) == (State.AWAITING_ACCEPTANCE, Grade.GENERAL, 1)
    assert a.act(plant.manager, hazard, "accept").state is State.CLOSED


@pytest.mark.parametrize("missing", ["photos", "photos_after", "hazard_type", "cause"])
def test_a_fix_on_the_spot_needs_both_photos_and_leaves_nothing_half_saved(
    plant: Plant, missing: str
) -> None:
    facts = fix_facts(plant, plant.worker) | {missing: None}
    with pytest.raises(Invalid) as refused:
        fixed(plant, facts, Act.new())
    assert missing in refused.value.errors
    with pytest.raises(NotFound):
        a.see(plant.worker, lambda: cases.hazard(plant.worker, UUID(str(facts["id"]))))


def test_a_fix_sent_back_gets_a_deadline(plant: Plant) -> None:
    facts = fix_facts(plant, plant.worker)
    hazard = fixed(plant, facts, Act.new())
    with pytest.raises(Invalid):
        a.act(plant.manager, hazard, "send_back", opinion="没清干净")
    hazard = a.act(plant.manager, hazard, "send_back", opinion="没清干净", due_on=a.in_days(1))
    assert hazard.due_on == a.in_days(1)


def test_an_extension_is_granted_by_another_and_keeps_the_first_deadline(plant: Plant) -> None:
    hazard = a.assigned(plant)
    first = hazard.due_at
    hazard = a.act(plant.worker, hazard, "request_extension", until=a.in_days(9), reason="等材料")
    with pytest.raises(Conflict):
        a.act(plant.manager, hazard, "request_extension", until=a.in_days(9), reason="等材料")
    hazard = a.act(plant.manager, hazard, "answer_extension", granted=True)
    assert (hazard.due_on, hazard.original_due_at) == (a.in_days(9), first)


def test_nobody_grants_his_own_extension(plant: Plant) -> None:
    hazard = a.act(plant.manager, a.assigned(plant), "request_extension", until=a.in_days(9), reason="等材料")
    with pytest.raises(NotAllowed):
        a.act(plant.manager, hazard, "answer_extension", granted=True)


def test_a_closed_hazard_comes_back_within_thirty_days_only(plant: Plant) -> None:
    hazard = a.closed(plant)
    with clock.frozen(clock.now() + 31 * (clock.end_of(a.in_days(1)) - clock.end_of(a.in_days(0)))):
        with pytest.raises(WrongState):
            a.act(plant.manager, hazard, "reopen", reason="又裂了", due_on=a.in_days(3))
    hazard = a.act(plant.manager, hazard, "reopen", reason="又裂了", due_on=a.in_days(3))
    assert (hazard.state, hazard.closed_at) == (State.RECTIFYING, None)
    assert a.closed(plant, hazard).round == 2


def test_overdue_is_told_from_the_deadline_alone(plant: Plant) -> None:
    hazard = a.assigned(plant)
    a.a_hazard(plant)
    assert hazard.due_at is not None

    def seen() -> tuple[list[Hazard], Counts, int]:
        page = lists.list_page(plant.manager, Wanted(overdue=True))
        counts = lists.counts([plant.id])
        return list(page.rows), counts[plant.id], lists.queues(plant.manager).overdue.count

    assert a.see(plant.manager, seen) == ([], Counts(open=2), 0)
    with clock.frozen(hazard.due_at):
        rows, counts, late = a.see(plant.manager, seen)
    assert ([row.id for row in rows], counts, late) == ([hazard.id], Counts(2, 1), 1)


def test_the_queues_of_a_day_say_how_many_wait_and_since_when(plant: Plant) -> None:
    first = a.a_hazard(plant)
    a.a_hazard(plant)
    a.confirmed(plant)
    a.rectified(plant)
    a.assigned(plant)
    a.confirmed(plant, Grade.MAJOR)
    a.act(plant.second, a.confirmed(plant, Grade.MAJOR), "endorse")  # its plan is to be written
    found = a.see(plant.worker, lambda: lists.queues(plant.worker))
    assert (found.to_confirm.count, found.to_confirm.since) == (2, first.found_at)
    assert (found.to_assign.count, found.to_accept.count, found.mine.count) == (2, 1, 1)
    assert found.to_endorse.count == 1


def test_an_order_s_hazard_is_neither_dismissed_nor_closed_by_the_plant(plant: Plant) -> None:
    bureau = enforcement.a_bureau()
    officer, order = bureau.first, enforcement.sealed(bureau, plant)
    item = enforcement.items_of(officer, order)[0]
    facts = a.report_facts(plant, plant.worker, photos=[], enterprise_id=plant.id, order_item_id=item.id)
    reported = Report(**facts | {"source": Source.REGULATOR})
    ordered = Ordered(due_at=clock.end_of(a.in_days(10)), criterion_code="", evidence="", second_id=item.id)
    hazard = a.do(officer, lambda: reporting.report_ordered(officer, reported, ordered))
    assert (hazard.state, hazard.source, hazard.due_on) == (State.CONFIRMED, Source.REGULATOR, a.in_days(10))
    hazard = a.act(plant.manager, hazard, "assign", assigned_to=plant.worker.person_id)
    with pytest.raises(NotAllowed):
        a.act(plant.principal, hazard, "request_extension", until=a.in_days(20), reason="等材料")
    done = {"rectification": "已修补", "cost": 0, "photos": [a.a_photo(plant.worker, plant)]}
    with pytest.raises(Invalid) as refused:
        a.act(plant.worker, hazard, "rectify", **done)
    assert set(refused.value.errors) == {"hazard_type", "cause"}
    hazard = a.closed(plant, hazard)
    assert (hazard.state, hazard.hazard_type, hazard.cause) == (State.ACCEPTED, *a.classed().values())
    with pytest.raises(NotAllowed):
        a.act(plant.principal, hazard, "close", review="自行复核")
    hazard = a.act(officer, hazard, "send_back", opinion="仍渗漏", enterprise_id=plant.id)
    hazard = a.closed(plant, hazard)
    hazard = a.act(officer, hazard, "close", review="复查合格", enterprise_id=plant.id)
    assert hazard.state is State.CLOSED


@pytest.mark.parametrize("name", ["hazard_type", "cause"])
def test_nothing_is_closed_whose_type_or_cause_nobody_has_said(plant: Plant, name: str) -> None:
    hazard = lives.put_into(a.rectified(plant), **{name: None})
    with pytest.raises(WrongState):
        a.act(plant.manager, hazard, "accept")
    hazard = a.act(plant.manager, hazard, "send_back", opinion="补填类型和原因")
    assert a.closed(plant, hazard).state is State.CLOSED


def test_a_neighbour_s_hazard_does_not_exist(plant: Plant) -> None:
    hazard = a.a_hazard(plant)
    neighbour = a.a_plant("乙厂", "91410500MA40000029", "410506")
    with pytest.raises(NotFound):
        a.act(neighbour.manager, hazard, "confirm", **a.grading())
    assert a.see(neighbour.manager, lambda: lists.list_page(neighbour.manager, Wanted())).rows == []
