"""The loop in Chromium, on real input, with real servers: four parts of a journey, each in the world before it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests import chromium
from tests.loop import papers
from tests.loop import step_answer as answer
from tests.loop import step_hazards as hazards
from tests.loop import step_order as orders
from tests.loop import step_people as people
from tests.loop import step_phone as phones
from tests.loop import step_register as register
from tests.loop import step_roster as roster
from tests.loop import step_scheduler as nights
from tests.loop import step_staff as plant
from tests.loop import step_visit as visits
from tests.loop.step_people import OFFICERS
from tests.loop.world import Registered, Reported, at_desk, on_phone
from tests.site import Site, phone, serving

pytestmark = [pytest.mark.browser, pytest.mark.jobs]
WHY_NOT = "清洗地面留下的水，已擦干并复看"


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium.opened() as browser:
        yield browser


def test_a_roster_and_a_ledger_become_a_register_with_labels_and_a_check(
    app: Flask, environment: dict[str, str], place: str, tmp_path: Path, browser: Browser
) -> None:
    with serving(environment, tmp_path, "work") as site:
        operator = people.the_operator_signs_in(browser, site, app)
        people.the_operator_opens_a_bureau(operator)
        people.the_bureaus_people_come(browser, site, operator)
        the_roster_comes(operator)
        manager = the_plant_moves_in(browser, site, operator)
        labels = its_risks_are_registered(manager)
        nights.the_planner_makes_one_day_more(site, place)
        phones.the_worker_scans(phone(browser, site), labels["冲床"])
        assert site.fallen() == []


def test_a_worker_checks_and_everybody_reports_at_a_label(
    registered: Registered, environment: dict[str, str], place: str, tmp_path: Path, browser: Browser
) -> None:
    labels = registered.labels
    with serving(environment, tmp_path, "work") as site:
        manager = at_desk(browser, site, "loop.manager")
        worker = a_check_finds_a_fault(browser, site, manager, labels["冲床"])
        phones.he_reports_by_name_ten_times(worker, labels["喷漆房"])
        _his, claim = phones.somebody_reports_without_a_name(browser, site, labels["喷漆房"], tmp_path)
        phones.only_the_hash_of_a_claim_is_kept(place, claim)
        hazards.each_waits_today_once(manager)
        hazards.it_is_dismissed(manager, phones.NOTHING, WHY_NOT)
        phones.on_another_phone_he_reads_why(browser, site, worker, labels["冲床"], WHY_NOT)
        assert site.fallen() == []


def test_hazards_go_their_way_to_the_close_and_who_reported_hears_of_it(
    reported: Reported, environment: dict[str, str], tmp_path: Path, browser: Browser
) -> None:
    with serving(environment, tmp_path, "work") as site:
        staff = plant.Staff(
            *(at_desk(browser, site, f"loop.{who}") for who in ("manager", "principal", "fixer"))
        )
        hazards_are_closed(staff)
        worker = on_phone(browser, site, reported.worker.person_id)
        hazards.the_worker_hears_at_any_label(worker, reported.labels["喷漆房"])
        hazards.the_reporter_hears_by_his_claim(phone(browser, site), reported.claim)
        a_major_one_is_treated(staff, at_desk(browser, site, "loop.officer1"))
        hazards.the_hazard_tells_its_story(staff.manager, "光幕左侧")
        assert site.fallen() == []


def test_a_bureau_inspects_orders_and_looks_again(
    registered: Registered, environment: dict[str, str], place: str, tmp_path: Path, browser: Browser
) -> None:
    with serving(environment, tmp_path) as site:
        bureau = {
            who: at_desk(browser, site, f"loop.{who}") for who in ("head", "grid", "officer1", "officer2")
        }
        staff = plant.Staff(
            *(at_desk(browser, site, f"loop.{who}") for who in ("manager", "principal", "fixer"))
        )
        visit = officers_inspect(bureau, place)
        sight = they_order(bureau, staff.manager, phone(browser, site))
        neighbour = at_desk(browser, site, "loop.neighbour")
        orders.a_neighbour_sees_nothing(neighbour, sight.order, staff.manager.url, visit)
        order = bureau["officer2"].url
        the_order_is_fulfilled(bureau, staff, order)
        bureau["officer1"].goto(order)
        answer.the_order_tells_its_story(bureau["officer1"])
        answer.the_plant_tells_its_story(staff.manager)
        assert site.fallen() == []


def the_roster_comes(operator: Page) -> None:
    roster.good_rows_land_and_wrong_ones_are_named(operator)
    roster.the_error_workbook_keeps_the_rows_and_says_why(operator)
    roster.a_second_upload_changes_nothing(operator)


def the_plant_moves_in(browser: Browser, site: Site, operator: Page) -> Page:
    """Return its manager's desk."""
    roster.the_operator_opens_a_plant(operator, papers.PLANT)
    manager = plant.the_operator_invites_the_first_manager(browser, site, operator, plant.MANAGER)
    plant.the_manager_adds_his_people(browser, site, manager)
    plant.the_manager_keeps_the_duty_phone(manager)
    return manager


def its_risks_are_registered(manager: Page) -> dict[str, str]:
    """Return the address on the label of each unit that is used later."""
    register.the_ledger_of_a_workshop_lands(manager)
    register.the_ledger_of_the_power_house_lands(manager)
    register.the_register_shows_computed_levels(manager)
    register.a_daily_check_of_its_measures_is_planned(manager, "冲床", plant.TEAM)
    register.the_file_tells_of_the_import(manager)
    return register.labels_are_printed(manager)


def a_check_finds_a_fault(browser: Browser, site: Site, manager: Page, label: str) -> Page:
    """Return the worker's phone."""
    worker = plant.a_worker_enrols_his_phone(browser, site, manager)
    phones.the_worker_scans(worker, label)
    phones.the_card_says_what_to_do(worker)
    phones.he_fills_the_check(worker)
    phones.his_sign_in_ends(browser, site, worker)
    phones.he_signs_in_beside_his_answers(worker, plant.WORKER_NUMBER)
    phones.he_sends_ten_at_once_and_again_from_history(worker)
    phones.the_check_is_done(worker, label)
    return worker


def hazards_are_closed(staff: plant.Staff) -> None:
    """One is sent back once; what needs no second look is found and fixed in one form."""
    hazards.the_manager_confirms_and_assigns(staff.manager, "光幕左侧", "王维修")
    hazards.the_fixer_reports_it_done(staff.fixer, "光幕左侧", "紧固立柱螺栓", "#99aa33")
    hazards.it_is_sent_back(staff.principal, "光幕左侧")
    hazards.the_fixer_reports_it_done(staff.fixer, "光幕左侧", "补装防松垫片", "#33aa99")
    hazards.it_is_accepted(staff.principal, "光幕左侧")
    hazards.the_manager_confirms_and_assigns(staff.manager, "稀料味", "王维修")
    hazards.the_fixer_reports_it_done(staff.fixer, "稀料味", "清理地沟并封堵", "#aa33aa")
    hazards.it_is_accepted(staff.manager, "稀料味")
    hazards.found_and_fixed_in_one_form(staff)


def a_major_one_is_treated(staff: plant.Staff, officer: Page) -> None:
    """The regulator sees it from the moment it is graded, before the second person has looked."""
    hazards.a_major_one_is_reported(staff.fixer)
    hazards.a_major_one_needs_criterion_and_evidence(staff)
    visits.the_regulator_sees_a_major_one_at_once(officer)
    hazards.a_second_person_endorses_it(staff)
    hazards.it_goes_to_rectification_by_a_plan_only(staff)
    hazards.it_is_accepted_and_closed_on_the_principals_review(staff)
    visits.the_regulator_sees_none_left(officer)


def officers_inspect(bureau: dict[str, Page], place: str) -> str:
    """Return the address of the visit, its record signed."""
    visits.the_grid_worker_may_not_apply(bureau["grid"])
    first, second = bureau["officer1"], bureau["officer2"]
    visits.the_regulator_finds_the_plant(first)
    visit = visits.an_officer_applies(first, OFFICERS)
    visits.nothing_starts_without_approval(first)
    visits.the_head_reads_who_was_refused(bureau["head"], place)
    visits.the_head_approves(bureau["head"])
    visits.the_notice_is_read(first)
    visits.what_is_found_is_written_down(first)
    visits.the_scene_is_described(first)
    second.goto(visit)
    visits.both_confirm_the_record(first, second)
    visits.the_record_is_sealed_and_signed(first)
    return visit


def they_order(bureau: dict[str, Page], manager: Page, anybody: Page) -> orders.Sight:
    """Seal and serve the order; leave the second officer before it. Return where the plant sees it."""
    first, second = bureau["officer1"], bureau["officer2"]
    sight = orders.an_order_is_drafted(first, manager)
    orders.both_confirm_the_order(first.url, first, second)
    sight.is_blind()
    orders.the_order_takes_its_number(second)
    pdf = orders.the_paper_says_everything(second)
    orders.anybody_may_verify(anybody, pdf)
    sight.is_blind()
    orders.it_is_served(second)
    orders.the_plant_sees_it(sight)
    return sight


def the_order_is_fulfilled(bureau: dict[str, Page], staff: plant.Staff, order: str) -> None:
    """At the first re-inspection one item fails; it is answered again and passes."""
    first, second = bureau["officer1"], bureau["officer2"]
    answer.the_plant_cannot_dismiss(staff.manager)
    for results in ({visits.FACTS[0]: False, visits.FACTS[1]: True}, {visits.FACTS[0]: True}):
        answer.the_plant_answers(staff.manager, len(results))
        answer.another_asks_for_reinspection(staff.principal)
        again = answer.two_officers_begin_to_look_again(first, order, OFFICERS)
        for fact, passed in results.items():
            answer.judges(first, fact, passed=passed)
        answer.both_confirm_and_seal(again, first, second)
        if all(results.values()):
            answer.it_is_received(second)
        else:
            answer.it_is_refused_before_a_witness(second)
            answer.the_failed_item_is_open_again(staff.manager)
    answer.the_order_is_closed(first, order)
