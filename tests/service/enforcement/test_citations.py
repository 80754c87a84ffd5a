"""A finding cites the law of the day it was found, and keeps which version that was."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from service.core import clock
from service.core.acts.problems import Invalid
from service.core.db.upserts import upsert
from service.documents import queries as documents
from service.enforcement.queries import visits
from service.reference.models import BasisCitation, Law
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant

Scene = tuple[Bureau, Plant]
OLD, NEW = "2021-09-01", "2027-01-01"
BEFORE, AFTER = datetime(2026, 12, 31, 1, tzinfo=UTC), datetime(2027, 1, 1, 1, tzinfo=UTC)
TOO_EARLY = datetime(2014, 11, 3, 1, tzinfo=UTC)


@pytest.fixture
def scene(app: Flask, day: datetime) -> Iterator[Scene]:
    with app.app_context(), clock.frozen(day):
        yield a.a_bureau(), a.a_plant()


def amend_the_law() -> None:
    """Let basis A01 cite the law as it will be, too; there the clause has another number."""
    row = {"basis_code": "A01", "role": "violated", "position": 2, "law_code": "AQSCF", "version": NEW}
    row |= {"article": 45, "paragraph": 1, "item": 0, "label": "《安全生产法》第四十五条第一款"}
    a.do(a.OPERATOR, lambda: upsert([BasisCitation(**row)]))


@pytest.mark.parametrize(("day", "version", "article"), [(BEFORE, OLD, 41), (AFTER, NEW, 45)])
def test_finding_and_sealed_order_name_the_version_of_the_day_it_was_found(
    scene: Scene, version: str, article: int
) -> None:
    bureau, plant = scene
    amend_the_law()
    order = a.confirmed(bureau, plant)
    with clock.frozen(AFTER + timedelta(days=1)):
        a.act(a.proven(bureau.first), a.orders.seal, order)
    document = a.see(bureau.first, lambda: documents.document_of(order, a.DocumentKind.ORDER))
    assert document is not None
    for item in json.loads(document.content)["items"]:
        (clause,) = item["citations"]
        assert (clause["law_code"], clause["version"], clause["article"]) == ("AQSCF", version, article)
        assert clause["label"] in item["text"]
    visit = a.see(bureau.first, lambda: visits.visit(bureau.first, order.visit_id))
    found = a.see(bureau.first, lambda: visits.findings(visit))
    assert {clause["version"] for one in found for clause in one.citations} == {version}


@pytest.mark.parametrize("day", [TOO_EARLY])
def test_where_no_version_was_in_force_the_officer_says_that_he_has_seen_it(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    visit = a.noticed(bureau, plant)
    with pytest.raises(Invalid) as refused:
        a.a_finding(bureau, visit)
    assert "没有施行的版本" in refused.value.errors["acknowledged"][0]
    kept = a.a_finding(bureau, visit, acknowledged=True)
    assert kept.labels == ["《中华人民共和国安全生产法》第四十一条第一款"]
    first = desks.sign_in(app, a.account_of(bureau.id, "first"))
    part = first.get("/g/410505/basis?basis_code=A01").text
    assert 'name="acknowledged"' in part and "所引版本在 2014-11-03 不施行" in part
    assert 'name="acknowledged"' not in first.get("/g/410505/basis?basis_code=A01&on=2021-09-01").text


LAST, NEXT = datetime(2026, 12, 31, 15, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(("day", "version"), [(LAST, OLD), (NEXT, NEW)])
def test_the_last_day_of_a_version_belongs_to_it_until_midnight_of_the_site(
    scene: Scene, version: str
) -> None:
    bureau, plant = scene
    amend_the_law()
    old = {"law_code": "AQSCF", "version": OLD}

    def amend() -> None:
        known = a.db.session.get(Law, ("AQSCF", OLD))
        row = {one.key: getattr(known, one.key) for one in Law.__table__.columns} if known else {}
        words = dict.fromkeys(
            ("title", "short_title", "rank", "issuer", "source", "content_sha256"), "安全生产法"
        )
        row = words | {"has_text": False, "verified": True} | row | old
        row |= {"effective_from": date(2021, 9, 1), "effective_to": date(2026, 12, 31)}
        later = {"version": NEW, "effective_from": date(2027, 1, 1), "effective_to": None}
        upsert([Law(**row), Law(**row | later)])

    a.do(a.OPERATOR, amend)
    found = a.a_finding(bureau, a.noticed(bureau, plant))
    assert {clause["version"] for clause in found.citations} == {version}
