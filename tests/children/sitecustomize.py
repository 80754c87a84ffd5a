"""Python reads this at its start in every process of a run with TODAY: the clock of the run is its clock too.

The clock is set when the process itself comes to import it; nothing is imported for its sake.
"""

import importlib.util
import os
import sys
from datetime import timedelta
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

CLOCK = "service.core.clock"
AHEAD = timedelta(seconds=float(os.environ["TEST_CLOCK_AHEAD_S"]))


class Ahead(Loader):
    """Loads the clock as it would be loaded, and sets it."""

    def __init__(self, usual: Any) -> None:
        self.usual = usual

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        created: ModuleType | None = self.usual.create_module(spec)
        return created

    def exec_module(self, module: ModuleType) -> None:
        self.usual.exec_module(module)
        module.set_ahead(AHEAD)  # type: ignore[attr-defined]


class Finder(MetaPathFinder):
    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        usual = PathFinder.find_spec(name, path, target) if name == CLOCK else None
        if usual is None or usual.origin is None:
            return None
        return importlib.util.spec_from_file_location(name, usual.origin, loader=Ahead(usual.loader))


sys.meta_path.insert(0, Finder())
