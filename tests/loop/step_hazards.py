"""Step 5: hazards go their way to the close, from the queues of the day."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from service.core import clock
from tests.loop import papers
from tests.loop.acts import attach, fill, follow, press, sees
from tests.loop.step_staff import Staff

IN_A_WEEK = (clock.today() + timedelta(days=7)).isoformat()


def each_waits_today_once(manager: Page) -> None:
    follow(manager, "今日")
    expect(manager.get_by_role("link", name=re.compile("待确认")).first).to_contain_text("3")
    expect(manager.get_by_role("row").filter(has_text="匿名")).to_have_count(1)


def opens_from_today(page: Page, queue: str, words: str) -> None:
    follow(page, "今日")
    page.get_by_role("link", name=re.compile(queue)).first.click()
    page.locator("table").get_by_role("link", name=re.compile(words)).first.click()


def the_manager_confirms_and_assigns(manager: Page, words: str, to: str) -> None:
    opens_from_today(manager, "待确认", words)
    fill(manager, {"grade": "general", "interim_control": "停用并挂牌，专人看守"})
    choose_first(manager, "hazard_type", "cause")
    press(manager, "确认并定级")
    fill(manager, {"assigned_to": to, "due_on": IN_A_WEEK})
    press(manager, "分派整改")
    sees(manager, "整改中")


def choose_first(page: Page, *names: str) -> None:
    """Choose the first option below the empty one."""
    for name in names:
        page.locator(f"main select[name={name}]").select_option(index=1)


def the_fixer_reports_it_done(fixer: Page, words: str, how: str, colour: str) -> None:
    opens_from_today(fixer, "我的整改", words)
    fill(fixer, {"rectification": how, "cost": "120"})
    attach(fixer, "photos_after", papers.photo("整改后", colour))
    press(fixer, "提交整改结果")
    sees(fixer, "待验收")
    expect(fixer.get_by_role("button", name="验收通过")).to_have_count(0)


def it_is_sent_back(acceptor: Page, words: str) -> None:
    opens_from_today(acceptor, "待验收", words)
    acceptor.get_by_role("link", name="退回整改").click()
    fill(acceptor, {"opinion": "立柱螺栓还缺一颗防松垫片"})
    press(acceptor, "退回整改")
    sees(acceptor, "整改中")


def it_is_accepted(acceptor: Page, words: str) -> None:
    opens_from_today(acceptor, "待验收", words)
    fill(acceptor, {"opinion": "现场复看，符合要求"})
    press(acceptor, "验收通过")
    sees(acceptor, "已销号")


def found_and_fixed_in_one_form(staff: Staff) -> None:
    words = "通道堆放托盘，宽度不足"
    follow(staff.fixer, "今日")
    staff.fixer.get_by_role("link", name="即查即改").first.click()
    fill(
        staff.fixer,
        {"place": "冲压线东侧通道", "description": words, "rectification": "托盘移到堆场", "cost": "0"},
    )
    fill(staff.fixer, {"hazard_type": "safety", "cause": "people"})
    attach(staff.fixer, "photos", papers.photo("前", "#884444"))
    attach(staff.fixer, "photos_after", papers.photo("后", "#448844"))
    press(staff.fixer, "提交验收")
    sees(staff.fixer, "待验收")
    it_is_accepted(staff.manager, words)


ACTS = ("上报", "确认并定级", "分派整改", "整改完成", "退回整改", "验收通过", "销号")
MAJOR_ACTS = (
    "上报",
    "确认并定级",
    "第二人确认",
    "编制治理方案",
    "批准治理方案",
    "整改完成",
    "验收通过",
    "销号",
)
MAJOR = "配电室联锁被短接，防爆风机停用仍可送电"


def a_major_one_is_reported(finder: Page) -> None:
    follow(finder, "隐患")
    finder.get_by_role("link", name="登记隐患").first.click()
    fill(finder, {"place": "喷漆房配电室", "description": MAJOR})
    attach(finder, "photos", papers.photo("联锁", "#663399"))
    press(finder, "登记隐患")
    sees(finder, "待确认")


def a_major_one_needs_criterion_and_evidence(staff: Staff) -> None:
    """Nobody may assign it: it is endorsed by another, planned, approved, and only then rectified."""
    page = staff.manager
    opens_from_today(page, "待确认", "联锁被短接")
    fill(page, {"grade": "major"})
    choose_first(page, "hazard_type", "cause")
    press(page, "确认并定级")
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("select[name=criterion_code]").select_option(index=1)
    fill(page, {"evidence": "现场拍照，短接线在 3 号端子", "interim_control": "断电上锁"})
    press(page, "确认并定级")
    sees(page, "重大隐患")
    expect(page.get_by_role("button", name="确认是重大隐患")).to_have_count(0)


def a_second_person_endorses_it(staff: Staff) -> None:
    opens_from_today(staff.principal, "待第二人确认", "联锁被短接")
    press(staff.principal, "确认是重大隐患")
    sees(staff.principal, "编制治理方案")


def it_goes_to_rectification_by_a_plan_only(staff: Staff) -> None:
    page = staff.manager
    page.reload()
    plan = {
        "state_and_cause": "联锁线被短接，风机故障后仍可送电",
        "harm_and_difficulty": "可致漆雾爆燃；一天内可恢复",
        "goals": "恢复联锁并试验",
        "measures": "拆除短接线，更换继电器，联动试验三次",
        "funds": "3500",
        "responsible_unit": "设备科",
        "responsible_id": "王维修",
        "due_on": IN_A_WEEK,
        "safety_measures": "治理期间喷漆房停产断电上锁",
        "emergency_plan": "按喷漆房火灾现场处置方案执行",
    }
    fill(page, plan)
    press(page, "编制治理方案")
    staff.principal.reload()
    press(staff.principal, "批准治理方案")
    sees(staff.principal, "整改中")


def it_is_accepted_and_closed_on_the_principals_review(staff: Staff) -> None:
    the_fixer_reports_it_done(staff.fixer, "联锁被短接", "拆除短接线，更换继电器，联动三次可靠", "#3366aa")
    opens_from_today(staff.manager, "待验收", "联锁被短接")
    fill(staff.manager, {"opinion": "联动试验三次，动作可靠"})
    press(staff.manager, "验收通过")
    sees(staff.manager, "已验收")
    expect(staff.manager.get_by_role("button", name="复核销号")).to_have_count(0)
    page = staff.principal
    page.goto(staff.manager.url)
    fill(page, {"review": "与设备科现场复核，方案各项措施已落实，同意销号"})
    press(page, "复核销号")
    sees(page, "已销号")
    timeline_tells(page, MAJOR_ACTS)


def the_worker_hears_at_any_label(page: Page, label: str) -> None:
    """At another label than he reported at: what became of it, with photos of before and after."""
    page.goto(label)
    sees(page, "您上报的隐患已整改")
    page.get_by_role("link", name="看整改前后照片").first.click()
    shows_before_and_after(page)


def the_reporter_hears_by_his_claim(page: Page, claim: str) -> None:
    page.goto(claim)
    sees(page, "您上报的隐患已整改")
    shows_before_and_after(page)


def shows_before_and_after(page: Page) -> None:
    photos = page.locator("figure img")
    expect(photos).to_have_count(2)
    for photo in photos.all():
        photo.scroll_into_view_if_needed()
        expect(photo).to_have_js_property("complete", True)
        assert photo.evaluate("node => node.naturalWidth") > 0


def it_is_dismissed(manager: Page, words: str, reason: str) -> None:
    opens_from_today(manager, "待确认", words)
    manager.get_by_role("link", name="判定为非隐患").click()
    press(manager, "判定为非隐患")
    expect(manager.locator("[name=reason]:invalid")).to_have_count(1)
    fill(manager, {"reason": reason})
    press(manager, "判定为非隐患")
    sees(manager, "非隐患")


def the_hazard_tells_its_story(page: Page, words: str) -> None:
    follow(page, "隐患")
    page.get_by_role("link", name=re.compile(words)).click()
    timeline_tells(page, ACTS)


def timeline_tells(page: Page, acts: tuple[str, ...]) -> None:
    """Find every act in the order in which they happened; a page shows the newest first."""
    told = page.get_by_role("region", name=re.compile("经过|时间线")).first.inner_text()
    at = -1
    for act in reversed(acts):
        at = told.find(act, at + 1)
        assert at >= 0, (act, acts, told)
