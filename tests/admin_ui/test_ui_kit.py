"""The living sheet renders every part; in a browser it is accessible and never wider than the window."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, g, render_template
from playwright.sync_api import Browser, Page, Route

from admin_ui.operations import ui_kit
from service.core.ids import new_id
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.web.assets import inline_css
from tests import browser as chromium

PATH = "/ops/ui"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.opened() as found:
        yield found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def sheet(app: Flask) -> str:
    with app.test_request_context(PATH):
        g.viewer = Viewer(Scope.platform(), organisation_id=new_id(), name="李敏")
        return ui_kit.sheet.page(g.viewer)  # type: ignore[attr-defined]


def test_every_part_with_a_drawing_finds_it_on_the_page(sheet: str) -> None:
    used = set(re.findall(r'<use href="#([^"]+)"', sheet)) | set(re.findall(r"url\(#([^)]+)\)", sheet))
    drawn = set(re.findall(r'<(?:symbol|pattern) id="([^"]+)"', sheet))
    assert used and used <= drawn


def test_no_id_stands_twice_and_every_label_and_description_leads_somewhere(sheet: str) -> None:
    ids = re.findall(r' id="([^"]+)"', sheet)
    assert len(ids) == len(set(ids))
    named = re.findall(r' (?:for|aria-labelledby|aria-describedby)="([^"]+)"', sheet)
    assert {one for group in named for one in group.split()} <= set(ids)


def test_a_refused_field_keeps_its_value_and_shows_its_sentence(sheet: str) -> None:
    assert 'value="周建军"' in sheet
    assert re.search(r'id="f-due-err">.*?期限不能早于今天', sheet)
    assert '<a href="#f-due">期限不能早于今天</a>' in sheet


def test_a_picker_is_shown_with_few_with_many_refused_with_nothing_found_and_with_nothing_there(
    sheet: str,
) -> None:
    few, many, nothing, empty = re.findall(r'<fieldset class="field picker.*?</fieldset>', sheet, re.S)
    assert "checked" in few and 'type="search"' not in few
    assert "只列出前 2 个" in many and "请从列表中选择" in many and "is-bad" in many
    assert "没有找到“A99”" in nothing and 'type="search"' in nothing
    assert "还没有登记人员" in empty


def test_there_is_no_inline_style_or_script(sheet: str) -> None:
    assert not re.search(r" style=| on[a-z]+=|<script(?![^>]* src=)|<style", sheet)


def test_what_is_linked_is_served_for_ever(app: Flask, sheet: str) -> None:
    client = app.test_client()
    found = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', sheet))
    assert len(found) >= 5
    for url in found:
        answer = client.get(url)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_two_missing_pages_are_the_same_to_the_byte(app: Flask) -> None:
    client = app.test_client()
    one, other = client.get("/static/missing.css"), client.get("/e/missing?next=/other")
    assert one.status_code == other.status_code == 404
    assert one.data == other.data


def test_inline_style_carries_the_hash_that_its_policy_needs() -> None:
    text, digest = inline_css("tokens", "base", "phone")
    assert "--ink:" in text and "/*" not in text
    assert digest.startswith("sha256-")
    with pytest.raises(KeyError):
        inline_css("no-such-part")


def test_text_size_is_kept_and_leads_back_to_this_site_only(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/text-size/xl?next=/sign-in").location == "/sign-in"
    assert client.get("/text-size/xl?next=//elsewhere.example").location == "/"
    assert 'class="text-xl"' in client.get("/no-such-page").text


def framed(app: Flask, layout: str, path: str) -> str:
    with app.test_request_context(path):
        g.viewer = Viewer(
            Scope.platform(), new_id(), organisation_name="安阳华安新材料科技股份有限公司", name="欧阳李敏"
        )
        return render_template(f"layouts/{layout}.html", region="410505")


@pytest.mark.parametrize(
    ("path", "current"),
    [("/g/410505/visits", "page"), ("/g/410505/visits/7", "true"), ("/g/410505/x", "true")],
)
def test_the_longest_item_that_leads_here_is_the_current_one(app: Flask, path: str, current: str) -> None:
    found = re.findall(
        r'<a href="([^"]+)" aria-current="([^"]+)">[^<]+</a>\n', framed(app, "regulator", path)
    )
    assert found[0] == (("/g/410505/visits" if "visits" in path else "/g/410505/"), current)


@pytest.mark.browser
@pytest.mark.parametrize("layout", ["plant", "regulator"])
@pytest.mark.parametrize("width", [320, 768, 1024])
def test_no_item_of_the_head_is_cut_off(app: Flask, page: Page, layout: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 600})
    chromium.show(app, page, "/page", framed(app, layout, "/page"))
    last = page.locator(".nav a").last.bounding_box()
    assert last and last["x"] + last["width"] <= width
    assert page.evaluate(chromium.SIDEWAYS) <= 0


@pytest.mark.browser
def test_axe_finds_nothing(app: Flask, page: Page, sheet: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    chromium.show(app, page, PATH, sheet)
    assert chromium.violations(page) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 768, 1024])
def test_nothing_is_wider_than_the_window(app: Flask, page: Page, sheet: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    chromium.show(app, page, PATH, sheet)
    assert page.evaluate(chromium.SIDEWAYS) <= 0


@pytest.mark.browser
def test_nothing_is_wider_than_a_phone_at_half_again_the_text_size(
    app: Flask, page: Page, sheet: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 900})
    chromium.show(
        app, page, PATH, sheet.replace('<html lang="zh-CN">', '<html lang="zh-CN" class="text-xl">')
    )
    assert page.evaluate(chromium.SIDEWAYS) <= 0


@pytest.mark.browser
def test_a_form_is_sent_once(app: Flask, page: Page, sheet: str) -> None:
    chromium.show(app, page, PATH, sheet)
    sent = []

    def stay(route: Route) -> None:
        sent.append(route.request.method)
        route.fulfill(status=204)

    page.route(f"**{PATH}", stay)
    button = page.get_by_role("button", name="确认")
    button.click()
    button.click()
    page.wait_for_timeout(100)
    assert sent == ["POST"]


@pytest.mark.browser
def test_what_is_asked_about_a_fault_waits_for_the_fault(app: Flask, page: Page, sheet: str) -> None:
    chromium.show(app, page, PATH, sheet)
    faults = page.locator("#f-item-2-faults")
    assert faults.is_visible()
    page.locator("input[name=item-2][value=normal]").check(force=True)
    assert not faults.is_visible()
