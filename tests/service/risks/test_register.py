"""What others ask of the register: the card of a scanned label, measures, how bad a plant is."""

import pytest

from service.core.acts.problems import NotFound
from service.core.db.transactions import db, reading, retrying
from service.core.db.upserts import Outcome
from service.core.jobs.outbox import queue
from service.core.tenancy import scope
from service.core.tenancy.scope import NoScope, Scope, area_range
from service.enterprises.models import Enterprise
from service.risks import commands, queries
from service.risks.entries import EventEntry, UnitEntry
from service.risks.rules import Level, MeasureKind, Method, Tier
from tests.builders.plants import a_manager, a_plant

pytestmark = pytest.mark.both


@pytest.fixture
def plant(app):
    with app.app_context():
        yield a_plant()


def an_entry(step="送料", unit="冲床", level=Level.GENERAL, measures=None, **facts):
    graded = {
        "accident_types": ["machinery"], "method": Method.LS, "factors": {"L": "3", "S": "4"}, "score": 12,
        "level": level, "inner_grade": None, "profile": "SD_DB37", "profile_version": "2016",
        "tier": Tier.WORKSHOP, "responsible_unit": "一车间", "responsible_person": "李工",
    }  # fmt: skip
    measures = (
        {MeasureKind.ENGINEERING: "安装光幕", MeasureKind.EMERGENCY: "停机送医"}
        if measures is None
        else measures
    )
    place = UnitEntry("一车间", "FX-001", unit, facts.pop("object_name", "一车间"), moves=True)
    words = {"step": step, "hazard_source": "手伸入模区", "accident_text": "机械伤害"}
    return EventEntry(unit=place, measures=measures, **words, **graded | facts)


def land(plant, *entries):
    viewer = a_manager(plant)

    def act():
        return commands.apply_rows(viewer, db.session.get_one(Enterprise, (plant, plant)), entries)

    with scope.opened(viewer.scope):
        return retrying(act)


def see(plant, read):
    viewer = a_manager(plant)
    with scope.opened(viewer.scope), reading():
        return read(viewer)


def only_unit(plant):
    return see(plant, lambda viewer: queries.units(plant))[0]


def test_a_label_shows_the_worst_first_each_word_once_and_no_persons_name(plant):
    worse = an_entry("检修", level=Level.MAJOR, accident_types=["electric_shock"], tier=Tier.COMPANY)
    land(plant, an_entry(), worse)
    unit = only_unit(plant)
    with scope.opened(Scope.public("K7Q2M9XA4TBD", plant)), reading():
        card = queries.card(plant, unit.id)
    assert (card.level, card.tier, card.object_name) == (Level.MAJOR, Tier.COMPANY, "一车间")
    assert card.dangers == ["触电", "机械致害"]
    assert (card.musts, card.emergency) == (["安装光幕"], ["停机送医"])
    assert "李工" not in str(card)


def test_a_unit_that_moves_is_a_new_edition_of_what_its_plant_shows(plant):
    """Its area is on its card. Nothing else changes: both areas have units of the same level."""
    land(plant, an_entry(), an_entry(unit="锯床", object_name="二车间"), an_entry(unit="钻床"))
    editions_in_redis, key = queue().connection, f"edition:{plant}"
    editions_in_redis.set(key, "of before")
    land(plant, an_entry(unit="钻床"))
    assert editions_in_redis.get(key) == b"of before"
    land(plant, an_entry(unit="钻床", object_name="二车间"))
    assert editions_in_redis.get(key) != b"of before"


def test_a_code_of_one_plant_opens_nothing_of_another(plant):
    land(plant, an_entry())
    unit, other = only_unit(plant), a_plant(credit_code="91410505MA00000022")
    with scope.opened(Scope.public("K7Q2M9XA4TBD", other)), reading():
        with pytest.raises(NotFound):
            queries.card(other, unit.id)
    with scope.opened(Scope.public("K7Q2M9XA4TBD", other)), reading(), pytest.raises((NotFound, NoScope)):
        queries.card(plant, unit.id)


def test_measures_come_with_those_of_the_worst_event_first(plant):
    worse = an_entry("检修", level=Level.MAJOR, measures={MeasureKind.PPE: "穿绝缘鞋"})
    land(plant, an_entry(), worse)
    unit = only_unit(plant)
    assert [one.text for one in see(plant, lambda viewer: queries.measures_of(unit.id))] == [
        "穿绝缘鞋", "安装光幕", "停机送医",
    ]  # fmt: skip


def test_a_plant_is_as_bad_as_its_worst_object_and_ungraded_without_one(plant):
    land(plant, an_entry(), an_entry(unit="剪板机", level=Level.CONSIDERABLE, object_name="二车间"))
    other = a_plant(credit_code="91410505MA00000022")
    with scope.opened(Scope.regulator(other, area_range("410505"), frozenset())), reading():
        found = queries.levels([plant, other])
    assert found == {plant: Level.CONSIDERABLE, other: None}


def test_a_unit_that_moves_takes_its_level_along(plant):
    land(plant, an_entry(), an_entry(unit="剪板机", level=Level.MAJOR))
    assert land(plant, an_entry(unit="剪板机", level=Level.MAJOR, object_name="二车间")) == [Outcome.UPDATED]
    objects = see(plant, lambda viewer: queries.objects(plant))
    assert {one.name: one.level for one in objects} == {"一车间": Level.GENERAL, "二车间": Level.MAJOR}


def test_a_milder_event_lets_the_unit_sink(plant):
    land(plant, an_entry(level=Level.CONSIDERABLE))
    land(plant, an_entry(level=Level.LOW))
    assert only_unit(plant).level is Level.LOW
