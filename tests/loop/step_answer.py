"""Steps 7 and 8: the plant answers, two officers look again, and what happened stands on the timelines."""

import re

from playwright.sync_api import Page, expect

from tests.loop import papers
from tests.loop.acts import attach, fill, follow, press, sees
from tests.loop.step_hazards import IN_A_WEEK, timeline_tells
from tests.loop.step_order import NUMBER
from tests.loop.step_visit import FACTS, seals


def opens_the_order(plant: Page) -> None:
    follow(plant, "政府指令")
    plant.get_by_role("link", name=NUMBER).click()


def the_plant_cannot_dismiss(plant: Page) -> None:
    opens_the_order(plant)
    plant.get_by_role("link", name=re.compile("隐患：")).first.click()
    expect(plant.get_by_role("link", name="判定为非隐患")).to_have_count(0)
    plant.goto(f"{plant.url}/dismiss")
    expect(plant.get_by_role("button", name="判定为非隐患")).to_have_count(0)


def the_plant_answers(plant: Page, items: int) -> None:
    opens_the_order(plant)
    for number in range(items):
        plant.get_by_role("link", name="答复").first.click()
        fill(plant, {"measure": f"已按要求整改到位（{number + 1}）", "cost": "800"})
        if plant.locator(
            "main select[name=cause]"
        ).count():  # asked once: not again after a failed re-inspection
            fill(plant, {"hazard_type": "fire", "cause": "management"})
        attach(plant, "photos", papers.photo("答复", f"#22{number}{items}66"))
        press(plant, "提交答复")
    sees(plant, "没有要答复的")


def another_asks_for_reinspection(principal: Page) -> None:
    """Whoever rectified does not accept; asking means having accepted."""
    opens_the_order(principal)
    press(principal, "自查验收，申请复查")
    sees(principal, "待复查")


def two_officers_begin_to_look_again(page: Page, order: str, officers: list[str]) -> str:
    """Return the address of the re-inspection."""
    page.goto(order)
    for name in officers:
        page.get_by_role("group", name="两名复查人员").get_by_label(re.compile(name)).check(force=True)
    press(page, "开始复查")
    sees(page, "逐项复查")
    return page.url


def judges(page: Page, fact: str, *, passed: bool) -> None:
    item = page.locator(".item").filter(has_text=fact)
    item.get_by_role("link", name="复查").click()
    fill(
        page,
        {"passed": str(passed).lower(), "fact": "现场试验三次，动作可靠" if passed else "联锁仍可人为旁路"},
    )
    if not passed:
        fill(page, {"due_on": IN_A_WEEK})
    attach(page, "photos", papers.photo("复查", "#123456" if passed else "#654321"))
    press(page, "保存结论")
    expect(item).to_contain_text("通过")


def both_confirm_and_seal(address: str, *officers: Page) -> None:
    for page in officers:
        page.goto(address)
        press(page, "我已核对，确认复查意见")
    seals(officers[-1], "签发整改复查意见书")


def it_is_received(page: Page) -> None:
    fill(page, {"receiver": "张安全", "receiver_post": "安全管理员"})
    attach(page, "photos", papers.photo("回证", "#ccddcc"))
    press(page, "记录送达")
    was_served(page, "直接送达")


def it_is_refused_before_a_witness(page: Page) -> None:
    """Left with the plant: without a witness and the reason it was not served."""
    fill(page, {"mode": "left", "refusal": "负责人不在，值班人员不愿签收"})
    attach(page, "photos", papers.photo("留置", "#ddccbb"))
    press(page, "记录送达")
    expect(page.get_by_role("alert")).to_contain_text("见证人")
    fill(page, {"mode": "left", "refusal": "负责人不在，值班人员不愿签收", "witness": "社区网格员 李建设"})
    press(page, "记录送达")
    was_served(page, "留置送达")


def was_served(page: Page, mode: str) -> None:
    expect(page.get_by_role("button", name="记录送达")).to_have_count(0)
    expect(page.get_by_role("complementary")).to_contain_text(mode)


def the_failed_item_is_open_again(plant: Page) -> None:
    opens_the_order(plant)
    sees(plant, "还有 1 项要答复")
    expect(plant.locator(".item").filter(has_text=FACTS[1])).to_contain_text("复查通过")


def the_order_is_closed(page: Page, order: str) -> None:
    page.goto(order)
    sees(page, "已销号")


ORDER_ACTS = (
    "起草责令限期整改指令书",
    "确认指令书",
    "签发指令书",
    "送达指令书",
    "逐项答复整改情况",
    "申请复查",
    "复查未通过，继续整改",
    "指令销号",
)


def the_order_tells_its_story(page: Page) -> None:
    timeline_tells(page, ORDER_ACTS)


def the_plant_tells_its_story(page: Page) -> None:
    """The file: what the plant did and what it was told of; nothing of how the bureau prepared it."""
    follow(page, "档案")
    acts = {"现场告知权利", "送达指令书", "申请复查", "指令销号"}
    seen: set[str] = set()
    while True:
        words = page.get_by_role("region", name="时间线").inner_text()
        seen |= {act for act in acts | {"申请行政检查", "批准检查"} if act in words}
        older = page.get_by_role("region", name="时间线").get_by_role("link", name="下一页")
        if not older.count():
            break
        older.click()
    assert seen == acts
