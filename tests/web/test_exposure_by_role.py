"""A26: what each role reads of a hazard, of a plant's file and of a visit: these fields and no other."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask

from tests.builders import desks, enforcement, hazards
from tests.people import Visitor
from tests.web import own
from tests.web.own import Own

PLANT = {
    "list": "/e/{enterprise}/hazards",
    "hazard": "/e/{enterprise}/hazards/{hazard_id}",
    "file": "/e/{enterprise}/file",
    "visit": "/e/{enterprise}/visits/{visit_id}",
}
BUREAU = {
    "list": "/g/{region}/e/{enterprise}/hazards",
    "hazard": "/g/{region}/e/{enterprise}/hazards/{hazard_id}",
    "file": "/g/{region}/enterprises/{enterprise_id}",
    "visit": "/g/{region}/visits/{visit_id}",
}
NAMES = re.compile(r"<(dt|h2|legend|label|summary|th)\b([^>]*)>(.*?)</\1>", re.DOTALL)


LIST = {"隐患台账", "隐患", "地点", "等级", "状态", "上报", "整改人", "期限"}
HAZARD = {
    "整改前后", "从哪里来", "登记与整改", "经过", "隐患描述", "上报", "隐患类型", "隐患原因", "临时管控", "整改人",
    "整改期限", "整改措施", "花费", "验收人",
}  # fmt: skip
TO_CONFIRM = {
    "确认并定级", "隐患等级", "一般隐患", "重大隐患", "隐患类型", "隐患原因", "整改前怎么管住 可不填",
    "判定标准", "事实依据",
}  # fmt: skip
FILE = {
    "基本信息", "法定代表人", "生产地址", "值班电话", "从业人数", "平台在册人员", "行业代码", "企业规模", "成立日期",
    "标准化等级", "重大危险源", "企业风险", "最近自查", "风险点", "未销号隐患 N 条", "隐患", "部位", "级别", "状态",
    "期限", "监管检查和指令", "事项", "文号", "日期", "时间线",
}  # fmt: skip
NOTICED = {"检查发现 N 条", "告知", "经过", "告知时间", "现场负责人", "执法人员", "证号"}
VISIT = {
    "责令限期整改指令书", "检查发现 N 条", "检查安排", "经过", "所依据的举报", "执法人员", "证号", "本年度次数",
    "审批意见", "超过上限的理由", "取消的原因", "现场负责人", "申请回避", "检查场所",
}  # fmt: skip
TO_SIGN = {
    "企业签字", "签字页照片 可不填", "拍照或选照片", "企业的异议 可不填", "拒绝签字的原因 可不填", "见证人 可不填",
}  # fmt: skip
LOOKS = {"list": LIST, "hazard": HAZARD, "file": FILE, "visit": VISIT}
AWAY, REFUSED, NONE = 303, 403, 404  # to sign in at a desk, not this role, not there
ALLOWED: dict[str, dict[str, set[str] | int]] = {
    "manager": {"list": LIST, "hazard": HAZARD | TO_CONFIRM, "file": FILE, "visit": NOTICED},
    "leader": {"list": LIST, "hazard": HAZARD | {"下一步"}, "file": REFUSED, "visit": REFUSED},
    "worker": {"list": AWAY, "hazard": AWAY, "file": AWAY, "visit": AWAY},
    "first": LOOKS | {"visit": VISIT | TO_SIGN},
    "head": LOOKS,
    "grid": LOOKS,
    "expert": LOOKS,
}
OF_A_WORKER = {
    "/m/": {"今天的检查", "我上报的隐患"},
    "/m/reports/{hazard_id}": {"围堰南侧裂缝约 N cm", "整改前后", "进展"},
}


@pytest.fixture
def readers(app: Flask, mine: Own) -> Iterator[dict[str, Visitor]]:
    accounts = {who: enforcement.account_of(mine.bureau.id, who) for who in ("grid", "expert")}
    accounts["leader"] = hazards.account_of(mine.plant.id, "leader")
    with app.app_context():
        more = {who: Visitor(desks.sign_in(app, account)) for who, account in accounts.items()}
    with own.signed_in(app, mine) as signed:
        yield signed | more


def fields(page: str) -> set[str]:
    """The names of what a page shows: terms, heads of columns and parts, labels; not the data that heads a row."""
    main = re.sub(r"<svg.*?</svg>", "", page.partition("<main")[2].partition("</main>")[0], flags=re.DOTALL)
    found = [name for _tag, how, name in NAMES.findall(main) if 'scope="row"' not in how]
    plain = [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", unescape(one))).strip() for one in found]
    return {re.sub(r"\d+", "N", one) for one in plain}


def read(visitor: Visitor, path: str, mine: Own) -> set[str] | int:
    answer = visitor.get(path.format(**mine.words))
    return fields(answer.text) if answer.status_code == 200 else answer.status_code


def test_a26_each_role_reads_these_fields_and_no_other(mine: Own, readers: dict[str, Visitor]) -> None:
    for who, allowed in ALLOWED.items():
        pages = PLANT if who in {"manager", "leader", "worker"} else BUREAU
        for page, wanted in allowed.items():
            found = read(readers[who], pages[page], mine)
            if isinstance(wanted, int):
                assert found == wanted, f"{who} {page}"
            else:
                assert isinstance(found, set) and len(found) > 5, f"{who} {page}: {found}"
                assert found - wanted == set(), f"{who} {page}"


def test_a26_nobody_reads_through_the_door_of_the_others(mine: Own, readers: dict[str, Visitor]) -> None:
    for who in set(ALLOWED) - {"worker"}:
        for path in (BUREAU if who in {"manager", "leader"} else PLANT).values():
            assert read(readers[who], path, mine) == NONE, f"{who} {path}"


def test_a26_a_worker_reads_his_own_reports_on_his_phone(mine: Own, readers: dict[str, Visitor]) -> None:
    for path, wanted in OF_A_WORKER.items():
        found = read(readers["worker"], path, mine)
        assert isinstance(found, set) and found and found - wanted == set(), path
