"""撤销 of a site record or an opinion: the number stays taken, the text is written aright and sealed under another."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from service.core import clock, ids
from service.core.acts.ledger import timeline
from service.core.acts.problems import NotAllowed, WrongState
from service.core.models import LedgerEntry
from service.documents import paper
from service.documents import queries as documents
from service.documents.models import Document
from service.documents.states import DocumentKind
from service.enforcement.commands import orders, reinspections, site_inspection, visits, voiding
from service.enforcement.models.orders import Order, Reinspection
from service.enforcement.models.visits import Visit
from service.enforcement.queries import visits as visit_queries
from service.enforcement.states import ReinspectionState, VisitState
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant
from tests.people import nobody
from tests.service.enforcement.test_jobs import run_reactions, told
from tests.service.enforcement.test_refusals import refused

Scene = tuple[Bureau, Plant]
WHY = "检查场所写错"


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> Scene:
    return supervised


def void_record(bureau: Bureau, visit: Visit) -> Visit:
    found: Visit = a.act(a.proven(bureau.head), voiding.void_record, visit, reason=WHY)
    return found


def record_of(bureau: Bureau, visit: Visit) -> Document:
    found = a.see(bureau.head, lambda: documents.document_of(visit, DocumentKind.SITE_RECORD))
    assert found is not None
    return found


def sealed_anew(bureau: Bureau, visit: Visit) -> Visit:
    now = clock.now()
    a.act(bureau.first, site_inspection.describe, visit, site="乙醇储罐区", began_at=now, ended_at=now)
    for officer in (bureau.first, bureau.second):
        a.act(officer, site_inspection.confirm_record, visit)
    found: Visit = a.act(a.proven(bureau.first), site_inspection.seal_record, visit)
    return found


def entry_of(bureau: Bureau, verb: str, row: Visit | Reinspection) -> LedgerEntry:
    entries = a.see(bureau.head, lambda: timeline([row.id], row.enterprise_id))
    return next(one for one in entries if one.act == verb)


def an_opinion(bureau: Bureau, plant: Plant) -> Reinspection:
    order = a.answered(bureau, plant, findings=1)
    again = a.a_reinspection(bureau, order)
    a.judge(bureau, again, a.items_of(bureau.first, order)[0], True)
    return again


def sealed_opinion(bureau: Bureau, again: Reinspection) -> Document:
    a.act(bureau.first, reinspections.confirm, again)
    a.act(bureau.second, reinspections.confirm, again)
    a.act(a.proven(bureau.first), reinspections.seal, again)
    found = a.see(bureau.head, lambda: documents.document_of(again, DocumentKind.OPINION))
    assert found is not None
    return found


def test_the_head_alone_makes_a_record_void_with_a_fresh_password(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.sealed_visit(bureau, plant)
    refused(NotAllowed, voiding.void_record, a.proven(bureau.first), visit, reason=WHY)
    stale = refused(NotAllowed, voiding.void_record, bureau.head, visit, reason=WHY)
    assert stale.code == "PROOF_NEEDED"
    refused(WrongState, voiding.void_record, a.proven(bureau.head), a.recorded(bureau, plant), reason=WHY)
    assert void_record(bureau, visit).state is VisitState.NOTICED


def test_a_right_record_is_confirmed_anew_and_gets_another_number(scene: Scene) -> None:
    bureau, plant = scene
    visit = void_record(bureau, a.sealed_visit(bureau, plant))
    refused(WrongState, site_inspection.seal_record, a.proven(bureau.first), visit)
    sealed_anew(bureau, visit)
    kept = a.see(bureau.head, lambda: documents.documents_of(visit, DocumentKind.SITE_RECORD))
    assert [(one.serial, one.void_reason) for one in kept] == [(2, None), (1, WHY)]
    assert "乙醇储罐区" in kept[0].content.decode() and "乙醇储罐区" not in kept[1].content.decode()
    drafted = a.drafted(bureau.first, visit.id)
    for officer in (bureau.first, bureau.second):
        a.act(officer, orders.confirm, drafted)
    a.act(a.proven(bureau.first), orders.seal, drafted)
    assert kept[0].number in a.content_of(bureau, drafted).decode()


def test_a_signed_or_closed_visit_is_opened_again_and_signed_again(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.sealed_visit(bureau, plant, findings=0)
    nothing: dict[str, Any] = {"photos": [], "objection": "不认可", "refusal": "不在场", "witness": "周敏"}
    a.act(bureau.first, site_inspection.sign, visit, **nothing)
    a.act(bureau.first, visits.close, visit)
    opened = void_record(bureau, visit)
    assert (opened.state, opened.signed_at, opened.refusal) == (VisitState.NOTICED, None, "")
    (kept,) = a.see(bureau.head, lambda: documents.documents_of(visit, DocumentKind.SITE_RECORD))
    assert (kept.objection, kept.refusal, kept.witness) == ("不认可", "不在场", "周敏")
    told = entry_of(bureau, "visit.void_record", opened).before or {}
    assert kept.signed_at and set(told["confirmed_at"]) == {str(one) for one in bureau.pair}
    assert "周敏" not in str(told)
    sealed_anew(bureau, visit)
    assert a.act(bureau.first, site_inspection.sign, visit, **nothing).state is VisitState.SIGNED


def test_the_signed_pages_of_a_void_record_stay_beside_its_notice(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    visit = a.sealed_visit(bureau, plant, findings=0)

    def signed() -> str:
        page = a.a_photo(bureau.first, plant)
        facts: dict[str, Any] = {"photos": [page], "objection": "", "refusal": "", "witness": ""}
        a.act(bureau.first, site_inspection.sign, visit, **facts)
        return f"/photos/{page}"

    def shown() -> tuple[str, str]:
        page = head.get(f"/g/410505/visits/{visit.id}").text
        before, _panel, panel = page.partition('id="signed"')
        return before, panel

    head = desks.sign_in(app, a.account_of(bureau.id, "head"))
    old = signed()
    assert old in shown()[1] and old not in shown()[0]
    void_record(bureau, visit)
    assert old in shown()[0] and old not in shown()[1]
    sealed_anew(bureau, visit)
    new = signed()
    notice, panel = shown()
    assert old in notice and new not in notice
    assert new in panel and old not in panel


def test_each_paper_of_a_record_prints_its_own_objection(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    with clock.frozen(clock.now() + timedelta(days=14)):
        visit = a.sealed_visit(bureau, plant, findings=0)
        head = desks.sign_in(app, a.account_of(bureau.id, "head"))
        manager = desks.sign_in(app, a.plants.account_of(plant.id, "manager"))

        def printed(client: Any, home: str, query: str = "") -> str:
            pages = PdfReader(BytesIO(client.get(f"{home}/visits/{visit.id}.pdf{query}").data)).pages
            return "".join("".join(page.extract_text() for page in pages).split())

        def signed(objection: str) -> None:
            page = a.a_photo(bureau.first, plant)
            facts: dict[str, Any] = {"photos": [page], "objection": objection, "refusal": "", "witness": ""}
            a.act(bureau.first, site_inspection.sign, visit, **facts)

        assert "□有异议：被" in printed(head, "/g/410505")
        signed("时间有误")
        assert "■有异议：时间有误" in printed(manager, f"/e/{plant.id}")
        void_record(bureau, visit)
        void = record_of(bureau, visit).id
        sealed_anew(bureau, visit)
        signed("")
        assert "■有异议：时间有误" in printed(head, "/g/410505", f"?void={void}")
        assert "■以上记录属实□有异议：被" in printed(head, "/g/410505")


def test_a_record_that_an_order_rests_on_stays(scene: Scene) -> None:
    bureau, plant = scene
    drafted, served = a.a_draft(bureau, plant), a.served(bureau, plant)

    def visit_of(order: Order) -> Visit:
        return a.see(bureau.head, lambda: visit_queries.visit(bureau.head, order.visit_id))

    for order in (drafted, served):
        refused(WrongState, voiding.void_record, a.proven(bureau.head), visit_of(order), reason=WHY)
    a.act(bureau.first, orders.withdraw, drafted, reason="重写")
    assert void_record(bureau, visit_of(drafted)).state is VisitState.NOTICED
    a.act(a.proven(bureau.head), voiding.void_order, served, reason="期限有误")
    rested = refused(WrongState, voiding.void_record, a.proven(bureau.head), visit_of(served), reason=WHY)
    assert "已是企业的隐患" in str(rested)


def test_a_withdrawn_order_is_read_also_where_its_finding_left_the_record(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    order = a.a_draft(bureau, plant)
    a.act(bureau.first, orders.withdraw, order, reason="重写")
    visit = a.see(bureau.head, lambda: visit_queries.visit(bureau.head, order.visit_id))
    void_record(bureau, visit)
    item = a.items_of(bureau.first, order)[0]
    a.act(bureau.first, site_inspection.drop_finding, visit, finding_id=item.finding_id)
    client, page = desks.sign_in(app, a.account_of(bureau.id, "first")), f"/g/410505/orders/{order.id}"
    shown = client.get(page)
    assert (shown.status_code, item.text in shown.text) == (200, True)
    assert client.get(f"{page}.pdf").data[:5] == b"%PDF-"


def test_whoever_checks_a_void_record_learns_it_and_its_paper_says_so(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    visit = void_record(bureau, a.sealed_visit(bureau, plant))
    found = record_of(bureau, visit)
    for opened in (found.code, found.number):
        assert "已撤销" in nobody(app).get(f"/verify/{opened}").text
    page = PdfReader(BytesIO(paper.sealed_pdf(found, "http://127.0.0.1"))).pages[-1].extract_text()
    assert page.replace("\n", "").count("撤销，不再有效") == 2  # over the page, and beside the symbol


def test_both_sides_hear_of_a_void_record_and_read_it_by_its_page(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    visit = a.sealed_visit(bureau, plant)
    page, theirs = f"/g/410505/visits/{visit.id}", f"/e/{plant.id}/visits/{visit.id}"
    head = desks.sign_in(app, a.account_of(bureau.id, "head"))
    answer = desks.send(head, page, f"{page}/void_record", {"reason": WHY})
    assert answer.status_code == 303
    run_reactions()
    assert WHY in told(bureau.first)[-1] and "以重新签发的记录为准" in told(plant.manager)[-1]
    manager, number = (
        desks.sign_in(app, a.plants.account_of(plant.id, "manager")),
        record_of(bureau, visit).id,
    )
    for client, shown in ((head, page), (manager, theirs)):
        assert WHY in client.get(shown).text and f"{shown}.pdf?void={number}" in client.get(shown).text
        assert client.get(f"{shown}.pdf?void={number}").data[:5] == b"%PDF-"
        assert client.get(f"{shown}.pdf?void={ids.new_id()}").status_code == 404
    assert "第1处围堰有裂缝" in head.get(page).text and "第1处围堰有裂缝" not in manager.get(theirs).text
    sealed_anew(bureau, visit)
    assert "第1处围堰有裂缝" in manager.get(theirs).text


def test_a_void_opinion_is_judged_and_sealed_anew(scene: Scene) -> None:
    bureau, plant = scene
    again = an_opinion(bureau, plant)
    first = sealed_opinion(bureau, again)
    refused(NotAllowed, voiding.void_opinion, a.proven(bureau.second), again, reason=WHY)
    assert refused(NotAllowed, voiding.void_opinion, bureau.head, again, reason=WHY).code == "PROOF_NEEDED"
    found = a.act(a.proven(bureau.head), voiding.void_opinion, again, reason=WHY)
    assert found.state is ReinspectionState.DRAFT
    kept = entry_of(bureau, "reinspection.void", again).before or {}
    assert set(kept["confirmed_at"]) == {str(one) for one in bureau.pair}
    refused(WrongState, reinspections.seal, a.proven(bureau.first), again)
    run_reactions()
    assert first.number in told(bureau.second)[-1] and not any(WHY in one for one in told(plant.manager))
    second = sealed_opinion(bureau, again)
    assert (first.serial, second.serial) == (1, 2)
    served = a.act(a.proven(bureau.first), reinspections.serve_opinion, again, **a.service_facts())
    assert served.state is ReinspectionState.SERVED


def test_a_served_opinion_stays(scene: Scene) -> None:
    bureau, plant = scene
    again = a.concluded(bureau, an_opinion(bureau, plant))
    refusal = refused(WrongState, voiding.void_opinion, a.proven(bureau.head), again, reason=WHY)
    assert "已经送达" in str(refusal)


def test_the_page_of_a_reinspection_makes_its_opinion_void(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    again = an_opinion(bureau, plant)
    found = sealed_opinion(bureau, again)
    page = f"/g/410505/reinspections/{again.id}"
    head = desks.sign_in(app, a.account_of(bureau.id, "head"))
    assert desks.send(head, page, f"{page}/void", {"reason": WHY}).status_code == 303
    shown = head.get(page).text
    assert f"{found.number} 已于" in shown and f"{page}.pdf?void={found.id}" in shown
    assert "已撤销" in nobody(app).get(f"/verify/{found.code}").text
    assert head.get(f"{page}.pdf").data[:5] == b"%PDF-"
