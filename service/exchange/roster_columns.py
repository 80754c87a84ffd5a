"""How districts head the columns of an enterprise roster."""

from service.exchange.headers import alias_table

COLUMNS = alias_table(
    {
        "seq": "序号 NO NO.",
        "name": "企业名称 单位名称 名称 企业 生产经营单位名称 市场主体名称",
        "credit_code": "统一社会信用代码 社会信用代码 信用代码 统一信用代码",
        "area_code": "行政区划代码 区划代码 行政区划编码 所在地代码 县区代码",
        "area_text": "行政区划 行政区划名称 所在地 所属区县 县区 区县",
        "town": "乡镇(街道) 乡镇 街道 乡镇街道 乡镇/街道 所属乡镇 所属乡镇(街道)",
        "industry_code": "行业代码 国民经济行业代码 行业类别代码",
        "industry_text": "行业名称 行业 行业类别 国民经济行业 所属行业",
        "legal_representative": "法定代表人 法人 法人代表 负责人 主要负责人",
        "size": "企业规模 规模",
        "employees": "从业人数 职工人数 从业人员 从业人员数 人数 员工人数",
        "longitude": "经度 东经",
        "latitude": "纬度 北纬",
        "founded_on": "成立日期 成立时间 注册日期",
        "stated_level": "风险等级 企业风险等级 安全风险等级",
        "standardisation": "标准化等级 安全生产标准化等级 标准化",
        "has_installation": "是否重大危险源 重大危险源 是否构成重大危险源",
    }
)

FIELD_WORDS = {
    "name": "企业名称",
    "credit_code": "统一社会信用代码",
    "area_code": "行政区划代码",
    "area_text": "行政区划（只供核对）",
    "town": "乡镇（街道）",
    "industry_code": "行业代码",
    "industry_text": "行业名称（只供核对）",
    "legal_representative": "法定代表人",
    "size": "企业规模",
    "longitude": "经度",
    "latitude": "纬度",
    "standardisation": "标准化等级",
    "has_installation": "是否重大危险源",
    "seq": "序号（不导入）",
    "employees": "从业人数",
    "founded_on": "成立日期",
    "stated_level": "风险等级",
}

REQUIRED = ("name", "credit_code", "area_code", "industry_code")
YES = frozenset("是 有 构成 Y YES 1".split())
