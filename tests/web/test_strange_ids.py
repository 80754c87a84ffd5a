"""A20: a stranger's id inside a request of one's own (below one's own row, in a filter, in a list, in a body) is
answered like an id that never was, and shows and changes nothing.
"""

import base64
import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.core import clock, ids
from tests.people import Visitor
from tests.web.foreign import World
from tests.web.own import Own

pytestmark = pytest.mark.worlds
FRESH = re.compile(r'(csrf_token|id|after_id|finding_id)" value="[^"]+"')  # new at each opening of a page
VERSIONED = re.compile(r"/(items/[<{]\w+[>}]|drop_finding|replace_officer|assign|ask|confirm)$")
REFUSED_ANYWAY = re.compile("不认识的字段|页面已过期|龙安")  # the question was wrong, or a stranger is named
TOMORROW = (clock.today() + timedelta(days=1)).isoformat()


@dataclass(frozen=True)
class Asked:
    """`{name}` stands for an id of one's own, `<name>` for the stranger's."""

    who: str
    path: str
    fields: dict[str, Any] = field(default_factory=dict)
    method: str = "GET"


def read(who: str, path: str) -> Asked:
    return Asked(who, path)


def sent(who: str, path: str, **fields: Any) -> Asked:
    return Asked(who, path, fields, "POST")


PLANT, HERE = "/e/{enterprise}", "/g/{region}"
APPLY = f"{HERE}/visits?enterprise"
REPLACE = f"{HERE}/visits/{{open_visit_id}}/replace_officer"
REPORT = {"place": "罐区", "description": "围堰开裂"}
PAIR = ["{officer_id}", "{second_id}"]
VISIT = {"kind": "special", "reason": "专项检查", "items": "储罐区"}
NORMAL = [{"answer": "normal", "item_id": f"{{check_{number}}}"} for number in (1, 2, 3)]

FAILED = {"answer": "failed", "words": "开裂", "photos": ["<photo>"]}

READ = [
    read("manager", f"{PLANT}/hazards/<hazard_id>/confirm"),
    read("manager", f"{PLANT}/hazards?assignee=<person_id>"),
    read("manager", f"{PLANT}/hazards?after=[<hazard_id>]"),
    read("manager", f"{PLANT}/checks/records?unit=<unit_id>"),
    read("manager", f"{PLANT}/checks/records?after=[<record_id>]"),
    read("manager", f"{PLANT}/checks/lists/new?unit=<unit_id>"),
    read("manager", f"{PLANT}/risks?object=<object_id>"),
    read("manager", f"{PLANT}/risks/labels?unit=<unit_id>&unit={{unit_id}}"),
    read("manager", f"{PLANT}/photos/<photo>"),
    read("manager", f"{PLANT}/imports/<run_id>/errors.xlsx"),
    read("manager", f"{PLANT}/orders/<order_id>.pdf"),
    read("manager", f"{PLANT}/orders/{{order_id}}/items/<item_id>"),
    read("manager", f"{PLANT}/orders/<order_id>/items/{{item_id}}"),
    read("manager", f"{PLANT}/visits/<visit_id>.pdf"),
    read("first", f"{HERE}/e/<enterprise_id>/hazards/{{hazard_id}}"),
    read("first", f"{HERE}/e/{{enterprise}}/hazards/<hazard_id>"),
    read("first", f"{HERE}/e/{{enterprise}}/photos/<photo>"),
    read("first", f"{HERE}/e/{{enterprise}}/risks?object=<object_id>"),
    read("first", f"{HERE}/e/{{enterprise}}/risks/units/<unit_id>"),
    read("first", f"{HERE}/visits/new?enterprise=<enterprise_id>"),
    read("first", f"{HERE}/visits/{{visit_id}}/findings/<finding_id>"),
    read("first", f"{HERE}/orders/{{order_id}}/items/<item_id>"),
    read("first", f"{HERE}/orders/<order_id>.pdf"),
    read("first", f"{HERE}/?after=[<enterprise_id>]"),
    read("worker", "/m/records/<record_id>"),
    read("worker", "/m/reports/<hazard_id>"),
    read("worker", f"/m{PLANT}/photos/<photo>"),
    read("worker", "/s/{code}/reports/<hazard_id>"),
    read("worker", "/s/{code}/check?check=<occurrence_id>"),
    read("nobody", "/s/{code}/reports/<hazard_id>"),
    read("nobody", "/s/{code}/report?id=<hazard_id>"),
    read("nobody", "/r/{claim}/photos/<photo>"),
]
SENT = [
    sent("manager", f"{PLANT}/hazards", unit_id="<unit_id>", **REPORT),
    sent("manager", f"{PLANT}/hazards/{{confirmed_id}}/assign", assigned_to="<person_id>", due_on=TOMORROW),
    sent("manager", f"{PLANT}/risks/labels", unit=["{unit_id}", "<unit_id>"]),
    sent("manager", f"{PLANT}/risks/labels", whole="1", object="<object_id>"),
    sent("manager", f"{PLANT}/risks/units/<unit_id>/label"),
    sent("manager", f"{PLANT}/checks/lists", unit_id="<unit_id>", name="日检", measures=["<measure_id>"]),
    sent("manager", f"{PLANT}/checks/lists", unit_id="{unit_id}", name="日检", measures=["<measure_id>"]),
    sent("manager", f"{PLANT}/checks/lists/<checklist_id>/plans", team="储运班"),
    sent("manager", f"{PLANT}/checks/plans/<plan_id>/stop"),
    sent("manager", f"{PLANT}/people/<person_id>/leave"),
    sent("manager", f"{PLANT}/people/<person_id>/invitation"),
    sent("manager", f"{PLANT}/people/<person_id>/enrolment"),
    sent("manager", f"{PLANT}/orders/{{order_id}}/items/<item_id>", measure="更换", completed_on=TOMORROW),
    sent("manager", f"{PLANT}/orders/<order_id>/ask"),
    sent(
        "first",
        f"{APPLY}=<enterprise_id>",
        enterprise_id="<enterprise_id>",
        officers=["{officer_id}"],
        **VISIT,
    ),
    sent(
        "first",
        f"{APPLY}={{enterprise}}",
        enterprise_id="{enterprise}",
        officers=["<officer_id>"],
        **VISIT,
    ),
    sent("first", f"{HERE}/visits/<visit_id>/order"),
    sent("head", REPLACE, former="<officer_id>", successor="{officer_id}", reason="病假"),
    sent("head", REPLACE, former="{officer_id}", successor="<officer_id>", reason="病假"),
    sent("first", f"{HERE}/visits/{{open_visit_id}}/drop_finding", finding_id="<finding_id>"),
    sent("first", f"{HERE}/orders/{{draft_id}}/items/<item_id>", due_on=TOMORROW),
    sent("first", f"{HERE}/orders/<order_id>/confirm"),
    sent("first", f"{HERE}/orders/<order_id>/items/{{item_id}}/extension", granted="true", opinion="属实"),
    sent("first", f"{HERE}/orders/{{order_id}}/items/<item_id>/extension", granted="true", opinion="属实"),
    sent("manager", f"{PLANT}/hazards/<hazard_id>/request_extension", until=TOMORROW, reason="等材料"),
    sent("first", f"{HERE}/orders/{{order_id}}/reinspections", officers=["{officer_id}", "<officer_id>"]),
    sent("worker", "/m/reports/<hazard_id>/read"),
    sent(
        "worker",
        "/s/{code}/check",
        check="{occurrence_id}",
        **{"id-1": "<check_item_id>", "item-1": "normal"},
    ),
    sent(
        "worker",
        "/s/{code}/check",
        check="<occurrence_id>",
        **{"id-1": "<check_item_id>", "item-1": "normal"},
    ),
]
JSON = [
    {"occurrence_id": "<occurrence_id>", "answers": NORMAL},
    {
        "occurrence_id": "{occurrence_id}",
        "answers": [NORMAL[0] | {"item_id": "<check_item_id>"}, *NORMAL[1:]],
    },
    {"occurrence_id": "{occurrence_id}", "answers": [NORMAL[0] | FAILED, *NORMAL[1:]]},
]


@dataclass(frozen=True)
class Scene:
    visitors: dict[str, Visitor]
    own: Own
    world: World

    def answer(self, asked: Asked, strange: dict[str, str]) -> tuple[int, str]:
        """What comes back, without the strange ids themselves and what is new each time."""
        visitor, path = self.visitors[asked.who], self.filled(asked.path, strange)
        path = re.sub(r"\[(.*?)\]", lambda key: cursor(key[1]), path)
        if asked.method == "GET":
            return told(visitor.get(path), [path, *strange.values()])
        given = json.loads(self.filled(json.dumps(asked.fields), strange))
        if asked.method == "PUT":
            return told(visitor.client.put(path, json=given), [path, *strange.values()])
        act = {"id": str(ids.new_id())} | self.version(asked)
        return told(visitor.post(path, act | given), [path, *strange.values()])

    def filled(self, text: str, strange: dict[str, str]) -> str:
        for name, one in self.own.words.items():
            text = text.replace(f"{{{name}}}", one)
        return re.sub(r"<(\w+)>", lambda found: strange[found[1]], text)

    def version(self, asked: Asked) -> dict[str, str]:
        """The version that the page of the row shows: a stale one would be refused before anything."""
        page = VERSIONED.sub("", asked.path)
        if page == asked.path:
            return {}
        shown = self.visitors[asked.who].get(self.filled(page, {})).text if "<" not in page else ""
        found = re.search(r'name="version" value="(\d+)"', shown)
        return {"version": found[1] if found else "1"}


def cursor(key: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([key]).encode()).decode().rstrip("=")


def told(answer: TestResponse, strange: list[str]) -> tuple[int, str]:
    text = answer.text if answer.mimetype.startswith(("text/", "application/p", "application/j")) else ""
    for one in strange:
        text = text.replace(one, "…").replace(cursor(one), "…")
    return answer.status_code, FRESH.sub("", text)


@pytest.fixture
def scene(mine: Own, theirs: World, visitors: dict[str, Visitor]) -> Scene:
    return Scene(visitors, mine, theirs)


def faults(scene: Scene, asked: list[Asked], allowed: set[int]) -> list[str]:
    """Ask with the stranger's ids and with ids that never were."""
    theirs = {name: str(one) for name, one in scene.world.ids.items()}
    found = []
    for one in asked:
        first = scene.answer(one, theirs)
        second = scene.answer(one, {name: str(ids.new_id()) for name in theirs})
        if first != second or first[0] not in allowed or REFUSED_ANYWAY.search(first[1]):
            found.append(f"{one.who} {one.path} {one.fields}: {first[0]} and {second[0]}")
    return found


def test_a20_a_strange_id_shows_nothing(scene: Scene) -> None:
    with clock.frozen(clock.now()):
        found = faults(scene, READ, {200, 404})
    assert found == [], "\n".join(found)


def test_a20_a_strange_id_is_written_nowhere(scene: Scene) -> None:
    puts = [Asked("worker", f"/api/v1{PLANT}/records/{ids.new_id()}", body, "PUT") for body in JSON]
    with clock.frozen(clock.now()):
        found = faults(scene, [*SENT, *puts], {404, 409, 422})
    assert found == [], "\n".join(found)
