"""No visit and no order is stuck: it is cancelled, withdrawn, or goes on with another officer."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from service.core import clock
from service.core.acts.problems import Invalid, NotAllowed, WrongState
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.states import DocumentKind
from service.enforcement.commands import officer_changes, orders, site_inspection, visits
from service.enforcement.models.visits import Visit, VisitOfficer
from service.enforcement.queries import visits as visit_queries
from service.enforcement.states import OrderState, VisitState
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant
from tests.service.enforcement.test_jobs import run_reactions, told
from tests.service.enforcement.test_refusals import refused

Scene = tuple[Bureau, Plant]


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    with app.app_context():
        yield a.a_bureau(cap=1), a.a_plant()


def count(bureau: Bureau, plant: Plant) -> int:
    return a.see(bureau.head, lambda: visits.count(bureau.head, plant.id)).count


def officers(bureau: Bureau, visit_id: UUID) -> list[VisitOfficer]:
    def look() -> list[VisitOfficer]:
        return visit_queries.officers(visit_queries.visit(bureau.head, visit_id))

    return a.see(bureau.head, look)


def replace(bureau: Bureau, visit: Visit, former: Viewer, successor: Viewer) -> Visit:
    facts = {"former": a.person(former), "successor": a.person(successor), "reason": "调离本单位"}
    found: Visit = a.act(bureau.head, officer_changes.replace_officer, visit, **facts)
    return found


def test_a_cancelled_visit_leaves_the_year_s_count(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.approved(bureau, plant)
    assert count(bureau, plant) == 1
    found = a.act(bureau.first, visits.cancel, visit, reason="企业已停产")
    assert (found.state, found.cancel_reason, count(bureau, plant)) == (VisitState.CANCELLED, "企业已停产", 0)
    run_reactions()
    assert "企业已停产" in told(bureau.second)[-1] and "企业已停产" in told(bureau.head)[-1]
    told_to_plant = {"met_person": "李强", "met_post": "安全总监", "recusal": False}
    told_to_plant |= {"noticed_at": clock.now()}
    refused(WrongState, site_inspection.notice, bureau.first, visit, **told_to_plant)


def test_the_head_or_the_applicant_cancels_and_only_before_the_notice(scene: Scene) -> None:
    bureau, plant = scene
    visit, applied = a.approved(bureau, plant), a.a_visit(bureau, plant)
    refused(NotAllowed, visits.cancel, bureau.second, visit, reason="企业已停产")
    assert a.act(bureau.head, visits.cancel, applied, reason="重复").state is VisitState.CANCELLED
    refused(WrongState, visits.cancel, bureau.head, a.noticed(bureau, plant), reason="企业已停产")


def test_a_replaced_officer_leaves_a_record_that_both_confirm_anew(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.recorded(bureau, plant)
    assert replace(bureau, visit, bureau.second, bureau.third).state is VisitState.NOTICED
    pair = officers(bureau, visit.id)
    assert [one.person_id for one in pair] == [a.person(bureau.first), a.person(bureau.third)]
    assert not any(one.record_confirmed_at for one in pair)
    refused(NotAllowed, site_inspection.confirm_record, bureau.second, visit)
    a.act(bureau.first, site_inspection.confirm_record, visit)
    a.act(bureau.third, site_inspection.confirm_record, visit)
    assert a.act(a.proven(bureau.third), site_inspection.seal_record, visit).state is VisitState.SEALED
    run_reactions()
    assert any("更换了执法人员" in one for one in told(bureau.third))


def test_what_is_sealed_keeps_the_former_officer_and_the_order_goes_on_with_the_new_one(scene: Scene) -> None:
    bureau, plant = scene
    order = a.confirmed(bureau, plant)
    visit = a.see(bureau.head, lambda: visit_queries.visit(bureau.head, order.visit_id))
    before = content(bureau, visit)
    assert replace(bureau, visit, bureau.first, bureau.third).state is VisitState.SEALED
    assert content(bureau, visit) == before and "刘志远".encode() in before
    refused(WrongState, orders.seal, a.proven(bureau.second), order)
    a.act(bureau.second, orders.confirm, order)
    a.act(bureau.third, orders.confirm, order)
    a.act(a.proven(bureau.third), orders.seal, order)
    served = a.act(bureau.third, orders.serve_order, order, **a.service_facts())
    assert served.state is OrderState.SERVED
    again = {"former": a.person(bureau.third), "successor": a.person(bureau.first), "reason": "调离"}
    refused(WrongState, officer_changes.replace_officer, bureau.head, visit, **again)


def content(bureau: Bureau, visit: Visit) -> bytes:
    def look() -> bytes:
        found = documents.document_of(visit, DocumentKind.SITE_RECORD)
        assert found is not None
        return found.content

    return a.see(bureau.head, look)


def test_the_head_alone_replaces_and_by_another_certified_officer(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.approved(bureau, plant)
    facts: dict[str, Any] = {"former": a.person(bureau.second), "reason": "调离"}
    third = {"successor": a.person(bureau.third)}
    refused(NotAllowed, officer_changes.replace_officer, bureau.first, visit, **facts, **third)
    for wrong in (bureau.first, bureau.grid, bureau.head):
        problem = refused(
            Invalid, officer_changes.replace_officer, bureau.head, visit, **facts, successor=a.person(wrong)
        )
        assert list(problem.errors) == ["successor"]
    stranger = facts | {"former": a.person(bureau.third)}
    problem = refused(Invalid, officer_changes.replace_officer, bureau.head, visit, **stranger, **third)
    assert list(problem.errors) == ["former"]


def test_a_withdrawn_draft_makes_room_for_another(scene: Scene) -> None:
    bureau, plant = scene
    draft = a.a_draft(bureau, plant)
    refused(NotAllowed, orders.withdraw, bureau.head, draft, reason="期限有误")
    gone = a.act(bureau.first, orders.withdraw, draft, reason="期限有误")
    assert (gone.state, gone.end_reason) == (OrderState.WITHDRAWN, "期限有误")
    refused(WrongState, orders.confirm, bureau.first, gone)
    run_reactions()
    assert "期限有误" in told(bureau.second)[-1]

    second = a.drafted(bureau.second, draft.visit_id)
    assert second.id != draft.id and second.state is OrderState.DRAFT
    refused(WrongState, orders.withdraw, bureau.first, a.sealed(bureau, plant), reason="期限有误")
