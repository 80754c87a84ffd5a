"""A check is answered: once, whatever the network does; each failed item reports its hazard with it."""

import hashlib
from typing import Any
from uuid import UUID

from service.core import clock
from service.core.acts.ledger import Act, dumps, record_at_once
from service.core.acts.problems import Conflict, Gone, Invalid, NotAllowed, WrongState, _
from service.core.db.transactions import db
from service.core.db.upserts import insert_if_absent
from service.core.tenancy.viewer import Viewer
from service.hazards.commands import reporting
from service.hazards.states import Source
from service.inspections.commands import at_once
from service.inspections.models import Record
from service.inspections.queries import checks, lists
from service.inspections.queries.checks import Due
from service.inspections.queries.lists import Item
from service.inspections.rules import LATE, Answer, described, faults, hazard_id, is_for
from service.risks import queries as risks

Facts = dict[str, Any]


def answer(viewer: Viewer, facts: Facts, act: Act | None = None) -> Record:
    """Take the answers to a check. `facts`: id (of the record) and RecordForm.

    The client's id is the key: the same id with the same content is the same record, other content a
    Conflict. The first record of an occurrence stands. A colleague's later one is kept with `stands` False,
    so that no word is lost, and its failed items report their hazards all the same.
    Raises NotFound, NotAllowed, WrongState, Gone or Invalid; then nothing is kept.
    """
    due = checks.due(viewer, facts["occurrence_id"], facts["id"])
    content = digest(facts)
    if due.is_answered:
        return _same(viewer, _present(due.enterprise_id, facts["id"]), content)
    items = _checked(viewer, due, facts)
    row = _row(viewer, due, facts, items) | {"digest": content}
    if not insert_if_absent(Record, [row]):
        known = _present(due.enterprise_id, facts["id"])
        if known is not None:
            return _same(viewer, known, content)
        row["stands"] = False
        if not insert_if_absent(Record, [row]):
            return _same(viewer, _present(due.enterprise_id, facts["id"]), content)
    made = Record(**row)
    after = {"occurrence_id": due.id, "stands": made.stands, "failed": made.failed}
    record_at_once(viewer, "record.answer", made, act or Act(made.id, made.device_at), after=after)
    if made.failed:
        _report(viewer, made, items)
    return made


def _checked(viewer: Viewer, due: Due, facts: Facts) -> tuple[Item, ...]:
    """Return the items of a check that this person may answer now, and has answered whole."""
    refuse(viewer, due)
    items = lists.items(due.enterprise_id, due.checklist_id)
    at_once.learn(due.checklist_id, items)
    errors = faults(facts["answers"], {item.id: item.number for item in items})
    if errors:
        raise Invalid(errors=errors)
    return items


def refuse(viewer: Viewer, due: Due) -> None:
    """Raise NotAllowed, WrongState or Gone where this person cannot answer the check now."""
    now = clock.now()
    if not is_for(due.team, due.post, his_team=viewer.team, his_post=viewer.post):
        whose = due.team or due.post
        raise NotAllowed(_("这次检查由“%(whose)s”来做，您看到问题可以直接报隐患"), whose=whose)
    if due.cancelled_at:
        raise Gone(_("这次检查已取消，不用再做"))
    if now < due.due_from:
        raise WrongState(_("这次检查还没到时间，请在当天提交"))
    if now >= due.due_to + LATE:
        raise Gone(_("这次检查已过期 7 天以上，不能再补；看到问题请直接报隐患"))


def _row(viewer: Viewer, due: Due, facts: Facts, items: tuple[Item, ...]) -> Facts:
    by_item = {answer["item_id"]: answer for answer in facts["answers"]}
    return {
        "enterprise_id": due.enterprise_id,
        "id": facts["id"],
        "area_code": due.area_code,
        "sector": due.sector,
        "occurrence_id": due.id,
        "unit_id": due.unit_id,
        "stands": True,
        "answers": [kept(item, by_item[item.id]) for item in items],
        "failed": sum(answer["answer"] == Answer.FAILED for answer in facts["answers"]),
        "answered_by": viewer.person_id,
        "answered_at": clock.now(),
        "device_at": facts.get("device_at"),
    }


def kept(item: Item, facts: Facts) -> Facts:
    return {
        "item_id": str(item.id),
        "number": item.number,
        "answer": str(facts["answer"]),
        "words": facts["words"],
        "photos": [str(photo) for photo in facts["photos"]],
    }


def digest(facts: Facts) -> str:
    """Return what two sendings of the same content have in common, whatever the order of their answers."""
    answers = sorted(facts["answers"], key=lambda answer: str(answer["item_id"]))
    content = {
        "occurrence_id": facts["occurrence_id"],
        "answers": answers,
        "device_at": facts.get("device_at"),
    }
    return hashlib.sha256(dumps(content)).hexdigest()


def _present(enterprise_id: UUID, record_id: UUID) -> Record | None:
    return db.session.get(Record, (enterprise_id, record_id), populate_existing=True)


def _same(viewer: Viewer, known: Record | None, content: str) -> Record:
    if known is None or (known.digest, known.answered_by) != (content, viewer.person_id):
        raise Conflict(_("这张检查表已经提交过，内容不能再改；要更正请直接报隐患"))
    return known


def _report(viewer: Viewer, made: Record, items: tuple[Item, ...]) -> None:
    place = risks.unit(made.unit_id).name
    by_number = {item.number: item for item in items}
    for answer_row in made.answers:
        if answer_row["answer"] != Answer.FAILED:
            continue
        item = by_number[answer_row["number"]]
        reported = reporting.Report(
            id=hazard_id(made.id, item.number),
            place=place,
            description=described(item.text, answer_row["words"]),
            source=Source.ITEM,
            unit_id=made.unit_id,
            measure_id=item.measure_id,
            record_id=made.id,
            photos=[UUID(photo) for photo in answer_row["photos"]],
        )
        reporting.report(viewer, reported)
