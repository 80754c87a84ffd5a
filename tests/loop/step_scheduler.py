"""Step 3, the night: nobody presses anything, and the planner makes the check of one day more."""

import subprocess
import sys
import time
from datetime import date, timedelta

from service.core import clock
from tests import databases
from tests.site import ROOT, Site

PATIENCE = 60  # seconds


def days_with_a_check(place: str) -> list[date]:
    found = databases.rows(place, "SELECT period FROM occurrence ORDER BY period")
    return [date.fromisoformat(str(period)) for (period,) in found]


def the_planner_makes_one_day_more(site: Site, place: str) -> None:
    """The plan itself made two days; a planner that runs tomorrow adds the third, and only that one."""
    today = clock.today()
    first = [today, today + timedelta(days=1)]
    assert days_with_a_check(place) == first
    planner = subprocess.Popen([sys.executable, "-m", "tests.loop.tomorrow"], cwd=ROOT, env=site.environment)
    try:
        end = time.monotonic() + PATIENCE
        while days_with_a_check(place) == first:
            assert time.monotonic() < end, "the planner made no check"
            time.sleep(0.2)
    finally:
        planner.terminate()
        assert planner.wait(timeout=PATIENCE) == 0
    assert days_with_a_check(place) == [*first, today + timedelta(days=2)]
