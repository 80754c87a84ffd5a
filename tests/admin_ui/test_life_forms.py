"""What the trade asks of a step, the form of its verb asks for: by hand, from the forms of 应急管理行政执法文书."""

import pytest

from service.core.acts.verbs import Verbs
from service.core.forms import reader_of, uploads
from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT, dear

SERVED = "mode at receiver receiver_post refusal witness consent photos"
REPLACED = "former successor reason"
NEEDS = {
    VISIT: {
        "approve": "opinion legal_reason",
        "refuse": "opinion",
        "cancel": "reason",
        "replace_officer": REPLACED,
        "notice": "met_person met_post noticed_at recusal",
        "find": "item place fact basis_code grade criterion_code due_on photos",
        "describe": "site began_at ended_at",
        "sign": "photos objection refusal witness",
        "void_record": "reason",
    },
    ORDER: {
        "set_deadlines": "due_on deadline_reason",
        "withdraw": "reason",
        "serve": SERVED,
        "void": "reason",
        "answer": "measure completed_on cost photos",
        "decide_extension": "granted opinion",
        "reinspect": "officers",
    },
    REINSPECTION: {
        "judge": "passed fact due_on photos",
        "replace_officer": REPLACED,
        "serve": SERVED,
        "void": "reason",
    },
}
DEAR = {VISIT: {"seal_record", "void_record"}, ORDER: {"seal", "void"}, REINSPECTION: {"seal", "void"}}


@pytest.mark.parametrize("verbs", NEEDS, ids=lambda verbs: str(verbs.kind))
def test_a_form_asks_for_what_its_step_needs(verbs: Verbs) -> None:
    for verb, needs in NEEDS[verbs].items():
        form = verbs[verb].data
        assert set(needs.split()) <= {*reader_of(form).fields, *uploads(form)}, verb


@pytest.mark.parametrize("verbs", DEAR, ids=lambda verbs: str(verbs.kind))
def test_what_is_dear_asks_for_a_password(verbs: Verbs) -> None:
    asked = {verb.id for verb in verbs.rows.values() if verb.step_up is dear}
    assert asked == DEAR[verbs]
