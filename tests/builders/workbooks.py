"""Workbooks as plants make them, drawn for the tests."""

import io
import zipfile

from openpyxl import Workbook

LS_UPPER = [
    "序号", "风险点", None, None, "作业步骤/检查项目", "危险源或潜在事件", "可能发生的事故类型",
    "风险评价", None, None, "风险等级", "管控措施", None, "管控层级", "责任人",
]  # fmt: skip
LS_LOWER = [
    None, "编号", "名称", "类型", None, None, None,
    "L", "S", "R", None, "工程技术措施", "应急处置措施", None, None,
]  # fmt: skip
LEC_HEADER = ["No.", "单元", "风险点/部位", "作业内容", "风险因素", "L", "E", "C", "D", "评价级别"]
ROSTER_HEADER = [
    "序号",
    "企业名称",
    "统一社会信用代码",
    "行政区划代码",
    "行业代码",
    "从业人数（人）",
    "经度",
    "纬度",
    "成立日期",
]


def an_ls_row(**what_matters):
    """A good row of the LS ledger, in the order of its columns."""
    row = {
        "seq": 1, "no": "FX-001", "name": "冲床", "kind": "设备设施", "step": "送料", "source": "手伸入模区",
        "accident": "机械伤害", "L": 3, "S": 4, "R": 12, "level": "一般风险", "engineering": "安装光幕",
        "emergency": "停机送医", "tier": "车间级", "person": "李工",
    } | what_matters  # fmt: skip
    return list(row.values())


def an_lec_row(**what_matters):
    row = {
        "seq": 1, "object": "机房", "name": "压缩机", "step": "运行", "source": "轴封泄漏", "L": 3, "E": 6, "C": 15,
        "D": 270, "level": "较大",
    } | what_matters  # fmt: skip
    return list(row.values())


def a_roster_row(**what_matters):
    row = {
        "seq": 1, "name": "安阳测试机械厂", "code": "91410503MA9X00011H", "area": "410505", "industry": "C3484",
        "employees": 12, "longitude": 114.3, "latitude": 36.1, "founded": "2010.04.03",
    } | what_matters  # fmt: skip
    return list(row.values())


def an_ls_ledger(rows, merges=(), sheet="一车间", title="安全风险分级管控清单"):
    """Title, meta row, two header rows with groups merged as plants do, then the rows from Excel row 5 on."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in (
        [title],
        ["编制单位：安全科　编制日期：2026年3月18日"],
        LS_UPPER,
        LS_LOWER,
        *rows,
    ):
        page.append(row)
    for merge in ("A1:O1", "A2:O2", "A3:A4", "B3:D3", "E3:E4", "H3:J3", "L3:M3", *merges):
        page.merge_cells(merge)
    return book


def a_table(header, rows, title="某某台账", sheet="台账"):
    """One title row, one header row, then the rows from Excel row 3 on."""
    book = Workbook()
    page = book.active
    page.title = sheet
    for row in ([title], header, *rows):
        page.append(row)
    return book


def content_of(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_part(content, name, replacement):
    """The package with one part replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, replacement)
    return stream.getvalue()
