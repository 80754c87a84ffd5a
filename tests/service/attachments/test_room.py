"""Photos as rows: received once, seen by whom they concern, gone when nobody comes back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.attachments import commands, jobs, queries
from service.attachments.commands import Form, Target
from service.attachments.models import Attachment
from service.core import clock, ids
from service.core.acts.ledger import timeline
from service.core.acts.problems import Conflict, Invalid, NotFound, Unavailable
from service.core.db.transactions import db, reading, retrying
from service.core.models import LedgerEntry
from service.core.storage import store
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope, area_range
from service.core.tenancy.viewer import Viewer
from service.identity.models import Organisation
from service.identity.rules import OrganisationKind
from tests.service.attachments.hostile import photo

pytestmark = pytest.mark.both

T = TypeVar("T")
PLATFORM = Viewer(Scope.platform())


def a_plant(area_code: str = "410505") -> Organisation:
    made = ids.new_id()
    plant = Organisation(
        enterprise_id=made,
        id=made,
        kind=OrganisationKind.ENTERPRISE,
        name="甲厂",
        area_code=area_code,
        sector="machinery",
    )
    by(PLATFORM, lambda: db.session.add(plant))
    return plant


def by(viewer: Viewer, act: Callable[[], T]) -> T:
    with scope.opened(viewer.scope):
        return retrying(act)


def seen(viewer: Viewer) -> list[UUID]:
    with scope.opened(viewer.scope), reading():
        return list(db.session.scalars(queries.visible(viewer).with_only_columns(Attachment.id)))


def waiting(viewer: Viewer, sheet: Form) -> list[UUID]:
    with scope.opened(viewer.scope), reading():
        return queries.waiting(viewer, sheet.id)


def acts(viewer: Viewer, form_id: UUID) -> list[str]:
    with scope.opened(viewer.scope), reading():
        return [entry.act for entry in timeline([form_id])]


def person(plant: Organisation) -> Viewer:
    return Viewer(Scope.enterprise(plant.id), plant.id, person_id=ids.new_id(), name="王强")


def officer(area: str = "410505") -> Viewer:
    bureau = ids.new_id()
    return Viewer(
        Scope.regulator(bureau, area_range(area), frozenset()), bureau, person_id=ids.new_id(), name="李明"
    )


def visitor(plant: Organisation, claim: str = "") -> Viewer:
    return Viewer(Scope.public(claim, plant.id))


@pytest.fixture
def plant(app: Flask) -> Any:
    with app.app_context():
        yield a_plant()


@pytest.fixture
def kept(plant: Organisation) -> commands.ProcessedPhoto:
    return commands.process(photo(), anonymous=False)


def target(claim: str | None = None) -> Target:
    return Target("hazard", ids.new_id(), claim)


def form(**what_matters: Any) -> Form:
    return Form(ids.new_id(), **what_matters)


def test_a_photo_sent_ten_times_is_there_once_with_one_entry(plant, kept):
    worker, sheet = person(plant), form(target=target())
    named = {by(worker, lambda: commands.receive(worker, plant, sheet, kept)) for _ in range(10)}
    assert len(named) == 1
    assert seen(worker) == list(named)
    assert acts(worker, named.pop()) == ["attachment.receive"]


def test_the_id_of_a_photo_is_a_uuid7_of_the_forms_moment(plant, kept):
    worker, sheet = person(plant), form(target=target())
    form_id = by(worker, lambda: commands.receive(worker, plant, sheet, kept))
    assert ids.parse(form_id) == form_id
    assert form_id.bytes[:6] == sheet.id.bytes[:6]


def test_what_waits_is_its_senders_alone_until_it_is_attached(plant, kept):
    worker, colleague, hazard = person(plant), person(plant), target()
    form_id = by(worker, lambda: commands.receive(worker, plant, form(), kept))
    assert (seen(worker), seen(colleague), seen(officer())) == ([form_id], [], [])
    with pytest.raises(Invalid):
        by(colleague, lambda: commands.attach(colleague, [form_id], hazard))
    by(worker, lambda: commands.attach(worker, [form_id], hazard))
    assert (seen(worker), seen(colleague), seen(officer())) == ([form_id], [form_id], [form_id])


def test_attaching_twice_changes_nothing_and_attaching_elsewhere_is_refused(plant, kept):
    worker, hazard = person(plant), target()
    form_id = by(worker, lambda: commands.receive(worker, plant, form(), kept))
    for _ in range(3):
        by(worker, lambda: commands.attach(worker, [form_id], hazard))
    with pytest.raises(Conflict):
        by(worker, lambda: commands.attach(worker, [form_id], target()))
    assert acts(worker, form_id) == ["attachment.attach"]


def test_a_signed_out_senders_photo_is_unreadable_until_he_is_back(plant, kept):
    worker, stranger, out = person(plant), person(plant), visitor(plant)
    sheet = form(sender=worker.person_id)
    form_id = by(out, lambda: commands.receive(out, plant, sheet, kept))
    assert (seen(out), seen(stranger), seen(worker)) == ([], [], [form_id])
    assert (waiting(out, sheet), waiting(stranger, sheet), waiting(worker, sheet)) == ([], [], [form_id])


def test_who_knows_the_form_takes_what_nobody_known_sent_under_it(plant, kept):
    worker, sheet, out = person(plant), form(), visitor(plant)
    form_id = by(out, lambda: commands.receive(out, plant, sheet, kept))
    assert (seen(worker), waiting(worker, sheet)) == ([], [form_id])
    (row,) = by(worker, lambda: commands.attach(worker, [form_id], target()))
    assert (row.sender_id, row.expires_at) == (worker.person_id, None)
    assert waiting(worker, sheet) == []


def test_an_anonymous_report_keeps_no_original_and_opens_by_its_claim(plant):
    content = photo((800, 600))
    kept = commands.process(content, anonymous=True)
    assert (kept.original, kept.taken_at) == (None, None)
    reporter = visitor(plant, "claim-of-the-reporter")
    form_id = by(
        reporter, lambda: commands.receive(reporter, plant, form(target=target(reporter.scope.opens)), kept)
    )
    assert seen(reporter) == [form_id]
    assert seen(visitor(plant, "another claim")) == seen(visitor(plant)) == []
    with scope.opened(reporter.scope), reading():
        row, file = queries.clean_copy(reporter, plant.id, form_id)
        with file:
            assert (row.sender_id, file.read(3)) == (None, b"\xff\xd8\xff")


def test_another_plants_photo_is_as_missing_as_none(plant, kept):
    worker, neighbour = person(plant), person(a_plant())
    form_id = by(worker, lambda: commands.receive(worker, plant, form(target=target()), kept))
    said = []
    with scope.opened(neighbour.scope), reading():
        for enterprise_id, photo_id in ((plant.id, form_id), (neighbour.scope.enterprise_id, ids.new_id())):
            with pytest.raises(NotFound) as refused:
                queries.get(neighbour, enterprise_id, photo_id)
            said.append(refused.value.detail)
    assert said[0] == said[1]
    assert seen(officer("410506")) == []


def test_a_bureaus_photo_is_hidden_from_the_plant_until_it_is_shown(plant, kept):
    worker, inspector, finding = person(plant), officer(), target()
    form_id = by(inspector, lambda: commands.receive(inspector, plant, form(target=finding), kept))
    assert (seen(worker), seen(inspector)) == ([], [form_id])
    with scope.opened(inspector.scope), reading():
        assert [entry.audience for entry in timeline([form_id])] == ["bureau"]
    by(inspector, lambda: commands.show(inspector, plant.id, finding))
    assert seen(worker) == [form_id]


def test_photos_of_many_rows_come_in_one_query(plant, kept):
    worker, first, second = person(plant), target(), target()
    for one in (first, second):
        by(worker, lambda one=one: commands.receive(worker, plant, form(target=one), kept))
    with scope.opened(worker.scope), reading():
        found = queries.of(worker, plant.id, "hazard", [first.id, second.id, ids.new_id()])
    assert {form_id: len(rows) for form_id, rows in found.items()} == {first.id: 1, second.id: 1}


def test_a_spoilt_file_is_refused_and_not_shown(plant, kept):
    worker = person(plant)
    form_id = by(worker, lambda: commands.receive(worker, plant, form(target=target()), kept))
    store().delete(kept.clean.sha256, datetime.now(UTC) + timedelta(days=1))
    with scope.opened(worker.scope), reading(), pytest.raises(Unavailable):
        queries.clean_copy(worker, plant.id, form_id)


def test_after_a_day_what_waits_is_unreadable_and_cannot_be_attached(plant, kept):
    worker, sheet = person(plant), form()
    form_id = by(worker, lambda: commands.receive(worker, plant, sheet, kept))
    with clock.frozen(clock.now() + timedelta(hours=24, seconds=1)):
        assert seen(worker) == waiting(worker, sheet) == []
        with pytest.raises(Invalid) as refused:
            by(worker, lambda: commands.attach(worker, [form_id], target()))
    assert "24" in refused.value.errors["photos"][0]


def test_the_sweep_deletes_what_nobody_took_and_keeps_what_somebody_needs(plant):
    worker = person(plant)
    taken, left = (commands.process(photo((64, width)), anonymous=False) for width in (48, 64))
    by(worker, lambda: commands.receive(worker, plant, form(target=target()), taken))
    for kept in (taken, left):
        by(worker, lambda kept=kept: commands.receive(worker, plant, form(), kept))
    jobs.sweep(clock.now() + timedelta(hours=23))
    assert rows() == 3
    for _ in range(2):
        jobs.sweep(clock.now() + timedelta(hours=26))
    assert rows() == 1
    assert store().exists(taken.clean.sha256) and store().exists(taken.original.sha256)
    assert not store().exists(left.clean.sha256) and not store().exists(left.original.sha256)
    with scope.opened(PLATFORM.scope), reading():
        query = select(func.count()).select_from(LedgerEntry).where(LedgerEntry.act == "attachment.expire")
        assert db.session.scalar(query) == 2


def rows() -> int:
    with scope.opened(PLATFORM.scope), reading():
        return db.session.scalar(select(func.count()).select_from(Attachment))
