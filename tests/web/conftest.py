"""A world of one's own to ask every route in, and everybody of it signed in."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.people import Visitor
from tests.web import foreign, own
from tests.web.foreign import World
from tests.web.own import Own


@pytest.fixture
def mine(settle: Callable[..., Own]) -> Own:
    """A plant and its bureau with a row of every kind, of `tests/web/own.py`."""
    return settle("mine", own.build)


@pytest.fixture
def theirs(mine: Own, settle: Callable[..., World]) -> World:
    """A neighbour's world beside it, of `tests/web/foreign.py`."""
    return settle("theirs", foreign.build)


@pytest.fixture
def visitors(app: Flask, mine: Own) -> Iterator[dict[str, Visitor]]:
    with own.signed_in(app, mine) as found:
        yield found
