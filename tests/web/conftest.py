"""A world of one's own to ask every route in, and everybody of it signed in."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.people import Visitor
from tests.web import own
from tests.web.own import Own


@pytest.fixture
def mine(settle: Callable[..., Own]) -> Own:
    """A plant and its bureau with a row of every kind, of `tests/web/own.py`."""
    return settle("mine", own.build)


@pytest.fixture
def visitors(app: Flask, mine: Own) -> Iterator[dict[str, Visitor]]:
    with own.signed_in(app, mine) as found:
        yield found
