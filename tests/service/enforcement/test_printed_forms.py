"""Forms that are printed and signed by pen: what they say, and when there is none."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from service.core.acts.problems import NotFound
from service.core.db.transactions import db
from service.documents import queries as documents
from service.documents import receipts
from service.documents.content import signers
from service.documents.states import DocumentKind, ServiceMode
from service.enforcement import printed_forms
from service.enforcement.queries import visits
from service.enforcement.states import VisitKind
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant

Scene = tuple[Bureau, Plant]


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> Scene:
    return supervised


def text(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")


def test_the_approval_names_items_officers_the_count_and_the_decision(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.approved(bureau, plant)
    said = text(a.see(bureau.head, lambda: printed_forms.approval(bureau.head, visit)))
    for part in ("行政检查审批表", "应急检审", "储罐区安全设施", "刘志远", "上限4次", "同意实施检查"):
        assert part in said, part


def test_what_is_decided_has_a_number_and_what_is_announced_one_for_its_notice(scene: Scene) -> None:
    bureau, plant = scene
    first, unannounced = (
        a.approved(bureau, plant),
        a.approved(bureau, plant, kind=VisitKind.REPORT, report="0412"),
    )
    refused = a.a_visit(bureau, plant)
    refused = a.act(bureau.head, a.visits.refuse, refused, opinion="本月已检查")
    last = a.approved(bureau, plant)
    decided = [(visit.approval_number, visit.notice_number) for visit in (first, unannounced, refused, last)]
    assert [[number and number.rpartition("〕")[2] for number in pair] for pair in decided] == [
        ["1号", "1号"],
        ["2号", None],
        ["3号", None],
        ["4号", "2号"],
    ]
    assert last.notice_number.startswith("（殷）应急检通〔")
    waiting = a.a_visit(bureau, plant)
    for visit, number in ((last, "应急检审"), (waiting, "应急检审")):
        said = text(a.see(bureau.head, lambda visit=visit: printed_forms.approval(bureau.head, visit)))
        assert (last.approval_number in said) is (visit is last) and number in said


def test_a_reason_to_exceed_the_cap_stands_only_where_the_cap_was_reached(scene: Scene) -> None:
    city, (_bureau, plant) = a.a_bureau("410500", cap=1, prefix="安"), scene
    for is_beyond in (False, True):
        visit = a.approved(city, plant)
        said = text(a.see(city.head, lambda visit=visit: printed_forms.approval(city.head, visit)))
        assert ("上级交办" in said) is is_beyond


def test_the_form_of_a_visit_says_whether_the_head_agreed(scene: Scene) -> None:
    bureau, plant = scene
    agreed, refused = a.approved(bureau, plant), a.a_visit(bureau, plant)
    refused = a.act(bureau.head, a.visits.refuse, refused, opinion="本月已检查")
    for visit, verdict in ((agreed, "审批结论：同意实施检查"), (refused, "审批结论：不同意实施检查")):
        said = text(a.see(bureau.head, lambda visit=visit: printed_forms.approval(bureau.head, visit)))
        assert verdict in said.replace(" ", "")


def test_the_approval_of_a_visit_after_a_report_names_the_report(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.approved(bureau, plant, kind=VisitKind.REPORT, report="12350热线第0412号")
    said = text(a.see(bureau.head, lambda: printed_forms.approval(bureau.head, visit)))
    assert "所依据的举报：12350热线第0412号" in said
    a.act(
        bureau.first,
        a.site_inspection.notice,
        visit,
        met_person="李强",
        met_post="总监",
        recusal=False,
        noticed_at=a.clock.now(),
    )
    city = a.a_bureau("410500", prefix="安")
    assert "12350" not in text(a.see(city.head, lambda: printed_forms.approval(city.head, visit)))


def test_the_notice_tells_the_rights_and_a_report_is_looked_into_without_one(scene: Scene) -> None:
    bureau, plant = scene
    visit = a.approved(bureau, plant)
    said = text(a.see(bureau.first, lambda: printed_forms.notice(visit)))
    assert "申请回避" in said and "安阳甲厂：" in said
    hidden = [a.a_visit(bureau, plant), a.approved(bureau, plant, kind=VisitKind.REPORT, report="12350-0412")]
    for other in hidden:
        with pytest.raises(NotFound):
            a.see(bureau.first, lambda other=other: printed_forms.notice(other))


def receipt(bureau: Bureau, plant: Plant, **service: object) -> str:
    order = a.sealed(bureau, plant)
    a.act(bureau.first, a.orders.serve_order, order, **a.service_facts(**service))

    def read() -> bytes:
        document = documents.document_of(order, DocumentKind.ORDER)
        visit = visits.visit(bureau.first, order.visit_id)
        assert document is not None
        pair = signers(visits.officers(visit))
        return receipts.receipt(document, pair)

    return text(a.see(bureau.first, read))


def test_a_receipt_names_document_person_mode_and_minute(scene: Scene) -> None:
    said = receipt(*scene)
    for part in ("送达回证", "应急责改", "直接送达", "李强", "安全总监", "时", "上述文书已收到"):
        assert part in said, part


def test_a_receipt_of_a_document_that_was_left_names_refusal_and_witness(scene: Scene) -> None:
    left = {"mode": ServiceMode.LEFT, "receiver": "", "refusal": "负责人拒绝签收", "witness": "王社区"}
    said = receipt(*scene, **left)
    assert "负责人拒绝签收" in said and "王社区" in said and "留置送达" in said
    assert "签收人" not in said.replace("送达人", "").replace("拒绝签收", "")


def test_a_receipt_of_what_was_handed_over_says_so_whatever_else_was_noted(scene: Scene) -> None:
    bureau, plant = scene
    order = a.served(bureau, plant)

    def read() -> bytes:
        document = documents.document_of(order, DocumentKind.ORDER)
        assert document is not None
        served = documents.service_of(document)
        assert served is not None
        served.refusal = "起初不愿签收"
        with db.session.no_autoflush:
            pair = signers(visits.officers(visits.visit(bureau.first, order.visit_id)))
            return receipts.receipt(document, pair)

    said = text(a.see(bureau.first, read))
    assert "上述文书已收到" in said and "见证人" not in said


def test_the_receipt_of_electronic_service_names_the_consent(scene: Scene) -> None:
    consent = {"mode": ServiceMode.ELECTRONIC, "consent": "殷应急电送〔2026〕7号"}
    assert "电子送达确认书：殷应急电送〔2026〕7号" in receipt(*scene, **consent)
