"""An officer of a re-inspection is replaced by the head while it runs."""

from typing import Any

import pytest

from service.core.acts.problems import Invalid, NotAllowed, WrongState
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.states import DocumentKind
from service.enforcement.commands import officer_changes, reinspections, voiding
from service.enforcement.models.orders import Order, Reinspection
from service.enforcement.states import ReinspectionState
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant
from tests.service.enforcement.test_jobs import run_reactions, told
from tests.service.enforcement.test_refusals import refused

Scene = tuple[Bureau, Order, Reinspection]


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> Scene:
    """A re-inspection by the first and the second officer, its one item judged and confirmed by both."""
    bureau, plant = supervised
    order, again = a.a_judged_reinspection(bureau, plant)
    for officer in (bureau.first, bureau.second):
        a.act(officer, reinspections.confirm, again)
    return bureau, order, again


def facts(former: Viewer, successor: Viewer) -> dict[str, Any]:
    return {"former": a.person(former), "successor": a.person(successor), "reason": "调离本单位"}


def test_both_confirm_anew_and_the_new_officer_goes_on(scene: Scene) -> None:
    bureau, _order, again = scene
    a.act(bureau.head, officer_changes.replace_reinspector, again, **facts(bureau.second, bureau.third))
    refused(WrongState, reinspections.seal, a.proven(bureau.first), again)
    refused(NotAllowed, reinspections.confirm, bureau.second, again)
    assert a.concluded(replaced(bureau), again).state is ReinspectionState.SERVED
    run_reactions()
    for hears in (bureau.first, bureau.second, bureau.third):
        assert any("复查更换了执法人员。原因：调离本单位" in one for one in told(hears))


def replaced(bureau: Bureau) -> Bureau:
    """The bureau in which the third officer stands where the second stood."""
    known = {name: getattr(bureau, name) for name in ("id", "head", "first", "third", "grid", "expert")}
    return Bureau(**known, second=bureau.third)


def test_what_is_sealed_keeps_the_former_and_is_served_by_the_new_one(scene: Scene) -> None:
    bureau, _order, again = scene
    a.act(a.proven(bureau.first), reinspections.seal, again)
    a.act(bureau.head, officer_changes.replace_reinspector, again, **facts(bureau.first, bureau.third))
    document = a.see(bureau.head, lambda: documents.document_of(again, DocumentKind.OPINION))
    assert document is not None and "刘志远" in document.content.decode()
    served = a.act(a.proven(bureau.third), reinspections.serve_opinion, again, **a.service_facts())
    assert served.state is ReinspectionState.SERVED
    refused(
        WrongState,
        officer_changes.replace_reinspector,
        bureau.head,
        again,
        **facts(bureau.third, bureau.first),
    )


def test_the_head_alone_replaces_and_by_another_certified_officer(scene: Scene) -> None:
    bureau, _order, again = scene
    replace = officer_changes.replace_reinspector
    refused(NotAllowed, replace, bureau.first, again, **facts(bureau.second, bureau.third))
    for wrong in (bureau.first, bureau.grid, bureau.head):
        assert (
            "successor" in refused(Invalid, replace, bureau.head, again, **facts(bureau.second, wrong)).errors
        )
    stranger = refused(Invalid, replace, bureau.head, again, **facts(bureau.third, bureau.second))
    assert "former" in stranger.errors


def test_nobody_is_replaced_once_the_order_is_void(scene: Scene) -> None:
    bureau, order, again = scene
    a.act(a.proven(bureau.head), voiding.void_order, order, reason="期限有误")
    late = facts(bureau.second, bureau.third)
    assert (
        "指令书已撤销"
        in refused(WrongState, officer_changes.replace_reinspector, bureau.head, again, **late).detail
    )
