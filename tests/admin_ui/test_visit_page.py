"""What an officer still sees of a visit when a step of it was refused."""

from datetime import timedelta

import pytest
from flask import Flask

from service.core import clock
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant

HOME = "/g/410505"


@pytest.fixture
def scene(supervised: tuple[Bureau, Plant]) -> tuple[Bureau, Plant]:
    return supervised


def test_a_refused_step_leaves_the_other_forms_of_the_page_as_they_were(
    app: Flask, scene: tuple[Bureau, Plant]
) -> None:
    bureau, plant = scene
    visit = a.noticed(bureau, plant)
    page, first = f"{HOME}/visits/{visit.id}", desks.sign_in(app, a.account_of(bureau.id, "first"))
    began = f'name="began_at" value="{clock.local(visit.noticed_at).strftime("%Y-%m-%dT%H:%M")}"'
    assert began in first.get(page).text
    sent = desks.hidden(first.get(page).text, f"{page}/describe")
    refused = first.post(f"{page}/confirm", data=sent)
    assert refused.status_code == 409
    assert began in refused.text


def test_what_was_refused_links_to_the_field_of_its_own_form(app: Flask, scene: tuple[Bureau, Plant]) -> None:
    bureau, plant = scene
    visit = a.approved(bureau, plant)
    page, head = f"{HOME}/visits/{visit.id}", desks.sign_in(app, a.account_of(bureau.id, "head"))
    refused = desks.send(head, page, f"{page}/cancel", {"reason": "  "})
    assert refused.status_code == 422
    assert '<a href="#f-cancel-reason">' in refused.text
    assert 'id="f-cancel-reason"' in refused.text


def test_an_officer_whose_certificate_is_over_is_named_on_the_page(
    app: Flask, scene: tuple[Bureau, Plant]
) -> None:
    bureau, plant = scene
    visit = a.approved(bureau, plant)
    page, head = f"{HOME}/visits/{visit.id}", desks.sign_in(app, a.account_of(bureau.id, "head"))
    assert "执法证现在无效" not in head.get(page).text
    with clock.frozen(clock.now() + timedelta(days=400)):
        later = desks.sign_in(app, a.account_of(bureau.id, "head"))
        assert "执法证现在无效" in later.get(page).text


def test_a_step_that_came_too_late_shows_the_page_as_it_is_now_and_the_words(
    app: Flask, scene: tuple[Bureau, Plant]
) -> None:
    bureau, plant = scene
    visit = a.approved(bureau, plant)
    page, head = f"{HOME}/visits/{visit.id}", desks.sign_in(app, a.account_of(bureau.id, "head"))
    sent = desks.hidden(head.get(page).text, f"{page}/cancel") | {"opinion": "事由不充分"}
    late = head.post(f"{page}/refuse", data=sent)
    assert late.status_code == 409
    assert "<blockquote>事由不充分</blockquote>" in late.text
    assert f'action="{page}/cancel"' in late.text, "what may be done now"
