"""What was filled in on a phone is still there until the service has it, whatever became of it on the way."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, Route, expect
from werkzeug.serving import make_server

from service.core import ids
from service.core.acts.problems import NotAllowed, Problem, TooMany, _
from service.web import problems
from tests import browser as chromium
from tests.builders.hazards import a_jpeg
from tests.builders.inspections import Checked, a_phone, todays
from tests.mobile_api.test_checks import records
from tests.mobile_api.test_reports import hazards, photos
from tests.network import BadNetwork, bad_network

pytestmark = pytest.mark.browser
WORDS = "南侧法兰漏液"
LOST, FAILED, NOT_YET = "网络断了", "系统出错了", "还没有送达"
REFUSALS = {403: ("没有权限", "请从本站页面提交"), 429: ("操作太频繁", "请在 2 分钟后再试")}
OLDEST = "delete AbortSignal.timeout; delete SubmitEvent.prototype.submitter"
ON_THE_WAY = """() => {
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) { window.sending = this; send.call(this, body); };
}"""
MORE_WENT_OUT = "sending.upload.dispatchEvent(new ProgressEvent('progress'))"


of_a_report = pytest.mark.parametrize("form", ["report"], indirect=True)


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def network() -> Iterator[BadNetwork]:
    with bad_network() as between:
        yield between


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.opened() as found:
        yield found


@pytest.fixture
def page(browser: Browser, site: str, network: BadNetwork, checked: Checked) -> Iterator[Page]:
    """A worker's phone."""
    with browser.new_context(base_url=site, locale="zh-CN", proxy={"server": network.url}) as context:
        context.add_cookies(
            [{"name": "device", "value": a_phone(checked, checked.plant.worker), "url": site}]
        )
        yield context.new_page()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "漏液.jpg"
    path.write_bytes(a_jpeg())
    return path


@pytest.fixture(params=["report", "check"])
def form(request: pytest.FixtureRequest, page: Page, checked: Checked, picture: Path) -> str:
    """What he has filled in: a report, or a check with a fault; either has words and a photo."""
    scan = f"/s/{checked.code}"
    if request.param == "report":
        page.goto(f"{scan}/report?id={ids.new_id()}")
    else:
        page.goto(f"{scan}/check?check={todays(checked).id}")
        for number in (1, 2, 3):
            answer = "failed" if number == 2 else "normal"
            page.locator(f"label:has([name=item-{number}][value={answer}])").click()
    words(page).fill(WORDS)
    page.locator("[name=photos], [name=photos-2]").set_input_files(picture)
    return str(request.param)


def words(page: Page) -> Locator:
    return page.locator("[name=words], [name=words-2]")


def press(page: Page) -> None:
    page.locator("button[form]").click()


def on_the_way(page: Page, become: Callable[[Route], None]) -> None:
    """Say what becomes of what is sent from now on."""
    page.route("**/*", lambda route: become(route) if route.request.method == "POST" else route.fallback())


def answers(page: Page, app: Flask, problem: Problem) -> str:
    """Let a problem be the answer to what is sent from now on; return the number of its request."""
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        app.preprocess_request()
        number, answer = problems.request_id(), problems.render(problem)
    shown: dict[str, Any] = {
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "body": answer.get_data(),
    }
    on_the_way(page, lambda route: route.fulfill(**shown))
    return number


def stays(page: Page, *says: str) -> None:
    """All that was filled in and chosen is there, and the note says why."""
    note = page.locator("[data-unsent]")
    expect(note).to_be_visible()
    for one in (NOT_YET, *says):
        expect(note).to_contain_text(one, use_inner_text=True)
    expect(words(page)).to_have_value(WORDS)
    assert words(page).evaluate(
        "input => [...input.form.querySelectorAll('[type=file]')].some(one => one.files.length)"
    )
    expect(page.locator("[aria-busy]")).to_have_count(0)


def arrives_once(page: Page, checked: Checked, form: str) -> None:
    """Pressed again, it leads to the receipt; one row is stored, and its photo."""
    page.unroute_all()
    press(page)
    expect(page.locator(".stamp")).to_contain_text("已送达")
    assert len(hazards(checked)) == 1
    assert [one.target_id for one in photos()] == [hazards(checked)[0].id]
    assert len(records(checked)) == (form == "check")


def test_what_met_no_network_stays_and_arrives_when_there_is_one(
    page: Page, checked: Checked, form: str
) -> None:
    on_the_way(page, lambda route: route.abort("internetdisconnected"))
    press(page)
    stays(page, LOST)
    assert hazards(checked) == [] and records(checked) == []
    arrives_once(page, checked, form)


def test_where_only_the_answer_was_lost_pressing_again_leads_to_the_receipt(
    network: BadNetwork, page: Page, checked: Checked, form: str
) -> None:
    with network.losing_answers():
        press(page)
        stays(page, LOST)
    assert set(network.lost) == {303}
    assert len(hazards(checked)) == 1
    arrives_once(page, checked, form)
    page.go_back()
    expect(page.locator("main")).to_contain_text("已经")
    expect(page.locator("form[data-keep]")).to_have_count(0)


@pytest.mark.parametrize(
    "problem",
    [
        NotAllowed(_("请从本站页面提交")),
        TooMany(_("操作太频繁，请在 %(minutes)s 分钟后再试"), minutes=2),
    ],
)
def test_what_the_service_refuses_stays_and_says_why(
    app: Flask, page: Page, checked: Checked, form: str, problem: Problem
) -> None:
    answers(page, app, problem)
    press(page)
    stays(page, *REFUSALS[problem.status])
    expect(page.locator("[data-unsent]")).not_to_contain_text(LOST, use_inner_text=True)
    arrives_once(page, checked, form)


@of_a_report
@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            {"status": 413, "content_type": "text/html", "body": "<center><h1>413 Too Large</h1></center>"},
            "413",
        ),
        ({"status": 429, "content_type": "text/plain", "body": "slow down"}, NOT_YET),
        ({"status": 200, "content_type": "text/html", "body": "<h1>Wi-Fi</h1><p>Sign in</p>"}, "Sign in"),
    ],
)
@pytest.mark.usefixtures("form")
def test_what_a_proxy_answers_never_replaces_the_page(page: Page, answer: dict[str, Any], says: str) -> None:
    on_the_way(page, lambda route: route.fulfill(**answer))
    address, title = page.url, page.title()
    press(page)
    stays(page, says)
    assert (page.url, page.title()) == (address, title)


@of_a_report
@pytest.mark.usefixtures("form")
def test_a_failure_of_the_system_is_not_called_a_lost_network(app: Flask, page: Page) -> None:
    number = answers(page, app, problems.Failed(_("请稍后再试")))
    press(page)
    stays(page, FAILED, number)
    expect(page.locator("[data-unsent]")).not_to_contain_text(LOST, use_inner_text=True)
    on_the_way(page, lambda route: route.abort("internetdisconnected"))
    press(page)
    stays(page, LOST)
    expect(page.locator("[data-unsent]")).not_to_contain_text(number, use_inner_text=True)


@of_a_report
def test_a_form_with_a_fault_is_shown_again_with_its_sentence(
    page: Page, checked: Checked, form: str
) -> None:
    page.locator("[name=place]").evaluate("input => { input.form.noValidate = true; input.value = '' }")
    press(page)
    expect(page.locator("[role=alert]").first).to_be_visible()
    expect(page.locator("[data-unsent]")).to_be_hidden()
    expect(words(page)).to_have_value(WORDS)
    page.locator("[name=place]").fill("罐区")
    arrives_once(page, checked, form)


@of_a_report
@pytest.mark.usefixtures("form")
def test_pressed_twice_it_is_sent_once(page: Page) -> None:
    held: list[Route] = []
    on_the_way(page, held.append)
    press(page)
    press(page)
    expect(page.locator("button[aria-busy=true]")).to_have_count(1)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator(".stamp")).to_contain_text("已送达")


@of_a_report
@pytest.mark.usefixtures("form")
def test_a_slow_network_is_waited_for_and_a_silent_one_is_lost(page: Page) -> None:
    page.clock.install()
    page.evaluate(ON_THE_WAY)
    on_the_way(page, lambda _held: None)
    press(page)
    expect(page.locator("form[aria-busy]")).to_have_count(1)
    for _time in range(3):
        page.clock.fast_forward(80_000)
        page.evaluate(MORE_WENT_OUT)
    expect(page.locator("form[aria-busy]")).to_have_count(1)
    page.clock.fast_forward(91_000)
    stays(page, LOST)


def test_the_oldest_browsers_send_it_too(page: Page, checked: Checked, form: str) -> None:
    page.evaluate(OLDEST)
    assert not page.evaluate("'timeout' in AbortSignal || 'submitter' in SubmitEvent.prototype")
    arrives_once(page, checked, form)
