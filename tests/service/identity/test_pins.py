"""Which PINs nobody may set: those that are guessed first."""

import pytest

from service.identity.pins import COMMON, pin_faults
from tests.people import PIN

RUN, REPEATED, DATE, COMMON_ONE, OWN = "连号或重复", "成对或成组", "日期", "太常见", "工号或手机号"


@pytest.mark.parametrize("pin", ["12345", "1234567", "abcdef", "１２３４５６", "12345 ", ""])
def test_a_pin_is_six_digits(pin: str) -> None:
    assert pin_faults(pin) == ["PIN 码是 6 位数字"]


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        *((pin, RUN) for pin in ("123456", "654321", "000000", "888888", "456789")),
        *((pin, REPEATED) for pin in ("112233", "123123", "121212", "520520", "111222", "887766", "100101")),
        *((pin, DATE) for pin in ("870523", "230587", "052387", "199011", "200008", "000229")),
        *((pin, COMMON_ONE) for pin in ("131420", "147258", "741852", "159357", "789456", "142536")),
    ],
)
def test_what_is_guessed_first_is_refused_and_the_words_say_why(pin: str, why: str) -> None:
    (said,) = pin_faults(pin)
    assert why in said and pin not in said.replace("123456", "").replace("112233", "").replace("123123", "")


@pytest.mark.parametrize("pin", ["330587", "990231", "871323", "210013", PIN, "258046", "907153"])
def test_what_is_no_day_and_no_pattern_is_taken(pin: str) -> None:
    assert pin_faults(pin, ("H022",)) == []


@pytest.mark.parametrize(
    ("pin", "own"),
    [
        ("000472", "H472"),
        ("472000", "H472"),
        ("907153", "H907153"),
        ("380471", "13803804719"),
        ("474708", "W-4708"),
    ],
)
def test_his_own_number_is_refused(pin: str, own: str) -> None:
    assert OWN in pin_faults(pin, (own,))[0]
    assert pin_faults(pin, ("X999",)) == []


def test_the_list_holds_sixdigit_pins_that_no_rule_catches_alone() -> None:
    assert all(len(pin) == 6 and pin.isdigit() for pin in COMMON)
    assert len(COMMON) >= 80
