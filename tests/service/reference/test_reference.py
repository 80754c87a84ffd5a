"""The shipped data in a real database, and what the rooms ask of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product

import pytest
from sqlalchemy import func, select, update

from service.core import clock
from service.core.acts.problems import NotFound
from service.core.db.transactions import db, reading, transaction
from service.core.tenancy.scope import Scope, opened
from service.reference import commands, models, shipped
from service.reference.queries import areas, industries, laws, rulebook
from service.reference.working_days import add_working_days
from service.risks.profiles import Method, Profile

pytestmark = pytest.mark.both


@pytest.fixture
def reference(app) -> Iterator[None]:
    """Reference data as `migrate` leaves it, under the scope of one who only reads."""
    with app.app_context(), opened(Scope.public()), reading():
        yield


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_whole_of_the_shipped_data_stands_in_the_tables(reference):
    found = {model.__tablename__: count(model) for model in (models.Area, models.Criterion, models.Basis)}
    assert found == {"area": 3348, "criterion": 84, "basis": 199}
    assert (count(models.BasisCitation), count(models.CalendarDay)) == (414, 256)


def test_loading_again_changes_nothing(reference, app):
    db.session.remove()
    with opened(Scope.platform()), transaction():
        assert commands.load_reference() == {}


def test_a_changed_edition_is_loaded_over_the_old_one(reference):
    db.session.remove()
    with opened(Scope.platform()), transaction():
        db.session.execute(update(models.DataEdition).values(sha256="older"))
        db.session.execute(update(models.Area).where(models.Area.code == "410505").values(name="旧名"))
    with opened(Scope.platform()), transaction():
        assert commands.load_reference()["bases.json"] == 199 + count(models.BasisTrade) + 414
    with opened(Scope.public()), reading():
        assert areas.area("410505").name == "殷都区"


def test_a_county_knows_its_place(reference):
    yindu = areas.area("410505")
    assert (yindu.full_name, yindu.level, yindu.parent_code) == ("河南省安阳市殷都区", "county", "410500")


def test_only_a_county_or_what_lies_in_one_has_a_county(reference):
    assert areas.county_of("410505001").code == "410505"
    assert areas.county_of("441900").name == "东莞市"
    assert areas.county_of("410500") is None
    assert areas.county_of("4105") is None


@pytest.mark.parametrize(
    ("code", "sector"),
    [
        ("C3120", "metallurgy"),
        ("31", "metallurgy"),
        ("C3054", "light_industry"),
        ("C3051", "building_materials"),
        ("G5942", "hazardous_chemicals"),
        ("C2614", "hazardous_chemicals"),
        ("H6110", "commerce"),
        ("Q8411", "other"),
    ],
)
def test_an_industry_has_a_sector_of_supervision(reference, code, sector):
    assert industries.is_known_industry(code)
    assert industries.sector_of(code) == sector


@pytest.mark.parametrize("code", ["Z0001", "C9999", "C0810", "", "C", "C3", "C31200", "99", "其他"])
def test_an_unknown_industry_is_told_from_a_known_one(reference, code):
    assert not industries.is_known_industry(code)


def test_all_sections_and_divisions_are_there(reference):
    levels = list(db.session.scalars(select(models.Industry.level)))
    assert (levels.count("section"), levels.count("division")) == (20, 97)


def test_a_trade_gets_its_own_criteria_and_the_common_ones(reference):
    codes = {row.code for row in rulebook.criteria("metallurgy")}
    assert {"GM-03-01", "GM-04-01", "GM-13-01"} <= codes
    assert not any(code.startswith(("HC", "GM-05")) for code in codes)
    assert {row.sector for row in rulebook.criteria("hazardous_chemicals")} == {"hazardous_chemicals"}
    assert len(rulebook.criteria()) == 84


def test_a_criterion_is_not_known_before_its_standard_is_in_force(reference):
    known = {}
    for day in (date(2023, 5, 14), date(2023, 5, 15)):
        with clock.frozen(clock.start_of(day)):
            known[day.day] = {row.code for row in rulebook.criteria()}
    assert known[15] - known[14] >= {"GM-03-01"}


def test_the_two_grading_profiles_differ_at_eight_only(reference):
    def levels(code):
        row = rulebook.profile("grading", code)
        profile = Profile.from_dict({"code": row.code, "version": row.version, "body": row.body})
        pairs = product(map(Decimal, range(1, 6)), repeat=2)
        found = [profile.assess(Method.LS, {"L": likely, "S": severe}) for likely, severe in pairs]
        return {(one.score, one.level) for one in found}

    assert {score for score, _level in levels("SD_DB37") ^ levels("ALT_7_12_16")} == {8}


def test_an_unknown_profile_is_not_found(reference):
    with pytest.raises(NotFound):
        rulebook.profile("grading", "NOWHERE")


def test_the_words_on_appeal_changed_with_the_year_2024(reference):
    before, after = (rulebook.template("order", day) for day in (date(2023, 12, 31), date(2024, 1, 1)))
    assert "{superior_bureau}" in before.wording["appeal"]
    assert "{superior_bureau}" not in after.wording["appeal"]
    assert after.number_pattern.format(prefix="殷", year=2026, serial=1) == "（殷）应急责改〔2026〕1号"


def test_opinion_and_notice_keep_the_words_of_their_day(reference):
    last, first = date(2025, 12, 31), date(2026, 1, 1)
    opinions = [rulebook.template("opinion", day) for day in (last, first)]
    assert [one.version for one in opinions] == ["2021-09-01", "2026-01-01"]
    assert ["unfinished" in one.wording for one in opinions] == [False, True]
    notices = [rulebook.template("visit_notice", day).wording["notice"] for day in (last, first)]
    assert ["检查事项为{items}" in words for words in notices] == [True, False]


def test_of_each_document_one_version_is_in_force_on_a_day():
    [rows] = shipped.read("document_templates.json")
    for former, later in pairwise(sorted(rows, key=lambda row: (row.kind, row.effective_from))):
        if former.kind == later.kind:
            assert former.effective_to + timedelta(days=1) == later.effective_from
        else:
            assert former.effective_to is None


@pytest.mark.parametrize(
    "kind", ["visit_approval", "visit_notice", "site_record", "order", "opinion", "receipt"]
)
def test_every_document_has_words_today(reference, kind):
    visits_have_forms = date(2026, 1, 1)  # of their own
    assert rulebook.template(kind, max(clock.today(), visits_have_forms)).title


def test_bases_are_found_by_words_and_trade(reference):
    assert [row.code for row in laws.bases("分级管控 制度")] == ["A01"]
    trades = [{one.trade for one in row.trades} for row in laws.bases(trade="chemical")]
    assert trades and all(own & {"all", "chemical"} for own in trades)


def test_a_basis_is_cited_by_its_labels_without_the_library(reference):
    cited = laws.citation(laws.bases_by_code(["A01"])["A01"], date(2026, 11, 22))
    assert [one.label for one in cited.violated] == ["《中华人民共和国安全生产法》第四十一条第一款"]
    assert [one.label for one in cited.penalty] == ["《中华人民共和国安全生产法》第一百零一条第四项"]
    assert cited.warnings == ()


def test_a_basis_that_must_be_checked_warns_the_officer(reference):
    doubtful = [row for row in laws.bases() if row.confidence == "check" or row.review]
    assert doubtful
    assert all(laws.citation(row, date(2026, 11, 22)).warnings for row in doubtful)


def test_the_published_calendar_is_used(reference):
    calendar = rulebook.calendar()
    assert add_working_days(date(2026, 9, 30), 1, calendar).day == date(2026, 10, 8)
    assert calendar.years == set(range(2020, 2027))


def test_a_year_without_holidays_is_announced_from_november_on(reference):
    calendar = rulebook.calendar()
    assert rulebook.calendar_warning(date(2026, 10, 31), calendar) is None
    assert "2027" in rulebook.calendar_warning(date(2026, 11, 1), calendar)


def test_what_nobody_verified_is_listed_with_its_source(reference):
    found = rulebook.unverified()
    assert sum(one.count for one in found if one.kind == "criterion") == 84
    assert {"rule_profile", "document_template", "industry", "basis"} <= {one.kind for one in found}
    assert all(one.source for one in found)
