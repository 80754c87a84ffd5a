"""The operator sees which figures nobody has verified, and what was loaded when."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.people import Cast, Visitor, at_desk
from tests.service.reference.test_law_import import a_law, an_article

PAGE = "/ops/reference"


@pytest.fixture
def operator(app: Flask, cast: Cast) -> Iterator[Visitor]:
    with app.app_context():
        yield at_desk(app, "operator")


def test_what_nobody_has_verified_is_listed_with_its_source(operator: Visitor) -> None:
    page = operator.get(PAGE).text
    for words in ("规则参数", "执法文书模板", "执法依据", "依据须法制人员核对"):
        assert words in page


def test_loading_leaves_an_entry_on_the_page(operator: Visitor, app: Flask, tmp_path: Path) -> None:
    before = operator.get(PAGE).text
    assert "随版本更新基础数据" in before and "导入法规库" not in before  # what `migrate` brought
    (tmp_path / "laws.json").write_text(json.dumps([a_law()]))
    (tmp_path / "articles.jsonl").write_text(json.dumps(an_article(1, "一")))
    done = app.test_cli_runner().invoke(args=["import", "laws", str(tmp_path), "--as", "operator"])
    assert done.exit_code == 0, done.output
    page = operator.get(PAGE).text
    assert "导入法规库" in page and "林岩" in page and "新增 1" in page


def test_nobody_but_an_operator_brings_laws_in(operator: Visitor, app: Flask, tmp_path: Path) -> None:
    done = app.test_cli_runner().invoke(args=["import", "laws", str(tmp_path), "--as", "manager"])
    assert done.exit_code == 2 and "no operator" in done.output


def test_a_regulator_and_a_plant_have_no_such_page(operator: Visitor, app: Flask) -> None:
    for login in ("officer", "manager"):
        assert at_desk(app, login).get(PAGE).status_code == 404
