"""The files of the shared data, brought in through the pages: what the pages count is the truth written beside them."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests import chromium
from tests.builders.shared import shared
from tests.loop import step_people as people
from tests.loop import step_roster as roster
from tests.loop import step_staff as plant
from tests.loop.acts import follow, press
from tests.site import running

ROSTER = "03_企业名单_5000.xlsx"
OF_A_PLANT = ("01_风险分级管控清单_LS.xlsx", "02_作业条件危险性评价_LEC.xlsx")
MANAGER = plant.MANAGER | {"account": "real.manager"}
PATIENCE_MS = 240_000  # 5,000 rows beside other tests
pytestmark = [pytest.mark.browser, pytest.mark.jobs]


def test_the_pages_count_what_the_real_files_hold(
    app: Flask, environment: dict[str, str], tmp_path: Path
) -> None:
    ledgers = shared("data", "ledgers")
    with running(environment, tmp_path) as site, chromium.opened() as browser:
        operator = people.the_operator_signs_in(browser, site, app)
        follow(operator, "导入")
        comes_in(operator, ledgers / ROSTER)
        open_a_plant(operator, *a_good_row(ledgers / ROSTER))
        manager = plant.the_operator_invites_the_first_manager(browser, site, operator, MANAGER)
        for name in OF_A_PLANT:
            follow(manager, "风险清单")
            manager.get_by_role("link", name="导入").first.click()
            comes_in(manager, ledgers / name)
        assert site.fallen() == []


def comes_in(page: Page, file: Path) -> None:
    """Upload a file, and hold the page and its error workbook against the truth beside it."""
    truth = json.loads(file.with_name(f"{file.name}.expected.json").read_text("utf-8"))
    page.locator("input[name=file]").set_input_files(file)
    press(page, "开始导入")
    if file.name in OF_A_PLANT:
        page.get_by_label("标题是别的企业").check(timeout=PATIENCE_MS)
        press(page, "确认导入")
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible(timeout=PATIENCE_MS)
    assert roster.figures(page) == {
        "新增": truth["valid_rows"],
        "更新": 0,
        "不变": 0,
        "没有导入": truth["error_rows"],
        "有提醒的行": len(rows_of(truth, "warning")),
    }
    with page.expect_download(timeout=PATIENCE_MS) as given:
        page.get_by_role("link", name="下载带错误原因的原表").click(timeout=PATIENCE_MS)
    assert rows_with_a_reason(given.value.path().read_bytes()) == rows_of(truth, "error")


def rows_of(truth: dict[str, Any], severity: str) -> set[tuple[str, int]]:
    only = truth.get("sheet", "")
    return {(one.get("sheet", only), one["row"]) for one in truth["issues"] if one["severity"] == severity}


def rows_with_a_reason(content: bytes) -> set[tuple[str, int]]:
    found = set()
    for sheet in load_workbook(BytesIO(content)):
        heads = [cell for row in sheet.iter_rows(max_row=6) for cell in row if cell.value == "错误原因"]
        for head in heads:
            below = sheet.iter_rows(min_row=head.row + 1, min_col=head.column, max_col=head.column)
            found |= {(sheet.title, cell.row) for (cell,) in below if cell.value}
    return found


def a_good_row(file: Path) -> tuple[str, str]:
    """Return the name and the credit code of the roster's first company."""
    sheet = load_workbook(file, read_only=True)["企业名单"]
    heads, first = sheet.iter_rows(min_row=2, max_row=3, values_only=True)
    row = dict(zip(heads, first, strict=True))
    return str(row["企业名称"]), str(row["统一社会信用代码"])


def open_a_plant(operator: Page, name: str, code: str) -> None:
    follow(operator, "企业")
    operator.locator("main [name=search]").fill(code)
    operator.locator("main [name=search]").press("Enter")
    operator.get_by_role("link", name=name).first.click()
    expect(operator.locator("main")).to_contain_text("还没有人员")
