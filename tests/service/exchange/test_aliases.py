"""Each title that plants and districts write is taken for one field, and a bad row is never taken for a footer."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from service.exchange import headers, ledger_columns, roster_columns
from service.exchange.risk_ledger import read_ledger
from service.exchange.roster import Registers, read_roster
from service.exchange.workbook import read_sheets
from tests.builders.profiles import SD_DB37
from tests.builders.workbooks import (
    LEC_HEADER,
    ROSTER_HEADER,
    a_roster_row,
    a_table,
    an_lec_row,
    an_ls_ledger,
    an_ls_row,
    content_of,
)

pytestmark = pytest.mark.both
LEDGER = """
seq object unit_no unit_name unit_kind step hazard_source accident consequence L S E C R D level engineering
management training ppe emergency tier responsible_unit responsible_person note
"""
ROSTER = """
seq name credit_code area_code area_text town industry_code industry_text legal_representative size employees
longitude latitude founded_on stated_level standardisation has_installation
"""
TABLES = {"ledger": (ledger_columns, LEDGER, 159), "roster": (roster_columns, ROSTER, 68)}
KNOWN = {  # as people write them, typed from ledgers and rosters of plants and districts
    "ledger": {
        "风险点名称": "unit_name",
        "风险点编号": "unit_no",
        "所属车间": "object",
        "检查项目": "step",
        "危险有害因素": "hazard_source",
        "事故类型": "accident",
        "主要后果": "consequence",
        "可能性（L）": "L",
        "后果严重性（S）": "S",
        "暴露频率（E）": "E",
        "后果（C）": "C",
        "风险值（R）": "R",
        "危险性（D）": "D",
        "风险等级": "level",
        "工程技术措施": "engineering",
        "管理措施": "management",
        "培训教育": "training",
        "个体防护": "ppe",
        "应急处置": "emergency",
        "管控层级": "tier",
        "责任单位": "responsible_unit",
        "责任人": "responsible_person",
        "备 注": "note",
        "ＮＯ．": "seq",
    },
    "roster": {
        "企业名称*": "name",
        "统一社会信用代码": "credit_code",
        "行政区划代码": "area_code",
        "所属区县": "area_text",
        "乡镇（街道）": "town",
        "行业代码": "industry_code",
        "所属行业": "industry_text",
        "法定代表人": "legal_representative",
        "企业规模": "size",
        "从业人数（人）": "employees",
        "经度": "longitude",
        "纬度": "latitude",
        "东经": "longitude",
        "北纬": "latitude",
        "成立日期": "founded_on",
        "安全风险等级": "stated_level",
        "安全生产标准化等级": "standardisation",
        "是否重大危险源": "has_installation",
    },
}


def written(module: object) -> list[tuple[str, str]]:
    """Each alias as it stands in the source, with its field: a dictionary would hide one that stands twice."""
    source = Path(str(module.__file__)).read_text()  # type: ignore[attr-defined]
    body = re.sub(r'"\n\s+"', "", source[source.index("alias_table(\n") : source.index("FIELD_WORDS")])
    pairs = re.findall(r'"(\w+)": "([^"]+)"', body)
    return [(alias, field) for field, aliases in pairs for alias in aliases.split()]


@pytest.mark.parametrize("name", TABLES)
def test_every_alias_leads_to_its_field_and_none_stands_twice(name: str) -> None:
    module, fields, count = TABLES[name]
    pairs = written(module)
    assert {field for _alias, field in pairs} == set(fields.split())
    assert set(module.COLUMNS.values()) == set(fields.split())
    wrong = [pair for pair in pairs if headers.field_of(pair[0], module.COLUMNS) != pair[1]]
    assert wrong == []
    aliases = [headers._plain(alias) for alias, _field in pairs]
    assert [alias for alias in aliases if aliases.count(alias) > 1] == []
    assert len(pairs) == count


@pytest.mark.parametrize("name", TABLES)
def test_every_field_has_its_words(name: str) -> None:
    module, fields, _count = TABLES[name]
    words: Mapping[str, str] = module.FIELD_WORDS
    assert set(words) == set(fields.split())
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize("name", KNOWN)
def test_a_title_as_people_write_it_is_known(name: str) -> None:
    columns = TABLES[name][0].COLUMNS
    assert {label: headers.field_of(label, columns) for label in KNOWN[name]} == KNOWN[name]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"name": None, "source": None, "no": "FX-2"}, "HAZARD_MISSING"),
        ({"source": "触电"}, "L_MISSING"),
        ({"name": "剪板机"}, "L_MISSING"),
        ({"L": 3}, "HAZARD_MISSING"),
        ({"seq": None, "source": "触电"}, "L_MISSING"),
        ({"seq": "2-1", "source": "触电", "L": 3}, "S_MISSING"),
    ],
)
def test_a_sparse_row_of_a_ledger_is_an_error_and_no_footer(cells: dict[str, object], code: str) -> None:
    sparse = dict.fromkeys(
        "no name kind step source accident L S R level engineering emergency tier person".split()
    )
    book = an_ls_ledger(
        [an_ls_row(), an_ls_row(**sparse | {"seq": 2} | cells), an_ls_row(seq=3, step="检修")]
    )
    ledger = read_ledger(read_sheets(content_of(book)), SD_DB37)
    assert code in {finding.code for finding in ledger.findings if finding.row == 6}
    assert [one.row for one in ledger.skipped if one.row == 6] == []


@pytest.mark.parametrize("number", [2, "2"])
def test_a_roster_row_with_nothing_but_a_name_is_an_error_and_no_footer(number: object) -> None:
    bare = dict.fromkeys("code area industry employees longitude latitude founded".split())
    rows = [a_roster_row(), a_roster_row(**bare | {"seq": number, "name": "安阳某某加工厂"})]
    registers = Registers(county_of={"410505": "410505"}.get, sector_of={"C3484": "machinery"}.get)
    roster = read_roster(read_sheets(content_of(a_table(ROSTER_HEADER, rows))), registers)
    assert [row.name for row in roster.accepted] == ["安阳测试机械厂"]
    assert {finding.row for finding in roster.findings if finding.severity == "error"} == {4}


def test_number_and_kind_of_a_unit_do_not_cross_to_another_object() -> None:
    header = [*LEC_HEADER[:2], "编号", "类型", *LEC_HEADER[2:]]
    rows = [
        with_unit(an_lec_row(), "FX-1", "设备设施"),
        with_unit(an_lec_row(object="泵房", name="循环泵")),
        with_unit(an_lec_row(object="泵房", name=None, step="检修")),
    ]
    found = read_ledger(read_sheets(content_of(a_table(header, rows))), SD_DB37).rows
    assert [(one.object_name, one.unit_no, one.unit_name, one.unit_kind) for one in found] == [
        ("机房", "FX-1", "压缩机", "equipment"),
        ("泵房", "", "循环泵", None),
        ("泵房", "", "循环泵", None),
    ]


def test_a_unit_does_not_cross_to_another_object() -> None:
    header = [*LEC_HEADER[:2], "编号", "类型", *LEC_HEADER[2:]]
    rows = [with_unit(an_lec_row(), "FX-1", "设备设施"), with_unit(an_lec_row(object="泵房", name=None))]
    ledger = read_ledger(read_sheets(content_of(a_table(header, rows))), SD_DB37)
    (_first, other) = ledger.rows
    assert (other.object_name, other.unit_no, other.unit_name, other.unit_kind) == ("泵房", "", "", None)
    assert {finding.code for finding in ledger.findings if finding.row == 4} == {"UNIT_MISSING"}


def with_unit(made: list[object], number: object = None, kind: object = None) -> list[object]:
    return [*made[:2], number, kind, *made[2:]]
