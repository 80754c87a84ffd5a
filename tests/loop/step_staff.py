"""Steps 0 and 1, the plants' side: first managers are invited, a manager adds his people and his telephone."""

from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.loop import papers
from tests.loop.acts import PIN, fill, follow, press, sees
from tests.loop.step_people import add_person, invited
from tests.site import Site, phone

TEAM = "冲压一班"
WORKER, WORKER_NUMBER = "赵小军", "A101"
MANAGER = {"name": "张安全", "work_number": "A002", "account": "loop.manager", "role": "safety_manager"}
NEIGHBOUR = {"name": "马北关", "work_number": "B002", "account": "loop.neighbour", "role": "safety_manager"}
PEOPLE = (
    {"name": "李守业", "work_number": "A001", "role": "principal", "account": "loop.principal"},
    {"name": "王维修", "work_number": "A010", "role": "department_head", "account": "loop.fixer"},
    {"name": WORKER, "work_number": WORKER_NUMBER, "role": "worker", "team": TEAM, "post": "冲压工"},
)
CONTACTS = {"duty_phone": "0372-3918119", "address": "安阳市殷都区钢花路 6 号"}


@dataclass(frozen=True)
class Staff:
    """A plant's people, each before a screen of his own."""

    manager: Page
    principal: Page
    fixer: Page


def the_operator_invites_the_first_manager(
    browser: Browser, site: Site, operator: Page, facts: dict[str, str]
) -> Page:
    """On the plant's page: add its safety manager and hand him the printed invitation."""
    home = operator.url
    add_person(operator, home, facts)
    return invited(browser, site, operator, facts["name"], facts["account"])


def the_manager_adds_his_people(browser: Browser, site: Site, manager: Page) -> None:
    for facts in PEOPLE:
        follow(manager, "人员")
        manager.get_by_role("link", name="添加人员").click()
        fill(manager, facts)
        press(manager, "添加")
        sees(manager, facts["name"])
    principal = PEOPLE[0]
    invited(browser, site, manager, principal["name"], principal["account"]).context.close()


def the_manager_keeps_the_duty_phone(manager: Page) -> None:
    follow(manager, "档案")
    manager.get_by_role("link", name="更正电话和地址").click()
    fill(manager, CONTACTS)
    press(manager, "保存")
    sees(manager, CONTACTS["duty_phone"])


def a_worker_enrols_his_phone(browser: Browser, site: Site, manager: Page, name: str = WORKER) -> Page:
    """He uses the letter that the manager printed: one symbol, one use, a PIN of his own."""
    follow(manager, "人员")
    with manager.expect_download() as letter:
        manager.get_by_role("row", name=name).get_by_role("button", name="打印手机登录码").click()
    page = phone(browser, site)
    page.goto(papers.link_on(letter.value.path()))
    fill(page, {"pin": PIN, "again": PIN})
    press(page, "设好并登录")
    sees(page, name)
    return page
