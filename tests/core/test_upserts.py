"""Set-based inserts count what was new, on both databases."""

from flask import Flask

from service.core import clock, scope
from service.core.db import transaction
from service.core.models import PeriodicRun
from service.core.scope import Scope
from service.core.upserts import insert_new


def test_only_new_rows_are_counted(app: Flask) -> None:
    now = clock.now()
    rows = [{"name": str(number), "due_at": now, "started_at": now} for number in range(450)]
    counts = []
    with app.app_context(), scope.opened(Scope.job()):
        for some in (rows[:300], rows, rows):
            with transaction():
                counts.append(insert_new(PeriodicRun, some))
    assert counts == [300, 150, 0]
