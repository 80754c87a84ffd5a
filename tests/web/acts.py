"""What people of one's own world do in the script of two worlds: forms, files, papers, a job."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID

from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.core import clock, ids
from service.core.db.transactions import db, reading
from service.core.jobs import outbox
from service.core.models import OutboxJob
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from tests.builders.hazards import a_jpeg
from tests.builders.workbooks import an_ls_ledger, an_ls_row, content_of
from tests.people import Visitor
from tests.web.own import REGION, Own

RUN, RECORD, REPORT, VISIT = (f"01900000-0000-7000-8000-0000000000a{number}" for number in range(4))


class Numbered:
    """UUIDv7 that come in the same order in every world; `start` keeps one request's from another's."""

    def __init__(self, start: int) -> None:
        self.next = (start + 1) << 20

    def __call__(self) -> UUID:
        self.next += 1
        return UUID(int=(0x0190_0000_0000_7000_8000 << 48) + self.next)


@dataclass(frozen=True)
class Doing:
    who: str
    status: int
    path: str
    fields: dict[str, Any] = field(default_factory=dict)
    method: str = "POST"

    def done(self, visitor: Visitor) -> TestResponse:
        if self.method == "GET":
            return visitor.get(self.path)
        if self.method == "PUT":
            return visitor.client.put(self.path, json=self.fields)
        return visitor.post(self.path, {"id": str(ids.new_id()), **self.fields})


@cache
def a_ledger() -> bytes:
    """Three good rows, and two that say why not."""
    good = [an_ls_row(seq=number, no=f"FX-{number}", name=f"冲床{number}") for number in range(1, 4)]
    return content_of(an_ls_ledger([*good, an_ls_row(seq=4, L=9), an_ls_row(seq=5, name=None, no=None)]))


def acts(own: Own) -> Iterator[Doing]:
    plant, region = f"/e/{own.plant.id}", f"/g/{REGION}"
    words, pair = own.words, [own.words["officer_id"], own.words["second_id"]]
    in_a_week = (clock.today() + timedelta(days=7)).isoformat()
    answers = [{"item_id": words[f"check_{number}"], "answer": "normal"} for number in (1, 2, 3)]
    answers[1] |= {"answer": "failed", "words": "没有检定标识"}
    record = {"occurrence_id": words["occurrence_id"], "answers": answers}
    report = {"place": "罐区", "what": "设备损坏", "words": "法兰渗漏"}

    yield Doing("manager", 303, f"{plant}/people", {"name": "新来的", "work_number": "Z9", "role": "worker"})
    yield Doing("manager", 422, f"{plant}/people", {"name": "重号的", "work_number": "N1", "role": "head"})
    file = (BytesIO(a_ledger()), "台账.xlsx")
    yield Doing("manager", 303, f"{plant}/imports", {"id": RUN, "file": file})
    yield Doing("manager", 200, f"{plant}/imports/{RUN}", method="GET")
    yield Doing("manager", 200, f"{plant}/imports/{RUN}/errors.xlsx", method="GET")
    yield Doing("manager", 200, f"{plant}/risks?text=冲床", method="GET")
    yield Doing("manager", 200, f"{plant}/risks/labels", {"unit": [words["unit_id"]], "sheet": "60x40"})
    yield Doing("manager", 200, f"{plant}/risks/units/{words['unit_id']}/label")
    yield Doing("worker", 201, f"/api/v1{plant}/records/{RECORD}", record, "PUT")
    yield Doing("worker", 303, f"/s/{words['code']}/report", report | {"mine": "1", "no_photo": "1"})
    photo = (BytesIO(a_jpeg()), "photo.jpg")
    yield Doing("nobody", 303, f"/s/{words['code']}/report", report | {"id": REPORT, "photos": photo})
    given = {"version": "2", "assigned_to": words["person_id"], "due_on": in_a_week}
    yield Doing("manager", 303, f"{plant}/hazards/{words['confirmed_id']}/assign", given)
    visit = {"enterprise_id": words["enterprise"], "kind": "special", "reason": "专项检查", "items": "罐区"}
    yield Doing("first", 303, f"{region}/visits", visit | {"id": VISIT, "officers": pair})
    yield Doing("head", 303, f"{region}/visits/{VISIT}/approve", {"version": "1", "opinion": "同意"})
    yield Doing("first", 200, f"{region}/visits/{VISIT}.pdf", method="GET")


def work_off(plant: UUID) -> None:
    """Do what follows the acts of a plant, in their order."""
    with scope.opened(Scope.machine()), reading():
        waiting = select(OutboxJob.id).where(OutboxJob.enterprise_id == plant, OutboxJob.settled_at.is_(None))
        found = list(db.session.scalars(waiting.order_by(OutboxJob.id)))
    for one in found:
        outbox.run_job(str(one))


def cells(content: bytes) -> str:
    """What a workbook says: its bytes also hold the moment of writing."""
    book = load_workbook(BytesIO(content))
    return str([(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book])
