"""Step 0: people come to exist. The operator opens a bureau, enters certificates, prints invitations."""

from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Browser, Page

from tests.loop import papers
from tests.loop.acts import fill, press, prove, sees, set_password, sign_in
from tests.site import Site, desk

BUREAU = {
    "name": "安阳市殷都区应急管理局",
    "area_code": "410505",
    "number_prefix": "殷",
    "appeal_body": "安阳市殷都区人民政府",
    "court": "安阳市殷都区人民法院",
    "yearly_cap": "4",
}
PEOPLE = {  # account: name, work number, role
    "loop.head": ("周建国", "Y001", "head"),
    "loop.grid": ("郭小军", "Y101", "grid_worker"),
    "loop.officer1": ("刘志远", "Y002", "officer"),
    "loop.officer2": ("陈晓岚", "Y003", "officer"),
}
CERTIFICATES = {"loop.officer1": "16050001", "loop.officer2": "16050002"}
OFFICERS = [PEOPLE[account][0] for account in CERTIFICATES]
CERTIFIED = {"issuer": "河南省司法厅", "valid_from": "2025-01-01", "valid_to": "2031-12-31"}


def the_operator_signs_in(browser: Browser, site: Site, app: Flask) -> Page:
    """He uses the link that the command prints whoever installs the product."""
    page = desk(browser, site)
    printed = app.test_cli_runner().invoke(args=["invite-operator", "loop.operator"])
    assert printed.exit_code == 0, printed.output
    set_password(page, urlsplit(printed.stdout.strip()).path)
    sign_in(page, "loop.operator")
    return page


def the_operator_opens_a_bureau(page: Page) -> None:
    page.goto("/ops/bureaus/new")
    fill(page, BUREAU)
    press(page, "开通")
    sees(page, "还没有人员")


def the_bureaus_people_come(browser: Browser, site: Site, operator: Page) -> None:
    """Add the head, two officers with certificates and a grid worker; an officer sets his own password."""
    home = operator.url
    for account, (name, number, role) in PEOPLE.items():
        add_person(operator, home, {"name": name, "work_number": number, "role": role, "account": account})
        if account in CERTIFICATES:
            certify(operator, home, name, CERTIFICATES[account])
    operator.goto(home)
    invited(browser, site, operator, OFFICERS[0], "loop.officer1").context.close()


def add_person(page: Page, home: str, facts: dict[str, str]) -> None:
    page.goto(f"{home}/people/new" if "/ops/" in home else f"{home}/new")
    fill(page, facts)
    prove(page)
    press(page, "添加")
    sees(page, facts["name"])


def certify(page: Page, home: str, name: str, number: str) -> None:
    page.goto(home)
    page.get_by_role("row", name=name).get_by_role("link", name="登记证件").click()
    fill(page, {"number": number} | CERTIFIED)
    prove(page)
    press(page, "登记")
    sees(page, number)


def invited(browser: Browser, site: Site, page: Page, name: str, account: str) -> Page:
    """Print somebody's invitation; he uses it and signs in at a desk of his own."""
    with page.expect_download() as printed:
        page.get_by_role("row", name=name).get_by_role("button", name="打印登录邀请").click()
    own = desk(browser, site)
    set_password(own, papers.link_on(printed.value.path()))
    sign_in(own, account)
    return own
