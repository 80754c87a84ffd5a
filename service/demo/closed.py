"""An order of three weeks ago: rectified, answered, looked at again, and closed."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from service.attachments import commands as attachments
from service.attachments.commands import Form
from service.core import clock
from service.core.acts.ledger import Act
from service.core.db.transactions import db
from service.demo import names
from service.demo.orders import Case, Inspection
from service.demo.people import id_of, viewer_of, worker
from service.demo.scenes import photo
from service.enforcement import schemas
from service.enforcement.commands import answers, reinspections
from service.enforcement.models.orders import Order, OrderItem, Reinspection
from service.enforcement.queries import orders
from service.enterprises.models import Enterprise
from service.hazards.commands import rectifying
from service.hazards.schemas import AssignForm, RectifyForm
from service.hazards.states import Cause, HazardType

CLOSED = Case(
    "demo.cold",
    21,
    "液氨制冷专项检查",
    "制冷机房安全设施",
    "氨制冷机房",
    ("马丽", "安全主管"),
    (("疏散通道", "氨制冷机房", "机房安全出口被包装物堵塞", "G01", 5, "exit"),),
    ("closed",),
)
RECTIFIER = "X011"
RECTIFIED = "包装物移到成品库，出口两侧划线"
SEEN = "现场查看，出口畅通，划线清楚"
SOME_DAYS = timedelta(days=2)


def issue() -> None:
    _Closed(CLOSED).run()


class _Closed(Inspection):
    """An inspection, and what came after its order."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self.manager = viewer_of(case.account)
        assert self.plant_id is not None
        self.fixer = worker(self.plant_id, RECTIFIER)

    def run(self) -> None:
        super().run()
        self.moment += SOME_DAYS
        for item in self._items():
            self._rectify(item)
        self.act(self.manager, answers.ask, Order, self.order_id)
        self.moment += SOME_DAYS
        self._look_again(names.id_of("reinspection", *self.case.key))

    def _items(self) -> list[OrderItem]:
        items: list[OrderItem] = self.does(
            self.first, lambda: orders.order_items(orders.order(self.first, self.order_id))
        )
        return items

    def _rectify(self, item: OrderItem) -> None:
        """Let one rectify and another answer for it: who asks for re-inspection accepts what others did."""
        hazard_id, key = item.finding_id, (*self.case.key, str(item.number))
        assignment = AssignForm(assigned_to=id_of(self.fixer))
        self.does(
            self.manager,
            lambda: rectifying.assign(self.manager, hazard_id, assignment, names.act("assign", *key)),
        )
        done = RectifyForm(
            rectification=RECTIFIED,
            cost=Decimal(0),
            hazard_type=HazardType.FIRE,
            cause=Cause.MANAGEMENT,
            photos=(self.does(self.fixer, partial(self._after, key)),),
        )
        self.does(
            self.fixer, lambda: rectifying.rectify(self.fixer, hazard_id, done, names.act("rectify", *key))
        )
        day = clock.day_of(self.moment)
        answer = schemas.AnswerForm(item_id=item.id, measure=RECTIFIED, completed_on=day)
        self.act(self.manager, answers.answer, Order, self.order_id, answer)

    def _after(self, key: tuple[str, ...]) -> Any:
        """Take the photo of what was rectified; kept before, it is the same file again."""
        plant = db.session.get_one(Enterprise, (self.plant_id, self.plant_id))
        processed = attachments.process(photo(self.case.findings[0][-1], rectified=True), anonymous=False)
        return attachments.receive(self.fixer, plant, Form(names.id_of("rectified", *key)), processed)

    def _look_again(self, again: Any) -> None:
        two = schemas.ReinspectForm(id=again, officers=(id_of(self.first), id_of(self.second)))
        self.does(self.first, lambda: reinspections.start(self.first, self.order_id, two, Act.new()))
        for item in self._items():
            seen = schemas.JudgeForm(item_id=item.id, passed=True, fact=SEEN)
            self.act(self.first, reinspections.judge, Reinspection, again, seen)
        self.act(self.first, reinspections.confirm, Reinspection, again)
        self.act(self.second, reinspections.confirm, Reinspection, again)
        self.act(self.proven(), reinspections.seal, Reinspection, again)
        self.act(self.first, reinspections.serve_opinion, Reinspection, again, self.handed())
