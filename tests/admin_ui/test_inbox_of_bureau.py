"""What officers and managers are told of visits, orders and major hazards, and where it leads."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from service.core.db.transactions import db, reading
from service.core.jobs.outbox import run_job
from service.core.models import OutboxJob
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders import hazards as plants
from tests.builders.enforcement import Bureau, Plant


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> tuple[Bureau, Plant]:
    bureau, plant = supervised
    a.answered(bureau, plant)
    plants.confirmed(plant, plants.Grade.MAJOR)
    with scope.opened(Scope.machine()), reading():
        waiting = list(db.session.scalars(select(OutboxJob.id)))
    for reaction_id in waiting:
        run_job(str(reaction_id))
    return supervised


def hrefs_of(page: str, home: str) -> set[str]:
    return {part.split('"')[0] for part in page.split('href="')[1:] if part.startswith(home)}


def test_an_officer_reads_of_the_request_and_then_no_more(app: Flask, scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    client = desks.sign_in(app, a.account_of(bureau.id, "first"))
    assert "条未读" in client.get("/g/410505/orders").text
    inbox = client.get("/g/410505/inbox").text
    assert "安阳甲厂 拟判重大隐患" in inbox and "您申请的检查已批准" in inbox
    hrefs = hrefs_of(inbox, "/g/410505/")
    for kind in ("visits", "orders", f"e/{plant.id}/hazards"):
        assert [href for href in hrefs if re.fullmatch(f"/g/410505/{kind}/[0-9a-f-]{{36}}", href)], kind
    for href in hrefs:
        assert client.get(href).status_code == 200, href
    page, act = "/g/410505/inbox", "/g/410505/inbox/read"
    assert desks.send(client, page, act, {}).status_code == 303
    assert "条未读" not in client.get(page).text and "申请复查" in client.get(page).text


def test_the_principal_reads_of_the_order_and_of_a_major_hazard(
    app: Flask, scene: tuple[Bureau, Plant]
) -> None:
    _bureau, plant = scene
    client = desks.sign_in(app, plants.account_of(plant.id, "principal"))
    home = f"/e/{plant.id}"
    inbox = client.get(f"{home}/inbox").text
    assert "发现重大隐患" in inbox and "收到责令限期整改指令书" in inbox
    hrefs = hrefs_of(inbox, home)
    for kind in ("orders", "hazards"):
        assert [href for href in hrefs if re.fullmatch(f"{home}/{kind}/[0-9a-f-]{{36}}", href)], kind
    for href in hrefs:
        assert client.get(href).status_code == 200, href
