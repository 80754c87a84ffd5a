"""How plants head the columns of a risk ledger, and the words they fill in."""

import re
import unicodedata
from functools import lru_cache
from typing import TypeVar

from service.exchange.headers import alias_table
from service.risks.rules import Level, MeasureKind, Method, Tier, UnitKind

Word = TypeVar("Word")

COLUMNS = alias_table(
    {
        "seq": "序号 序列 NO NO.",
        "object": "单元 区域 车间 区域/车间 车间/区域 单元/区域/车间 所属区域 所属车间 区域位置 所在区域 "
        "风险分析对象 安全风险分析对象 分析对象",
        "unit_no": "编号 风险点编号 风险点代码 风险点序号 单元编号",
        "unit_name": "名称 风险点 风险点名称 风险点/部位 风险点(部位) 风险点位 部位 设备设施名称 "
        "作业活动名称 作业活动/设备设施 风险分析单元 安全风险分析单元 分析单元",
        "unit_kind": "类型 风险点类型 风险点种类 单元类型 类别",
        "step": "作业步骤 检查项目 作业步骤/检查项目 步骤 作业内容 工作步骤 作业步骤或检查项目 作业活动 工序",
        "hazard_source": "危险源 危险源或潜在事件 危险源/潜在事件 风险因素 危险因素 危害因素 危险有害因素 "
        "主要危险因素 危险有害因素描述 潜在事件 风险事件 安全风险事件 风险描述 风险源",
        "accident": "可能发生的事故类型 事故类型 可能导致的事故 可能导致的事故类型 可能造成的事故类型 "
        "易发生的事故类型 事故类别 事故及后果",
        "consequence": "可能后果 后果 主要后果 可能造成的后果 后果描述",
        "L": "L L值 可能性 发生可能性 事故发生的可能性",
        "S": "S S值 严重性 后果严重性 严重程度 后果严重程度",
        "E": "E E值 暴露频率 暴露频繁程度 频繁程度 暴露频度 人员暴露频繁程度",
        "C": "C C值 后果C 事故后果C 产生的后果",
        "R": "R R值 风险值 风险度",
        "D": "D D值 危险性 危险性分值 风险分值",
        "level": "风险等级 风险级别 评价级别 评价等级 风险分级 等级 级别 风险颜色 颜色",
        "engineering": "工程技术措施 工程技术 工程措施 工程控制措施 技术措施",
        "management": "管理措施 管理 制度措施 管控措施 控制措施 现有控制措施 现有管控措施 风险管控措施",
        "training": "培训教育措施 培训教育 教育培训 教育培训措施 培训措施",
        "ppe": "个体防护措施 个体防护 个人防护 个人防护措施 防护措施",
        "emergency": "应急处置措施 应急处置 应急措施 应急",
        "tier": "管控层级 管控级别 控制层级 管控等级 责任层级",
        "responsible_unit": "责任单位 责任部门 管控责任单位 责任车间",
        "responsible_person": "责任人 管控责任人 责任人员 负责人",
        "note": "备注 说明",
    }
)

FIELD_WORDS = {
    "seq": "序号（不导入）",
    "unit_name": "风险点名称",
    "unit_no": "风险点编号",
    "unit_kind": "风险点类型",
    "object": "单元（区域、车间）",
    "step": "作业步骤/检查项目",
    "hazard_source": "危险源",
    "accident": "事故类型",
    "consequence": "可能后果",
    "level": "风险等级",
    "tier": "管控层级",
    "responsible_unit": "责任单位",
    "responsible_person": "责任人",
    "note": "备注",
    "L": "可能性 L",
    "S": "严重性 S",
    "E": "暴露频度 E",
    "C": "后果 C",
    "R": "风险值 R",
    "D": "危险性 D",
} | {kind.value: kind.word for kind in MeasureKind}

REQUIRED = {method: ("unit_name", "hazard_source", *method.factors) for method in Method}
STATED_SCORES = {Method.LS: ("R", "D"), Method.LEC: ("D", "R")}

_LEVELS = (
    (re.compile("重大|红|^(1|I|一|A)级?(风险)?$"), Level.MAJOR),
    (re.compile("较大|橙|^(2|II|二|B)级?(风险)?$"), Level.CONSIDERABLE),
    (re.compile("一般|黄|^(3|III|三|C)级?(风险)?$"), Level.GENERAL),
    (re.compile("低|蓝|^(4|IV|四|D|5|V|五|E)级?(风险)?$"), Level.LOW),
)
_TIERS = (
    (re.compile("公司|厂级|企业|矿级|站级|^厂$"), Tier.COMPANY),
    (re.compile("部门|部级|科室|职能"), Tier.DEPARTMENT),
    (re.compile("车间|部室|工区|区队|工段"), Tier.WORKSHOP),
    (re.compile("班组|班级|^班$"), Tier.TEAM),
    (re.compile("岗位|员工|个人"), Tier.POST),
)
_UNIT_KINDS = (
    (re.compile("设备|设施|装置"), UnitKind.EQUIPMENT),
    (re.compile("场所|部位|区域"), UnitKind.PLACE),
    (re.compile("作业|活动|操作"), UnitKind.ACTIVITY),
    (re.compile("工艺|系统"), UnitKind.PROCESS),
)


def stated_level(written: str) -> Level | None:
    """Read 较大, 橙色, Ⅱ级, 2级, B: levels and inner grades count downwards from the worst."""
    return _first(_LEVELS, written)


def stated_tier(written: str) -> Tier | None:
    """Where several tiers are named, the highest owns the risk."""
    return _first(_TIERS, written)


def stated_unit_kind(written: str) -> UnitKind | None:
    return _first(_UNIT_KINDS, written)


@lru_cache(maxsize=1024)  # a ledger repeats a few words thousands of times
def _first(patterns: tuple[tuple[re.Pattern[str], Word], ...], written: str) -> Word | None:
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", written)).upper()
    return next((word for pattern, word in patterns if pattern.search(plain)), None)
