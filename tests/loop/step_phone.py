"""Step 4: what happens at the label: a check with a fault, a report without a name, a sign-in that expired."""

from pathlib import Path

from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from playwright.sync_api import Browser, Page, expect

from service.codes.rules import hash_of
from service.core.settings import DEFAULT_SECRET
from tests import databases
from tests.loop import papers
from tests.loop.acts import PIN, attach, fill, press, sees
from tests.network import bad_network
from tests.site import Site, phone, plain_phone

FAULT = "光幕左侧立柱松动，遮挡后滑块不停"
SMELL = "喷漆房北门地沟有稀料味"
NOTHING = "喷漆房门口地面有水迹"
# The form as it stands, ten times side by side: the statuses, and where each was led to.
TEN_AT_ONCE = """async form => {
  const send = () => fetch(form.action, {method: "POST", body: new FormData(form)});
  const answers = await Promise.all(Array.from({length: 10}, send));
  return answers.map(answer => [answer.status, answer.url]);
}"""


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


def his_sign_in_ends(browser: Browser, site: Site, worker: Page) -> None:
    """He adds newer phones from this one; the oldest, which it is, is signed out by that."""
    for _phone in range(3):
        another_phone(browser, site, worker).context.close()


def another_phone(browser: Browser, site: Site, old: Page) -> Page:
    """Add a phone with the code that the old one shows."""
    beside = old.context.new_page()
    beside.goto("/m/another")
    press(beside, "显示添加码")
    code = beside.locator(".bigno").inner_text()
    beside.close()
    page = phone(browser, site)
    page.goto("/m/code")
    fill(page, {"code": code})
    press(page, "下一步")
    fill(page, {"pin": PIN})
    press(page, "确认并登录")
    sees(page, "今天的检查")
    return page


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


def he_sends_ten_at_once_and_again_from_history(page: Page) -> None:
    """Ten times side by side, past the script that sends a form; then by hand; then back by the browser's history."""
    form = page.locator("form#check")
    answers = form.evaluate(TEN_AT_ONCE)
    assert len(answers) == 10
    ((status, receipt),) = {tuple(answer) for answer in answers}
    assert status == 200
    press(page, "我已登录，提交检查")
    expect(page).to_have_url(receipt)
    sees(page, "已送达")
    sees(page, FAULT)
    page.go_back()
    sees(page, "这次检查已经完成")
    page.get_by_role("link", name="看检查记录").click()
    expect(page).to_have_url(receipt)


def the_check_is_done(page: Page, label: str) -> None:
    page.goto(label)
    sees(page, "，1 项有问题")
    sees(page, "已完成")
    expect(page.get_by_role("link", name="去检查")).to_have_count(0)


def somebody_reports_without_a_name(
    browser: Browser, site: Site, label: str, folder: Path
) -> tuple[Page, str]:
    """Report from a phone without scripts on a bad network: the answer is lost, and the page sent once more.

    Return his phone, and the address of his report as the receipt shows it.
    """
    with bad_network() as network:
        page = plain_phone(browser, site, network.url)
        page.goto(label)
        expect(page.get_by_role("link", name="去检查")).to_have_count(0)
        page.get_by_role("link", name="报隐患").click()
        page.get_by_label("跑冒滴漏").check()
        fill(page, {"words": SMELL})
        attach(page, "photos", papers.on_disk(papers.photo("地沟", "#a08c5a"), folder))
        with network.losing_answers():
            press(page, "提交")
            page.wait_for_url("chrome-error://**")
        assert set(network.lost) == {303}
        page.reload()
        sees(page, "只在提交后十分钟内显示")
        receipt = page.url
        claim = page.get_by_role("link", name="现在看进展").get_attribute("href")
        assert claim
        page.go_back()
        sees(page, "这条隐患已经送达")
        expect(page.locator("main")).not_to_contain_text(claim.removeprefix("/r/"))
        assert page.context.cookies() == []
        page.context.close()
    his = phone(browser, site)
    the_receipt_is_not_shown_later(his, receipt)
    return his, claim


def the_receipt_is_not_shown_later(page: Page, receipt: str) -> None:
    """Eleven minutes later its address is stale, and without its seal it never led anywhere."""
    address, seal = receipt.split("?k=")
    for stale in (address, f"{address}?k={aged(seal)}"):
        answer = page.goto(stale)
        assert answer
        assert answer.status in (404, 410)
        expect(page.get_by_role("link", name="现在看进展")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("回执只在提交后十分钟内显示")


def aged(seal: str) -> str:
    """Return the same seal as it was given eleven minutes ago."""
    serializer = URLSafeTimedSerializer(DEFAULT_SECRET, salt="receipt", signer=Aged)
    return str(serializer.dumps(URLSafeTimedSerializer(DEFAULT_SECRET, salt="receipt").loads(seal)))


class Aged(TimestampSigner):
    def get_timestamp(self) -> int:
        return super().get_timestamp() - 660


def only_the_hash_of_a_claim_is_kept(place: str, claim: str) -> None:
    text = claim.removeprefix("/r/")
    assert databases.rows(place, "SELECT opened_by FROM hazard_claim") == [(hash_of(text),)]
    kept = databases.everything(place)
    assert SMELL in kept
    for spelling in (text, text.replace("-", "")):
        assert spelling not in kept


def he_reports_by_name_ten_times(page: Page, label: str) -> None:
    page.goto(label)
    page.get_by_role("link", name="报隐患").click()
    fill(page, {"words": NOTHING})
    page.get_by_label("没法拍照").check()
    answers = page.locator("form#report").evaluate(TEN_AT_ONCE)
    ((status, receipt),) = {tuple(answer) for answer in answers}
    assert status == 200
    page.goto(receipt)
    sees(page, NOTHING)


def on_another_phone_he_reads_why(
    browser: Browser, site: Site, worker: Page, label: str, reason: str
) -> None:
    page = another_phone(browser, site, worker)
    page.goto(label)
    sees(page, "经核实不属于隐患")
    sees(page, reason)
    page.context.close()
