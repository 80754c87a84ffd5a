"""Documents as an office writes them."""

from service.printing.documents.blocks import (
    Addressee,
    BlankBelow,
    Choices,
    Column,
    Document,
    Field,
    Fields,
    NumberedItem,
    Paragraph,
    Seal,
    SignatureLine,
    Signatures,
    Table,
    Verification,
)

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
SEAL = Seal("安阳市殷都区应急管理局", "2026年11月22日")
OFFICERS = (
    SignatureLine("安全生产执法人员（签名）：", "证号：16050001"),
    SignatureLine("安全生产执法人员（签名）：", "证号：16050002"),
)
APPEAL = (
    "如果不服本指令，可以依法在60日内向安阳市殷都区人民政府申请行政复议，或者在6个月内依法向安阳市殷都区人民法院"
    "提起行政诉讼，但本指令不停止执行，法律另有规定的除外。"
)
FOOTER = "本文书一式两份：一份由应急管理部门备案，一份交被检查单位。"


def an_order(items: int) -> Document:
    return Document(
        "责令限期整改指令书",
        "（殷）应急责改〔2026〕37号",
        (
            Addressee("安阳华安化工有限公司"),
            Paragraph("经查，你单位存在下列问题："),
            *(NumberedItem(number + 1, FACTS[number % len(FACTS)]) for number in range(items)),
            Paragraph(
                f"现责令你单位对上述第1至{items}项问题于2026年11月30日前整改完毕，达到有关法律法规规章和标准规定的"
                "要求。由此造成事故的，依法追究有关人员的责任。"
            ),
            Paragraph("整改期间，你单位应当采取措施，确保安全生产。对安全生产违法行为，将依法予以行政处罚。"),
            Paragraph(APPEAL),
            Signatures((*OFFICERS, SignatureLine("被检查单位负责人（签名）：", "　　　年　　月　　日"))),
            SEAL,
            VERIFICATION,
        ),
        footer=FOOTER,
    )


def a_site_record() -> Document:
    return Document(
        "现场检查记录",
        "（殷）应急检记〔2026〕52号",
        (
            Fields(
                (
                    (Field("被检查单位：", "安阳华安化工有限公司"),),
                    (Field("地址：", "河南省安阳市殷都区铜冶镇化工产业集聚区纬三路与经五路交叉口东北角1号"),),
                    (Field("法定代表人（负责人）：", "李㙟"), Field("职务：", "总经理")),
                    (Field("联系电话：", "0372-5551234"), Field("检查场所：", "甲醇储罐区、装卸区")),
                    (Field("检查时间：", "2026年11月22日9时05分至11时40分"),),
                )
            ),
            Paragraph(
                "我们是安阳市殷都区应急管理局行政执法人员刘志远、陈晓岚，证件号码为16050001、16050002，这是我们的证件"
                "（出示证件）。现依法对你单位进行现场检查，请予以配合。你单位依法享有陈述、申辩和申请回避的权利。"
            ),
            Choices("是否申请回避：", (("是", False), ("否", True))),
            Paragraph("检查情况："),
            *(NumberedItem(number, fact) for number, fact in enumerate(FACTS, start=1)),
            BlankBelow(),
            Signatures(
                (
                    *OFFICERS,
                    SignatureLine("以上记录属实，被检查单位现场负责人（签名）：", "　年　月　日　时　分"),
                )
            ),
            VERIFICATION,
        ),
    )


def an_opinion(items: int) -> Document:
    rows = tuple(
        (str(number + 1), FACTS[number % 4], "已更换并取得检定合格证书，现场核对编号一致。", "已整改")
        for number in range(items)
    )
    return Document(
        "整改复查意见书",
        "（殷）应急复查〔2026〕21号",
        (
            Addressee("安阳华安化工有限公司"),
            Paragraph(
                "本机关于2026年11月22日作出了责令限期整改的决定〔（殷）应急责改〔2026〕37号〕，经对你单位整改情况进行"
                "复查，提出如下意见："
            ),
            Table(
                (Column("序号", 1), Column("原问题", 5), Column("整改情况", 3.5), Column("结论", 1.4)), rows
            ),
            Paragraph("综上，同意销号。"),
            Signatures(
                (SignatureLine("被复查单位负责人（签名）：", "　　　年　　月　　日"), *OFFICERS),
            ),
            SEAL,
            VERIFICATION,
        ),
        footer=FOOTER,
    )


A_RECORD_OF_SERVICE = Document(
    "文书送达回证",
    "（殷）应急送达〔2026〕37号",
    (
        Fields(
            (
                (Field("受送达人：", "安阳华安化工有限公司"),),
                (Field("送达地点：", "安阳华安化工有限公司办公楼二楼会议室"),),
            )
        ),
        Table(
            (Column("送达文书名称", 3), Column("文号", 3), Column("件数", 1)),
            (("责令限期整改指令书", "（殷）应急责改〔2026〕37号", "1"),),
        ),
        Choices(
            "送达方式：",
            (
                ("直接送达", True),
                ("留置送达", False),
                ("电子送达", False),
                ("委托送达", False),
                ("邮寄送达", False),
                ("公告送达", False),
            ),
        ),
        Fields(
            (
                (Field("送达时间：", "2026年11月22日15时20分"),),
                (Field("拒收事由：", ""),),
                (Field("见证人：", ""), Field("身份：", "")),
            )
        ),
        Signatures(
            (
                SignatureLine("受送达人（签名或者盖章）：", "　年　月　日　时　分"),
                SignatureLine("送达人（签名）：", "证号：16050001"),
                SignatureLine("送达人（签名）：", "证号：16050002"),
            )
        ),
        SEAL,
        VERIFICATION,
    ),
)

ALL = {
    "order of 1": an_order(1),
    "order of 4": an_order(4),
    "order of 12": an_order(12),
    "site record": a_site_record(),
    "opinion of 3": an_opinion(3),
    "opinion of 9": an_opinion(9),
    "record of service": A_RECORD_OF_SERVICE,
}
