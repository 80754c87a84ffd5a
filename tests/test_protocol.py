"""An item under which the day changed is done once more; one that fails on any day is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site import ROOT

REGISTERED = """
from tests import costs, protocol

def pytest_configure(config):
    config.pluginmanager.register(protocol)
    costs.install(config)
"""
OVER_MIDNIGHT = """
from datetime import timedelta
from pathlib import Path

from service.core import clock

def test_it():
    day = clock.today()
    tried = Path("tried")
    tried.write_text(tried.read_text() + "." if tried.exists() else ".")
    if len(tried.read_text()) == 1:
        clock.set_ahead(timedelta(days={days}))
    assert clock.today() == day and {days} == 1
"""


@pytest.mark.jobs
@pytest.mark.parametrize(("days", "tries", "code"), [(1, "..", 0), (0, ".", 1)])
def test_what_fails_as_the_day_changes_is_done_again(
    tmp_path: Path, days: int, tries: str, code: int
) -> None:
    (tmp_path / "conftest.py").write_text(REGISTERED)
    (tmp_path / "test_it.py").write_text(OVER_MIDNIGHT.format(days=days))
    theirs = ("PYTEST", "TEST_", "TODAY")
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(theirs)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=inherited | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ((tmp_path / "tried").read_text(), done.returncode) == (tries, code), done.stdout
