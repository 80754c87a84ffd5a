"""A check is answered: once, whatever the network does; each failed item reports its hazard with it."""

import hashlib
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
from service.inspections.rules import LATE, Answer, AnswerText, StoredAnswer, described, hazard_id, is_for
from service.inspections.schemas import AnswerForm, RecordForm, faults
from service.risks import queries as risks

COLUMNS = Record.__table__.columns.keys()


def answer(viewer: Viewer, record_id: UUID, data: RecordForm) -> Record:
    """Take the answers to a check.

    The client's id of the record is the key: the same id with the same content is the same record, other content a
    Conflict. The first record of an occurrence stands. A colleague's later one is kept with `stands` False,
    so that no word is lost, and its failed items report their hazards all the same.
    Raises NotFound, NotAllowed, WrongState, Gone or Invalid; then nothing is kept.
    """
    due = checks.due(viewer, data.occurrence_id, record_id)
    content = digest(data)
    if due.is_answered:
        return _same(viewer, _present(due.enterprise_id, record_id), content)
    items = _checked(viewer, due, data)
    made = _made(viewer, due, data, items)
    made.id, made.digest = record_id, content
    if not _is_new(made):
        known = _present(due.enterprise_id, record_id)
        if known is not None:
            return _same(viewer, known, content)
        made.stands = False
        if not _is_new(made):
            return _same(viewer, _present(due.enterprise_id, record_id), content)
    after = {"occurrence_id": due.id, "stands": made.stands, "failed": made.failed}
    record_at_once(viewer, "record.answer", made, Act(made.id, made.device_at), after=after)
    if made.failed:
        _report(viewer, made, items)
    return made


def _checked(viewer: Viewer, due: Due, data: RecordForm) -> tuple[Item, ...]:
    """Return the items of a check that this person may answer now, and has answered whole."""
    refuse(viewer, due)
    items = lists.items(due.enterprise_id, due.checklist_id)
    at_once.learn(due.checklist_id, items)
    errors = faults(data.answers, {item.id: item.number for item in items})
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


def _made(viewer: Viewer, due: Due, data: RecordForm, items: tuple[Item, ...]) -> Record:
    by_item = {answer.item_id: answer for answer in data.answers}
    return Record.child_of(
        due,
        occurrence_id=due.id,
        unit_id=due.unit_id,
        stands=True,
        answers=[stored(item, by_item[item.id]) for item in items],
        failed=sum(answer.answer is Answer.FAILED for answer in data.answers),
        answered_by=viewer.person_id,
        answered_at=clock.now(),
        device_at=data.device_at,
    )


def _is_new(made: Record) -> bool:
    """Insert a record; tell whether neither its id nor a record that stands was there."""
    return bool(insert_if_absent(Record, [{name: getattr(made, name) for name in COLUMNS}]))


def stored(item: Item, answer: AnswerForm) -> StoredAnswer:
    return {**_text(answer), "number": item.number}


def _text(answer: AnswerForm) -> AnswerText:
    return {
        "item_id": str(answer.item_id),
        "answer": answer.answer.value,
        "words": answer.words,
        "photos": [str(photo) for photo in answer.photos],
    }


def digest(data: RecordForm) -> str:
    """Return what two sendings of the same content have in common, whatever the order of their answers."""
    answers = sorted(map(_text, data.answers), key=lambda answer: answer["item_id"])
    content = {"occurrence_id": data.occurrence_id, "answers": answers, "device_at": data.device_at}
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
