"""The form of a finding keeps what was typed into it, and which finding it is."""

from collections.abc import Iterator

import pytest
from flask import Flask

from service.attachments.models import Attachment
from service.enforcement import queries
from tests.admin_ui.test_enforcement import FINDING, HOME, officer, photo
from tests.builders import desks
from tests.builders import enforcement as a
from tests.builders.enforcement import Bureau, Plant

Scene = tuple[Bureau, Plant]


@pytest.fixture
def scene(app: Flask) -> Iterator[Scene]:
    with app.app_context():
        yield a.a_bureau(), a.a_plant()


def test_a_search_of_bases_loses_neither_a_word_nor_which_finding_it_is(app: Flask, scene: Scene) -> None:
    bureau, plant = scene
    visit = a.noticed(bureau, plant)
    known, first = a.a_finding(bureau, visit), officer(app, bureau)
    home = f"{HOME}/visits/{visit.id}"
    page, action = f"{home}/findings/{known.id}", f"{home}/findings"
    refused = desks.send(first, page, action, FINDING | {"fact": "短"})
    assert refused.status_code == 422
    typed = desks.hidden(refused.text, action) | FINDING | {"fact": "围堰北侧有裂缝", "search": "台账"}
    narrowed = first.post(f"{action}/bases", data=typed)
    assert narrowed.status_code == 200 and "围堰北侧有裂缝" in narrowed.text
    again = desks.hidden(narrowed.text, action)
    assert again["finding_id"] == str(known.id)
    saved = first.post(action, data=again | FINDING | {"fact": "围堰北侧有裂缝", "search": "台账"})
    assert saved.status_code == 303
    (only,) = a.see(bureau.first, lambda: queries.findings(bureau.first, visit))
    assert (only.id, only.fact) == (known.id, "围堰北侧有裂缝")


@pytest.mark.parametrize("who", ["third", "first"])
def test_a_refused_officer_leaves_no_photo(app: Flask, scene: Scene, who: str) -> None:
    bureau, plant = scene
    visit, client = a.noticed(bureau, plant), officer(app, bureau, who)
    action = f"{HOME}/visits/{visit.id}/findings"
    facts = FINDING | {"photos": photo()} | ({"version": "1"} if who == "first" else {})
    assert desks.send(client, f"{action}/new", action, facts).status_code in (403, 409)
    assert a.see(a.OPERATOR, lambda: queries.db.session.scalars(queries.select(Attachment.id)).all()) == []
