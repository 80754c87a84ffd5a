"""What the desk prints for a plant says each thing in its own place: labels and letters, typed by hand."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from service.core import ids
from service.core.db.transactions import db
from service.enforcement.models.orders import Order
from service.enterprises.models import Enterprise
from service.identity.models import Person
from service.risks.models import RiskUnit
from service.risks.rules import Level
from tests.builders import desks, inspections
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau
from tests.builders.hazards import OPERATOR, Plant, account_of, do
from tests.builders.inspections import Checked
from tests.people import Visitor
from tests.service.printing import paper, places


@pytest.fixture
def manager(app: Flask, checked: Checked) -> Any:
    return desks.sign_in(app, account_of(checked.plant.id, "manager"))


def test_each_label_says_name_plant_level_phone_and_code_of_its_own_unit(
    manager: Any, checked: Checked
) -> None:
    plant, first = checked.plant, checked.unit
    second = inspections.a_unit(plant, "装卸鹤位")

    def name() -> None:
        db.session.get_one(Enterprise, (plant.id, plant.id)).duty_phone = "0372-5551234"
        unit = db.session.get_one(RiskUnit, (plant.id, second.id))
        unit.number, unit.level = "2", Level.GENERAL

    do(plant.manager, name)
    wanted = {"id": str(ids.new_id()), "unit": [str(first.id), str(second.id)], "sheet": "100x70"}
    answer = Visitor(manager).post(f"/e/{plant.id}/risks/labels", wanted)
    assert answer.status_code == 200, answer.text
    codes = {unit.id: inspections.code_of(plant, unit) for unit in (first, second)}
    shown = {key: "-".join(re.findall("....", code)) for key, code in codes.items()}
    # Two labels of 100 mm beside each other, each with its symbol at the left.
    strips = places.columns_of(answer.data, (0, 150, 297, 434, 595))
    assert ["".join(lines) for lines in strips] == [
        shown[first.id] + "微信扫一扫",
        "1甲醇储罐区" + "安阳甲厂甲醇储罐区所在区域" + "1重大风险" + "0372-5551234",
        shown[second.id] + "微信扫一扫",
        "2装卸鹤位" + "安阳甲厂装卸鹤位所在区域" + "3一般风险" + "0372-5551234",
    ]
    symbols = paper.symbols_in(paper.picture_of(answer.data))
    assert sorted(one.rpartition("/")[2] for one in symbols) == sorted(codes.values())


LETTERS = {
    "invitation": [
        "登录邀请",
        "安阳甲厂",
        "王秀英登录账号：wang.xiuying",
        "扫描下面的二维码，或在电脑上打开链接，自己设置登录密码。",
        "<link>",
        "微信扫一扫",
        "wang.xiuying",
        "只能用一次，24小时内有效。请当面交给本人，不要拍照转发；丢失时请重新打印，旧的随即作废。",
    ],
    "enrolment": [
        "手机登录码",
        "安阳甲厂",
        "王秀英工号：0137",
        "用您自己的手机扫描下面的二维码，设置6位数字PIN码，以后扫码检查就认得您。以前登录的手机会退出。",
        "<link>",
        "微信扫一扫",
        "0137",
        "只能用一次，24小时内有效。请当面交给本人，不要拍照转发；丢失时请重新打印，旧的随即作废。",
    ],
}


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_names_its_person_and_leads_where_its_symbol_leads(
    manager: Any, checked: Checked, kind: str
) -> None:
    plant = checked.plant

    def name() -> None:
        person = db.session.get_one(Person, (plant.id, plant.worker.person_id))
        person.name, person.work_number, person.account = "王秀英", "0137", "wang.xiuying"

    do(OPERATOR, name)
    page = f"/e/{plant.id}/people"
    answer = desks.send(manager, page, f"{page}/{plant.worker.person_id}/{kind}", {})
    assert answer.status_code == 200, answer.text
    text = "".join(places.lines_of(answer.data))
    (link,) = paper.symbols_in(paper.picture_of(answer.data, dpi=150))
    # A hyphen at the end of a line is read as the line's, not as the link's.
    assert text.replace("-", "") == "".join(LETTERS[kind]).replace("<link>", link).replace("-", "")


@pytest.mark.parametrize("build", [a.a_draft, a.sealed])
def test_the_page_of_an_order_shows_the_very_paper(
    app: Flask, supervised: tuple[Bureau, Plant], build: Callable[[Bureau, Plant], Order]
) -> None:
    bureau, plant = supervised
    first, order = desks.sign_in(app, a.account_of(bureau.id, "first")), build(bureau, plant)
    page = f"/g/410505/orders/{order.id}"
    assert f'src="{page}.svg"' in first.get(page).text
    drawn, pages = first.get(f"{page}.svg"), paper.pages_of(first.get(f"{page}.pdf").data)
    assert drawn.mimetype == "image/svg+xml"
    assert drawn.data.count(b"<svg y=") == len(pages)
