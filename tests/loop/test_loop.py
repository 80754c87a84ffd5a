"""The complete loop in Chromium, on real input, with real servers: one test, step by step."""

from pathlib import Path

import pytest

from tests.loop import step_people as people
from tests.site import chromium, running

pytestmark = [pytest.mark.browser, pytest.mark.jobs]


def test_three_people_live_through_the_whole_loop(
    environment: dict[str, str], database: dict[str, str], redis_url: str, tmp_path: Path
) -> None:
    with running(environment, tmp_path) as site, chromium() as browser:
        operator = people.the_operator_signs_in(browser, site)
        people.the_operator_opens_a_bureau(operator)
        bureau = people.the_bureaus_people_come(browser, site, operator)
        assert set(bureau) == {"head", "officer1", "officer2", "grid"}
