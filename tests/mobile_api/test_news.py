"""What a worker hears of his reports: the last word on each, at any label of his plant."""

from typing import Any

from flask.testing import FlaskClient

from service.hazards.models import Hazard
from service.notifications.commands import tell
from tests.builders import hazards as a
from tests.builders.inspections import Checked, a_phone


def told(checked: Checked, *kinds: str) -> Hazard:
    """Let the worker of a hazard hear of it by each of these acts."""
    hazard = a.a_hazard(checked.plant)
    values: dict[str, Any] = {"place": hazard.place, "description": str(hazard.id), "reason": "重复"}

    def run() -> None:
        for kind in kinds:
            tell([checked.plant.worker.person_id], kind, hazard, **values)

    a.do(checked.plant.manager, run)
    return hazard


def test_of_each_hazard_the_last_word_is_shown_and_the_older_ones_fold(
    client: FlaskClient, checked: Checked
) -> None:
    oldest = told(checked, "hazard.confirm", "hazard.close")
    others = [told(checked, "hazard.confirm") for _number in range(2)]
    client.set_cookie("device", a_phone(checked, checked.plant.worker))
    for address in (f"/s/{checked.code}", "/m/"):
        page = client.get(address).text
        news = page[page.index("您上报的隐患") :]
        shown, folded = news.split("<details>", 1)
        assert all(str(one.id) in shown for one in others)
        assert "另外 1 条" in folded and folded.count(f"已整改：{oldest.place}，{oldest.id}") == 1
        assert f"已受理：{oldest.place}，{oldest.id}" not in page
