"""The words of reference data: levels of area and industry, sectors of supervision, what goes with what."""

from enum import StrEnum

from service.core.acts.problems import _
from service.core.worded import Worded


class AreaLevel(StrEnum):
    PROVINCE = "province"  # 省级
    PREFECTURE = "prefecture"  # 地级
    COUNTY = "county"  # 县级


class IndustryLevel(StrEnum):
    SECTION = "section"  # 门类
    DIVISION = "division"  # 大类
    CLASS = "class"  # 小类: only those whose sector differs from their division's


class Sector(Worded):
    COAL = "coal", _("煤矿")
    MINE = "mine", _("非煤矿山")
    HAZARDOUS_CHEMICALS = "hazardous_chemicals", _("危险化学品")
    METALLURGY = "metallurgy", _("冶金")
    NON_FERROUS = "non_ferrous", _("有色")
    BUILDING_MATERIALS = "building_materials", _("建材")
    MACHINERY = "machinery", _("机械")
    LIGHT_INDUSTRY = "light_industry", _("轻工")
    TEXTILE = "textile", _("纺织")
    TOBACCO = "tobacco", _("烟草")
    COMMERCE = "commerce", _("商贸")
    CONSTRUCTION = "construction", _("建筑施工")
    TRANSPORT = "transport", _("交通运输")
    GAS = "gas", _("燃气")
    POWER = "power", _("电力")
    OTHER = "other", _("其他")


SECTOR_NAMES = {sector: sector.word for sector in Sector}
# 工贸: the eight trades of ministry order 10 (2023); its general and special criteria apply to all of them.
TRADE_INDUSTRY = frozenset(
    {
        Sector.METALLURGY,
        Sector.NON_FERROUS,
        Sector.BUILDING_MATERIALS,
        Sector.MACHINERY,
        Sector.LIGHT_INDUSTRY,
        Sector.TEXTILE,
        Sector.TOBACCO,
        Sector.COMMERCE,
    }
)
TRADE_INDUSTRY_CRITERIA = frozenset(
    {"general", "combustible_dust", "ammonia_refrigeration", "confined_space"}
)


def criteria_of(sector: str) -> frozenset[str]:
    """Return the groups of major-hazard criteria that apply to an enterprise of a sector."""
    return frozenset({sector}) | (TRADE_INDUSTRY_CRITERIA if sector in TRADE_INDUSTRY else frozenset())


class Confidence(StrEnum):
    """How surely a basis fits its topic."""

    DIRECT = "direct"
    GENERAL = "general"
    CHECK = "check"  # a legal officer looks first


class CitationRole(StrEnum):
    VIOLATED = "violated"
    PENALTY = "penalty"
