"""A verb of an inspection costs its row and its function: its panel, its form and its refusals follow on the page."""

from collections.abc import Iterator

import pytest
from flask import Flask

from service.core.acts.changes import Acting, Details
from service.core.acts.verbs import Verb
from service.enforcement.case import VisitCase
from service.enforcement.commands.changing import of_visit
from service.enforcement.lifecycle import HEAD, VISIT
from service.enforcement.schemas import ReasonForm
from service.enforcement.states import VisitState
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant


@pytest.fixture
def praise() -> Iterator[None]:
    """The verb "praise" of a visit, for the length of a test."""
    row = Verb("praise", VisitState.APPLIED, None, HEAD, ReasonForm, [], "表扬", "表扬申请人")
    step = next(iter(row.steps()))
    VISIT.rows[row.id], VISIT.steps[step.before, row.id] = row, step

    @of_visit("praise")
    def _praise(acting: Acting[VisitCase], data: ReasonForm) -> Details:
        acting.case.visit.opinion = data.reason
        return {"reason": data.reason}

    yield
    del VISIT.rows[row.id], VISIT.steps[step.before, row.id], VISIT.commands[row.id]


@pytest.mark.usefixtures("praise")
def test_another_verb_is_on_its_page_and_done_by_its_form(
    app: Flask, supervised: tuple[Bureau, Plant]
) -> None:
    bureau, plant = supervised
    page = f"/g/410505/visits/{a.a_visit(bureau, plant).id}"
    head = desks.sign_in(app, a.account_of(bureau.id, "head"))
    assert "表扬申请人" in head.get(page).text
    assert desks.send(head, page, f"{page}/praise", {"reason": ""}).status_code == 422
    assert desks.send(head, page, f"{page}/praise", {"reason": "查得细"}).status_code == 303
    assert "查得细" in head.get(page).text
    first = desks.sign_in(app, a.account_of(bureau.id, "first"))
    assert "表扬申请人" not in first.get(page).text
