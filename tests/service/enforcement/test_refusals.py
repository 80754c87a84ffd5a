"""What an inspection is refused, and why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from service.core import clock, ids
from service.core.acts.ledger import Act
from service.core.acts.problems import Conflict, Invalid, NotAllowed, NotFound, WrongState
from service.documents.states import ServiceMode
from service.enforcement.commands import answers, orders, reinspections, site_inspection, visits
from service.enforcement.models.visits import Visit
from service.enforcement.queries import rows
from service.enforcement.states import VisitKind, VisitState
from service.hazards.states import Grade
from tests.builders import enforcement as a
from tests.builders import hazards as plants
from tests.builders.enforcement import Bureau, Plant

Scene = tuple[Bureau, Plant]


@pytest.fixture
def capped(_inside: None, settle: Callable[..., Scene]) -> Scene:
    """A plant that its bureau may inspect once a year."""
    return settle("capped", lambda: (a.a_bureau(cap=1), a.a_plant()))


@pytest.fixture
def scene(capped: Scene) -> Scene:
    return capped


def refused(error: type[Exception], command: Any, *args: Any, **facts: Any) -> Any:
    with pytest.raises(error) as found:
        a.act(*([args[0], command, *args[1:]]), **facts)
    return found.value


@pytest.mark.parametrize("who", ["grid", "expert", "head"])
def test_only_officers_apply_and_inspect(scene: Scene, who: str) -> None:
    bureau, plant = scene
    viewer = getattr(bureau, who)
    with pytest.raises(NotAllowed):
        a.do(viewer, lambda: visits.apply(viewer, a.ApplyForm(**a.apply_facts(bureau, plant))))
    pair = [a.person(bureau.first), a.person(viewer)]
    with pytest.raises(Invalid) as error:
        a.a_visit(bureau, plant, officers=pair)
    assert "不是执法人员" in error.value.errors["officers"][0]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_visit_has_two_officers(scene: Scene, count: int) -> None:
    bureau, plant = scene
    three = [*bureau.pair, a.person(bureau.third)]
    with pytest.raises(Invalid):
        a.a_visit(bureau, plant, officers=three[:count])
    with pytest.raises(Invalid):
        a.a_visit(bureau, plant, officers=[bureau.pair[0]] * 2)


def test_a_certificate_that_is_over_is_refused_in_words(scene: Scene) -> None:
    bureau, plant = scene
    order = a.confirmed(bureau, plant)
    with clock.frozen(clock.now() + timedelta(days=400)):
        with pytest.raises(Invalid) as error:
            a.a_visit(bureau, plant)
        assert "没有在有效期内的执法证" in error.value.errors["officers"][0]
        problem = refused(NotAllowed, orders.seal, a.proven(bureau.first), order)
        assert "有效期" in problem.detail


def test_without_approval_there_is_no_record(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.a_visit(bureau, plant)
    told = {"met_person": "李强", "met_post": "安全总监", "recusal": False, "noticed_at": clock.now()}
    refused(WrongState, site_inspection.notice, bureau.first, visit, **told)
    refused(WrongState, site_inspection.find, bureau.first, visit, **a.finding_facts())
    assert refused(WrongState, site_inspection.seal_record, a.proven(bureau.first), visit).status == 409


def test_one_more_than_the_cap_needs_a_legal_reason(scene: Scene) -> None:
    bureau, plant = scene
    a.approved(bureau, plant)
    visit = a.a_visit(bureau, plant)
    asked = {"opinion": "同意", "legal_reason": ""}
    problem = refused(Invalid, visits.approve, bureau.head, visit, **asked)
    assert "上限 1 次" in problem.errors["legal_reason"][0]
    a.act(bureau.head, visits.approve, visit, opinion="同意", legal_reason="省厅交办")
    free = a.a_visit(bureau, plant, kind=VisitKind.REPORT, report="12350-0412")
    assert a.act(bureau.head, visits.approve, free, **asked).state is VisitState.APPROVED
    assert a.see(bureau.head, lambda: visits.count(bureau.head, plant.id)).count == 2


def test_a_visit_after_a_report_names_it_and_no_other_does(scene: Scene) -> None:
    bureau, plant = scene
    for kind, report in ((VisitKind.REPORT, " "), (VisitKind.SPECIAL, "12350-0412")):
        with pytest.raises(Invalid) as error:
            a.a_visit(bureau, plant, kind=kind, report=report)
        assert list(error.value.errors) == ["report"]


def test_a_reinspection_is_applied_for_only_where_an_order_of_this_bureau_waits_for_it(scene: Scene) -> None:
    bureau, plant = scene
    a.served(a.a_bureau(prefix="龙"), plant)
    a.served(bureau, plant, findings=1)

    def applied() -> Visit:
        return a.a_visit(bureau, plant, kind=VisitKind.REINSPECTION)

    with pytest.raises(Invalid) as error:
        applied()
    assert "没有待复查的指令" in error.value.errors["kind"][0]
    with clock.frozen(clock.now() + timedelta(days=20)):
        assert applied().kind is VisitKind.REINSPECTION


def test_nobody_approves_but_the_head(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.a_visit(bureau, plant)
    refused(NotAllowed, visits.approve, bureau.second, visit, opinion="", legal_reason="")
    refused(Invalid, visits.refuse, bureau.head, visit, opinion="", legal_reason="")
    told = a.act(bureau.head, visits.refuse, visit, opinion="理由不足", legal_reason="")
    assert told.state is VisitState.REFUSED
    refused(WrongState, visits.approve, bureau.head, visit, opinion="", legal_reason="")


def test_a_deadline_is_neither_past_nor_far_without_its_reason(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.noticed(bureau, plant)
    past = refused(
        Invalid, site_inspection.find, bureau.first, visit, **a.finding_facts(due_on=a.in_days(-1))
    )
    assert "不能早于今天" in past.errors["due_on"][0]
    far = a.finding_facts(due_on=a.in_days(31))
    assert "30 天" in refused(Invalid, site_inspection.find, bureau.first, visit, **far).errors["due_on"][0]
    kept = a.a_finding(bureau, visit, due_on=a.in_days(31), deadline_reason="需停产检修")
    assert kept.due_on == a.in_days(31)


def test_a_major_finding_names_its_criterion(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.noticed(bureau, plant)
    facts = a.finding_facts(grade=Grade.MAJOR)
    assert refused(Invalid, site_inspection.find, bureau.first, visit, **facts).errors["criterion_code"]


def test_a_stale_page_is_refused(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.noticed(bureau, plant)
    stale = visit.version
    a.a_finding(bureau, visit)
    data = a.form(site_inspection.find, **a.finding_facts(version=stale))
    with pytest.raises(Conflict, match="这次没有生效"):
        a.do(bureau.second, lambda: site_inspection.find(bureau.second, visit.id, data, Act.new()))


def test_only_the_two_of_the_visit_act_on_it(scene: Scene) -> None:
    bureau, plant = scene
    order, visit = a.confirmed(bureau, plant), a.recorded(bureau, plant)
    stranger = a.a_bureau(prefix="龙")
    for outsider in (bureau.third, stranger.first):
        refused(NotAllowed, site_inspection.seal_record, a.proven(outsider), visit)
        refused(NotFound, orders.seal, a.proven(outsider), order)
    elsewhere = a.a_bureau(area="410506", prefix="龙安")
    assert refused(NotFound, orders.seal, a.proven(elsewhere.first), order).status == 404


def test_sealing_waits_for_both_and_for_a_fresh_password(scene: Scene) -> None:
    bureau, plant = scene
    order = a.a_draft(bureau, plant)
    a.act(bureau.first, orders.confirm, order)
    refused(WrongState, orders.seal, a.proven(bureau.first), order)
    a.act(bureau.second, orders.confirm, order)
    assert refused(NotAllowed, orders.seal, bureau.first, order).code == "PROOF_NEEDED"
    item = a.items_of(bureau.first, order)[0]
    changed = {"item_id": item.id, "due_on": a.in_days(5), "deadline_reason": ""}
    a.act(bureau.first, orders.set_deadlines, order, **changed)
    refused(WrongState, orders.seal, a.proven(bureau.first), order)


def test_a_sealed_order_is_not_sealed_again_but_its_repeated_act_is_the_same(scene: Scene) -> None:
    bureau, plant = scene
    order = a.confirmed(bureau, plant)
    viewer, act = a.proven(bureau.first), Act.new()
    data = a.form(orders.seal, version=order.version)
    once = a.do(viewer, lambda: orders.seal(viewer, order.id, data, act))
    again = a.do(viewer, lambda: orders.seal(viewer, order.id, data, act))
    assert (once.state, once.version) == (again.state, again.version)
    refused(WrongState, orders.seal, viewer, order)


def test_what_is_left_is_left_before_a_witness(scene: Scene) -> None:
    bureau, plant = scene
    order = a.sealed(bureau, plant)
    left = a.service_facts(mode=ServiceMode.LEFT, receiver="", refusal="拒收")
    assert refused(Invalid, orders.serve_order, bureau.first, order, **left).errors["witness"]
    early = a.service_facts(at=clock.now() - timedelta(days=1))
    assert refused(Invalid, orders.serve_order, bureau.first, order, **early).errors["at"]
    for name in ("refusal", "witness"):
        handed = a.service_facts(**{name: "拒收"})
        assert list(refused(Invalid, orders.serve_order, bureau.first, order, **handed).errors) == [name]
    a.act(bureau.first, orders.serve_order, order, **left | {"witness": "社区 周敏"})


def test_an_order_is_not_served_after_a_deadline_it_sets(scene: Scene) -> None:
    bureau, plant = scene
    order = a.sealed(bureau, plant, findings=3)
    with clock.frozen(clock.now() + timedelta(days=11)):
        problem = refused(Invalid, orders.serve_order, bureau.first, order, **a.service_facts())
    assert problem.errors["at"][0].startswith("第 1 项") and "撤销" in problem.errors["at"][0]
    with clock.frozen(clock.now() + timedelta(days=10)):
        a.act(bureau.first, orders.serve_order, order, **a.service_facts())


def test_electronic_service_names_the_signed_consent_and_no_other_does(scene: Scene) -> None:
    bureau, plant = scene
    order = a.sealed(bureau, plant)
    for mode, consent in ((ServiceMode.ELECTRONIC, " "), (ServiceMode.POST, "殷应急电送〔2026〕7号")):
        facts = a.service_facts(mode=mode, consent=consent)
        assert list(refused(Invalid, orders.serve_order, bureau.first, order, **facts).errors) == ["consent"]


def test_a_record_is_signed_or_its_refusal_witnessed(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.sealed_visit(bureau, plant)
    nothing = {"photos": [], "objection": "", "refusal": "", "witness": ""}
    assert refused(Invalid, site_inspection.sign, bureau.first, visit, **nothing).errors["photos"]
    alone = nothing | {"refusal": "不认可"}
    assert refused(Invalid, site_inspection.sign, bureau.first, visit, **alone).errors["witness"]
    a.act(bureau.first, site_inspection.sign, visit, **alone | {"witness": "社区 周敏"})
    refused(WrongState, visits.close, bureau.first, visit)


def test_the_plant_does_not_dismiss_what_the_bureau_found(scene: Scene) -> None:
    bureau, plant = scene
    order = a.served(bureau, plant)
    item = a.items_of(plant.manager, order)[0]
    with pytest.raises((NotAllowed, WrongState)):
        facts = {"reason": "不认可"}
        a.do(
            plant.manager, lambda: plants.command("dismiss")(plant.manager, item.finding_id, facts, Act.new())
        )


def test_whoever_rectified_does_not_ask_for_reinspection_alone(scene: Scene) -> None:
    bureau, plant = scene
    order = a.served(bureau, plant, findings=1)
    refused(WrongState, answers.ask, plant.principal, order)
    a.answer(plant, order, a.items_of(plant.manager, order)[0])
    assert refused(NotAllowed, answers.ask, plant.manager, order).status == 403
    a.act(plant.principal, answers.ask, order)


def test_an_answer_needs_a_photo_and_a_day_that_has_come(scene: Scene) -> None:
    bureau, plant = scene
    order = a.served(bureau, plant, findings=1)
    item = a.items_of(plant.manager, order)[0]
    with pytest.raises(Invalid):
        a.answer(plant, order, item, photos=[])
    with pytest.raises(Invalid) as error:
        a.answer(plant, order, item, completed_on=a.in_days(1))
    assert error.value.errors["completed_on"]


def test_nothing_passes_that_the_plant_has_not_answered(scene: Scene) -> None:
    bureau, plant = scene
    order = a.served(bureau, plant, findings=1)
    with pytest.raises(WrongState):
        a.a_reinspection(bureau, order)
    with clock.frozen(clock.now() + timedelta(days=20)):
        again = a.a_reinspection(bureau, order)
        item = a.items_of(bureau.first, order)[0]
        with pytest.raises(Invalid):
            a.judge(bureau, again, item, True)
        with pytest.raises(Invalid):
            a.judge(bureau, again, item, False, due_on=None)
        refused(WrongState, reinspections.confirm, bureau.first, again)
        a.judge(bureau, again, item, False)
        a.concluded(bureau, again)
        assert a.items_of(plant.manager, order)[0].due_on == a.in_days(7)


def test_a_visit_of_another_plant_s_region_is_not_there(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.a_visit(bureau, plant)
    elsewhere = a.a_bureau(area="410506", prefix="龙安")
    with pytest.raises(NotFound):
        a.see(elsewhere.first, lambda: rows.one(elsewhere.first, Visit, visit.id))
    with pytest.raises(NotFound):
        a.see(bureau.first, lambda: rows.one(bureau.first, Visit, ids.new_id()))
