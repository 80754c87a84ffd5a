"""Words and formulas of risk grading: levels, LS and LEC scores, tiers, kinds of unit and measure."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum

from service.core.acts.problems import _
from service.core.worded import Worded


class Level(Worded):
    """The four levels of 安委办〔2016〕3号, the worst first."""

    MAJOR = "major", _("重大风险")
    CONSIDERABLE = "considerable", _("较大风险")
    GENERAL = "general", _("一般风险")
    LOW = "low", _("低风险")

    @property
    def colour(self) -> str:
        return _COLOURS[self]

    @property
    def rank(self) -> int:
        """1 is the worst, as plants number their levels (一级 … 四级)."""
        return list(Level).index(self) + 1


_COLOURS = {Level.MAJOR: _("红"), Level.CONSIDERABLE: _("橙"), Level.GENERAL: _("黄"), Level.LOW: _("蓝")}


def worst(levels: Iterable[Level]) -> Level | None:
    """A parent is as bad as its worst child; None where nothing is graded yet."""
    return min(levels, key=lambda level: level.rank, default=None)


class Method(StrEnum):
    LS = "ls"  # 风险矩阵 R = L × S
    LEC = "lec"  # 作业条件危险性 D = L × E × C

    @property
    def factors(self) -> tuple[str, ...]:
        return tuple(self.value.upper())


def ls_score(likelihood: Decimal, severity: Decimal) -> Decimal:
    """R = L × S."""
    return likelihood * severity


def lec_score(likelihood: Decimal, exposure: Decimal, consequence: Decimal) -> Decimal:
    """D = L × E × C (Graham & Kinney); exact, because 0.1 × 0.5 is not in binary."""
    return likelihood * exposure * consequence


def shown_score(score: Decimal) -> str:
    """Write a score as plants do: 12, not 12.0000."""
    return f"{score.normalize():f}"


class Tier(Worded):
    """管控层级, the highest first."""

    COMPANY = "company", _("公司级")
    DEPARTMENT = "department", _("部门级")
    WORKSHOP = "workshop", _("车间级")
    TEAM = "team", _("班组级")
    POST = "post", _("岗位级")

    @property
    def rank(self) -> int:
        return list(Tier).index(self) + 1


# Who must own a risk at least; every tier below acts too. Our default after DB37/T 2882:
# many towns let a department own 较大风险.
LOWEST_TIER = {
    Level.MAJOR: Tier.COMPANY,
    Level.CONSIDERABLE: Tier.COMPANY,
    Level.GENERAL: Tier.WORKSHOP,
    Level.LOW: Tier.POST,
}


def may_own(tier: Tier, level: Level) -> bool:
    """A risk may be raised to a higher tier, never lowered below the one its level asks for."""
    return tier.rank <= LOWEST_TIER[level].rank


def acting_tiers(owner: Tier, present: Iterable[Tier]) -> tuple[Tier, ...]:
    """The owner and all tiers below it that the plant has, the highest first.

    A tier that the plant lacks merges upwards, never downwards.
    """
    tiers = sorted(set(present), key=lambda tier: tier.rank)
    above = [tier for tier in tiers if tier.rank <= owner.rank]
    return (*above[-1:], *(tier for tier in tiers if tier.rank > owner.rank))


class UnitKind(Worded):
    """风险点类型."""

    EQUIPMENT = "equipment", _("设备设施")
    PLACE = "place", _("场所部位")
    ACTIVITY = "activity", _("作业活动")
    PROCESS = "process", _("工艺系统")


class MeasureKind(Worded):
    """管控措施类别, in the order of choice."""

    ENGINEERING = "engineering", _("工程技术措施")
    MANAGEMENT = "management", _("管理措施")
    TRAINING = "training", _("培训教育措施")
    PPE = "ppe", _("个体防护措施")
    EMERGENCY = "emergency", _("应急处置措施")


SEEN_ON_THE_SPOT = frozenset(
    {MeasureKind.ENGINEERING, MeasureKind.MANAGEMENT, MeasureKind.PPE}
)  # our default


ACTS = {
    "risk_object.add": _("新增风险分析对象"),
    "risk_object.regrade": _("风险分析对象等级变化"),
    "risk_unit.add": _("新增风险点"),
    "risk_unit.change": _("修改风险点"),
    "risk_unit.regrade": _("风险点等级变化"),
    "risk_unit.propose": _("导入提出另一等级，待第二人确认"),
    "risk_unit.lower": _("确认降低风险点等级"),
    "risk_event.add": _("新增风险事件"),
    "risk_event.change": _("修改风险事件"),
    "code.issue": _("印制点位码"),
    "code.replace": _("换发标签"),
}
