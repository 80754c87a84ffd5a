"""Step 1: the operator brings in the district's roster, and is told what is wrong with which row."""

from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.loop import papers
from tests.loop.acts import follow, press, sees


def the_operator_uploads(page: Page) -> None:
    follow(page, "导入")
    page.locator("input[name=file]").set_input_files(papers.roster())
    press(page, "开始导入")
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible(timeout=30_000)


def figures(page: Page) -> dict[str, int]:
    """Return what the page of a run says became of its rows."""
    region = page.get_by_role("region", name="行已导入")
    expect(region).to_be_visible()
    said = region.locator("dd").all_inner_texts()
    return dict(zip(region.locator("dt").all_inner_texts(), map(int, said), strict=True))


def good_rows_land_and_wrong_ones_are_named(page: Page) -> None:
    the_operator_uploads(page)
    assert figures(page) == {"新增": 3, "更新": 0, "不变": 0, "没有导入": 2, "有提醒的行": 0}
    expect(page.get_by_role("row", name="第 6 行")).to_contain_text("校验位不对")
    expect(page.get_by_role("row", name="第 7 行").first).to_contain_text("999999")


def the_error_workbook_keeps_the_rows_and_says_why(page: Page) -> None:
    with page.expect_download() as given:
        page.get_by_role("link", name="下载带错误原因的原表").click()
    sheet = load_workbook(BytesIO(given.value.path().read_bytes()))["企业名单"]
    assert sheet.max_row == 7
    assert sheet["B3"].value == papers.PLANT
    column = next(cell.column for cell in sheet[2] if cell.value == "错误原因")
    reasons = {row: sheet.cell(row, column).value for row in range(3, 8)}
    assert [row for row, reason in reasons.items() if reason] == [6, 7]
    assert "校验位" in reasons[6]


def a_second_upload_changes_nothing(page: Page) -> None:
    the_operator_uploads(page)
    assert figures(page) == {"新增": 0, "更新": 0, "不变": 3, "没有导入": 2, "有提醒的行": 0}


def the_operator_opens_a_plant(page: Page, name: str) -> None:
    follow(page, "企业")
    page.locator("main [name=search]").fill(name[3:5])
    page.locator("main [name=search]").press("Enter")
    page.get_by_role("link", name=name).click()
    sees(page, "还没有人员")
