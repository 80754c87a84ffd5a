"""Step 4: what happens at the label: a check with a fault, a report without a name, a sign-in that expired."""

from playwright.sync_api import Browser, Page, expect

from tests.loop import papers
from tests.loop.acts import PIN, attach, fill, press, sees
from tests.site import Site, phone

FAULT = "光幕左侧立柱松动，遮挡后滑块不停"
TEN_TIMES = "node => { for (let n = 0; n < 10; n++) node.click(); }"


def the_worker_scans(page: Page, label: str) -> None:
    page.goto(label)
    sees(page, "0372-3918119")


def the_card_says_what_to_do(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("冲床")
    for words in ("一般风险", "机械", "安装光幕", "停机送医"):
        sees(page, words)


def he_fills_the_check(page: Page) -> None:
    """All items are normal but the first, which gets a photo and words."""
    page.get_by_role("link", name="去检查").click()
    for item in page.locator("fieldset.ck").all()[1:]:
        item.get_by_label("正常").check(force=True)
    page.locator("fieldset.ck").first.get_by_label("有问题").check(force=True)
    fill(page, {"words-1": FAULT})
    attach(page, "photos-1", papers.photo("光幕"))


def his_sign_in_ends(browser: Browser, site: Site, label: str, number: str) -> None:
    """He signs in on newer phones; the oldest one is signed out by that."""
    for _phone in range(3):
        newer = phone(browser, site)
        sign_in_by_pin(newer, label, number)
        newer.context.close()


def sign_in_by_pin(page: Page, label: str, number: str) -> None:
    page.goto("/m/sign-in")
    fill(page, {"enterprise": label.rsplit("/", 1)[1], "work_number": number, "pin": PIN})
    press(page, "登录")
    sees(page, "今天的检查")


def he_signs_in_beside_his_answers(page: Page, number: str) -> None:
    """What he filled in stands in the page; he signs in on a second one and comes back."""
    press(page, "提交检查")
    sees(page, "登录已过期")
    expect(page.locator("[name=words-1]")).to_have_value(FAULT)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="去登录").click()
    fill(opened.value, {"work_number": number, "pin": PIN})
    press(opened.value, "登录")
    sees(opened.value, "已登录")
    opened.value.close()


def he_presses_ten_times_and_goes_back(page: Page) -> None:
    page.locator("button[form=check]").evaluate(TEN_TIMES)
    expect(page.get_by_role("status")).to_contain_text("已送达")
    sees(page, FAULT)
    page.evaluate(
        "history.go(-2)"
    )  # past the page that asked for the sign-in: asking for it again would send it
    sees(page, "这次检查已经完成")


def somebody_reports_without_a_name(browser: Browser, site: Site, label: str) -> tuple[Page, str]:
    """Return his phone, and the address of his report as the receipt shows it, once."""
    page = phone(browser, site)
    page.goto(label)
    expect(page.get_by_role("link", name="去检查")).to_have_count(0)
    page.get_by_role("link", name="报隐患").click()
    page.get_by_label("跑冒滴漏").check()
    fill(page, {"words": "喷漆房北门地沟有稀料味"})
    attach(page, "photos", papers.photo("地沟", "#a08c5a"))
    press(page, "提交")
    sees(page, "只显示这一次")
    claim = page.get_by_role("link", name="现在看进展").get_attribute("href")
    assert claim
    assert page.context.cookies() == []
    return page, claim
