import json
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import reference
from service.risks.accident_types import AccidentType, accident_types
from service.risks.profiles import OffScale, Profile
from service.risks.rules import LOWEST_TIER, Level, Method, Tier, acting_tiers, may_own, worst
from tests.builders.profiles import ALT_7_12_16, SD_DB37

ONE_TO_FIVE = [Decimal(step) for step in range(1, 6)]
LEC = SD_DB37.scales[Method.LEC]


def ls(profile, likelihood, severity):
    return profile.assess(Method.LS, {"L": Decimal(likelihood), "S": Decimal(severity)})


def lec(profile, likelihood, exposure, consequence):
    factors = {"L": Decimal(likelihood), "E": Decimal(exposure), "C": Decimal(consequence)}
    return profile.assess(Method.LEC, factors)


@pytest.mark.parametrize(
    ("scores", "level"),
    [({20, 25}, Level.MAJOR), ({15, 16}, Level.CONSIDERABLE), ({9, 10, 12}, Level.GENERAL)],
)
def test_the_ls_bands_of_db37_hold_over_all_products(scores, level):
    graded = {
        int(a.score)
        for a in (ls(SD_DB37, *pair) for pair in product(ONE_TO_FIVE, repeat=2))
        if a.level is level
    }
    assert graded == scores


def test_the_two_ls_profiles_differ_for_eight_only():
    differing = {
        int(ls(SD_DB37, *pair).score)
        for pair in product(ONE_TO_FIVE, repeat=2)
        if ls(SD_DB37, *pair).level is not ls(ALT_7_12_16, *pair).level
    }
    assert differing == {8}
    assert ls(SD_DB37, 2, 4).level is Level.LOW
    assert ls(ALT_7_12_16, 4, 2).level is Level.GENERAL


def test_no_lec_product_meets_a_boundary_but_seventy():
    steps = (scale.steps + scale.variants for scale in (LEC["L"], LEC["E"], LEC["C"]))
    products = {a * b * c for a, b, c in product(*steps)}
    assert products & {Decimal(70), Decimal(160), Decimal(320)} == {Decimal(70)}


@pytest.mark.parametrize(("likelihood", "exposure"), [(10, 1), (1, 10)])
def test_a_lec_score_of_seventy_is_a_general_risk(likelihood, exposure):
    assert lec(SD_DB37, likelihood, exposure, 7).score == 70
    assert lec(SD_DB37, likelihood, exposure, 7).level is Level.GENERAL


def test_lec_scores_are_exact():
    assert lec(SD_DB37, "0.1", "0.5", "1").score == Decimal("0.05")


@pytest.mark.parametrize("consequence", ["2", "3"])
def test_both_printed_values_of_a_minor_injury_are_on_the_scale(consequence):
    assert lec(SD_DB37, 6, 6, consequence).score == 36 * Decimal(consequence)


@pytest.mark.parametrize(("exposure", "consequence", "factor"), [("5", "7", "E"), ("6", "8", "C")])
def test_a_factor_between_two_steps_is_refused(exposure, consequence, factor):
    with pytest.raises(OffScale) as refusal:
        lec(SD_DB37, "6", exposure, consequence)
    assert refusal.value.factor == factor


def test_half_a_step_is_not_on_the_ls_scale():
    with pytest.raises(OffScale):
        ls(SD_DB37, "2.5", "3")


@pytest.mark.torture
@given(
    st.tuples(*(st.sampled_from(LEC[f].steps) for f in "LEC")),
    st.tuples(*(st.sampled_from(LEC[f].steps) for f in "LEC")),
)
def test_a_higher_lec_score_is_never_a_lower_level(one, other):
    low, high = sorted((lec(SD_DB37, *one), lec(SD_DB37, *other)), key=lambda graded: graded.score)
    assert high.level.rank <= low.level.rank


@pytest.mark.torture
@given(st.lists(st.sampled_from(Level), min_size=1))
def test_a_parent_is_as_bad_as_its_worst_child(levels):
    assert worst(levels) in levels
    assert all(worst(levels).rank <= level.rank for level in levels)


def test_nothing_graded_has_no_level():
    assert worst([]) is None


def test_levels_are_told_by_word_and_colour():
    assert [(level.rank, level.word, level.colour) for level in Level] == [
        (1, "重大风险", "红"), (2, "较大风险", "橙"), (3, "一般风险", "黄"), (4, "低风险", "蓝"),
    ]  # fmt: skip


def test_each_level_is_owned_no_lower_than_db37_says():
    lowest = {level.value: tier.value for level, tier in LOWEST_TIER.items()}
    assert lowest == {"major": "company", "considerable": "company", "general": "workshop", "low": "post"}


@pytest.mark.torture
@given(st.sampled_from(Tier), st.sampled_from(Level))
def test_a_risk_may_be_raised_a_tier_but_not_lowered(tier, level):
    assert may_own(tier, level) == (list(Tier).index(tier) <= list(Tier).index(LOWEST_TIER[level]))


def test_a_missing_tier_merges_upwards():
    present = {Tier.COMPANY, Tier.TEAM, Tier.POST}
    assert acting_tiers(Tier.WORKSHOP, present) == (Tier.COMPANY, Tier.TEAM, Tier.POST)
    assert acting_tiers(Tier.TEAM, present) == (Tier.TEAM, Tier.POST)


@pytest.mark.parametrize(
    ("cell", "types"),
    [
        ("火灾、机械伤害", (AccidentType.FIRE, AccidentType.MACHINERY)),
        ("车辆伤害", (AccidentType.ONSITE_VEHICLE,)),
        ("厂(场)内车辆致害", (AccidentType.ONSITE_VEHICLE,)),
        ("中毒和窒息／触电", (AccidentType.POISONING, AccidentType.ELECTRIC_SHOCK)),
        ("职业病（矽肺）", (AccidentType.OTHER,)),
        ("火灾,火灾", (AccidentType.FIRE,)),
        ("", ()),
    ],
)
def test_accident_types_are_read_in_the_words_of_either_edition(cell, types):
    assert accident_types(cell) == types


def test_the_standard_has_twenty_seven_types():
    assert len(AccidentType) == len({kind.word for kind in AccidentType}) == 27


@pytest.mark.parametrize("printed", [SD_DB37, ALT_7_12_16], ids=lambda profile: profile.code)
def test_the_shipped_profiles_grade_as_the_printed_tables(printed):
    file = Path(reference.__file__).parent / "data" / "profiles.json"
    records = {
        record["code"]: record
        for record in json.loads(file.read_text("utf-8"))
        if record["kind"] == "grading"
    }
    shipped = Profile.from_dict(records[printed.code])
    for pair in product(ONE_TO_FIVE, repeat=2):
        assert ls(shipped, *pair).level is ls(printed, *pair).level
    for triple in product(*(printed.scales[Method.LEC][factor].steps for factor in "LEC")):
        assert lec(shipped, *triple).level is lec(printed, *triple).level
    assert shipped.scales == printed.scales
