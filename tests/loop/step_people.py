"""Step 0: people come to exist. The operator opens a bureau, enters certificates, prints invitations."""

from playwright.sync_api import Browser, Page

from tests.loop import papers
from tests.loop.acts import fill, press, prove, sees, set_password, sign_in
from tests.site import Site, desk

OFFICERS = {"officer1": ("刘志远", "Y002", "16050001"), "officer2": ("陈晓岚", "Y003", "16050002")}


def the_operator_signs_in(browser: Browser, site: Site) -> Page:
    page = desk(browser, site)
    set_password(page, site.flask("invite-operator", "loop.operator").strip().removeprefix(site.url))
    sign_in(page, "loop.operator")
    return page


def the_operator_opens_a_bureau(page: Page) -> None:
    page.goto("/ops/bureaus/new")
    bureau = {
        "name": "安阳市殷都区应急管理局",
        "area_code": "410505",
        "number_prefix": "殷",
        "appeal_body": "安阳市殷都区人民政府",
        "court": "安阳市殷都区人民法院",
        "yearly_cap": "4",
    }
    fill(page, bureau)
    press(page, "开通")
    sees(page, "还没有人员")


def the_bureaus_people_come(browser: Browser, site: Site, operator: Page) -> dict[str, Page]:
    """Add the head, two officers with certificates and a grid worker; each sets his own password."""
    home = operator.url
    people = {"head": ("周建国", "Y001", "head"), "grid": ("郭小军", "Y101", "grid_worker")}
    people |= {account: (name, number, "officer") for account, (name, number, _paper) in OFFICERS.items()}
    signed_in = {}
    for account, (name, number, role) in people.items():
        add_person(
            operator, home, {"name": name, "work_number": number, "role": role, "account": f"loop.{account}"}
        )
        if role == "officer":
            certify(operator, home, name, OFFICERS[account][2])
        operator.goto(home)
        signed_in[account] = invited(browser, site, operator, name, f"loop.{account}")
    return signed_in


def add_person(page: Page, home: str, facts: dict[str, str]) -> None:
    page.goto(f"{home}/people/new" if "/ops/" in home else f"{home}/new")
    fill(page, facts)
    prove(page)
    press(page, "添加")
    sees(page, facts["name"])


def certify(page: Page, home: str, name: str, number: str) -> None:
    page.goto(home)
    page.get_by_role("row", name=name).get_by_role("link", name="登记证件").click()
    fill(
        page,
        {"number": number, "issuer": "河南省司法厅", "valid_from": "2025-01-01", "valid_to": "2031-12-31"},
    )
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
