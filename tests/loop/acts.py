"""What every person of the loop does the same way: signing in, filling a form, reading a page."""

from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

PASSWORD = "Loop-of-2026-works"
PIN = "258046"


def fill(page: Page, values: Mapping[str, str]) -> None:
    """Fill the fields of the page's form by their names; a choice by its value, or by the words of an option."""
    for name, value in values.items():
        field = page.locator(f"main [name={name}]:not([type=hidden])")
        kind = field.first.evaluate("node => node.type")
        if kind.startswith("select"):
            field.select_option(value)
        elif kind in ("radio", "checkbox"):
            one = page.locator(f"main [name={name}][value='{value}']")
            if not one.count():  # of a picker, by its words
                one = page.locator(f"main label:has([name={name}])").filter(has_text=value).locator("input")
            one.check(force=True)
        else:
            field.fill(value)


def prove(page: Page) -> None:
    """Give the password once more where the form asks for it: the desk was open too long."""
    if page.locator("main [name=password]").count():
        fill(page, {"password": PASSWORD})


def press(page: Page, word: str) -> None:
    page.get_by_role("button", name=word, exact=True).click()


def sees(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text)


def set_password(page: Page, link: str) -> None:
    page.goto(link)
    fill(page, {"password": PASSWORD, "again": PASSWORD})
    press(page, "设好密码，去登录")
    expect(page).to_have_title("登录 · 双重预防")


def sign_in(page: Page, account: str) -> None:
    page.goto("/sign-in")
    fill(page, {"account": account, "password": PASSWORD})
    press(page, "登录")
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def follow(page: Page, word: str) -> None:
    """Choose a section of the desk in the bar at the head."""
    page.get_by_role("banner").get_by_role("link", name=word, exact=True).click()


def attach(page: Page, field: str, file: FilePayload | Path) -> None:
    page.locator(f"main input[type=file][name={field}]").set_input_files(file)
