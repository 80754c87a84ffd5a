"""One inspection from its approval to the opinion, each step at a moment of its own, and its seven papers."""

from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from service.core import clock
from service.core.db.transactions import db
from service.documents import paper, receipts
from service.documents import queries as document_queries
from service.documents.commands import sealing
from service.documents.content import signers
from service.documents.models import Document
from service.documents.states import DocumentKind
from service.enforcement import printed_forms
from service.enforcement.commands import orders, reinspections, site_inspection, visits
from service.enforcement.models.orders import Reinspection
from service.enforcement.queries import cases
from service.enforcement.queries import visits as visit_queries
from service.enterprises.models import Enterprise
from service.identity.models import Certificate
from service.printing import documents as printed
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant
from tests.builders.hazards import OPERATOR, a_plant, do, see

CERTIFICATES = {"first": "16050001", "second": "16050002", "third": "16050003"}
FACTS = {
    "address": "铜冶镇纬三路1号",
    "legal_representative": "赵广明",
    "duty_phone": "0372-5551234",
}
FINDINGS = (
    ("甲醇储罐区", "2号可燃气体检测仪（GD-07）无检定合格标识", date(2026, 12, 5)),
    ("装卸区", "3号鹤位静电接地报警器故障", date(2026, 12, 9)),
)
ZONE, BASE = ZoneInfo("Asia/Shanghai"), "https://aq.example.cn"
OBJECTION = "第2项的报警器已报修，到货证明见附件。"
Papers = dict[str, bytes]
At = Callable[..., AbstractContextManager[datetime]]


def build(later: timedelta = timedelta()) -> Papers:
    """Make the papers of November, or of so much later."""

    @contextmanager
    def at(month: int, day: int, hour: int = 9, minute: int = 0):
        moment = datetime(2026, month, day, hour, minute, tzinfo=ZONE) + later
        with clock.frozen(moment):
            yield moment

    with at(11, 1):
        bureau, plant = a.a_bureau(), a_plant()
        do(OPERATOR, lambda: _name(bureau, plant))
    visit = _visited(at, bureau, plant, later)
    order = _ordered(at, bureau, visit)
    opinion = _looked_at_again(at, bureau, plant, order)

    def documents() -> Papers:
        served = _document(bureau, order, DocumentKind.ORDER)
        pair = signers(visit_queries.officers(visit))
        sealed = {
            "record": _document(bureau, visit, DocumentKind.SITE_RECORD),
            "order": served,
            "opinion": _document(bureau, opinion, DocumentKind.OPINION),
        }
        forms = {name: paper.sealed_form(one, BASE) for name, one in sealed.items()}
        forms["record"] = paper.with_signatures(forms["record"], visit)
        with clock.frozen(datetime(2026, 11, 30, tzinfo=ZONE)):
            forms["former opinion"] = _as_written_now(bureau, opinion, forms["opinion"])
        return {name: printed.pdf(form) for name, form in forms.items()} | {
            "approval": printed_forms.approval(bureau.first, visit),
            "notice": printed_forms.notice(visit),
            "receipt": receipts.receipt(served, pair),
            **{f"{name} code": one.code.encode() for name, one in sealed.items()},
            **{f"{name} hash": one.sha256.encode() for name, one in sealed.items()},
        }

    return see(bureau.first, documents)


def _as_written_now(bureau: Bureau, opinion: Reinspection, form: printed.Form) -> printed.Form:
    """Return an opinion in the words of the day's template instead of those it was sealed in."""
    case = cases.reinspection(bureau.first, opinion.id)
    frame = sealing.frame(opinion, DocumentKind.OPINION, case.officers)
    content = reinspections.content(case, replace(frame, day=form.day))
    return replace(form, version=frame.template.version, content=content)


def _document(bureau: Bureau, row: Any, kind: DocumentKind) -> Document:
    document = document_queries.document_of(row, kind)
    assert document is not None
    return document


def _name(bureau: Bureau, plant: Plant) -> None:
    """Give plant and officers what papers say of them."""
    enterprise = db.session.get_one(Enterprise, (plant.id, plant.id))
    for name, value in FACTS.items():
        setattr(enterprise, name, value)
    for who, number in CERTIFICATES.items():
        person = a.person(getattr(bureau, who))
        db.session.query(Certificate).filter_by(person_id=person).one().number = number


def _visited(at: At, bureau: Bureau, plant: Plant, later: timedelta) -> Any:
    with at(11, 19, 8, 10):
        visit = a.a_visit(bureau, plant, reason="危险化学品储存专项检查方案")
    with at(11, 20, 16, 45):
        a.act(bureau.head, visits.approve, visit, opinion="重点看检测仪", legal_reason="")
    with at(11, 23, 8, 50) as now:
        met = {"met_person": "李强", "met_post": "安全总监", "recusal": False}
        a.act(bureau.first, site_inspection.notice, visit, **met, noticed_at=now)
    with at(11, 23, 11, 50):
        for place, fact, day in FINDINGS:
            a.a_finding(bureau, visit, place=place, fact=fact, due_on=day + later)
        began, ended = (datetime(2026, 11, 23, *minute, tzinfo=ZONE) + later for minute in ((9, 5), (11, 40)))
        a.act(
            bureau.first, site_inspection.describe, visit, site="罐区和装卸区", began_at=began, ended_at=ended
        )
        a.act(bureau.first, site_inspection.confirm_record, visit)
        a.act(bureau.second, site_inspection.confirm_record, visit)
        a.act(a.proven(bureau.first), site_inspection.seal_record, visit)
    with at(11, 23, 12, 10):
        signed = {"photos": [a.a_photo(bureau.first, plant)], "objection": OBJECTION}
        return a.act(bureau.first, site_inspection.sign, visit, **signed, refusal="", witness="")


def _ordered(at: At, bureau: Bureau, visit: Any) -> Any:
    with at(11, 24, 10, 30):
        order = a.drafted(bureau.first, visit.id)
        a.act(bureau.first, orders.confirm, order)
        a.act(bureau.second, orders.confirm, order)
        a.act(a.proven(bureau.first), orders.seal, order)
    with at(11, 25, 15, 20):
        served = a.service_facts(receiver="王秀英", receiver_post="办公室主任")
        return a.act(bureau.first, orders.serve_order, order, **served)


def _looked_at_again(at: At, bureau: Bureau, plant: Plant, order: Any) -> Any:
    with at(12, 4):
        for item in a.items_of(plant.manager, order):
            a.answer(plant, order, item)
        a.act(plant.principal, a.answers.ask, order)
    with at(12, 10, 14) as now:
        again = a.a_reinspection(bureau, order)
        first, second = a.items_of(bureau.first, order)
        a.judge(bureau, again, first, True, fact="检测仪已检定")
        a.judge(
            bureau, again, second, False, fact="报警器仍不响", due_on=clock.day_of(now) + timedelta(days=11)
        )
        a.act(bureau.first, reinspections.confirm, again)
        a.act(bureau.second, reinspections.confirm, again)
    with at(12, 11):
        return a.act(a.proven(bureau.second), reinspections.seal, again)
