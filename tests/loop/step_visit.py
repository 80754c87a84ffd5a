"""Step 6, up to the order: a visit is applied for, approved, noticed, recorded by two, sealed and signed."""

import re

from playwright.sync_api import Page, expect

from service.core import clock
from tests import databases
from tests.loop import papers
from tests.loop.acts import PASSWORD, attach, fill, follow, press, sees
from tests.loop.step_hazards import IN_A_WEEK

# What somebody sends who writes the form himself, where the page shows him none.
FORGED = """address => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.append(document.querySelector("[name=csrf_token]").cloneNode());
  document.body.append(form);
  form.submit();
}"""
FACTS = ("冲床光幕被旁路，伸手入模区滑块不停", "喷漆房排风与送电未联锁")


def the_regulator_finds_the_plant(page: Page) -> None:
    """By two characters of its name; the list shows its worst level and what is open."""
    page.goto("/")
    expect(page.get_by_role("link", name=papers.ELSEWHERE)).to_have_count(0)
    page.locator("main [name=search]").fill("永兴")
    page.locator("main [name=search]").press("Enter")
    row = page.get_by_role("row", name=papers.PLANT)
    expect(row).to_contain_text("重大")
    expect(page.get_by_role("row", name=papers.NEIGHBOUR)).to_have_count(0)
    row.get_by_role("link", name=papers.PLANT).click()
    sees(page, "未销号隐患")


def the_grid_worker_may_not_apply(page: Page) -> None:
    the_regulator_finds_the_plant(page)
    expect(page.get_by_role("link", name="申请检查")).to_have_count(0)
    desk = page.url.split("/enterprises/")[0]
    for forced in (lambda: page.evaluate(FORGED, f"{desk}/visits"), lambda: page.goto(f"{desk}/visits/new")):
        with page.expect_navigation() as refused:
            forced()
        assert refused.value.status == 403


def the_head_reads_who_was_refused(page: Page, place: str) -> None:
    """From the ledger, where the attempt stands with who made it."""
    page.goto("/")
    follow(page, "检查")
    refused = page.get_by_role("region", name="越权操作").get_by_role("row", name="郭小军")
    expect(refused.first).to_contain_text("申请检查")
    kept = databases.rows(
        place,
        "SELECT p.name FROM ledger_entry JOIN person p ON p.id = actor_id WHERE act = 'access.refused'",
    )
    assert {name for (name,) in kept} == {"郭小军"}


def the_regulator_sees_a_major_one_at_once(page: Page) -> None:
    the_regulator_finds_the_plant(page)
    sees(page, "重大 1 条")


def the_regulator_sees_none_left(page: Page) -> None:
    page.reload()
    sees(page, "重大 0 条")


def an_officer_applies(page: Page, officers: list[str]) -> str:
    """Return the address of the visit."""
    page.get_by_role("link", name="申请检查").click()
    sees(page, "年度上限 4 次")
    fill(page, {"kind": "planned", "reason": "2026 年度监督检查计划", "items": "机械防护\n喷漆房通风联锁"})
    for name in officers:
        page.get_by_role("group", name="两名执法人员").get_by_label(re.compile(name)).check(force=True)
    press(page, "提交审批")
    sees(page, "待审批")
    return page.url


def nothing_starts_without_approval(page: Page) -> None:
    expect(page.get_by_role("button", name="记录告知，开始检查")).to_have_count(0)


def the_head_approves(page: Page) -> None:
    page.goto("/")
    follow(page, "检查")
    page.get_by_role("link", name=papers.PLANT).first.click()
    fill(page, {"opinion": "同意，注意安全"})
    press(page, "批准检查")
    sees(page, "已批准")


def the_notice_is_read(page: Page) -> None:
    page.reload()
    fill(page, {"met_person": "张安全", "met_post": "安全管理员", "recusal": "false"})
    press(page, "记录告知，开始检查")
    sees(page, "现场检查中")


def what_is_found_is_written_down(page: Page) -> None:
    for number, fact in enumerate(FACTS):
        page.get_by_role("link", name="添加发现").click()
        fill(
            page,
            {"item": "机械防护", "place": "一车间", "fact": fact, "grade": "general", "due_on": IN_A_WEEK},
        )
        page.locator("select[name=basis_code]").select_option(index=number + 1)
        attach(page, "photos", papers.photo(f"发现{number}", ("#335577", "#775533")[number]))
        press(page, "保存发现")
        sees(page, fact)


def the_scene_is_described(page: Page) -> None:
    minute = clock.local(clock.now()).strftime("%Y-%m-%dT%H:%M")
    fill(page, {"site": "一车间、喷漆房", "began_at": minute, "ended_at": minute})
    press(page, "保存")
    expect(page.get_by_role("complementary")).to_contain_text("一车间、喷漆房")


def both_confirm_the_record(*officers: Page) -> None:
    for page in officers:
        page.reload()
        press(page, "我已核对，确认记录")
    sees(officers[-1], "记录已确认")


def the_record_is_sealed_and_signed(page: Page) -> None:
    """With a fresh password; then the plant's person signs the paper, which is photographed back."""
    page.reload()
    seals(page, "签发现场检查记录")
    sees(page, "待企业签字")
    attach(page, "photos", papers.photo("签字页", "#eeeeee"))
    press(page, "存回")
    sees(page, "已签字")


def seals(page: Page, word: str) -> None:
    asked = page.locator("main [name=password]")
    if asked.count():
        press_without_password = page.get_by_role("button", name=word)
        fill(page, {"password": "wrong-" + PASSWORD})
        press_without_password.click()
        expect(page.get_by_role("alert")).to_contain_text("密码不对")
        fill(page, {"password": PASSWORD})
    press(page, word)
