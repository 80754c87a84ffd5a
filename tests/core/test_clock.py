"""A day begins when it begins in China, whatever the machine's zone is."""

import time
from datetime import UTC, date, datetime

import pytest

from service.core import clock

pytestmark = pytest.mark.days


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
def test_the_zone_of_a_container_moves_no_day(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    with monkeypatch.context() as machine:
        machine.setenv("TZ", zone)
        time.tzset()
        with clock.frozen(datetime(2026, 12, 31, 16, 30, tzinfo=UTC)):
            assert clock.today() == date(2027, 1, 1)
            assert clock.end_of(clock.today()) == datetime(2027, 1, 1, 16, tzinfo=UTC)
    time.tzset()
