"""A26: what everybody may read shows what it is there to show: no person, no account, no address of a device, and no
id of a row but those that its reader holds already.
"""

import re
from collections.abc import Iterator
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Table, Uuid, select
from werkzeug.test import TestResponse

from service.core import ids
from service.core.db.tables import Base
from service.core.db.transactions import db, reading, transaction
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.session_guard import bypass_scope
from service.documents.models import Document, Verification
from service.hazards.limits import report_id
from service.hazards.models import Hazard
from service.identity.models import Person
from service.risks.models import RiskEvent
from tests.people import Visitor, nobody
from tests.web import own
from tests.web.own import Own

ADDRESS, DEVICE = "203.0.113.77", "Device-of-somebody/9"
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b")
RECORD = {"id", "occurrence_id", "stands", "answered_at", "hazards"}
PROBLEM = {"type", "title", "status", "code", "detail"}
VERIFIED = ["文号", "文书", "发出机关", "签发日期", "状态"]
FOLLOWED = [
    "[1-5]",
    "已送达企业，等待确认",
    "配电室：挡鼠板缺失",
    r"\d{4}-\d\d-\d\d \d\d:\d\d 上报",
    "企业已确认，正在安排整改|正在整改|已整改，等待验收|您上报的隐患已整改",
    "照片|整改前|整改前的照片|还没有照片|整改后",
    "请保存这个网址；只有知道查询码的人能看到这一页。",
]


@pytest.fixture
def mine(app: Flask, mine: Own) -> Own:
    """A world whose people cannot be mistaken for anything else."""
    with app.app_context():
        with scope.opened(Scope.platform()), transaction():
            for number, person in enumerate(db.session.scalars(select(Person))):
                person.name, person.work_number = f"隐名{number}号", f"工号-{number}-XQ"
                person.post, person.team = f"某岗{number}", f"某班{number}"
            for event in db.session.scalars(select(RiskEvent)):
                event.responsible_person = "隐名责任人"
    return mine


def secrets() -> set[str]:
    """Every id there is, and every word about a person: whoever reads without an account meets none of them."""
    found = {"隐名", "某岗", "某班", "工号-", ADDRESS, DEVICE, "李强"}
    for is_secret, here in ((False, Scope.platform()), (True, Scope.auth())):
        with scope.opened(here), reading():
            for table in Base.metadata.sorted_tables:
                if table.info["secret"] == is_secret:
                    found |= ids_in(table)
    return found


def ids_in(table: Table) -> set[str]:
    kept = [column for column in table.columns if isinstance(column.type, Uuid)]
    rows = db.session.execute(bypass_scope(select(*kept), "the whole database")) if kept else ()
    return {str(one) for row in rows for one in row if isinstance(one, UUID)}


def shown(answer: TestResponse) -> str:
    return f"{answer.headers}\n{unescape(answer.text)}"


def strange(answer: TestResponse, known: set[str]) -> set[str]:
    """What of the secrets an answer shows, but for what its reader knows already."""
    page, found = shown(answer), secrets()
    words = {one for one in found if len(one) < 32 and one in page}
    seen = {str(UUID(one)) for one in IDS.findall(page)}
    return (words | (seen & found)) - known


def words_of(answer: TestResponse) -> list[str]:
    """The texts of the page's own part, as one reads them."""
    main = answer.text.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    main = re.sub(r"<svg.*?</svg>", "", main, flags=re.DOTALL)
    return [part for one in re.split(r"<[^>]*>", main) if (part := unescape(one).strip())]


@pytest.fixture
def reader(app: Flask, mine: Own) -> Iterator[Visitor]:
    visitor = nobody(app)
    visitor.client.environ_base |= {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": DEVICE}
    with app.app_context():
        yield visitor


def of_document(column: str) -> list[str]:
    with scope.opened(Scope.platform()), reading():
        return list(db.session.scalars(select(getattr(Verification, column))))


def test_a26_a_scan_shows_the_card_and_nobody(mine: Own, reader: Visitor) -> None:
    for path in (f"/s/{mine.checked.code}", f"/s/{mine.checked.code}/report"):
        answer = reader.get(path, follow_redirects=True)
        assert answer.status_code == 200
        fresh = set(re.findall(r'name="id" value="([^"]+)"', answer.text))
        assert strange(answer, fresh) == set()
        assert "Set-Cookie" not in answer.headers


def test_a26_a_claim_shows_the_report_and_what_became_of_it(mine: Own, reader: Visitor) -> None:
    answer = reader.get(f"/r/{mine.claim}")
    assert answer.status_code == 200
    assert strange(answer, {mine.words["photo"]}) == set()
    allowed = re.compile("|".join(FOLLOWED))
    assert [one for one in words_of(answer) if not allowed.fullmatch(one)] == []


def test_a26_the_receipt_of_an_anonymous_report_names_what_the_reporter_made(
    mine: Own, reader: Visitor
) -> None:
    path = f"/s/{mine.checked.code}/report"
    made = re.search(r'name="id" value="([^"]+)"', reader.get(path, follow_redirects=True).text)
    assert made
    fields = {"id": made[1], "place": mine.checked.unit.name, "what": "设备损坏", "no_photo": "1"}
    sent = reader.client.post(path, data=fields)
    answer = reader.get(sent.location, follow_redirects=True)
    assert answer.status_code == 200
    assert strange(answer, {str(report_id(UUID(made[1])))}) == set()
    with scope.opened(Scope.platform()), reading():
        hazard = db.session.scalars(select(Hazard).where(Hazard.id == report_id(UUID(made[1])))).one()
        row = str({column.key: getattr(hazard, column.key) for column in Hazard.__mapper__.columns})
    assert ADDRESS not in row and DEVICE not in row


def test_a26_a_document_is_verified_by_five_facts_and_its_hash(mine: Own, reader: Visitor) -> None:
    with scope.opened(Scope.platform()), reading():
        hashes = set(db.session.scalars(select(Document.sha256)))
    codes = of_document("opened_by")
    assert len(codes) > 2
    for code in codes:
        answer = reader.get(f"/verify/{code}")
        assert answer.status_code == 200
        assert strange(answer, set()) == set()
        terms = re.findall(r"<dt[^>]*>(.*?)</dt>", answer.text)
        assert terms == VERIFIED * (len(terms) // len(VERIFIED))
        assert any(one[:16] in "".join(words_of(answer)).replace(" ", "") for one in hashes)


def test_a26_the_json_of_a_record_has_these_keys_and_no_other(app: Flask, mine: Own) -> None:
    answers = [{"item_id": mine.words[f"check_{number}"], "answer": "normal"} for number in (1, 2, 3)]
    body = {"occurrence_id": mine.words["occurrence_id"], "answers": answers}
    made = str(ids.new_id())
    with own.signed_in(app, mine) as visitors:
        put = visitors["worker"].client.put
        answer = put(f"/api/v1/e/{mine.plant.id}/records/{made}", json=body)
        assert (answer.status_code, set(answer.json)) == (201, RECORD)
        with app.app_context():
            assert strange(answer, {made, mine.words["occurrence_id"]}) == set()
        for path, content in (
            (f"/api/v1/e/{mine.plant.id}/records/{made}", {**body, "answers": answers[:1]}),
            (f"/api/v1/e/{mine.plant.id}/records/{ids.new_id()}", {"answers": []}),
            (f"/api/v1/e/{ids.new_id()}/records/{made}", body),
            ("/api/v1/nothing", body),
        ):
            refused = put(path, json=content)
            assert refused.status_code >= 400
            assert set(refused.json) <= PROBLEM | {"fields"}
            with app.app_context():
                assert strange(refused, {made, str(mine.plant.id)}) == set()
