"""Each verb of a hazard leaves exactly one entry, which names what was and what is."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from service.core.acts.ledger_forms import differences
from service.hazards.models import Hazard
from service.hazards.states import Grade
from tests.builders import hazards as a
from tests.builders.entries import left_by, words
from tests.builders.hazards import Plant

pytestmark = pytest.mark.days

# act: what its entry names before, and after; of a state, which
ENTRIES = {
    "hazard.answer_extension": ("due_at", "due_at granted opinion until"),
    "hazard.ask_downgrade": ("", "reason"),
    "hazard.control": ("interim_control", "interim_control"),
    "hazard.dismiss": ("dismissed_reason state", "dismissed_reason reason state"),
    "hazard.downgrade": ("grade", "criterion_code grade reason"),
    "hazard.escalate": ("escalated_at", "escalated_at reason"),
    "hazard.fix_on_the_spot": (
        "assigned_to cause grade hazard_type round state",
        "assigned_to cause cost grade hazard_type rectification round state",
    ),
    "hazard.reassign": ("assigned_to", "assigned_to reason"),
    "hazard.reopen": (
        "closed_at due_at original_due_at state",
        "closed_at due_at original_due_at reason state",
    ),
    "hazard.request_extension": ("", "reason until"),
    "hazard.return_plan": ("", "plan reason"),
    "hazard.send_back": ("state", "opinion round state"),
    "hazard.upgrade": (
        "due_at grade original_due_at state",
        "criterion_code criterion_version due_at grade original_due_at state",
    ),
}


def acts(plant: Plant) -> Iterator[tuple[Any, Hazard, str, dict[str, Any]]]:
    """Who does what to which hazard, each in the state that the one before left."""
    hazard = a.a_hazard(plant)
    yield plant.leader, hazard, "control", {"interim_control": "拉警戒线"}
    yield plant.leader, hazard, "escalate", {"reason": "超出班组能力"}
    yield plant.manager, hazard, "dismiss", {"reason": "设计如此"}
    spot = a.a_hazard(plant)
    photos = [a.a_photo(plant.other, plant)]
    facts = {"rectification": "已清理", "cost": 0, "photos": photos, **a.classed()}
    yield plant.other, spot, "fix_on_the_spot", facts
    given = a.assigned(plant)
    yield plant.manager, given, "reassign", {"assigned_to": plant.other.person_id, "reason": "调岗"}
    yield plant.other, given, "request_extension", {"until": a.in_days(9), "reason": "等备件"}
    yield plant.manager, given, "answer_extension", {"granted": True, "opinion": "同意"}
    done = a.rectified(plant)
    yield plant.leader, done, "send_back", {"opinion": "没有修好"}
    yield plant.manager, done, "upgrade", a.grading(Grade.MAJOR)
    yield plant.manager, done, "ask_downgrade", {"reason": "复核后不符合判定标准"}
    yield plant.second, done, "downgrade", {}
    yield plant.principal, a.handed_in(plant), "return_plan", {"reason": "缺应急预案"}
    yield plant.manager, a.closed(plant), "reopen", {"reason": "又裂了", "due_on": a.in_days(6)}


def test_each_verb_leaves_one_entry_of_what_changed(staffed: Plant) -> None:
    seen = {}
    for viewer, hazard, verb, facts in acts(staffed):
        entries = left_by(partial(a.act, viewer, hazard, verb, **facts))
        (entry,) = [one for one in entries if one.act != "attachment.attach"]
        assert (entry.act, entry.object_id, entry.actor_id) == (f"hazard.{verb}", hazard.id, viewer.person_id)
        assert differences(entry) == []
        before, after = entry.before or {}, entry.after or {}
        assert [name for name in before if before[name] == after.get(name)] == []
        seen[entry.act] = words(entry)[1:]
    assert seen == ENTRIES
