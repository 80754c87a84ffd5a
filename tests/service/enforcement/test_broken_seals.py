"""What was changed in the database past every trigger shows: on paper, to whoever checks it, and to the operator."""

import sqlite3
from contextlib import closing
from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from service.documents.models import Document
from service.enforcement.models.orders import Order
from tests import databases, servers
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant
from tests.people import nobody
from tests.service.enforcement.test_void import document

TAMPERED = {
    "content": "update document set content = replace(content, '围堰', '围墙')",
    "row": "update document set number = '（殷）应急责改〔2026〕99号'",
    "hash": "update document set sha256 = 'ab' || substr(sha256, 3)",
    "verification": "update verification set sha256 = 'ab' || substr(sha256, 3)",
    "ledger": 'update ledger_entry set after = replace(after, \'"sha256": "\', \'"sha256": "ab\')',
}
BYTES = "convert_to(replace(convert_from(content, 'UTF8'), '围堰', '围墙'), 'UTF8')"
ON_POSTGRES = {
    "content": f"update document set content = {BYTES}",
    "ledger": "update ledger_entry set after = after || '{\"sha256\": \"ab\"}' where after ? 'sha256'",
}


def tamper(place: str, what: str) -> None:
    """Change what is sealed as whoever has the file, or the superuser, could."""
    if databases.kind() == "postgres":
        with servers.superuser(databases.cluster(), place) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute(ON_POSTGRES.get(what, TAMPERED[what]))
        return
    with closing(sqlite3.connect(databases.file(place))) as lite:
        for (name,) in lite.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            lite.execute(f"drop trigger {name}")
        statement = TAMPERED[what]
        if what == "content":
            statement = (
                "update document set content = cast(replace(cast(content as text), '围堰', '围墙') as blob)"
            )
        lite.execute(statement)
        lite.commit()


@pytest.fixture
def served(supervised: tuple[Bureau, Plant]) -> tuple[Bureau, Order, Document]:
    bureau, plant = supervised
    order = a.served(bureau, plant, findings=1)
    return bureau, order, document(bureau, order)


def paper(app: Flask, bureau: Bureau, order: Order) -> tuple[int, bytes]:
    desk = desks.sign_in(app, a.account_of(bureau.id, "first"))
    answer = desk.get(f"/g/410505/orders/{order.id}.pdf")
    return answer.status_code, answer.data


def test_what_is_whole_is_printed_verified_and_passes_the_check(
    app: Flask, served: tuple[Bureau, Order, Document]
) -> None:
    bureau, order, sealed = served
    status, pdf = paper(app, bureau, order)
    assert status == 200 and PdfReader(BytesIO(pdf)).pages
    assert "校验值不一致" not in nobody(app).get(f"/verify/{sealed.code}").text
    done = app.test_cli_runner().invoke(args=["check-seals"])
    assert (done.exit_code, done.stdout) == (0, "0 broken\n")


@pytest.mark.parametrize("what", TAMPERED)
def test_a58_what_was_changed_is_not_printed_and_shows_to_whoever_checks(
    app: Flask, served: tuple[Bureau, Order, Document], place: str, what: str
) -> None:
    bureau, order, sealed = served
    tamper(place, what)
    status, page = paper(app, bureau, order)
    assert status == 409 and "与签发时的校验值不一致" in page.decode()
    assert "校验值不一致" in nobody(app).get(f"/verify/{sealed.code}").text
    done = app.test_cli_runner().invoke(args=["check-seals"])
    assert done.exit_code == 1
    assert f"document {order.enterprise_id}" in done.stdout
    if what == "ledger":
        assert f"ledger_entry {order.enterprise_id}" in done.stdout
