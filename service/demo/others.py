"""What else happened: hazards of the other plants, a major one with its plan, a report without a name."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import UUID

from service.codes.rules import hash_of
from service.core import clock
from service.core.db.transactions import retrying
from service.core.forms import ActForm
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.demo import names
from service.demo.loop import DAY, Crew, Story
from service.demo.people import viewer_of, worker
from service.demo.registers import unit_named
from service.hazards.commands import reporting
from service.hazards.commands.registry import COMMANDS
from service.hazards.limits import report_id
from service.hazards.schemas import ConfirmForm, PlainForm, PlanForm
from service.hazards.states import Cause, Grade, HazardType, Source

# (whose plant, work number, days ago, unit, what, scene of its photo, how far it is)
TOLD = (
    ("demo.cold", "X021", 9, "氨制冷机房", "机房门口灭火器压力低于绿区", "extinguisher", "assigned"),
    ("demo.foundry", "T021", 2, "中频炉平台", "液压泵联轴器缺防护罩", "guard", "rectified"),
)
MAJOR = ConfirmForm(
    grade=Grade.MAJOR,
    hazard_type=HazardType.INSTRUMENT,
    cause=Cause.MANAGEMENT,
    criterion_code="HC-12",
    evidence="装卸鹤位 2 台可燃气体检测仪停用，泄漏时没有报警",
    interim_control="停止装卸作业，鹤位挂牌上锁",
)
PLAN = partial(
    PlanForm,
    state_and_cause="检测仪电缆破损后停用，没有办理停用审批",
    harm_and_difficulty="甲醇泄漏不能及时发现，可能引起火灾；更换电缆即可恢复，难度不大",
    goals="恢复检测报警，并与装卸泵联锁",
    measures="更换电缆和探头，重新检定，联锁试验三次",
    materials="铠装电缆 120 米，探头 2 只",
    responsible_unit="设备部",
    safety_measures="治理期间停止装卸，每两小时用便携仪检测一次",
    emergency_plan="按甲醇泄漏专项预案处置，消防班现场待命",
    funds=Decimal(18000),
)
UNSIGNED = ("办公楼", "二楼东侧安全出口平时上锁")


def tell() -> None:
    for account, number, days, unit, what, scene, until in TOLD:
        manager = viewer_of(account)
        assert manager.organisation_id is not None
        reporter = worker(manager.organisation_id, number)  # has no desk: the manager sees to it himself
        Story(Crew(manager, manager, reporter), scene, days, (account, scene)).run(unit, what, until)
    _Major().run()
    _report_unsigned()


class _Major(Story):
    """A major hazard: endorsed by a second person, planned, approved, and now being rectified."""

    def __init__(self) -> None:
        manager, fixer = viewer_of("demo.manager"), viewer_of("demo.fixer")
        self.principal = viewer_of("demo.principal")
        super().__init__(Crew(manager, fixer, fixer), "detector", 5, ("major",))

    def run(self, unit: str = "装卸区", what: str = "装卸鹤位可燃气体检测仪停用", until: str = "") -> None:  # noqa: ARG002
        hazard_id = self.at(self.reporter, lambda: self.report(unit, what))
        assert self.fixer.person_id is not None
        due_on = clock.day_of(self.began + 25 * DAY)
        plan = PLAN(responsible_id=self.fixer.person_id, due_on=due_on)
        self._step(self.manager, "confirm", hazard_id, MAJOR)
        self._step(self.principal, "endorse", hazard_id, PlainForm())
        self._step(self.fixer, "plan", hazard_id, plan)
        self._step(self.principal, "approve_plan", hazard_id, PlainForm())

    def _step(self, viewer: Viewer, verb: str, hazard_id: UUID, data: ActForm) -> None:
        self.at(viewer, lambda: COMMANDS[verb](viewer, hazard_id, data, self.act(verb)))


def _report_unsigned() -> None:
    """Report without an account, as from a label: in the public scope, under the claim of the form."""
    manager, form_id = viewer_of("demo.manager"), names.id_of("unsigned form")
    plant = manager.scope.enterprise_id
    assert plant is not None
    opens = hash_of(reporting.claim_of(plant, form_id))
    nobody = Viewer(Scope.public(opens=opens, enterprise_id=plant))
    place, what = UNSIGNED
    with scope.opened(manager.scope):
        unit_id = retrying(lambda: unit_named(manager, place).id)
    reported = reporting.Report(
        id=report_id(form_id), place=place, description=what, unit_id=unit_id, source=Source.ANONYMOUS
    )
    with clock.frozen(clock.now() - timedelta(hours=5)), scope.opened(nobody.scope):
        retrying(lambda: reporting.report(nobody, reported))
