"""Which PINs are guessed first. Six digits that many people choose are no secret (ASVS 5.0 6.2.4, 6.2.11).

A PIN set before stays good until it is changed.
"""

import re
from collections.abc import Callable
from datetime import date

from service.core.acts.problems import Message, _

LENGTH = 6
# What leaked lists of six-digit codes begin with and no rule below catches: lines and corners of the keypad, "520 1314"
# (我爱你一生一世) and 168 (一路发) with their like.
COMMON = frozenset(
    {
        *("147258", "258369", "369258", "258147", "147369", "369147", "741852", "852963", "963852", "852741"),
        *("741963", "963741", "147852", "258963", "369852", "159357", "357159", "159753", "753159", "951753"),
        *("357951", "159951", "123654", "321654", "654123", "456123", "123789", "789123", "789456", "456987"),
        *("147896", "789632", "123698", "321478", "142536", "253614", "102030", "135790", "135791", "246810"),
        *("246801", "112358", "314159", "271828", "141421", "142857", "123321", "456654", "789987", "159263"),
        *("520131", "131452", "131420", "201314", "521131", "131421", "520521", "521520", "520530", "530520"),
        *("147147", "168168", "168888", "188888", "166888", "516888", "518888", "588888", "886688", "668899"),
        *("518518", "888666", "666888", "888168", "668668", "998877", "778899", "789789", "456456", "100861"),
        *("100000", "100001", "123400", "123450", "123455", "123457", "123465", "654320", "101010", "121314"),
        *("131415", "111213", "212223", "123412", "234512", "010203", "102938", "564738", "192837", "135246"),
    }
)


def pin_faults(pin: str, own: tuple[str, ...] = ()) -> list[str]:
    """Return what is wrong with a new PIN; `own` are his work number and account, whose digits everybody knows."""
    if not re.fullmatch(f"[0-9]{{{LENGTH}}}", pin):
        return [Message(_("PIN 码是 6 位数字"))]
    faults = (Message(sentence) for is_so, sentence in REASONS if is_so(pin))
    first = next(faults, None)
    if first is None and any(_is_of(pin, re.sub("[^0-9]", "", identifier)) for identifier in own):
        first = Message(_("PIN 码不要用自己的工号或手机号里的数字，别人知道这些数字"))
    return [first] if first else []


def _is_run(pin: str) -> bool:
    steps = {int(b) - int(a) for a, b in zip(pin, pin[1:], strict=False)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


def _is_repeated(pin: str) -> bool:
    """Tell of 121212, 123123, 112233, 111222 and of what has but two digits."""
    pairs = [pin[start : start + 2] for start in (0, 2, 4)]
    doubled = pin[0::2] == pin[1::2]
    return doubled or pin[:3] == pin[3:] or len(set(pairs)) == 1 or len(set(pin)) <= 2


def _is_date(pin: str) -> bool:
    """Tell whether it reads as YYMMDD, DDMMYY, MMDDYY or YYYYMM."""
    first, second, third = int(pin[:2]), int(pin[2:4]), int(pin[4:])
    days = ((first, second, third), (third, second, first), (third, first, second))
    is_month = 1900 <= int(pin[:4]) < 2100 and 1 <= third <= 12
    return is_month or any(_is_day(*day) for day in days)


def _is_day(year: int, month: int, day: int) -> bool:
    for century in (1900, 2000):
        try:
            date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False


def _is_of(pin: str, digits: str) -> bool:
    """Tell whether a number of one's own stands in the PIN, or the PIN in it, or it is filled up to six."""
    if not digits:
        return False
    filled = pin in {digits.zfill(LENGTH), digits.ljust(LENGTH, "0")}
    return filled or pin in digits or (len(digits) >= 4 and digits in pin)


REASONS: tuple[tuple[Callable[[str], bool], str], ...] = (
    (_is_run, _("PIN 码太容易猜到，不要用 123456、111111 这样的连号或重复")),
    (_is_repeated, _("PIN 码太容易猜到，不要用 112233、123123 这样成对或成组重复的数")),
    (_is_date, _("PIN 码不要用日期，像生日、年月：别人最先猜这些")),
    (COMMON.__contains__, _("PIN 码太常见，很多人都用它：请换一个")),
)
