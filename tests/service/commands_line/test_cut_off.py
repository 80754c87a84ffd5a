"""An import whose process is killed: the next one of the same file takes it up where it stood."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from service.core.db.transactions import db, reading
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.exchange.models import ImportRun
from service.exchange.rules import CHUNK_ROWS, RunState
from service.risks.models import RiskEvent
from tests.builders.plants import a_plant
from tests.builders.workbooks import an_ls_ledger, an_ls_row, content_of
from tests.site import ROOT

CODE = "91410505MA00000014"
ROWS = 12 * CHUNK_ROWS
COMMAND = [sys.executable, "-m", "flask", "--app", "wsgi", "import", "risks"]


@pytest.fixture
def plant(app: Flask) -> Iterator[UUID]:
    with app.app_context():
        yield a_plant()


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    file = tmp_path / "台账.xlsx"
    rows = [an_ls_row(seq=number, step=f"第 {number} 步") for number in range(1, ROWS + 1)]
    file.write_bytes(content_of(an_ls_ledger(rows)))
    return file


def runs(plant: UUID) -> list[ImportRun]:
    with scope.opened(Scope.enterprise(plant)), reading():
        return list(db.session.scalars(select(ImportRun)))


@pytest.mark.slow
def test_a_killed_import_is_taken_up_by_the_next_of_the_same_file(
    app: Flask, plant: UUID, ledger: Path, environment: dict[str, str]
) -> None:
    order = [*COMMAND, str(ledger), "--enterprise", CODE]
    cut_off = subprocess.Popen(
        order,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert cut_off.stderr is not None
    with cut_off:
        for line in cut_off.stderr:
            if line.startswith(f"{2 * CHUNK_ROWS}/"):
                break
        cut_off.kill()
    (run,) = runs(plant)
    assert run.state is RunState.RUNNING
    assert 2 * CHUNK_ROWS <= run.settled < ROWS

    done = app.test_cli_runner().invoke(args=order[5:])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["created"] == ROWS
    (taken_up,) = runs(plant)
    assert (taken_up.id, taken_up.state, taken_up.settled) == (run.id, RunState.DONE, ROWS)
    with scope.opened(Scope.enterprise(plant)), reading():
        assert db.session.scalar(select(func.count()).select_from(RiskEvent)) == ROWS

    app.test_cli_runner().invoke(args=order[5:])
    assert len(runs(plant)) == 2
