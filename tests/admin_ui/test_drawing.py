"""No page is drawn inside a transaction: what it shows was read before."""

from typing import Any

import pytest
from flask import Flask, before_render_template, template_rendered

from service.core.db.transactions import db
from tests.admin_ui.test_every_page import FEWEST, at_desk
from tests.service.web.test_english_pages import walked


@pytest.mark.worlds
def test_no_page_of_a_desk_reads_while_it_is_drawn(app: Flask, demo_world: None) -> None:
    drawn, late = [], []

    def begin(_app: Flask, template: Any, **_more: Any) -> None:
        drawn.append(template.name)

    def end(_app: Flask, template: Any, **_more: Any) -> None:
        if db.session().in_transaction():
            late.append(template.name)

    with before_render_template.connected_to(begin, app), template_rendered.connected_to(end, app):
        for account in FEWEST:
            list(walked(at_desk(app, account), "/", each=1))
    assert len(set(drawn)) > 20
    assert sorted(set(late)) == []
