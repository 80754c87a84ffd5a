"""Steps 2 and 3: the plant's ledger becomes a register; labels are printed, a daily check is planned."""

from playwright.sync_api import FilePayload, Page, expect

from tests.loop import papers
from tests.loop.acts import fill, follow, press, sees


def the_manager_imports(page: Page, ledger: FilePayload) -> None:
    follow(page, "风险清单")
    page.get_by_role("link", name="导入").first.click()
    page.locator("input[name=file]").set_input_files(ledger)
    press(page, "开始导入")
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible(timeout=30_000)


def the_ledger_of_a_workshop_lands(page: Page) -> None:
    the_manager_imports(page, papers.ls_ledger())
    sees(page, "5 行：4 行已导入，1 行没有导入")
    wrong = page.get_by_role("row", name="第 9 行").filter(has_text="没有导入")
    expect(wrong).to_contain_text("可能性 L")
    expect(page.get_by_role("row", name="第 8 行").filter(has_text="请核对").first).to_contain_text("12")


def the_ledger_of_the_power_house_lands(page: Page) -> None:
    the_manager_imports(page, papers.lec_ledger())
    sees(page, "2 行：2 行已导入，0 行没有导入")


def the_register_shows_computed_levels(page: Page) -> None:
    follow(page, "风险清单")
    for unit, score, level in (
        ("喷漆房", "R 20", "重大"),
        ("天车", "R 12", "一般"),
        ("空压机", "D 270", "较大"),
    ):
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name=unit, exact=True))
        expect(row).to_contain_text(level)
        assert score.split()[1] in row.inner_text()
    expect(page.get_by_role("link", name="砂轮机")).to_have_count(0)


def the_file_tells_of_the_import(page: Page) -> None:
    follow(page, "档案")
    expect(page.get_by_role("region", name="时间线")).to_contain_text("导入风险清单")


def labels_are_printed(page: Page) -> dict[str, str]:
    """Print a unit's label as a picture and all labels on A4; return the scanned address of each unit."""
    follow(page, "风险清单")
    page.get_by_role("link", name="冲床", exact=True).first.click()
    with page.expect_download() as picture:
        press(page, "下载标签图片")
    (press_at,) = papers.scanned(picture.value.path())
    page.reload()
    page.get_by_role("link", name="打印 A4 标签").click()
    for unit in ("冲床", "喷漆房"):
        page.get_by_label(unit).check()
    with page.expect_download() as sheet:
        press(page, "生成 PDF")
    codes = papers.scanned(papers.pages(sheet.value.path())[0])
    assert len(codes) == 2
    assert press_at in codes
    (paint_at,) = set(codes) - {press_at}
    assert "喷漆房" in papers.words(sheet.value.path())
    return {"冲床": press_at, "喷漆房": paint_at}


def a_daily_check_of_its_measures_is_planned(page: Page, unit: str, team: str) -> None:
    follow(page, "检查")
    page.get_by_role("link", name="编检查表").first.click()
    fill(page, {"unit": unit})
    press(page, "下一步：选检查项")
    fill(page, {"name": f"{unit}班前检查"})
    press(page, "编成检查表")
    sees(page, "安装光幕")
    fill(page, {"team": team})
    press(page, "安排每天检查")
    follow(page, "检查")
    expect(page.get_by_role("row", name=unit).filter(has_text=team).first).to_be_visible()
