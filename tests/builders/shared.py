"""The shared data folder, where this machine has it."""

import os
from pathlib import Path

import pytest


def shared(*parts: str) -> Path:
    """Give a folder of `shared` beside the repository (or beside the folder of its worktree) to the test that asks.

    Without it the test is skipped; where REQUIRE_SHARED is set nothing may be left out, and it fails.
    """
    parents = Path(__file__).resolve().parents[2].parents
    found = next((found for parent in parents if (found := parent.joinpath("shared", *parts)).exists()), None)
    if found:
        return found
    leave = pytest.fail if os.environ.get("REQUIRE_SHARED") else pytest.skip
    leave(f"the shared data is not on this machine: {'/'.join(parts)}")
