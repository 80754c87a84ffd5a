"""Accident types of GB 6441-2025 and the words of the 1986 edition that ledgers still use."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache

from service.core.acts.problems import _


class AccidentType(StrEnum):
    """The 27 types in the order of the standard."""

    STRUCK_BY = "struck_by"
    ONSITE_VEHICLE = "onsite_vehicle"
    ROAD_RAIL_VEHICLE = "road_rail_vehicle"
    MACHINERY = "machinery"
    LIFTING = "lifting"
    ELECTRIC_SHOCK = "electric_shock"
    DROWNING = "drowning"
    BURN = "burn"
    FIRE = "fire"
    FALL_HEIGHT = "fall_height"
    FALL_SAME_LEVEL = "fall_same_level"
    COLLAPSE = "collapse"
    WATER_INRUSH = "water_inrush"
    VESSEL_EXPLOSION = "vessel_explosion"
    PIPE_EXPLOSION = "pipe_explosion"
    GAS_EXPLOSION = "gas_explosion"
    VAPOUR_EXPLOSION = "vapour_explosion"
    DUST_EXPLOSION = "dust_explosion"
    CIVIL_EXPLOSIVE = "civil_explosive"
    FIREWORK = "firework"
    OTHER_SOLID_EXPLOSION = "other_solid_explosion"
    MOLTEN_EXPLOSION = "molten_explosion"
    POISONING = "poisoning"
    ASPHYXIA = "asphyxia"
    LANDSLIDE = "landslide"
    LEAK = "leak"
    OTHER = "other"

    @property
    def word(self) -> str:
        return WORDS[self]


WORDS = {
    AccidentType.STRUCK_BY: _("物体打击"),
    AccidentType.ONSITE_VEHICLE: _("厂（场）内车辆致害"),
    AccidentType.ROAD_RAIL_VEHICLE: _("道路（轨道）车辆致害"),
    AccidentType.MACHINERY: _("机械致害"),
    AccidentType.LIFTING: _("起重致害"),
    AccidentType.ELECTRIC_SHOCK: _("触电"),
    AccidentType.DROWNING: _("淹溺"),
    AccidentType.BURN: _("灼烫"),
    AccidentType.FIRE: _("火灾"),
    AccidentType.FALL_HEIGHT: _("高处坠落"),
    AccidentType.FALL_SAME_LEVEL: _("跌落"),
    AccidentType.COLLAPSE: _("坍塌"),
    AccidentType.WATER_INRUSH: _("水害"),
    AccidentType.VESSEL_EXPLOSION: _("容器爆炸"),
    AccidentType.PIPE_EXPLOSION: _("管道爆炸"),
    AccidentType.GAS_EXPLOSION: _("可燃气体爆炸"),
    AccidentType.VAPOUR_EXPLOSION: _("可燃液体蒸气爆炸"),
    AccidentType.DUST_EXPLOSION: _("粉尘爆炸"),
    AccidentType.CIVIL_EXPLOSIVE: _("民用爆炸物品爆炸"),
    AccidentType.FIREWORK: _("烟花爆竹爆炸"),
    AccidentType.OTHER_SOLID_EXPLOSION: _("其他可燃固体爆炸"),
    AccidentType.MOLTEN_EXPLOSION: _("高温熔融物爆炸"),
    AccidentType.POISONING: _("中毒"),
    AccidentType.ASPHYXIA: _("窒息"),
    AccidentType.LANDSLIDE: _("滑坡"),
    AccidentType.LEAK: _("泄漏"),
    AccidentType.OTHER: _("其他"),
}

# GB 6441-1986 → 2025. 中毒和窒息 was one type and is two now: taken as 中毒 until a person says otherwise.
LEGACY = {
    "车辆伤害": AccidentType.ONSITE_VEHICLE,
    "机械伤害": AccidentType.MACHINERY,
    "起重伤害": AccidentType.LIFTING,
    "冒顶片帮": AccidentType.COLLAPSE,
    "透水": AccidentType.WATER_INRUSH,
    "放炮": AccidentType.CIVIL_EXPLOSIVE,
    "火药爆炸": AccidentType.CIVIL_EXPLOSIVE,
    "瓦斯爆炸": AccidentType.GAS_EXPLOSION,
    "锅炉爆炸": AccidentType.VESSEL_EXPLOSION,
    "其他爆炸": AccidentType.OTHER,
    "其他伤害": AccidentType.OTHER,
    "中毒和窒息": AccidentType.POISONING,
    "中毒窒息": AccidentType.POISONING,
}

_BETWEEN = re.compile(r"[、,;/\n]+")


def _plain(word: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", word))


_BY_WORD = {_plain(word): kind for kind, word in WORDS.items()} | LEGACY


@lru_cache(maxsize=1024)
def accident_types(text: str) -> tuple[AccidentType, ...]:
    """Read a cell such as 火灾、机械伤害: each type once, in the order written.

    A word that the standard does not have (职业病, 冻伤) is OTHER.
    """
    words = (_plain(word) for word in _BETWEEN.split(unicodedata.normalize("NFKC", text)))
    return tuple(dict.fromkeys(_BY_WORD.get(word, AccidentType.OTHER) for word in words if word))
