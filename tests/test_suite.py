"""`scripts/test` and the shared data: what fails, what is left out, and what a second try may mend."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.builders.shared import shared
from tests.site import ROOT

FAILS_AT_FIRST = """
from pathlib import Path

def test_{name}():
    tried = Path("tried")
    if not tried.exists():
        tried.touch()
        raise AssertionError
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A repository of one test, with the script and the environment of this one, and no PostgreSQL."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "test", tmp_path / "scripts" / "test")
    (tmp_path / "scripts" / "setup").write_text("#!/bin/sh\n")
    (tmp_path / "scripts" / "setup").chmod(0o755)
    (tmp_path / ".venv").symlink_to((ROOT / ".venv").resolve())
    (tmp_path / "pytest.ini").touch()
    return tmp_path


@pytest.mark.jobs
@pytest.mark.parametrize(
    ("name", "strict", "code", "last"),
    [
        ("f03_the_same_submit_is_one_row", "1", 1, "Red: proved only at the second try: {test}"),
        ("f03_the_same_submit_is_one_row", "", 0, "flaky: {test}"),
        ("a_page_is_drawn", "1", 0, "flaky: {test}"),
    ],
)
def test_a_proof_that_holds_only_at_the_second_try_keeps_a_strict_run_red(
    suite: Path, name: str, strict: str, code: int, last: str
) -> None:
    (suite / "test_it.py").write_text(FAILS_AT_FIRST.format(name=name))
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    done = subprocess.run(
        ["scripts/test"],
        cwd=suite,
        env=inherited | {"STRICT": strict},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    said = last.format(test=f"test_it.py::test_{name} on sqlite")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (code, said)


def test_absent_shared_data_fails_where_nothing_may_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUIRE_SHARED", raising=False)
    with pytest.raises(pytest.skip.Exception):
        shared("nowhere")
    monkeypatch.setenv("REQUIRE_SHARED", "1")
    with pytest.raises(pytest.fail.Exception, match="not on this machine: nowhere"):
        shared("nowhere")
