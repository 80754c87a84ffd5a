"""The tree as text and as syntax, for tests about how it is written."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("service", "mobile_api", "admin_ui", "migrations", "scripts", "tests")
NOT_OURS = {"node_modules", "__pycache__"}
CODE = {".py", ".js", ".css", ".html"}


@cache
def files(*endings: str) -> tuple[Path, ...]:
    found = [path for folder in OURS for path in (ROOT / folder).rglob("*") if path.suffix in endings]
    found += [path for path in ROOT.glob("*") if path.suffix in endings]
    return tuple(sorted(path for path in found if not NOT_OURS & set(path.parts)))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def python(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Each module under some folders (or named itself), with its syntax."""
    for path in files(".py"):
        if name(path).startswith(folders):
            yield name(path), tree(path)
