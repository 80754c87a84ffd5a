"""Each paper of an inspection says each thing in its own place: pairs of label and value, typed by hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from tests.service.enforcement import papers
from tests.service.enforcement.papers import Papers
from tests.service.printing import paper, places

pytestmark = pytest.mark.worlds  # one inspection is made for all of them
OFFICE = "安阳市殷都区应急管理局"
LAW = "违反《中华人民共和国安全生产法》第四十一条第一款的规定。"
DETECTOR = f"甲醇储罐区：2号可燃气体检测仪（GD-07）无检定合格标识，{LAW}"
ALARM = f"装卸区：3号鹤位静电接地报警器故障，{LAW}"
COPIES = ("本文书一式两份：", f"一份由{OFFICE}备案，一份交被检查单位。")
CHECK = ("扫码核对本文书的文号、日期和校验值。校验值", "…")
FIRST, SECOND = (
    ("安全生产执法人员（签名）：", "刘志远证号：16050001"),
    ("安全生产执法人员（签名）：", "陈晓岚证号：16050002"),
)
UNNAMED = tuple((label, detail[-11:]) for label, detail in (FIRST, SECOND))
BOTH = "刘志远（证号16050001）、陈晓岚（证号16050002）"
VISITED = [("检查事项：", ""), ("1．", "储罐区安全设施"), ("2．", "动火作业票")]

RECORD = [
    ("安全生产行政执法文书", "现场检查记录"),
    ("（殷）应急检记", "〔2026〕1号"),
    ("被检查单位：", "安阳甲厂"),
    ("地址：", "铜冶镇纬三路1号"),
    ("法定代表人（负责人）：", "赵广明"),
    ("联系电话：", "0372-5551234"),
    ("现场负责人：", "李强"),
    ("职务：", "安全总监"),
    ("检查场所：", "罐区和装卸区"),
    ("检查时间：", "2026年11月23日9时05分至11时40分"),
    ("我们是", OFFICE),
    ("行政执法人员", "刘志远、陈晓岚，"),
    (
        "证件号码为",
        "16050001、16050002，这是我们的证件（出示证件）。现依法对你单位进行现场检查，请予以配合。",
    ),
    ("已告知你单位陈述申辩和申请回避的权利，是否申请回避：", "否。"),
    ("检查情况：", ""),
    ("1．", DETECTOR),
    ("2．", ALARM),
    ("（以下空白）", ""),
    FIRST,
    SECOND,
    ("被检查单位意见：□以上记录属实□有异议：", ""),
    ("被检查单位现场负责人（签名）：", "年月日时分"),
    ("拒绝签名的原因：", ""),
    ("见证人（签名）：", "年月日时分"),
    COPIES,
    CHECK,
]
ORDER = [
    ("安全生产行政执法文书", "责令限期整改指令书"),
    ("（殷）应急责改", "〔2026〕1号安阳甲厂："),
    ("经查，你单位存在下列问题：", ""),
    ("1．", DETECTOR),
    ("2．", ALARM),
    ("现责令你单位对上述第1项问题于", "2026年12月5日前整改完毕，"),
    (
        "第2项问题于",
        "2026年12月9日前整改完毕，达到有关法律法规规章和标准规定的要求。由此造成事故的，依法追究有关人员的责任。",
    ),
    (
        "整改期间，你单位应当采取措施，确保安全生产。",
        "对安全生产违法行为，将依法予以行政处罚。",
    ),
    ("如果不服本指令，可以依法在60日内向", "安阳市殷都区人民政府申请行政复议，"),
    (
        "或者在6个月内依法向",
        "安阳市殷都区人民法院提起行政诉讼，但本指令不停止执行，法律另有规定的除外。",
    ),
    FIRST,
    SECOND,
    ("被检查单位负责人（签名）：", "年月日"),
    (f"{OFFICE}（印章）", "2026年11月24日"),
    COPIES,
    CHECK,
]
OPINION = [
    ("安全生产行政执法文书", "整改复查意见书"),
    ("（殷）应急复查", "〔2026〕1号安阳甲厂："),
    ("本机关于", "2026年11月24日"),
    (
        "作出了责令限期整改的决定",
        "〔（殷）应急责改〔2026〕1号〕，经对你单位整改情况进行复查，提出如下意见：",
    ),
    ("序号原问题整改情况结论", "…"),
    ("经复查，", "第2项问题未按期整改完毕，将依法处理。"),
    ("第2项于", "2026年12月21日前整改完毕。"),
    ("被复查单位负责人（签名）：", "年月日"),
    FIRST,
    SECOND,
    (f"{OFFICE}（印章）", "2026年12月11日"),
    COPIES,
    CHECK,
]
JUDGED = [["1", DETECTOR, "检测仪已检定", "已整改"], ["2", ALARM, "报警器仍不响", "未整改"]]
APPROVAL = [
    ("安全生产行政执法文书", "行政检查审批表"),
    ("（殷）应急检审", "〔2026〕1号"),
    ("被检查单位：", "安阳甲厂"),
    ("统一社会信用代码：", "91410500MA40000010"),
    ("地址：", "铜冶镇纬三路1号"),
    ("检查方式：", "专项检查"),
    ("本年度已检查：", "0次"),
    ("拟对", "安阳甲厂实施行政检查，"),
    ("检查事由：", "危险化学品储存专项检查方案。"),
    ("检查事项：", "见下列各项。"),
    ("检查人员：", f"{BOTH}。"),
    ("本年度已检查", "0次，"),
    ("年度上限", "4次。"),
    *VISITED,
    ("审批结论：", "同意实施检查。"),
    ("审批意见：", "重点看检测仪"),
    ("申请人（签名）：", "2026年11月19日8时10分"),
    ("审批人（签名）：", "2026年11月20日16时45分"),
]
NOTICE = [
    ("安全生产行政执法文书", "行政检查通知书"),
    ("（殷）应急检通", "〔2026〕1号安阳甲厂："),
    ("根据", "危险化学品储存专项检查方案，"),
    ("我机关决定于", "2026年11月20日起对你单位实施行政检查，"),
    ("检查人员为", f"{BOTH}，检查事项见下列各项。"),
    ("本年度我机关已对你单位检查", "0次，"),
    ("年度上限", "4次。"),
    *VISITED,
    ("检查人员少于两人或者不出示执法证件的，", "你单位有权拒绝检查。"),
    ("你单位有权陈述和申辩；", "认为检查人员与检查事项有直接利害关系的，有权申请回避；"),
    ("对违反检查纪律的行为，", "有权投诉举报。"),
    *UNNAMED,
    ("被检查单位签收人（签名）：", "年月日"),
    (f"{OFFICE}（印章）", "2026年11月20日"),
    COPIES,
]
RECEIPT = [
    ("安全生产行政执法文书", "送达回证"),
    ("送达文书：", "责令限期整改指令书"),
    ("文号：", "（殷）应急责改〔2026〕1号"),
    ("受送达人：", "安阳甲厂"),
    ("送达地点：", "铜冶镇纬三路1号"),
    ("送达方式：", "直接送达"),
    ("送达时间：", "2026年11月25日15时20分"),
    ("签收人：", "王秀英"),
    ("职务：", "办公室主任上述文书已收到。"),
    ("签收人（签名）：", "2026年11月25日15时20分"),
    ("送达人（签名）：", "刘志远证号：16050001"),
    ("送达人（签名）：", "陈晓岚证号：16050002"),
    (f"{OFFICE}（印章）", "2026年11月25日"),
]
GOLDEN = {
    "record": RECORD,
    "order": ORDER,
    "former opinion": OPINION,
    "approval": APPROVAL,
    "notice": NOTICE,
    "receipt": RECEIPT,
}
CLOSING = (COPIES, CHECK)
LATER = {
    "record": [
        *RECORD[:9],
        ("检查时间：", "2026年12月7日9时05分至11时40分"),
        ("我们是", f"{OFFICE}行政执法人员刘志远、陈晓岚，证件号码为16050001、16050002，这是我们的证件（出示证件）。"
         "现依法对你单位进行现场检查，请予以配合。"),
        ("已告知陈述申辩和申请回避的权利，是否申请回避：", "否。"),
        ("检查情况：", ""),
        ("1．", DETECTOR),
        ("2．", f"{ALARM}（以下空白）"),
        FIRST,
        SECOND,
        ("被检查单位意见：□以上记录属实■有异议：", papers.OBJECTION),
        ("被检查单位现场负责人（签名）：", "年月日时分"),
        ("拒绝签名的原因：", ""),
        ("见证人（签名）：", "年月日时分"),
        ("被检查单位意见和拒绝签名的情况为检查人员录入，", "录入时间2026年12月7日12时10分。"),
        *CLOSING,
    ],
    "order": [
        *ORDER[:5],
        ("现责令你单位对上述第1项问题于", "2026年12月19日前整改完毕，"),
        ("第2项问题于", "2026年12月23日前整改完毕，达到有关法律法规规章和标准规定的要求。"
         "由此造成事故的，依法追究有关人员的责任。"),
        *ORDER[7:13],
        (f"{OFFICE}（印章）", "2026年12月8日"),
        *CLOSING,
    ],
    "opinion": [
        *OPINION[:2],
        ("本机关于", "2026年12月8日"),
        *OPINION[3:4],
        ("序号原问题整改情况结论", "…"),
        ("经复查，", "指令书所列问题部分整改，其中第1项已整改，同意销号。"),
        ("第2项未按期整改完毕，", "将依法处理。"),
        ("第2项于", "2027年1月4日前整改完毕。"),
        *OPINION[7:10],
        (f"{OFFICE}（印章）", "2026年12月25日"),
        *CLOSING,
    ],
    "notice": [
        *NOTICE[:3],
        ("我机关决定于", "2026年12月4日起对你单位实施行政检查，"),
        ("检查人员为", f"{BOTH}，检查事项见下列各项。"),
        *NOTICE[5:13],
        FIRST,
        SECOND,
        ("被检查单位签收人（签名）：", "年月日"),
        (f"{OFFICE}（印章）", "2026年12月4日"),
        COPIES,
    ],
    "receipt": [
        *RECEIPT[:6],
        ("送达时间：", "2026年12月9日15时20分"),
        *RECEIPT[7:9],
        ("签收人（签名）：", "2026年12月9日15时20分"),
        *RECEIPT[10:12],
        (f"{OFFICE}（印章）", "2026年12月9日"),
    ],
}  # fmt: skip
APART = {CHECK[0], "序号原问题整改情况结论"}  # the seal's own digits, and a table: read below


@pytest.fixture
def inspection(app: Flask, settle: Callable[..., Papers]) -> Papers:
    return settle("inspection", papers.build)


@pytest.fixture
def later(app: Flask, settle: Callable[..., Papers]) -> Papers:
    """Return the papers of the same inspection a fortnight later, in the versions of 2026-12-01."""
    return settle("later_inspection", lambda: papers.build(timedelta(weeks=2)))


def read(paper: bytes, golden: list[tuple[str, str]]) -> list[tuple[str, str]]:
    pairs = places.pairs_of(paper, [label for label, _value in golden])
    return [(label, "…" if label in APART else value) for label, value in pairs]


@pytest.mark.parametrize("name", GOLDEN)
def test_each_value_stands_behind_its_own_label(inspection: Papers, name: str) -> None:
    assert read(inspection[name], GOLDEN[name]) == GOLDEN[name]


@pytest.mark.parametrize("name", LATER)
def test_a_form_of_december_says_what_it_must_on_as_few_pages_as_it_needs(later: Papers, name: str) -> None:
    assert read(later[name], LATER[name]) == LATER[name]
    assert len(paper.pages_of(later[name])) == (2 if name == "record" else 1)


def test_the_verdict_of_an_opinion_stands_in_the_row_of_its_item(inspection: Papers) -> None:
    rows = places.rows_of(inspection["former opinion"], ("序号", "原问题", "整改情况", "结论"))
    assert rows == JUDGED


@pytest.mark.parametrize("name", ["record", "order", "former opinion"])
def test_what_is_sealed_says_its_own_hash_and_leads_to_its_own_code(inspection: Papers, name: str) -> None:
    said = dict(places.pairs_of(inspection[name], [label for label, _value in GOLDEN[name]]))[CHECK[0]]
    sealed = name.removeprefix("former ")
    assert said == inspection[f"{sealed} hash"].decode()[:16]
    last = paper.picture_of(inspection[name], len(paper.pages_of(inspection[name])), dpi=150)
    code = inspection[f"{sealed} code"].decode()
    assert paper.symbols_in(last) == [f"HTTPS://AQ.EXAMPLE.CN/VERIFY/{code}"]
