"""Hazards of the first plant on their way, told as they happened over the last days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from service.attachments import commands as attachments
from service.attachments.commands import Form
from service.attachments.rules import Source as Sent
from service.core import clock
from service.core.acts.ledger import Act
from service.core.db.transactions import db, retrying
from service.core.tenancy import scope
from service.core.tenancy.viewer import Viewer
from service.demo import names
from service.demo.people import id_of, viewer_of, worker
from service.demo.registers import unit_named
from service.demo.scenes import photo
from service.enterprises.models import Enterprise
from service.hazards.commands import accepting, grading, rectifying, reporting
from service.hazards.schemas import AcceptForm, AssignForm, ConfirmForm, RectifyForm
from service.hazards.states import Cause, Grade, HazardType, Source

DAY = timedelta(days=1)
T = TypeVar("T")
CONFIRMED = ConfirmForm(grade=Grade.GENERAL, hazard_type=HazardType.EQUIPMENT, cause=Cause.THINGS)
# (days ago, unit, what, scene of its photo, how far it is)
TOLD = (
    (12, "变配电室", "配电室挡鼠板缺失", "exit", "assigned"),
    (6, "合成车间反应釜", "机泵联轴器缺防护罩", "guard", "closed"),
    (3, "甲醇储罐区", "围堰南侧裂缝约 10 cm", "bund", "closed"),
    (2, "装卸区", "装卸区地面有油污", "oil", "rectified"),
    (1, "甲醇储罐区", "2 号可燃气体检测仪无检定标识", "detector", "assigned"),
    (0, "办公楼", "二楼灭火器压力低于绿区", "extinguisher", "reported"),
)


def tell() -> None:
    manager, fixer = viewer_of("demo.manager"), viewer_of("demo.fixer")
    assert manager.organisation_id is not None
    reporter = worker(manager.organisation_id, "H022")
    for days, unit, what, scene, until in TOLD:
        Story(Crew(manager, fixer, reporter), scene, days, (scene,)).run(unit, what, until)


@dataclass(frozen=True)
class Crew:
    """Who confirms and accepts, who rectifies, who reports."""

    manager: Viewer
    fixer: Viewer
    reporter: Viewer


class Story:
    """One hazard: reported by a worker in the morning, and moved on as far as it is."""

    def __init__(self, crew: Crew, scene: str, days: int, key: tuple[str, ...]) -> None:
        self.manager, self.fixer, self.reporter = crew.manager, crew.fixer, crew.reporter
        self.scene, self.key = scene, key
        self.days = days
        self.began = clock.now() - days * DAY - timedelta(minutes=50)
        self.steps = 0

    def run(self, unit: str, what: str, until: str) -> None:
        hazard_id = self.at(self.reporter, lambda: self.report(unit, what))
        if until == "reported":
            return
        self.at(
            self.manager, lambda: grading.confirm(self.manager, hazard_id, CONFIRMED, self.act("confirm"))
        )
        assigned = AssignForm(assigned_to=id_of(self.fixer), due_on=clock.day_of(self.began + 3 * DAY))
        self.at(
            self.manager, lambda: rectifying.assign(self.manager, hazard_id, assigned, self.act("assign"))
        )
        if until == "assigned":
            return
        self.at(self.fixer, lambda: self._rectify(hazard_id))
        if until == "closed":
            self.at(
                self.manager,
                lambda: accepting.accept(self.manager, hazard_id, AcceptForm(), self.act("accept")),
            )

    def at(self, viewer: Viewer, act: Callable[[], T]) -> T:
        """Let somebody act some minutes after the step before."""
        self.steps += 1
        with clock.frozen(self.began + self.steps * timedelta(minutes=10)), scope.opened(viewer.scope):
            return retrying(act)

    def report(self, unit_name: str, what: str) -> UUID:
        unit = unit_named(self.reporter, unit_name)
        hazard_id = names.id_of("hazard", *self.key, days_ago=self.days)
        reported = reporting.Report(
            id=hazard_id,
            place=unit.name,
            unit_id=unit.id,
            description=what,
            source=Source.WORKER,
            photos=[self._photo(self.reporter, hazard_id, rectified=False)],
        )
        return reporting.report(self.reporter, reported, self.act("report")).id

    def _rectify(self, hazard_id: UUID) -> None:
        after = self._photo(self.fixer, names.id_of("rectified", *self.key), rectified=True)
        done = RectifyForm(rectification="已按要求整改，恢复正常", cost=Decimal(200), photos=(after,))
        rectifying.rectify(self.fixer, hazard_id, done, self.act("rectify"))

    def act(self, verb: str) -> Act:
        return names.act(verb, *self.key)

    def _photo(self, viewer: Viewer, form_id: UUID, *, rectified: bool) -> UUID:
        plant = db.session.get_one(Enterprise, (viewer.organisation_id, viewer.organisation_id))
        processed = attachments.process(photo(self.scene, rectified=rectified), anonymous=False)
        return attachments.receive(viewer, plant, Form(form_id, Sent.PHONE), processed)
