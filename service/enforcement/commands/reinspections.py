"""Two officers look again: each item passes or fails, the opinion is sealed and served, the order moves on."""

from uuid import UUID

from service.attachments.commands import Target, attach
from service.attachments.commands import show as show_photos
from service.core import clock
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, NotAllowed, WrongState, _
from service.core.db.transactions import db
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.commands import sealing
from service.documents.commands.serving import serve
from service.documents.content import Content, Frame
from service.documents.states import DocumentKind
from service.enforcement import document_content
from service.enforcement.commands import site_inspection
from service.enforcement.commands.officers import (
    Chosen,
    Facts,
    acting,
    chosen,
    refuse_stale,
    refuse_strange_bureau,
)
from service.enforcement.lifecycle import ORDER, REINSPECTION
from service.enforcement.limits import awaits_reinspection, refuse_deadline
from service.enforcement.models.orders import ItemResult, Order, OrderItem, Reinspection, ReinspectionOfficer
from service.enforcement.queries import orders, rows
from service.enforcement.states import ItemState, OrderState, ReinspectionState
from service.hazards.commands import accepting
from service.hazards.models import Hazard
from service.hazards.queries.lists import of_order_items
from service.hazards.schemas import CloseForm, OrderAgainForm
from service.hazards.states import State

Judged = list[tuple[OrderItem, ItemResult]]


def start(viewer: Viewer, order_id: UUID, facts: Facts, act: Act | None = None) -> Reinspection:
    """Begin a re-inspection by two officers, `facts` as ReinspectForm: when asked for, or a deadline is over."""
    order = rows.one(viewer, Order, order_id, locked=True)
    refuse_strange_bureau(viewer, order)
    before = orders.reinspections(order)
    known = next((earlier for earlier in before if earlier.id == facts["id"]), None)
    if known:
        if {officer.person_id for officer in orders.reinspectors(known)} != set(facts["officers"]):
            raise Conflict(_("这个表单已经用过，请重新打开页面"))
        return known
    ORDER.after(order.state, "reinspect", viewer.roles)
    items = [item for item in orders.order_items(order) if item.state is not ItemState.PASSED]
    if not awaits_reinspection(order.state, orders.open_days(items), clock.today()):
        raise WrongState(_("企业还没有申请复查，期限也没有到；到期或收到申请后再复查"))
    if any(earlier.state is not ReinspectionState.SERVED for earlier in before):
        raise Conflict(_("这份指令书已有一次复查没有办完"))
    officers = chosen(viewer, facts["officers"])
    if viewer.person_id not in {officer.person_id for officer in officers}:
        raise NotAllowed(_("由参加复查的执法人员开始复查"))
    reinspection = _opened(order, facts["id"], len(before) + 1, officers, items)
    details = {"order_id": order.id, "officers": [officer.person_id for officer in officers]}
    record(viewer, "reinspection.open", reinspection, act, after=details)
    db.session.flush()
    return reinspection


def _opened(
    order: Order, reinspection_id: UUID, number: int, officers: list[Chosen], items: list[OrderItem]
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
    db.session.add_all(
        ReinspectionOfficer.child_of(
            reinspection, id=new_id(), reinspection_id=reinspection.id, **vars(officer)
        )
        for officer in officers
    )
    db.session.add_all(
        ItemResult.child_of(
            reinspection,
            id=new_id(),
            reinspection_id=reinspection.id,
            item_id=item.id,
            fact="",
            deadline_reason="",
        )
        for item in items
    )
    return reinspection


def judge(viewer: Viewer, reinspection_id: UUID, facts: Facts, act: Act) -> Reinspection:
    """Pass or fail an item with what was seen, `facts` as JudgeForm; both officers confirm anew."""
    reinspection, officers, _me = held(viewer, reinspection_id)
    if repeated(reinspection.enterprise_id, act, "reinspection.judge", reinspection.id):
        return reinspection
    REINSPECTION.after(reinspection.state, "judge", viewer.roles)
    refuse_stale(reinspection, facts)
    result = next(
        (result for result in orders.results(reinspection) if result.item_id == facts["item_id"]),
        None,
    )
    if result is None:
        raise Invalid.at("item_id", _("这次复查没有这一项"))
    _check(viewer, reinspection.enterprise_id, facts)
    if facts["photos"]:
        attach(viewer, facts["photos"], Target("item_result", result.id))
    result.passed, result.fact = facts["passed"], facts["fact"]
    result.due_on = None if facts["passed"] else facts["due_on"]
    result.deadline_reason = facts["deadline_reason"]
    for officer in officers:
        officer.confirmed_at = None
    reinspection.version += 1
    details = {
        "item_id": result.item_id,
        "passed": result.passed,
        "fact": result.fact,
        "due_on": result.due_on,
    }
    record(viewer, "reinspection.judge", reinspection, act, after=details)
    db.session.flush()
    return reinspection


def _check(viewer: Viewer, enterprise_id: UUID, facts: Facts) -> None:
    if not facts["passed"]:
        if facts["due_on"] is None:
            raise Invalid.at("due_on", _("未通过的项要重新确定整改期限"))
        refuse_deadline(facts["due_on"], clock.today(), facts["deadline_reason"])
        return
    hazard = of_order_items(viewer, enterprise_id, [facts["item_id"]]).get(facts["item_id"])
    if hazard is None or hazard.state is not State.ACCEPTED:
        raise Invalid.at("passed", _("企业还没有答复这一项并自查验收，不能判为通过"))


def confirm(viewer: Viewer, reinspection_id: UUID, facts: Facts, act: Act) -> Reinspection:
    reinspection, _officers, me = held(viewer, reinspection_id)
    if repeated(reinspection.enterprise_id, act, "reinspection.confirm", reinspection.id):
        return reinspection
    REINSPECTION.after(reinspection.state, "confirm", viewer.roles)
    refuse_stale(reinspection, facts)
    _refuse_unjudged(orders.results(reinspection))
    me.confirmed_at = me.confirmed_at or clock.now()
    reinspection.version += 1
    record(viewer, "reinspection.confirm", reinspection, act, after={"person_id": me.person_id})
    return reinspection


def seal(viewer: Viewer, reinspection_id: UUID, facts: Facts, act: Act) -> Reinspection:
    """Seal the opinion that both confirmed."""
    reinspection, officers, _me = held(viewer, reinspection_id)
    if repeated(reinspection.enterprise_id, act, "reinspection.seal", reinspection.id):
        return reinspection
    after = REINSPECTION.after(reinspection.state, "seal", viewer.roles)
    refuse_stale(reinspection, facts)
    if not all(officer.confirmed_at for officer in officers):
        raise WrongState(_("两名执法人员都确认复查意见后才能签发"))
    written_in = sealing.frame(reinspection, DocumentKind.OPINION, officers)
    document = sealing.seal(viewer, reinspection, written_in, content(viewer, reinspection, written_in))
    reinspection.state = after
    reinspection.version += 1
    details = {"state": after, "number": document.number, "sha256": document.sha256}
    record(viewer, "reinspection.seal", reinspection, act, after=details)
    db.session.flush()
    return reinspection


def content(viewer: Viewer, reinspection: Reinspection, written_in: Frame) -> Content:
    order = orders.order(viewer, reinspection.order_id)
    document = documents.document_of(order, DocumentKind.ORDER)
    if document is None:
        raise WrongState(_("指令书还没有签发"))
    ordered = (document.number, clock.local(document.sealed_at).date())
    return document_content.opinion(written_in, ordered, judged(order, reinspection))


def serve_opinion(viewer: Viewer, reinspection_id: UUID, facts: Facts, act: Act) -> Reinspection:
    """Hand the opinion over: items that passed close their hazards, failed ones are open again."""
    reinspection, _officers, _me = held(viewer, reinspection_id)
    if repeated(reinspection.enterprise_id, act, "reinspection.serve", reinspection.id):
        return reinspection
    after = REINSPECTION.after(reinspection.state, "serve", viewer.roles)
    refuse_stale(reinspection, facts)
    document = documents.document_of(reinspection, DocumentKind.OPINION)
    if document is None:
        raise WrongState(_("复查意见书还没有签发"))
    order = rows.one(viewer, Order, reinspection.order_id, locked=True)
    served = serve(viewer, document, facts)
    results = judged(order, reinspection)
    site_inspection.show(
        [reinspection, *orders.reinspectors(reinspection), *(result for _item, result in results)]
    )
    hazard_of = of_order_items(viewer, order.enterprise_id, [item.id for item, _result in results])
    for item, result in results:
        show_photos(viewer, order.enterprise_id, Target("item_result", result.id))
        _move(viewer, hazard_of[item.id], item, result)
    reinspection.state = after
    reinspection.version += 1
    details = {"state": after, "mode": served.mode, "at": served.at, "number": document.number}
    record(viewer, "reinspection.serve", reinspection, act, after=details)
    _conclude(viewer, order)
    db.session.flush()
    return reinspection


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


def _conclude(viewer: Viewer, order: Order) -> None:
    """Close the order where every item has passed, else the plant has to answer again."""
    passed = all(item.state is ItemState.PASSED for item in orders.order_items(order))
    verb = "close" if passed else "reopen"
    order.state = ORDER.after(order.state, verb, viewer.roles)
    order.closed_at = clock.now() if passed else None
    order.asked_at = order.asked_at if passed else None
    order.version += 1
    record(viewer, f"order.{verb}", order, after={"state": order.state})


def judged(order: Order, reinspection: Reinspection) -> Judged:
    items = {item.id: item for item in orders.order_items(order)}
    return [(items[result.item_id], result) for result in orders.results(reinspection)]


def held(
    viewer: Viewer, reinspection_id: UUID
) -> tuple[Reinspection, list[ReinspectionOfficer], ReinspectionOfficer]:
    reinspection = rows.one(viewer, Reinspection, reinspection_id, locked=True)
    officers = orders.reinspectors(reinspection)
    me = acting(viewer, reinspection, officers)
    if orders.order(viewer, reinspection.order_id).state is OrderState.VOID:
        raise WrongState(_("指令书已撤销，这次复查不再办理"))
    return reinspection, officers, me


def _refuse_unjudged(results: list[ItemResult]) -> None:
    if any(result.passed is None for result in results):
        raise WrongState(_("每一项都有复查结论后才能确认"))
