import pytest

from service.core.tenancy.scope import area_range

pytestmark = pytest.mark.both


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("410505", "410505"),
        ("410500", "4105"),
        ("410000", "41"),
        ("411000", "4110"),  # 许昌市, whose number ends in a zero
        ("441900", "4419"),
        ("500000", "50"),
        ("410505001", "410505001"),
    ],
)
def test_a_range_begins_with_what_the_code_says(code, prefix):
    assert area_range(code) == (prefix, prefix + "~")


@pytest.mark.parametrize("inside", ["410500", "410505", "410581", "410505001", "410505001001"])
def test_a_prefecture_holds_its_counties_and_towns(inside):
    low, high = area_range("410500")
    assert low <= inside < high


@pytest.mark.parametrize("outside", ["410600", "410400", "420500", "410000"])
def test_a_prefecture_holds_no_other(outside):
    low, high = area_range("410500")
    assert not low <= outside < high


@pytest.mark.parametrize("code", ["", "%", "000000", "413", "421300X", "４１０５０５"])
def test_what_is_no_area_code_has_no_range(code):
    with pytest.raises(ValueError):
        area_range(code)
