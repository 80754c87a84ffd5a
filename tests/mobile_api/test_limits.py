"""The limit counts: the first try too many is refused, a good code goes on, and another address too."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders.inspections import Checked
from tests.people import nobody

WRONG = {
    "a claim": lambda number: f"/r/{number:08d}",
    "a verification code": lambda number: f"/verify/{number:08d}",
}


@pytest.mark.parametrize("what", WRONG)
def test_the_61st_wrong_code_in_a_minute_is_refused_from_this_address_alone(
    app: Flask, what: str, client: FlaskClient
) -> None:
    path: Callable[[int], str] = WRONG[what]
    answers = [client.get(path(number)).status_code for number in range(61)]
    assert (set(answers[:60]), answers[60]) == ({404}, 429)
    other = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.get(path(99), environ_base=other).status_code == 404


def test_the_31st_anonymous_report_in_a_minute_is_refused(app: Flask, checked: Checked) -> None:
    visitor, path = nobody(app), f"/s/{checked.code}/report"
    answers = [visitor.post(path, {"place": "罐区"}).status_code for _ in range(31)]
    assert 429 not in answers[:30] and answers[30] == 429
    refused = visitor.post(path, {"place": "罐区"})
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
