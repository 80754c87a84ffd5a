"""What was filled in on a phone is still there when the network was lost on the way."""

import pytest
from flask import Flask
from playwright.sync_api import Page, Route

from service.core import ids
from tests import browser as chromium
from tests.builders.desks import Visitor
from tests.builders.inspections import Checked, a_phone, todays

pytestmark = pytest.mark.browser


def cut_off(page: Page) -> None:
    """From now on nothing that is sent arrives."""

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.abort("internetdisconnected")
        else:
            route.fallback()

    page.route("**/*", lose)


def test_a_form_that_did_not_arrive_stays_as_it_was_filled_in(app: Flask, checked: Checked) -> None:
    client = Visitor(app, app.response_class)
    scan = f"/s/{checked.code}"
    forms = {
        "report": f"{scan}/report?id={ids.new_id()}",
        "check": f"{scan}/check?check={todays(checked).id}",
    }
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    with chromium.opened() as browser:
        for name, path in forms.items():
            page = browser.new_page()
            chromium.show(app, page, path, client.get(path).text, client)
            cut_off(page)
            field = page.locator("textarea" if name == "report" else "[name=words-2]")
            if name == "check":
                page.locator("label:has([name=item-2][value=failed])").click()
            field.fill("南侧法兰漏液")
            page.locator(f"button[form={name}]").click()
            page.locator("[data-unsent]").wait_for(state="visible")
            assert page.url.endswith(path)
            assert field.input_value() == "南侧法兰漏液"
            assert page.locator("[aria-busy]").count() == 0
            page.close()
