"""The bureau inspected three days ago, and its order waits for the plant's answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from service.attachments import commands as attachments
from service.attachments.commands import Form
from service.attachments.rules import Source as Sent
from service.core import clock
from service.core.acts.changes import Command
from service.core.acts.ledger import Act
from service.core.db.transactions import db, retrying
from service.core.forms import ActForm
from service.core.tenancy import scope
from service.core.tenancy.viewer import Viewer
from service.demo import names
from service.demo.cast import YINDU
from service.demo.people import id_of, viewer_of
from service.demo.scenes import photo
from service.documents.schemas import ServeForm
from service.documents.states import ServiceMode
from service.enforcement import schemas
from service.enforcement.commands import orders, site_inspection, visits
from service.enforcement.models.orders import Order
from service.enforcement.models.visits import Visit
from service.enforcement.queries import rows
from service.enforcement.states import VisitKind
from service.enterprises.models import Enterprise
from service.hazards.states import Grade

BETWEEN = timedelta(minutes=12)


@dataclass(frozen=True)
class Case:
    """What an inspection is about; `key` names its acts."""

    account: str
    days_ago: int
    reason: str
    items: str
    site: str
    met: tuple[str, str]
    findings: tuple[tuple[str, str, str, str, int, str], ...]
    key: tuple[str, ...] = ()


# (item, place, fact, basis, days to put it right, scene of its photo)
FOUND = (
    ("储罐区安全设施", "甲醇储罐区", "2 号可燃气体检测仪（GD-07）无检定合格标识", "C05", 10, "detector"),
    ("疏散通道", "甲类仓库", "安全出口被包装物堵塞", "G01", 5, "exit"),
)


OPEN = Case(
    "demo.manager",
    3,
    "危险化学品储存专项检查",
    "储罐区安全设施\n特殊作业票证",
    "罐区和甲类仓库",
    ("赵广明", "总经理"),
    FOUND,
)


def issue() -> None:
    Inspection(OPEN).run()


class Inspection:
    """One visit, from its application to the service of its order."""

    def __init__(self, case: Case) -> None:
        self.case = case
        bureau = ("demo.officer1", "demo.officer2", "demo.head")
        self.first, self.second, self.head = (viewer_of(name, YINDU.area_code) for name in bureau)
        plant_id = viewer_of(case.account).organisation_id
        assert plant_id is not None, "everybody of the demo world belongs to an organisation"
        self.plant_id = plant_id
        self.moment = clock.now() - timedelta(days=case.days_ago)
        self.acts = 0
        self.order_id = names.id_of("order", *case.key)

    def run(self) -> None:
        visit_id = names.id_of("visit", *self.case.key)
        asked = schemas.ApplyForm(
            id=visit_id,
            enterprise_id=self.plant_id,
            kind=VisitKind.SPECIAL,
            reason=self.case.reason,
            items=self.case.items,
            officers=(id_of(self.first), id_of(self.second)),
        )
        self.does(self.first, lambda: visits.apply(self.first, asked))
        self.act(self.head, visits.approve, Visit, visit_id, schemas.DecideForm(opinion="同意"))
        self._on_site(visit_id)
        self.act(self.proven(), site_inspection.seal_record, Visit, visit_id)
        signed = schemas.SignForm(refusal="现场负责人称须请示后再签", witness="郭小军")
        self.act(self.first, site_inspection.sign, Visit, visit_id, signed)
        draft = schemas.DraftForm(id=self.order_id)
        self.does(self.first, lambda: orders.draft(self.first, visit_id, draft, Act.new()))
        self.act(self.first, orders.confirm, Order, self.order_id)
        self.act(self.second, orders.confirm, Order, self.order_id)
        self.act(self.proven(), orders.seal, Order, self.order_id)
        self.act(self.first, orders.serve_order, Order, self.order_id, self.handed())

    def handed(self) -> ServeForm:
        """Return how a document is handed over: to whom the officers met, directly."""
        receiver, post = self.case.met
        return ServeForm(mode=ServiceMode.DIRECT, at=self.moment, receiver=receiver, receiver_post=post)

    def _on_site(self, visit_id: UUID) -> None:
        met, post = self.case.met
        rights = schemas.NoticeForm(met_person=met, met_post=post, recusal=False, noticed_at=self.moment)
        self.act(self.first, site_inspection.notice, Visit, visit_id, rights)
        for item, place, fact, basis, days, scene in self.case.findings:
            finding = schemas.FindingForm(
                finding_id=names.id_of("finding", *self.case.key, scene),
                item=item,
                place=place,
                fact=fact,
                basis_code=basis,
                grade=Grade.GENERAL,
                due_on=clock.day_of(self.moment + timedelta(days=days)),
                photos=(self._photo(scene),),
            )
            self.act(self.first, site_inspection.find, Visit, visit_id, finding)
        began, ended = self.moment - 2 * BETWEEN, self.moment
        seen = schemas.SceneForm(site=self.case.site, began_at=began, ended_at=ended)
        self.act(self.first, site_inspection.describe, Visit, visit_id, seen)
        self.act(self.first, site_inspection.confirm_record, Visit, visit_id)
        self.act(self.second, site_inspection.confirm_record, Visit, visit_id)

    def act(
        self, viewer: Viewer, command: Command, model: Any, row_id: UUID, data: ActForm | None = None
    ) -> None:
        self.acts += 1
        done = names.act("inspection", *self.case.key, str(self.acts))

        def run() -> Any:
            version = rows.one(viewer, model, row_id).version
            return command(viewer, row_id, replace(data or schemas.PlainForm(), version=version), done)

        self.does(viewer, run)

    def does(self, viewer: Viewer, act: Callable[[], Any]) -> Any:
        self.moment += BETWEEN
        with clock.frozen(self.moment), scope.opened(viewer.scope):
            return retrying(act)

    def _photo(self, scene: str) -> UUID:
        processed = attachments.process(photo(scene, rectified=False), anonymous=False)

        def act() -> UUID:
            plant = db.session.get_one(Enterprise, (self.plant_id, self.plant_id))
            return attachments.receive(
                self.first, plant, Form(names.id_of("on site", *self.case.key, scene), Sent.DESK), processed
            )

        photo_id: UUID = self.does(self.first, act)
        return photo_id

    def proven(self) -> Viewer:
        """The first officer, who has just given his password."""
        return replace(self.first, proven_at=(self.moment + BETWEEN).timestamp())
