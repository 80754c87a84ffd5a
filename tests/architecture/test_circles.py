"""The nouns of a door do not import each other in a circle."""

import ast
from collections import defaultdict

import pytest

from tests.architecture.source import python


def nouns(door: str) -> dict[str, set[str]]:
    """Which folders of a door each of its folders imports."""
    depth, reached = door.count("/") + 1, defaultdict(set)
    for module, tree in python(f"{door}/"):
        own = module.split("/")[depth]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                door.replace("/", ".") + "."
            ):
                other = (node.module or "").split(".")[depth]
                if other != own and not own.endswith(".py"):
                    reached[own].add(other)
    return reached


def circles(reached: dict[str, set[str]]) -> list[list[str]]:
    found = []

    def walk(path: list[str]) -> None:
        for other in sorted(reached.get(path[-1], ())):
            if other == path[0]:
                found.append([*path, other])
            elif other not in path:
                walk([*path, other])

    for noun in sorted(reached):
        walk([noun])
    return found


@pytest.mark.parametrize("door", ["admin_ui", "mobile_api/pages"])
def test_no_noun_of_a_door_imports_one_that_imports_it(door: str) -> None:
    reached = nouns(door)
    assert len(reached) > 2
    assert circles(reached) == []


def test_a_circle_is_seen() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}})[0] == ["a", "b", "c", "a"]
