"""Forms as an office fills them in."""

from dataclasses import replace
from datetime import date
from typing import Any

from service.printing.documents import Form, Verification

FACTS = (
    "甲醇储罐区2号可燃气体检测仪（GD-07）无检定合格标识，证书有效期至2026年8月31日，违反《安全生产法》第三十六条第二款的规定。",
    "装卸区3号鹤位静电接地报警器故障，未按时维修，仍在使用，违反《安全生产法》第三十六条第二款的规定。",
    "11月14日动火作业票（DH-1114-02）无监火人签字，可燃气体检测结果未填写，违反GB 30871-2022第5.2条的规定。",
    "甲类仓库安全出口被货物堵塞，现场保管员𬭎㙟、䶮某称“临时堆放，当日清走”，但堆放记录显示已有6日；仓库内另存有"
    "与甲醇禁忌的30%过氧化氢12桶（25 kg/桶），两者间距不足1 m，未设隔墙，违反《安全生产法》第四十二条第二款、"
    "《危险化学品安全管理条例》第二十四条以及GB 15603—2022《危险化学品仓库储存通则》第5.3条的规定。",
)
VERIFICATION = Verification(
    "HTTPS://AQ.EXAMPLE.CN/VERIFY/K7Q2M9XA4TBA",
    ("扫码核对本文书的文号、日期和校验值。", "校验值 7c1e 90ab 44f2 d803"),
)
APPEAL = (
    "如果不服本指令，可以依法在60日内向安阳市殷都区人民政府申请行政复议，或者在6个月内依法向安阳市殷都区人民法院"
    "提起行政诉讼，但本指令不停止执行，法律另有规定的除外。"
)
FOOTER = "本文书一式两份：一份由应急管理部门备案，一份交被检查单位。"
COMMON: dict[str, Any] = {
    "heading": "安全生产行政执法文书",
    "issuer": "安阳市殷都区应急管理局",
    "day": "2026年11月22日",
    "copies": FOOTER,
    "unit": "安阳华安化工有限公司",
    "officers": [
        {"name": "刘志远", "certificate": "16050001"},
        {"name": "阿卜杜拉·买买提", "certificate": "16050002"},
    ],
}
DAY = date(2026, 11, 22)


def written(form: Form, **content: object) -> Form:
    """Return the form with other content."""
    return replace(form, content={**form.content, **content})


def of_version(version: str, form: Form) -> Form:
    return replace(form, version=version)


def an_order(items: int, *more: str) -> Form:
    """`more` are items after the usual ones."""
    texts = [*(FACTS[number % len(FACTS)] for number in range(items)), *more]
    content = COMMON | {
        "title": "责令限期整改指令书",
        "opening": "经查，你单位存在下列问题：",
        "items": [{"number": number, "text": text} for number, text in enumerate(texts, start=1)],
        "demand": f"现责令你单位对上述第1至{len(texts)}项问题于2026年11月30日前整改完毕，达到有关法律法规规章和标准"
        "规定的要求。由此造成事故的，依法追究有关人员的责任。",
        "meanwhile": "整改期间，你单位应当采取措施，确保安全生产。对安全生产违法行为，将依法予以行政处罚。",
        "appeal": APPEAL,
    }
    number = "（殷）应急责改〔2026〕37号"
    return Form("order", "2024-01-01", content, DAY, number, verification=VERIFICATION)


def a_site_record() -> Form:
    content = COMMON | {
        "title": "现场检查记录",
        "address": "河南省安阳市殷都区铜冶镇化工产业集聚区纬三路与经五路交叉口东北角1号",
        "legal_representative": "李㙟",
        "phone": "0372-5551234",
        "met_person": "李强",
        "met_post": "安全总监",
        "site": "甲醇储罐区、装卸区",
        "time": "2026年11月22日9时05分至11时40分",
        "identity": "我们是安阳市殷都区应急管理局行政执法人员刘志远、阿卜杜拉·买买提，证件号码为16050001、16050002，"
        "这是我们的证件（出示证件）。现依法对你单位进行现场检查，请予以配合。",
        "recusal": "已告知你单位陈述申辩和申请回避的权利，是否申请回避：否。",
        "findings_heading": "检查情况：",
        "findings": list(FACTS),
    }
    number = "（殷）应急检记〔2026〕52号"
    return Form("site_record", "2021-09-01", content, DAY, number, verification=VERIFICATION)


def an_opinion(items: int) -> Form:
    fact = "已更换并取得检定合格证书，现场核对编号一致。"
    content = COMMON | {
        "title": "整改复查意见书",
        "opening": "本机关于2026年11月22日作出了责令限期整改的决定〔（殷）应急责改〔2026〕37号〕，经对你单位整改情况"
        "进行复查，提出如下意见：",
        "items": [
            {"number": number + 1, "text": FACTS[number % 4], "fact": fact, "verdict": "已整改"}
            for number in range(items)
        ],
        "overall": "综上，同意销号。",
        "again": [],
    }
    number = "（殷）应急复查〔2026〕21号"
    return Form("opinion", "2026-01-01", content, DAY, number, verification=VERIFICATION)


def a_receipt(mode: str = "direct") -> Form:
    content = COMMON | {
        "title": "送达回证",
        "copies": "",
        "document_title": "责令限期整改指令书",
        "document_number": "（殷）应急责改〔2026〕37号",
        "place": "安阳华安化工有限公司办公楼二楼会议室",
        "mode": mode,
        "mode_title": "直接送达",
        "at": "2026年11月22日15时20分",
        "receiver": "王秀英",
        "receiver_post": "办公室主任",
        "consent": "",
        "refusal": "负责人不愿签收",
        "witness": "周敏",
        "outcome": "上述文书已收到。",
    }
    return Form("receipt", "2021-09-01", content, DAY)


def an_approval() -> Form:
    content = COMMON | {
        "title": "行政检查审批表",
        "copies": "",
        "credit_code": "91410500MA40000010",
        "address": "铜冶镇纬三路1号",
        "kind_title": "专项检查",
        "count": "0次",
        "report": "",
        "request": "拟对安阳华安化工有限公司实施行政检查，检查事由：危险化学品储存专项检查方案。",
        "items": ["储罐区安全设施", "动火作业票"],
        "decision": ["审批意见："],
        "applied": "2026年11月19日8时10分",
        "decided": "",
    }
    return Form("visit_approval", "2025-01-03", content, DAY, "（殷）应急检审〔2026〕　号")


def a_notice(items: int = 2) -> Form:
    content = COMMON | {
        "title": "行政检查通知书",
        "notice": "根据危险化学品储存专项检查方案，我机关决定于2026年11月20日起对你单位实施行政检查。",
        "items": ["储罐区安全设施"] * items,
        "rights": "检查人员少于两人或者不出示执法证件的，你单位有权拒绝检查。你单位有权陈述和申辩。",
    }
    return Form("visit_notice", "2026-01-01", content, DAY, "（殷）应急检通〔2026〕　号")


NEWEST = "2026-11-01"  # with names
CLOSER = "2026-12-01"  # on as few pages as may be
ALL = {
    "order of 1": an_order(1),
    "order of 4": an_order(4),
    "order of 12": an_order(12),
    "site record": a_site_record(),
    "opinion of 3": an_opinion(3),
    "opinion of 9": an_opinion(9),
    "receipt": a_receipt(),
    "approval": an_approval(),
    "notice": a_notice(),
    "order with names": of_version(NEWEST, an_order(4)),
    "opinion with names": of_version(NEWEST, an_opinion(3)),
    "site record with names": of_version(NEWEST, a_site_record()),
    "receipt with names": of_version(NEWEST, a_receipt()),
    "close order": of_version(CLOSER, an_order(2)),
    "close opinion": of_version(CLOSER, an_opinion(3)),
    "close site record": of_version(CLOSER, a_site_record()),
    "close notice": of_version(CLOSER, a_notice(3)),
}
SEALED = {name: form for name, form in ALL.items() if form.verification}
