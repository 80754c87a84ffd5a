"""What the life-cycle tables say a step needs is asked for by the form of that step."""

from collections.abc import Mapping
from typing import Any

import pytest

from admin_ui.enforcement import orders, reinspections, visits
from service.core.acts.lifecycle import LifeCycle
from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT

IN_WORDS_OF_THE_DOOR = {"replace_officer": "replace-officer", "seal_record": "seal", "void_record": "void"}
FILES = {"photos", "photos_after"}


def forms(steps: Mapping[str, Any]) -> dict[str, type]:
    """The form of each verb; a door of enforcement names the command beside it."""
    return {verb: one[1] if isinstance(one, tuple) else one for verb, one in steps.items()}


@pytest.mark.parametrize(
    ("life", "steps"),
    [
        (VISIT, visits.STEPS),
        (ORDER, orders.STEPS),
        (REINSPECTION, reinspections.STEPS),
    ],
)
def test_a_form_asks_for_what_its_step_needs(life: LifeCycle[Any], steps: Mapping[str, Any]) -> None:
    known, missing = forms(steps), []
    for step in life.steps.values():
        form = known.get(IN_WORDS_OF_THE_DOOR.get(step.verb, step.verb))
        if form is not None:
            missing += [
                (step.verb, need) for need in step.needs if need not in {*form._declared_fields, *FILES}
            ]
    assert missing == []
