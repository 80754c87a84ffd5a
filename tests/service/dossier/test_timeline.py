"""A plant's timeline says what each act was about in the words that the ledger kept, whatever a row says today."""

from datetime import timedelta

import pytest

from admin_ui.enforcement.presenter import told
from service.core import clock
from service.core.acts.ledger import timeline
from service.documents import queries as documents
from service.dossier import queries
from tests.builders import enforcement as a
from tests.builders import hazards, lives
from tests.builders.enforcement import Bureau, Plant

pytestmark = pytest.mark.both

Scene = tuple[Bureau, Plant]


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> Scene:
    return supervised


def subjects(plant: Plant, act: str) -> set[str]:
    rows = a.see(plant.manager, lambda: queries.timeline(plant.manager, plant.id).rows)
    return {row.subject for row in rows if row.entry.act == act}


def test_a_hazard_is_called_as_it_was_reported(scene: Scene) -> None:
    _bureau, plant = scene
    hazard = hazards.closed(plant)
    was = hazard.description
    lives.put_into(hazard, description="改过的描述")
    for act in ("hazard.report", "hazard.assign", "hazard.close"):
        assert subjects(plant, act) == {was}


def test_an_order_is_called_by_its_number_and_its_own_timeline_tells_item_day_and_number(
    scene: Scene,
) -> None:
    bureau, plant = scene
    order = a.answered(bureau, plant, findings=1)
    number = a.see(plant.manager, lambda: documents.numbers([plant.id], [order.id]))
    assert subjects(plant, "order.serve") == subjects(plant, "order.answer") == {number[order.id]}
    entries = a.see(plant.manager, lambda: timeline([order.id], plant.id))
    words = {entry.act: told(entry) for entry in entries}
    assert words["order.serve"] == number[order.id]
    assert words["order.answer"] == f"第 1 项 · {clock.today()}"


def test_what_happened_earlier_and_was_written_later_stands_where_it_happened(scene: Scene) -> None:
    _bureau, plant = scene
    hazards.a_hazard(plant, description="今天报的")
    with clock.frozen(clock.now() - timedelta(days=2)):
        hazards.a_hazard(plant, description="前天报的")
    rows = a.see(plant.manager, lambda: queries.timeline(plant.manager, plant.id).rows)
    moments = [row.entry.at for row in rows]
    assert moments == sorted(moments, reverse=True)
    reports = [row.subject for row in rows if row.entry.act == "hazard.report"]
    assert reports == ["今天报的", "前天报的"]
