"""Which settings a process starts with: a `flask` command finds the demo world, and nobody else does."""

from pathlib import Path

import pytest

from service.core.settings import Settings, environment

COMMAND = {"FLASK_RUN_FROM_CLI": "true", "PATH": "/bin"}


@pytest.fixture
def demo_file(tmp_path: Path) -> Path:
    file = tmp_path / "demo.env"
    file.write_text("DATABASE_URL=sqlite:////x/app.db\nPUBLIC_BASE_URL=http://127.0.0.1:8007\nDEMO=1\n")
    return file


def test_a_command_serves_the_demo_world_that_make_run_made(demo_file: Path) -> None:
    settings = Settings.from_env(environment(COMMAND, demo_file))
    assert (settings.demo, settings.database_url) == (True, "sqlite:////x/app.db")
    assert settings.public_base_url == "http://127.0.0.1:8007"


@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY", "PUBLIC_BASE_URL", "DEMO", "STORAGE_URL"])
def test_what_is_set_from_outside_goes_before(demo_file: Path, name: str) -> None:
    assert environment({**COMMAND, name: ""}, demo_file) == {**COMMAND, name: ""}


def test_no_other_process_reads_the_file(demo_file: Path) -> None:
    assert environment({"PATH": "/bin"}, demo_file) == {"PATH": "/bin"}


def test_a_file_that_names_no_demo_is_not_taken(demo_file: Path) -> None:
    demo_file.write_text("DATABASE_URL=sqlite:////x/app.db\n")
    assert environment(COMMAND, demo_file) == COMMAND


def test_without_a_file_a_command_stands_as_before(tmp_path: Path) -> None:
    assert environment(COMMAND, tmp_path / "none.env") == COMMAND
