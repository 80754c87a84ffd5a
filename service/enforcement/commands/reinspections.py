"""Two officers look again: each item passes or fails, the opinion is sealed and served, the order moves on."""

from collections.abc import Sequence
from uuid import UUID

from service.attachments.commands import Target, attach
from service.attachments.commands import show as show_photos
from service.core import clock
from service.core.acts.changes import Acting, Details
from service.core.acts.contents import FORM_USED
from service.core.acts.ledger import Act, record
from service.core.acts.problems import Conflict
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.commands import sealing
from service.documents.commands.serving import serve
from service.documents.content import Content, Frame
from service.documents.schemas import ServeForm
from service.documents.states import DocumentKind
from service.enforcement import document_content
from service.enforcement.case import OrderCase, ReinspectionCase
from service.enforcement.commands import orders as order_commands
from service.enforcement.commands.changing import of_order, of_reinspection
from service.enforcement.commands.officers import Chosen, chosen
from service.enforcement.models.orders import ItemResult, Order, OrderItem, Reinspection, ReinspectionOfficer
from service.enforcement.queries import orders
from service.enforcement.schemas import JudgeForm, PlainForm, ReinspectForm
from service.enforcement.states import ItemState, ReinspectionState
from service.enforcement.visibility import show
from service.hazards.commands import accepting
from service.hazards.models import Hazard
from service.hazards.schemas import CloseForm, OrderAgainForm


def _begun(case: OrderCase, data: ReinspectForm) -> Reinspection | None:
    known = next((row for row in case.reinspections if row.id == data.id), None)
    if known and {officer.person_id for officer in orders.reinspectors(known)} != set(data.officers):
        raise Conflict(FORM_USED)
    return known


@of_order.making("reinspect", _begun)
def start(acting: Acting[OrderCase], data: ReinspectForm) -> Reinspection:
    """Begin a re-inspection by two officers: when asked for, or a deadline is over."""
    case, officers = acting.case, chosen(acting.viewer, data.officers)
    number = len(case.reinspections) + 1
    reinspection = _opened(case.order, data.id, number, officers, case.unpassed)
    details = {"order_id": case.order.id, "officers": [officer.person_id for officer in officers]}
    record(acting.viewer, "reinspection.open", reinspection, after=details)
    return reinspection


def _opened(
    order: Order,
    reinspection_id: UUID,
    number: int,
    officers: Sequence[Chosen],
    items: Sequence[OrderItem],
) -> Reinspection:
    reinspection = Reinspection.child_of(
        order,
        id=reinspection_id,
        order_id=order.id,
        number=number,
        state=ReinspectionState.DRAFT,
        version=1,
        opened_at=clock.now(),
    )
    db.session.add(reinspection)
    db.session.flush()
    of = {"reinspection_id": reinspection.id}
    for officer in officers:
        db.session.add(ReinspectionOfficer.child_of(reinspection, id=new_id(), **of, **vars(officer)))
    for item in items:
        blank = {"item_id": item.id, "fact": "", "deadline_reason": ""}
        db.session.add(ItemResult.child_of(reinspection, id=new_id(), **of, **blank))
    return reinspection


@of_reinspection("judge")
def judge(acting: Acting[ReinspectionCase], data: JudgeForm) -> Details:
    """Pass or fail an item with what was seen; both officers confirm anew."""
    _item, result = acting.case.of_item(data.item_id)
    if data.photos:
        attach(acting.viewer, data.photos, _photos_of(result))
    result.passed, result.fact = data.passed, data.fact
    result.due_on = None if data.passed else data.due_on
    result.deadline_reason = data.deadline_reason
    for officer in acting.case.officers:
        officer.confirmed_at = None
    return {
        "item_id": result.item_id,
        "passed": result.passed,
        "fact": result.fact,
        "due_on": result.due_on,
    }


@of_reinspection("confirm")
def confirm(acting: Acting[ReinspectionCase], _data: PlainForm) -> Details:
    me = acting.case.me(acting.viewer)
    assert me is not None, "a guard asked for it"
    me.confirmed_at = acting.now
    return {"person_id": me.person_id}


@of_reinspection("seal")
def seal(acting: Acting[ReinspectionCase], _data: PlainForm) -> Details:
    """Seal the opinion that both confirmed."""
    reinspection, officers = acting.case.reinspection, acting.case.officers
    written_in = sealing.frame(reinspection, DocumentKind.OPINION, officers)
    document = sealing.seal(acting.viewer, reinspection, written_in, content(acting.case, written_in))
    return {"number": document.number, "sha256": document.sha256}


def content(case: ReinspectionCase, written_in: Frame) -> Content:
    document = documents.sealed(case.order, DocumentKind.ORDER)
    ordered = (document.number, clock.local(document.sealed_at).date())
    return document_content.opinion(written_in, ordered, case.judged)


def _conclude(viewer: Viewer, reinspection: Reinspection) -> Reinspection:
    """Close the order where every item has passed, else the plant has to answer again."""
    order = orders.order(viewer, reinspection.order_id)
    passed = all(item.state is ItemState.PASSED for item in orders.order_items(order))
    conclude = order_commands.close if passed else order_commands.reopen
    conclude(viewer, order.id, PlainForm(), Act.new())
    return reinspection


@of_reinspection("serve", then=_conclude)
def serve_opinion(acting: Acting[ReinspectionCase], data: ServeForm) -> Details:
    """Hand the opinion over: items that passed close their hazards, failed ones are open again."""
    case, viewer = acting.case, acting.viewer
    document = documents.sealed(case.reinspection, DocumentKind.OPINION)
    served = serve(viewer, document, data)
    show([case.reinspection, *case.officers, *(result for _item, result in case.judged)])
    for item, result in case.judged:
        show_photos(viewer, item.enterprise_id, _photos_of(result))
        _move(viewer, case.hazards[item.id], item, result)
    return {"mode": served.mode, "at": served.at, "number": document.number}


def _move(viewer: Viewer, hazard: Hazard, item: OrderItem, result: ItemResult) -> None:
    plant = item.enterprise_id
    if result.passed:
        item.state = ItemState.PASSED
        accepting.close(viewer, hazard.id, CloseForm(review=result.fact), Act.new(), plant)
        return
    item.state, item.round = ItemState.OPEN, item.round + 1
    item.due_on = result.due_on or item.due_on
    item.deadline_reason = result.deadline_reason
    again = OrderAgainForm(opinion=result.fact, due_on=item.due_on)
    accepting.order_again(viewer, hazard.id, again, Act.new(), plant)


def _photos_of(result: ItemResult) -> Target:
    return Target("item_result", result.id)
