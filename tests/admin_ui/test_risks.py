"""The register and its imports at the desk: what a manager meets, and what nobody else gets."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import select

from service.codes.models import PrintedCode
from service.codes.rules import shown as code_shown
from service.core.db.transactions import db, reading, retrying
from service.core.ids import new_id
from service.core.jobs import outbox
from service.core.models import LedgerEntry, OutboxJob
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.identity.commands import people
from service.identity.commands import sign_in as sign_in_commands
from service.identity.models import Organisation
from service.identity.rules import InvitationKind, Role
from service.identity.schemas import PersonForm
from service.risks.models import RiskUnit
from tests.builders.plants import OPERATOR, a_plant, some_units
from tests.builders.workbooks import an_ls_ledger, an_ls_row, content_of
from tests.people import letter

pytestmark = pytest.mark.both

PASSWORD = "Register-of-2026-works"


@pytest.fixture
def plant(app):
    with app.app_context():
        made = a_plant()
        for account, role in (("manager", Role.SAFETY_MANAGER), ("worker", Role.WORKER)):
            hire(made, account, role)
    return made


@pytest.fixture
def look(app, plant):
    """Read rows inside the plant."""

    def read(query):
        with app.app_context(), scope.opened(Scope.enterprise(plant)), reading():
            return list(db.session.scalars(query))

    return read


def hire(plant, account, role):
    data = PersonForm(id=new_id(), name=account, work_number=account, account=account, role=role)

    def added():
        return people.add_person(OPERATOR, db.session.get_one(Organisation, (plant, plant)), data)

    with scope.opened(Scope.platform()):
        token = letter(retrying(added), InvitationKind.PASSWORD)
    with scope.opened(Scope.auth()):
        retrying(lambda: sign_in_commands.accept_invitation(token, PASSWORD, "mlps3"))


@pytest.fixture
def desk(app, plant):
    """Sign somebody in; return his browser."""

    def sign_in(account):
        client = app.test_client()
        assert client.post("/sign-in", data={"account": account, "password": PASSWORD}).status_code == 303
        return client

    return sign_in


def send(client, path, form_page, **fields):
    page = client.get(form_page).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    data = {"csrf_token": token, "id": str(new_id())} | fields
    return client.post(path, data=data)


@pytest.fixture
def upload(app, plant):
    """Upload a workbook, and let the jobs that follow run."""

    def sent(client, book):
        content = book if isinstance(book, bytes) else content_of(book)
        file = (BytesIO(content), "台账.xlsx")
        answer = send(client, f"/e/{plant}/imports", f"/e/{plant}/imports/new", file=file)
        with app.app_context(), scope.opened(Scope.machine()):
            with reading():
                waiting = list(db.session.scalars(select(OutboxJob.id).where(OutboxJob.settled_at.is_(None))))
            for one in waiting:
                outbox.run_job(str(one))
        return answer

    return sent


def test_an_empty_register_offers_the_import_to_who_may(desk, plant):
    assert "/imports/new" in desk("manager").get(f"/e/{plant}/risks").text
    worker = desk("worker").get(f"/e/{plant}/risks")
    assert worker.status_code == 200
    assert "/imports/new" not in worker.text


def test_an_uploaded_ledger_lands_and_its_bad_rows_are_explained(desk, plant, upload):
    manager = desk("manager")
    answer = upload(
        manager,
        an_ls_ledger(
            [an_ls_row(), an_ls_row(seq=2, step="检修", S=None), an_ls_row(seq=3, step="停机", R=15)]
        ),
    )
    page = manager.get(answer.location).text
    assert "3 行：2 行已导入，1 行没有导入" in page
    assert "严重性 S 没有填。请填 1、2、3、4、5 之一。" in page
    assert "表中风险值 R 是 15，按分值计算是 12" in page
    assert "严重性 S 没有填" not in manager.get(f"{answer.location}?code=R_MISMATCH").text.split("<tbody>")[1]
    book = load_workbook(BytesIO(manager.get(f"{answer.location}/errors.xlsx").data))["一车间"]
    assert book.cell(6, book.max_column).value == "严重性 S 没有填。请填 1、2、3、4、5 之一。"
    register = manager.get(f"/e/{plant}/risks").text
    assert "手伸入模区" in register
    assert "车间级" in register


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "请选择有内容的 Excel 文件"), (b"a,b\n", "这不是 Excel 文件")]
)
def test_what_is_no_workbook_comes_back_at_its_field(desk, upload, content, said):
    answer = upload(desk("manager"), content)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="f-file-err"' in answer.text


def test_a_ledger_without_its_columns_is_refused_in_words(desk, upload):
    manager = desk("manager")
    book = an_ls_ledger([an_ls_row()])
    book.active["I4"] = "其他"
    assert "缺少：严重性 S" in manager.get(upload(manager, book).location).text


def test_units_are_found_by_level_object_and_part_of_the_name(desk, plant, upload):
    manager = desk("manager")
    upload(
        manager,
        an_ls_ledger(
            [an_ls_row(), an_ls_row(seq=2, no="FX-002", name="剪板机", L=5, S=5, R=25, level="重大")]
        ),
    )

    def found(**asked):
        page = manager.get(f"/e/{plant}/risks", query_string=asked).text
        return [name for name in ("冲床", "剪板机") if f">{name}</a>" in page]

    assert found() == ["冲床", "剪板机"]
    assert found(level="major") == ["剪板机"]
    assert found(text="板机") == found(text="剪") == found(text="机") == ["剪板机"]
    assert found(text="2") == ["剪板机"]
    assert found(text="FX-001") == ["冲床"]
    assert found(text="锅炉") == []
    assert found(text="X-001") == ["冲床"] and found(text="FX-00FX") == []
    assert found(object=str(new_id())) == []
    assert found(level="x", object="x", after="x") == ["冲床", "剪板机"]


def test_the_first_print_issues_a_code_and_the_next_keeps_it(desk, plant, upload, look):
    manager = desk("manager")
    upload(manager, an_ls_ledger([an_ls_row(), an_ls_row(seq=2, no="FX-002", name="剪板机")]))
    page, ids = f"/e/{plant}/risks/labels", [str(one) for one in look(select(RiskUnit.id))]
    sheet = send(manager, page, page, unit=ids, sheet="60x40")
    assert (sheet.mimetype, len(PdfReader(BytesIO(sheet.data)).pages)) == ("application/pdf", 1)
    before = set(look(select(PrintedCode.opened_by)))
    assert len(before) == 2
    one = send(manager, f"/e/{plant}/risks/units/{ids[0]}/label", page)
    with Image.open(BytesIO(one.data)) as picture:
        assert picture.format == "PNG"
    assert set(look(select(PrintedCode.opened_by))) == before
    assert send(manager, page, page).status_code == 422
    assert send(manager, page, page, unit=[str(new_id())]).status_code == 422


def test_all_units_or_those_of_one_area_are_ticked_for_printing(desk, plant, upload, look):
    manager = desk("manager")
    upload(manager, an_ls_ledger([an_ls_row(), an_ls_row(seq=2, no="FX-002", name="剪板机")]))
    page, (area, *_more) = f"/e/{plant}/risks/labels", look(select(RiskUnit.object_id))

    def ticked(query):
        return len(re.findall(r'name="unit" value="[^"]+"\s+checked', manager.get(page + query).text))

    assert [ticked(query) for query in ("", "?all=1", f"?object={area}", f"?object={new_id()}")] == [
        0,
        2,
        2,
        0,
    ]


def test_the_page_of_a_unit_says_who_acts_besides_its_owner_and_where_a_tier_is_too_low(
    desk, plant, upload, look
):
    manager = desk("manager")
    upload(
        manager,
        an_ls_ledger([
            an_ls_row(L=5, S=5, R=25, level="重大", tier="车间级"),
            an_ls_row(seq=2, no="FX-002", name="剪板机", tier="车间级"),
            an_ls_row(seq=3, no="FX-003", name="行车", tier="班组级", L=1, S=2, R=2, level="低"),
        ]),
    )  # fmt: skip
    pages = {one.name: manager.get(f"/e/{plant}/risks/units/{one.id}").text for one in look(select(RiskUnit))}
    assert "偏低，至少由公司级管控" in pages["冲床"]
    assert "偏低" not in pages["剪板机"] + pages["行车"]
    assert "<dd>班组级</dd>" in pages["剪板机"] and "同时管控的层级" not in pages["行车"]


def test_a_lost_label_is_replaced_once_however_often_it_is_asked_for(desk, plant, upload, look):
    manager = desk("manager")
    upload(manager, an_ls_ledger([an_ls_row()]))
    (unit,) = look(select(RiskUnit.id))
    page = f"/e/{plant}/risks/units/{unit}"
    assert "replace-label" not in manager.get(page).text
    assert send(manager, f"{page}/replace-label", page, reason="lost").status_code == 409
    send(manager, f"{page}/label", page)
    (old,) = look(select(PrintedCode.opened_by))
    assert send(manager, f"{page}/replace-label", page, reason="bored").status_code == 422
    act = str(new_id())
    for _time in range(2):
        assert send(manager, f"{page}/replace-label", page, reason="lost", id=act).status_code == 303
    (new,) = look(select(PrintedCode.opened_by).where(PrintedCode.revoked_at.is_(None)))
    assert look(select(PrintedCode.replaced_by).where(PrintedCode.opened_by == old)) == [new]
    (entry,) = look(select(LedgerEntry).where(LedgerEntry.act == "code.replace"))
    assert (entry.before, entry.after) == ({"code": old}, {"code": new, "reason": "lost"})
    assert "换发标签" in manager.get(page).text and code_shown(new) in manager.get(page).text
    worker = desk("worker")
    assert "replace-label" not in worker.get(page).text
    assert send(worker, f"{page}/replace-label", page, reason="lost").status_code == 403


def test_a_workers_import_and_a_strangers_plant_are_refused(app, desk, plant):
    with app.app_context():
        other = a_plant(credit_code="91410505MA00000022", name="乙厂")
    worker = desk("worker")
    assert worker.get(f"/e/{plant}/imports/new").status_code == 403
    assert worker.get(f"/e/{plant}/risks/labels").status_code == 403
    manager = desk("manager")
    for path in ("risks", "risks/labels", "imports/new", f"imports/{new_id()}", f"risks/units/{new_id()}"):
        assert manager.get(f"/e/{other}/{path}").status_code == 404, path
    for path in (f"imports/{new_id()}", f"imports/{new_id()}/errors.xlsx", f"risks/units/{new_id()}"):
        assert manager.get(f"/e/{plant}/{path}").status_code == 404, path


def test_fifty_labels_come_at_once_and_more_behind_a_page_that_counts(app, desk, plant, look):
    with app.app_context():
        (area, _ids), (larger, _ids) = some_units(plant, 50), some_units(plant, 51)
        other = a_plant(credit_code="91410505MA00000022", name="乙厂")
        hire(other, "stranger", Role.SAFETY_MANAGER)
    manager, page = desk("manager"), f"/e/{plant}/risks/labels"
    at_once = send(manager, page, page, whole="1", object=str(area))
    assert (at_once.status_code, len(PdfReader(BytesIO(at_once.data)).pages)) == (200, 5)
    begun = send(manager, page, page, whole="1", object=str(larger))
    assert (begun.status_code, begun.location.startswith(f"{page}/")) == (303, True)
    run = begun.location
    assert "0/51" in manager.get(run).text and 'hx-trigger="every 2s"' in manager.get(run).text
    assert manager.get(f"{run}.pdf").status_code == 404
    with app.app_context():
        with scope.opened(Scope.machine()), reading():
            (waiting,) = db.session.scalars(select(OutboxJob.id))
        outbox.run_job(str(waiting))
    assert manager.get(run, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert f"{run}.pdf" in manager.get(run).text and run in manager.get(page).text
    file = manager.get(f"{run}.pdf")
    assert (file.mimetype, len(PdfReader(BytesIO(file.data)).pages)) == ("application/pdf", 6)
    assert desk("worker").get(run).status_code == 403
    stranger = desk("stranger")
    foreign = run.replace(str(plant), str(other))
    assert {stranger.get(one + end).status_code for one in (run, foreign) for end in ("", ".pdf")} == {404}


def test_what_a_filter_leaves_is_printed_whole(desk, plant, upload, look):
    manager, page = desk("manager"), f"/e/{plant}/risks/labels"
    rows = [an_ls_row(seq=one, no=f"P-{one}", name=f"离心泵{one}") for one in range(1, 13)]
    upload(manager, an_ls_ledger(rows))
    sheet = send(manager, page, page, whole="1", text="P-1", sheet="60x40")
    assert "P-11" in PdfReader(BytesIO(sheet.data)).pages[0].extract_text()
    assert len(set(look(select(PrintedCode.opened_by)))) == 4  # P-1, P-10, P-11, P-12
    assert send(manager, page, page, whole="1", text="锅炉").status_code == 422
