"""The complete loop in Chromium, on real input, with real servers: one test, step by step."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.loop import papers
from tests.loop import step_people as people
from tests.loop import step_register as register
from tests.loop import step_roster as roster
from tests.loop import step_staff as plant
from tests.site import Site, chromium, running

pytestmark = [pytest.mark.browser, pytest.mark.jobs]
MANAGER = {"name": "张安全", "work_number": "A002", "account": "loop.manager"}
NEIGHBOUR = {"name": "马北关", "work_number": "B002", "account": "loop.neighbour"}


def test_three_people_live_through_the_whole_loop(
    environment: dict[str, str], database: dict[str, str], redis_url: str, tmp_path: Path
) -> None:
    with running(environment, tmp_path) as site, chromium() as browser:
        operator = people.the_operator_signs_in(browser, site)
        people.the_operator_opens_a_bureau(operator)
        bureau = people.the_bureaus_people_come(browser, site, operator)
        assert set(bureau) == {"head", "officer1", "officer2", "grid"}
        the_roster_comes(operator)
        staff = the_plant_moves_in(browser, site, operator)
        its_risks_are_registered(staff.manager, tmp_path)


def the_roster_comes(operator: Page) -> None:
    roster.good_rows_land_and_wrong_ones_are_named(operator)
    roster.the_error_workbook_keeps_the_rows_and_says_why(operator)
    roster.a_second_upload_changes_nothing(operator)


def the_plant_moves_in(browser: Browser, site: Site, operator: Page) -> plant.Staff:
    roster.the_operator_opens_a_plant(operator, papers.PLANT)
    manager = plant.the_operator_invites_the_first_manager(browser, site, operator, MANAGER)
    staff = plant.the_manager_adds_his_people(browser, site, manager)
    plant.the_manager_keeps_the_duty_phone(manager)
    return staff


def its_risks_are_registered(manager: Page, folder: Path) -> dict[str, str]:
    """Return the address on the label of each unit that is used later."""
    register.the_ledger_of_a_workshop_lands(manager)
    register.the_ledger_of_the_power_house_lands(manager)
    register.the_register_shows_computed_levels(manager)
    return register.labels_are_printed(manager, folder)
