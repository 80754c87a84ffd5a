"""Which items a run does.

With TEST_DATABASE those that are not about the other database. With TEST_ONLY_BOTH only those that may differ
by database: all have been done on the other. With TEST_SHARD=k/n the files of one shard of n, dealt by what they
cost when they were measured last.
"""

import os
import re
from collections.abc import Iterable

import pytest

from tests import costs, databases

UNMEASURED_S = 2.0  # a file that is new


class NoShard(ValueError):
    """The message says what to write."""


def shard(words: str) -> tuple[int, int]:
    """Read k/n, of which k is from 1 to n."""
    read = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", words)
    if not read or int(read[1]) > int(read[2]):
        raise NoShard(f"{words} is no shard; write it like 2/3")
    return int(read[1]), int(read[2])


def deal(files: Iterable[str], seconds: dict[str, float], hands: int) -> list[set[str]]:
    """Deal files into shards: the dearest first, each to the shard that has least."""
    dealt: list[set[str]] = [set() for _ in range(hands)]
    sums = [0.0] * hands
    for file in sorted(files, key=lambda file: (-seconds.get(file, UNMEASURED_S), file)):
        least = sums.index(min(sums))
        dealt[least].add(file)
        sums[least] += seconds.get(file, UNMEASURED_S)
    return dealt


def is_done_here(item: pytest.Item) -> bool:
    other = "postgres" if databases.kind() == "sqlite" else "sqlite"
    if item.get_closest_marker(other):
        return False
    differs = item.get_closest_marker("both") or item.get_closest_marker(databases.kind())
    return bool(differs) or not os.environ.get("TEST_ONLY_BOTH")


def file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    done = [item for item in items if is_done_here(item)]
    seconds = costs.measured()
    if words := os.environ.get("TEST_SHARD"):
        number, hands = shard(words)
        own = deal({file_of(item) for item in items}, seconds, hands)[number - 1]
        done = [item for item in done if file_of(item) in own]
    chosen = set(done)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    # The dearest files first: both cores end together.
    items[:] = sorted(done, key=lambda item: -seconds.get(file_of(item), UNMEASURED_S))
