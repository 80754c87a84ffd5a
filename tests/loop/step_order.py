"""Step 6, the order: drafted, confirmed by two, sealed with its number, unseen by the plant until it is served."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from service.core import clock
from tests.loop import papers
from tests.loop.acts import attach, fill, follow, press, sees
from tests.loop.step_visit import FACTS, seals

NUMBER = f"（殷）应急责改〔{clock.today().year}〕1号"


@dataclass(frozen=True)
class Sight:
    """What a plant may look for: its own address of an order, and its desk."""

    plant: Page
    order: str

    def is_blind(self) -> None:
        """Nothing of the order is there: not its page, not in the list, not on the timeline of the file."""
        missing = self.plant.goto(self.order)
        assert missing
        assert missing.status == 404
        self.plant.go_back()
        follow(self.plant, "政府指令")
        sees(self.plant, "没有收到责令限期整改指令书")
        follow(self.plant, "档案")
        for words in (NUMBER, "起草责令限期整改指令书", "签发指令书"):
            expect(self.plant.locator("main")).not_to_contain_text(words)


def an_order_is_drafted(page: Page, plant: Page) -> Sight:
    press(page, "起草指令书")
    sees(page, "签发后取文号")
    home, order_id = plant.url.split("/e/")[1][:36], page.url.rsplit("/", 1)[1]
    return Sight(plant, f"/e/{home}/orders/{order_id}")


def both_confirm_the_order(address: str, *officers: Page) -> None:
    for page in officers:
        page.goto(address)
        expect(page.get_by_role("button", name="签发，取得文号")).to_have_count(0)
        press(page, "我已核对，确认指令书")


def the_order_takes_its_number(page: Page) -> None:
    page.reload()
    seals(page, "签发，取得文号")
    sees(page, NUMBER)


def the_paper_says_everything(page: Page) -> Path:
    """Number, facts, who hears an appeal, in an embedded serif; the symbol leads to the public check of it."""
    page.route("**/*.pdf", kept)
    with page.expect_download() as printed:
        page.get_by_role("link", name="下载 PDF").click()
    page.unroute("**/*.pdf")
    pdf = printed.value.path()
    text = papers.words(pdf)
    for words in (NUMBER, *FACTS, papers.PLANT, "安阳市殷都区人民政府", "安阳市殷都区人民法院"):
        assert words in text, words
    assert any("serif" in font.lower() or "song" in font.lower() for font in papers.embedded_fonts(pdf))
    return pdf


def kept(route: Route) -> None:
    """Keep the PDF that the browser would show: what it shows itself cannot be read from outside."""
    answer = route.fetch()
    assert answer.headers["content-type"] == "application/pdf"
    route.fulfill(response=answer, headers=answer.headers | {"content-disposition": "attachment"})


def anybody_may_verify(anybody: Page, pdf: Path) -> None:
    addresses = [text for page in papers.pages(pdf) for text in papers.scanned(page)]
    assert len(set(addresses)) == 1
    anybody.goto(addresses[0])
    sees(anybody, NUMBER)
    sees(anybody, "责令限期整改指令书")


def it_is_served(page: Page) -> None:
    fill(page, {"receiver": "张安全", "receiver_post": "安全管理员"})
    attach(page, "photos", papers.photo("送达回证", "#ddddcc"))
    press(page, "记录送达")
    sees(page, "整改中")


def the_plant_sees_it(sight: Sight) -> None:
    follow(sight.plant, "政府指令")
    sight.plant.get_by_role("link", name=NUMBER).click()
    for words in (*FACTS, "安阳市殷都区人民法院"):
        sees(sight.plant, words)
    follow(sight.plant, "档案")
    sees(sight.plant, "送达指令书")


def a_neighbour_sees_nothing(neighbour: Page, *addresses: str) -> None:
    for address in addresses:
        answer = neighbour.goto(address)
        assert answer
        assert answer.status == 404, address
