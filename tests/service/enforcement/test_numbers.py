"""Numbers of documents: taken at sealing, without gaps and never twice, whoever seals at once."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import current_app
from sqlalchemy import select

from service.core import clock
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.documents.commands import sealing
from service.documents.models import Document
from service.documents.states import DocumentKind
from service.enforcement import document_content
from service.enforcement.commands import site_inspection
from service.enforcement.models.visits import Visit
from service.enforcement.queries import visits as visit_queries
from service.printing.fonts import MissingGlyph
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant
from tests.sizes import size

pytestmark = [pytest.mark.both, pytest.mark.days]

AT_ONCE, EACH = 2, size(25, 1_000)


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> tuple[Bureau, Plant]:
    return supervised


def seal(viewer: Viewer, visit: Visit) -> int:
    """Seal the record of a visit inside the transaction that is open."""
    found = visit_queries.visit(viewer, visit.id)
    frame = sealing.frame(found, DocumentKind.SITE_RECORD, visit_queries.officers(found))
    return sealing.seal(viewer, found, frame, document_content.site_record(frame, found, [])).serial


def serials(viewer: Viewer) -> list[int]:
    return sorted(a.see(viewer, lambda: db.session.scalars(select(Document.serial)).all()))


@pytest.mark.slow
@pytest.mark.torture
def test_two_who_seal_at_once_take_every_number_once(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    visits = [a.a_visit(bureau, plant) for _ in range(AT_ONCE * EACH)]
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def run(part: list[Visit], viewer: Viewer) -> list[int]:
        with app.app_context():
            return [a.do(viewer, lambda visit=visit: seal(viewer, visit)) for visit in part]

    officers = (a.proven(bureau.first), a.proven(bureau.second))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        taken = list(pool.map(run, (visits[:EACH], visits[EACH:]), officers))
    assert sorted(taken[0] + taken[1]) == list(range(1, AT_ONCE * EACH + 1))
    assert taken[0] == sorted(taken[0]) and taken[1] == sorted(taken[1])
    assert serials(bureau.first) == list(range(1, AT_ONCE * EACH + 1))


def test_a_seal_that_fails_leaves_no_gap(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    first, second = a.a_visit(bureau, plant), a.a_visit(bureau, plant)
    viewer = a.proven(bureau.first)

    def fails() -> None:
        assert seal(viewer, first) == 1
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        a.do(viewer, fails)
    assert a.do(viewer, lambda: seal(viewer, second)) == 1
    assert a.do(viewer, lambda: seal(viewer, first)) == 2


def test_each_kind_year_and_bureau_counts_for_itself(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    a.sealed(bureau, plant)
    order = a.sealed(bureau, plant)
    numbers = a.see(
        bureau.first,
        lambda: documents.numbers([order.enterprise_id], [order.id, order.visit_id]),
    )
    year = clock.today().year
    assert numbers == {
        order.id: f"（殷）应急责改〔{year}〕2号",
        order.visit_id: f"（殷）应急检记〔{year}〕2号",
    }
    other = a.a_bureau(prefix="龙")
    visit = a.a_visit(other, plant)
    assert a.do(a.proven(other.first), lambda: seal(a.proven(other.first), visit)) == 1
    with clock.frozen(clock.start_of(clock.today().replace(year=year + 1, month=1, day=1))):
        next_year = a.a_visit(bureau, plant)
        viewer = a.proven(bureau.first)
        assert a.do(viewer, lambda: seal(viewer, next_year)) == 1


def test_the_hash_is_that_of_the_canonical_bytes(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    order = a.sealed(bureau, plant)
    document = a.see(bureau.first, lambda: documents.document_of(order, DocumentKind.ORDER))
    assert document is not None
    assert document.sha256 == sealing.hashlib.sha256(document.content).hexdigest()
    day = clock.day_of(document.sealed_at).isoformat()
    version = max(each for each in ("2024-01-01", "2026-11-01", "2026-12-01") if each <= day)
    assert document.template_version == json.loads(document.content)["template_version"] == version


def test_what_no_font_draws_is_not_sealed_and_takes_no_number(scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    visit = a.recorded(bureau, plant)
    finding = a.a_finding(bureau, visit, fact="保管员𠮷某不在岗")
    for officer in (bureau.first, bureau.second):
        a.act(officer, site_inspection.confirm_record, visit)
    with pytest.raises(MissingGlyph, match="𠮷"):
        a.act(a.proven(bureau.first), site_inspection.seal_record, visit)
    assert serials(bureau.first) == []
    a.act(bureau.first, site_inspection.drop_finding, visit, finding_id=finding.id)
    for officer in (bureau.first, bureau.second):
        a.act(officer, site_inspection.confirm_record, visit)
    a.act(a.proven(bureau.first), site_inspection.seal_record, visit)
    assert serials(bureau.first) == [1]
