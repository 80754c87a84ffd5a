"""The scheduler makes the checks that are due."""

from datetime import datetime

from service.core import clock
from service.core.db.transactions import retrying
from service.core.jobs.outbox import Periodic, each_hour
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.inspections.commands import materialising
from service.inspections.rules import AHEAD


def materialise(moment: datetime) -> None:
    with scope.opened(Scope.machine()):
        while retrying(lambda: materialising.materialise(clock.local(moment).date() + AHEAD)):
            pass  # a transaction each


MATERIALISE = Periodic("inspections.materialise", each_hour, materialise)
