"""The shared data folder, where this machine has it."""

from pathlib import Path


def shared(*parts: str) -> Path | None:
    """A folder of `shared` beside the repository (or beside the folder of its worktree); None without it."""
    parents = Path(__file__).resolve().parents[2].parents
    return next((found for parent in parents if (found := parent.joinpath("shared", *parts)).exists()), None)
