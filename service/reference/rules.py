"""The words of reference data: levels of area and industry, sectors of supervision, what goes with what."""

from enum import StrEnum

from service.core.acts.problems import _


class AreaLevel(StrEnum):
    PROVINCE = "province"  # 省级
    PREFECTURE = "prefecture"  # 地级
    COUNTY = "county"  # 县级


class IndustryLevel(StrEnum):
    SECTION = "section"  # 门类
    DIVISION = "division"  # 大类
    CLASS = "class"  # 小类: only those whose sector differs from their division's


class Sector(StrEnum):
    COAL = "coal"
    MINE = "mine"
    HAZARDOUS_CHEMICALS = "hazardous_chemicals"
    METALLURGY = "metallurgy"
    NON_FERROUS = "non_ferrous"
    BUILDING_MATERIALS = "building_materials"
    MACHINERY = "machinery"
    LIGHT_INDUSTRY = "light_industry"
    TEXTILE = "textile"
    TOBACCO = "tobacco"
    COMMERCE = "commerce"
    CONSTRUCTION = "construction"
    TRANSPORT = "transport"
    GAS = "gas"
    POWER = "power"
    OTHER = "other"


SECTOR_NAMES = {
    Sector.COAL: _("煤矿"),
    Sector.MINE: _("非煤矿山"),
    Sector.HAZARDOUS_CHEMICALS: _("危险化学品"),
    Sector.METALLURGY: _("冶金"),
    Sector.NON_FERROUS: _("有色"),
    Sector.BUILDING_MATERIALS: _("建材"),
    Sector.MACHINERY: _("机械"),
    Sector.LIGHT_INDUSTRY: _("轻工"),
    Sector.TEXTILE: _("纺织"),
    Sector.TOBACCO: _("烟草"),
    Sector.COMMERCE: _("商贸"),
    Sector.CONSTRUCTION: _("建筑施工"),
    Sector.TRANSPORT: _("交通运输"),
    Sector.GAS: _("燃气"),
    Sector.POWER: _("电力"),
    Sector.OTHER: _("其他"),
}

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
