"""Each verb of a visit, an order and a re-inspection leaves exactly one entry of its own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.core.acts.ledger_forms import differences
from service.enforcement.commands import (
    officer_changes,
    orders,
    reinspections,
    site_inspection,
    visits,
    voiding,
)
from service.enforcement.models.orders import Order
from tests.builders import enforcement as a
from tests.builders import extensions as asking
from tests.builders.enforcement import Bureau, Plant
from tests.builders.entries import left_by, words

pytestmark = pytest.mark.slow

_ASKED = "asked_by due_on granted hazard_id item opinion reason until"
ENTRIES = {  # act: what its entry names before, and after
    "order.answer_extension": ("", _ASKED),
    "order.confirm": ("", "person_id"),
    "order.decide_extension": ("due_on item", _ASKED),
    "order.reopen": ("state", "state"),
    "order.request_extension": ("", _ASKED),
    "order.set_deadlines": ("due_on item", "due_on item"),
    "order.void": ("state", "number reason state"),
    "order.withdraw": ("state", "reason state"),
    "reinspection.replace_officer": ("person_id", "person_id reason"),
    "reinspection.void": ("confirmed_at state", "number reason state"),
    "visit.cancel": ("state", "reason state"),
    "visit.close": ("state", "state"),
    "visit.drop_finding": ("fact", ""),
    "visit.refuse": ("state", "legal_reason number opinion state"),
    "visit.replace_officer": ("person_id", "person_id reason"),
    "visit.sign": ("state", "photos refusal state"),
    "visit.void_record": ("confirmed_at state", "number reason state"),
}
# What an act does to hazards besides, with an entry of theirs.
BESIDES = {
    "order.answer_extension": {"hazard.answer_extension"},
    "order.decide_extension": {"hazard.decide_extension"},
    "order.request_extension": {"hazard.request_extension"},
    "order.reopen": {"hazard.order_again", "reinspection.serve"},
    "visit.sign": {"attachment.attach", "attachment.show"},
    "order.void": {"hazard.release"},
}
Run = Callable[[], object]


def acts(bureau: Bureau, plant: Plant) -> Iterator[tuple[str, Run]]:
    yield from of_visits(bureau, plant)
    yield from of_orders(bureau, plant)
    yield from of_reinspections(bureau, plant)


def of_visits(bureau: Bureau, plant: Plant) -> Iterator[tuple[str, Run]]:
    head = a.proven(bureau.head)
    replaced = {"former": a.person(bureau.second), "successor": a.person(bureau.third), "reason": "调离"}
    refused, gone = a.a_visit(bureau, plant), a.a_visit(bureau, plant)
    yield "visit.refuse", lambda: a.act(bureau.head, visits.refuse, refused, opinion="不同意")
    yield (
        "visit.replace_officer",
        lambda: a.act(bureau.head, officer_changes.replace_officer, gone, **replaced),
    )
    yield "visit.cancel", lambda: a.act(bureau.first, visits.cancel, gone, reason="企业停产")
    noticed = a.noticed(bureau, plant)
    finding = a.a_finding(bureau, noticed)
    yield (
        "visit.drop_finding",
        lambda: a.act(bureau.first, site_inspection.drop_finding, noticed, finding_id=finding.id),
    )
    sealed = a.sealed_visit(bureau, plant, findings=0)
    pages = {"photos": [a.a_photo(bureau.first, plant)], "refusal": "", "objection": "", "witness": ""}
    yield "visit.sign", lambda: a.act(bureau.first, site_inspection.sign, sealed, **pages)
    yield "visit.close", lambda: a.act(bureau.first, visits.close, sealed)
    yield "visit.void_record", lambda: a.act(head, voiding.void_record, sealed, reason="地点有误")


def of_orders(bureau: Bureau, plant: Plant) -> Iterator[tuple[str, Run]]:
    draft = a.a_draft(bureau, plant, findings=1)
    item = a.items_of(bureau.first, draft)[0]
    later = {"item_id": item.id, "due_on": a.in_days(20), "deadline_reason": ""}
    yield "order.set_deadlines", lambda: a.act(bureau.first, orders.set_deadlines, draft, **later)
    yield "order.confirm", lambda: a.act(bureau.second, orders.confirm, draft)
    yield "order.withdraw", lambda: a.act(bureau.first, orders.withdraw, draft, reason="重复")
    order = asking.assigned(bureau, plant)
    yield "order.request_extension", lambda: asking.requested(plant.worker, order)
    yield "order.answer_extension", lambda: asking.agreed(plant, order)
    yield "order.decide_extension", lambda: asking.decided(bureau.first, order, granted=True)
    void = a.served(bureau, plant, findings=1)
    yield "order.void", lambda: a.act(a.proven(bureau.head), voiding.void_order, void, reason="期限有误")


def of_reinspections(bureau: Bureau, plant: Plant) -> Iterator[tuple[str, Run]]:
    order: Order = a.answered(bureau, plant, findings=1)
    again = a.a_reinspection(bureau, order)
    head = a.proven(bureau.head)
    replaced = {"former": a.person(bureau.second), "successor": a.person(bureau.third), "reason": "调离"}
    yield (
        "reinspection.replace_officer",
        lambda: a.act(bureau.head, officer_changes.replace_reinspector, again, **replaced),
    )
    a.judge(bureau, again, a.items_of(bureau.first, order)[0], False)

    def sealed() -> None:
        a.act(bureau.first, reinspections.confirm, again)
        a.act(bureau.third, reinspections.confirm, again)
        a.act(a.proven(bureau.first), reinspections.seal, again)

    sealed()
    yield "reinspection.void", lambda: a.act(head, voiding.void_opinion, again, reason="结论有误")
    sealed()
    served = a.service_facts()
    yield "order.reopen", lambda: a.act(bureau.first, reinspections.serve_opinion, again, **served)


def test_each_verb_leaves_one_entry_of_its_own(supervised: tuple[Bureau, Plant]) -> None:
    seen: dict[str, Any] = {}
    for name, run in acts(*supervised):
        entries = left_by(run)
        own = [entry for entry in entries if entry.act == name]
        assert len(own) == 1, name
        assert {entry.act for entry in entries} - {name} == BESIDES.get(name, set()), name
        assert all(differences(entry) == [] for entry in entries)
        seen[name] = words(own[0])[1:]
    assert seen == ENTRIES
