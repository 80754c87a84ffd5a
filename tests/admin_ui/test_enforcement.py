"""The pages of visits, orders and re-inspections, by their forms, from application to close."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from service.core import clock
from service.core.db.transactions import db
from service.core.models import LedgerEntry
from service.documents import queries as documents
from service.enforcement import limits
from service.enforcement.queries import orders
from service.reference.queries import laws, rulebook
from service.reference.rules import Confidence
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders import hazards as plants
from tests.builders.enforcement import Bureau, Plant

HOME = "/g/410505"


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> tuple[Bureau, Plant]:
    return supervised


def officer(app: Flask, bureau: Bureau, who: str = "first") -> FlaskClient:
    return desks.sign_in(app, a.account_of(bureau.id, who))


def of_plant(app: Flask, plant: Plant, who: str = "manager") -> FlaskClient:
    return desks.sign_in(app, plants.account_of(plant.id, who))


def photo() -> tuple[BytesIO, str]:
    return BytesIO(plants.a_jpeg()), "1.jpg"


def minute(ago: int = 0) -> str:
    return clock.local(clock.now() - timedelta(minutes=ago)).strftime("%Y-%m-%dT%H:%M")


def go(client: FlaskClient, page: str, action: str, **fields: Any) -> str:
    answer = desks.send(client, page, action, fields)
    assert answer.status_code == 303, (action, re.sub(r"<[^>]+>", " ", answer.text)[-900:])
    return str(answer.headers["Location"])


FINDING = {
    "item": "储罐区",
    "place": "甲醇储罐区",
    "fact": "围堰南侧有裂缝",
    "basis_code": "A01",
    "grade": "general",
}


def recorded(app: Flask, bureau: Bureau, plant: Plant) -> tuple[FlaskClient, FlaskClient, str]:
    """A visit with one finding, recorded by both through their pages."""
    first, second, head = (officer(app, bureau, who) for who in ("first", "second", "head"))
    asked = {
        "kind": "special",
        "reason": "储罐专项",
        "items": "围堰",
        "officers": list(map(str, bureau.pair)),
    }
    new = f"{HOME}/visits/new?enterprise={plant.id}"
    visit = go(first, new, f"{HOME}/visits?enterprise={plant.id}", **asked)
    go(head, visit, f"{visit}/approve", opinion="同意")
    told = {"met_person": "李强", "met_post": "安全总监", "noticed_at": minute(), "recusal": "false"}
    go(first, visit, f"{visit}/notice", **told)
    due = a.in_days(10).isoformat()
    go(first, f"{visit}/findings/new", f"{visit}/findings", **FINDING, due_on=due, photos=photo())
    go(first, visit, f"{visit}/describe", site="储罐区", began_at=minute(), ended_at=minute())
    go(first, visit, f"{visit}/confirm")
    go(second, visit, f"{visit}/confirm")
    return first, second, visit


@pytest.mark.slow
def test_the_loop_goes_by_the_forms(app: Flask, scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    first, second, visit = recorded(app, bureau, plant)
    go(first, visit, f"{visit}/seal_record")
    go(first, visit, f"{visit}/sign", photos=photo())
    order = go(first, visit, f"{visit}/order")
    go(first, order, f"{order}/confirm")
    go(second, order, f"{order}/confirm")
    go(second, order, f"{order}/seal")
    received = {"mode": "direct", "receiver": "李强", "receiver_post": "安全总监"}
    go(first, order, f"{order}/serve", at=minute(), **received)
    go(first, visit, f"{visit}/close")
    manager, principal = of_plant(app, plant), of_plant(app, plant, "principal")
    own = order.replace(HOME, f"/e/{plant.id}")
    found = a.see(plant.manager, lambda: orders.orders(plant.manager).rows[0])
    item = a.items_of(plant.manager, found)[0]
    page = f"{own}/items/{item.id}"
    answered = {"measure": "已开槽修补", "completed_on": clock.today().isoformat(), "cost": "10"}
    go(manager, page, page, **answered, hazard_type="equipment", cause="things", photos=photo())
    assert "不能由您自己验收" in manager.get(own).text and f"{own}/ask" not in manager.get(own).text
    go(principal, own, f"{own}/ask")
    pair = [str(one) for one in bureau.pair]
    again = go(first, order, f"{order}/reinspections", officers=pair)
    page = f"{again}/items/{item.id}"
    go(first, page, page, passed="true", fact="裂缝已修补", photos=photo())
    go(first, again, f"{again}/confirm")
    go(second, again, f"{again}/confirm")
    go(first, again, f"{again}/seal")
    go(first, again, f"{again}/serve", at=minute(), **received)
    assert "已销号" in manager.get(own).text and "指令销号" in first.get(order).text
    for client, address in ((first, order), (first, visit), (first, again), (manager, own)):
        answer = client.get(f"{address}.pdf")
        assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    assert "围堰南侧有裂缝" in manager.get(visit.replace(HOME, f"/e/{plant.id}")).text
    for client, address in (
        (first, f"{HOME}/visits"),
        (first, f"{HOME}/orders"),
        (manager, f"/e/{plant.id}/orders"),
    ):
        assert client.get(address).status_code == 200


def test_a_draft_is_shown_on_paper_without_a_number(app: Flask, scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    first, _second, visit = recorded(app, bureau, plant)
    for page in PdfReader(BytesIO(first.get(f"{visit}.pdf").data)).pages:
        assert "草稿，尚未签发" in page.extract_text()


def test_a_basis_is_found_by_words_and_shows_its_clause_and_its_warning(
    app: Flask, scene: tuple[Bureau, Plant]
) -> None:
    bureau, plant = scene
    visit, first = a.noticed(bureau, plant), officer(app, bureau)
    page = f"{HOME}/visits/{visit.id}/findings/new"
    asked = desks.hidden(first.get(page).text, f"{HOME}/visits/{visit.id}/findings") | {"search": "台账"}
    everything = bases_of(first.get(page).text)
    narrowed = bases_of(first.post(f"{HOME}/visits/{visit.id}/findings/bases", data=asked).text)
    assert everything.count("<optgroup") > 5
    assert 0 < narrowed.count("<option") < everything.count("<option") / 5
    assert "第四十一条第一款" in first.get(f"{HOME}/basis?basis_code=A01").text
    doubtful = next(one for one in a.see(bureau.first, laws.bases) if one.confidence == Confidence.CHECK)
    assert "尚未经法制人员核对" in first.get(f"{HOME}/basis?basis_code={doubtful.code}").text
    assert "<p" not in first.get(f"{HOME}/basis?basis_code=NONE").text


def bases_of(page: str) -> str:
    return page.partition('name="basis_code"')[2].partition("</select>")[0]


def test_the_printed_forms_are_behind_their_links(app: Flask, scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    order, first = a.served(bureau, plant), officer(app, bureau)
    for page, forms in (
        (f"{HOME}/visits/{order.visit_id}", ("approval", "notice")),
        (f"{HOME}/orders/{order.id}", ("receipt",)),
    ):
        shown = first.get(page).text
        for form in forms:
            assert f'href="{page}/{form}.pdf"' in shown
            assert first.get(f"{page}/{form}.pdf").data[:5] == b"%PDF-"


def test_both_sides_see_the_last_days_of_appeal(app: Flask, scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    order = a.served(bureau, plant)
    days = limits.appeal(clock.today(), a.see(bureau.first, rulebook.calendar))
    first, manager = officer(app, bureau), of_plant(app, plant)
    for client, page in ((first, f"{HOME}/orders/{order.id}"), (manager, f"/e/{plant.id}/orders/{order.id}")):
        shown = client.get(page).text
        assert f"行政复议最迟 {days.review.day}，行政诉讼最迟 {days.suit.day}" in shown


def test_what_is_not_shown_yet_is_404_to_the_plant_like_what_is_not_there(
    app: Flask, scene: tuple[Bureau, Plant]
) -> None:
    bureau, plant = scene
    order = a.sealed(bureau, plant)
    approved = a.approved(bureau, plant)
    client = of_plant(app, plant)
    nothing = client.get(f"/e/{plant.id}/orders/{a.ids.new_id()}")
    for path in (
        f"orders/{order.id}",
        f"visits/{approved.id}",
        f"orders/{order.id}.pdf",
        f"visits/{approved.id}.pdf",
    ):
        answer = client.get(f"/e/{plant.id}/{path}")
        assert (answer.status_code, answer.text) == (404, nothing.text)
    assert "应急责改" not in client.get(f"/e/{plant.id}/orders").text


@pytest.mark.parametrize("who", ["grid", "expert"])
def test_a_grid_worker_or_expert_issues_nothing_and_the_ledger_says_he_tried(
    app: Flask, scene: tuple[Bureau, Plant], who: str
) -> None:
    bureau, plant = scene
    order = a.confirmed(bureau, plant)
    client = officer(app, bureau, who)
    token = re.search(r'name="csrf_token" value="(\w+)"', client.get(f"{HOME}/orders").text)
    assert token is not None
    sent = {"csrf_token": token[1], "id": str(a.ids.new_id()), "version": str(order.version)}
    assert client.post(f"{HOME}/orders/{order.id}/seal", data=sent).status_code == 403
    viewer = getattr(bureau, who)
    told = a.see(viewer, lambda: db.session.scalars(select(LedgerEntry.act)).all())
    assert "access.refused" in told


def test_sealing_at_a_desk_left_open_asks_for_the_password(app: Flask, scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    order = a.confirmed(bureau, plant)
    client = officer(app, bureau)
    page = f"{HOME}/orders/{order.id}"
    with clock.frozen(clock.now() + timedelta(minutes=6)):
        assert desks.send(client, page, f"{page}/seal", {}).status_code == 422
        wrong = desks.send(client, page, f"{page}/seal", {"password": "not-this-one-no"})
        assert wrong.status_code == 422 and "密码不对" in wrong.text
    with clock.frozen(clock.now() + timedelta(minutes=7)):
        go(client, page, f"{page}/seal", password=desks.PASSWORD)


def test_a_document_is_verified_by_its_code_and_once_served_by_its_number(
    app: Flask, scene: tuple[Bureau, Plant]
) -> None:
    bureau, plant = scene
    order = a.sealed(bureau, plant)
    document = a.see(bureau.first, lambda: documents.document_of(order, a.DocumentKind.ORDER))
    assert document is not None
    client = desks.Visitor(app, app.response_class)
    by_code = client.get(f"/VERIFY/{document.code}").text
    assert document.number in by_code and document.sha256[:8] in by_code
    assert "安阳甲厂" not in by_code and "刘志远" not in by_code
    assert client.get(f"/verify/{document.number}").status_code == 404
    a.act(bureau.first, a.orders.serve_order, order, **a.service_facts())
    by_number = client.get(f"/verify/{document.number}").text
    assert document.number in by_number and "已送达" in by_number


def test_the_form_asks_for_the_report_and_offers_no_reinspection(
    app: Flask, scene: tuple[Bureau, Plant]
) -> None:
    bureau, plant = scene
    page = officer(app, bureau).get(f"{HOME}/visits/new?enterprise={plant.id}").text
    assert 'value="report"' in page and 'name="report"' in page
    assert 'value="reinspection"' not in page


def test_ways_back_go_by_the_forms(app: Flask, scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    first, head = officer(app, bureau), officer(app, bureau, "head")
    visit = f"{HOME}/visits/{a.approved(bureau, plant).id}"
    pair = {"former": str(a.person(bureau.second)), "successor": str(a.person(bureau.third))}
    go(head, visit, f"{visit}/replace_officer", **pair, reason="调离本单位")
    assert "赵明" in head.get(visit).text and "更换执法人员" in head.get(visit).text
    go(first, visit, f"{visit}/cancel", reason="企业已停产")
    assert "已取消" in first.get(visit).text and "企业已停产" in first.get(visit).text
    assert first.get(f"{visit}/notice.pdf").status_code == 404
    order = f"{HOME}/orders/{a.a_draft(bureau, plant).id}"
    go(first, order, f"{order}/withdraw", reason="期限有误")
    assert "已撤回" in first.get(order).text and "期限有误" in first.get(order).text


def test_a_void_order_is_made_so_by_the_form_of_the_head(app: Flask, scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    head = officer(app, bureau, "head")
    order = f"{HOME}/orders/{a.sealed(bureau, plant).id}"
    assert "撤销指令书" not in officer(app, bureau).get(order).text
    go(head, order, f"{order}/void", reason="期限有误")
    assert "已撤销" in head.get(f"{HOME}/orders").text
    assert all(words in head.get(order).text for words in ("期限有误", "文号不再使用"))
