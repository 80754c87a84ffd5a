"""What a code of a finding is called where findings are counted."""

from service.core.problems import _

CODE_WORDS = {
    "L_MISSING": _("可能性 L 没有填"),
    "L_NOT_NUMBER": _("可能性 L 不是数字"),
    "L_OUT_OF_RANGE": _("可能性 L 超出分值表"),
    "L_NOT_IN_SCALE": _("可能性 L 不在分值表里"),
    "S_MISSING": _("严重性 S 没有填"),
    "S_NOT_NUMBER": _("严重性 S 不是数字"),
    "S_OUT_OF_RANGE": _("严重性 S 超出分值表"),
    "E_MISSING": _("暴露频度 E 没有填"),
    "E_NOT_NUMBER": _("暴露频度 E 不是数字"),
    "E_NOT_IN_SCALE": _("暴露频度 E 不在分值表里"),
    "C_MISSING": _("后果 C 没有填"),
    "C_NOT_NUMBER": _("后果 C 不是数字"),
    "C_NOT_IN_SCALE": _("后果 C 不在分值表里"),
    "C_SCALE_VARIANT": _("后果 C 用了另一版分值表"),
    "UNIT_MISSING": _("没有风险点名称"),
    "HAZARD_MISSING": _("没有危险源"),
    "TEXT_TOO_LONG": _("文字太长"),
    "ROW_DUPLICATE": _("与其他行重复"),
    "R_MISMATCH": _("风险值 R 与计算不符"),
    "D_MISMATCH": _("危险性 D 与计算不符"),
    "LEVEL_MISMATCH": _("等级与计算不符"),
    "LEVEL_UNKNOWN": _("等级无法识别"),
    "TIER_UNKNOWN": _("管控层级无法识别"),
    "UNIT_KIND_UNKNOWN": _("风险点类型无法识别"),
    "SHEET_HIDDEN": _("隐藏的工作表"),
    "SHEET_IGNORED": _("没有台账的工作表"),
}
