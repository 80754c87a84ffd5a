"""The tables of every room, whether or not a door opens it yet."""

import importlib
import pkgutil

import pytest

import service


@pytest.fixture(scope="session")
def models() -> None:
    for module in pkgutil.walk_packages(service.__path__, "service."):
        if "models" in module.name.split("."):
            importlib.import_module(module.name)
