"""The worlds in which parts of the loop begin, made once a day by each worker and copied."""

from collections.abc import Callable

import pytest

from tests.loop import world
from tests.loop.world import Registered, Reported


@pytest.fixture
def registered(_inside: None, settle: Callable[..., Registered]) -> Registered:
    """A bureau, a neighbour, and a plant whose register, labels and daily check stand."""
    return settle("registered", world.registered)


@pytest.fixture
def reported(registered: Registered, settle: Callable[..., Reported]) -> Reported:
    """Such a plant, where two hazards have been reported and wait."""
    return settle("reported", lambda: world.reported(registered))
