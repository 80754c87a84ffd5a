"""Accident types of GB 6441-2025 and the words of the 1986 edition that ledgers still use."""

import re
import unicodedata
from functools import lru_cache

from service.core.acts.problems import _
from service.core.worded import Worded


class AccidentType(Worded):
    """The 27 types in the order of the standard."""

    STRUCK_BY = "struck_by", _("物体打击")
    ONSITE_VEHICLE = "onsite_vehicle", _("厂（场）内车辆致害")
    ROAD_RAIL_VEHICLE = "road_rail_vehicle", _("道路（轨道）车辆致害")
    MACHINERY = "machinery", _("机械致害")
    LIFTING = "lifting", _("起重致害")
    ELECTRIC_SHOCK = "electric_shock", _("触电")
    DROWNING = "drowning", _("淹溺")
    BURN = "burn", _("灼烫")
    FIRE = "fire", _("火灾")
    FALL_HEIGHT = "fall_height", _("高处坠落")
    FALL_SAME_LEVEL = "fall_same_level", _("跌落")
    COLLAPSE = "collapse", _("坍塌")
    WATER_INRUSH = "water_inrush", _("水害")
    VESSEL_EXPLOSION = "vessel_explosion", _("容器爆炸")
    PIPE_EXPLOSION = "pipe_explosion", _("管道爆炸")
    GAS_EXPLOSION = "gas_explosion", _("可燃气体爆炸")
    VAPOUR_EXPLOSION = "vapour_explosion", _("可燃液体蒸气爆炸")
    DUST_EXPLOSION = "dust_explosion", _("粉尘爆炸")
    CIVIL_EXPLOSIVE = "civil_explosive", _("民用爆炸物品爆炸")
    FIREWORK = "firework", _("烟花爆竹爆炸")
    OTHER_SOLID_EXPLOSION = "other_solid_explosion", _("其他可燃固体爆炸")
    MOLTEN_EXPLOSION = "molten_explosion", _("高温熔融物爆炸")
    POISONING = "poisoning", _("中毒")
    ASPHYXIA = "asphyxia", _("窒息")
    LANDSLIDE = "landslide", _("滑坡")
    LEAK = "leak", _("泄漏")
    OTHER = "other", _("其他")


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


_BY_WORD = {_plain(kind.word): kind for kind in AccidentType} | LEGACY


@lru_cache(maxsize=1024)
def accident_types(text: str) -> tuple[AccidentType, ...]:
    """Read a cell such as 火灾、机械伤害: each type once, in the order written.

    A word that the standard does not have (职业病, 冻伤) is OTHER.
    """
    words = (_plain(word) for word in _BETWEEN.split(unicodedata.normalize("NFKC", text)))
    return tuple(dict.fromkeys(_BY_WORD.get(word, AccidentType.OTHER) for word in words if word))
