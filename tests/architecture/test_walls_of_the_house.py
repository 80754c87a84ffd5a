"""Who may commit, who may know of a request, and where the forms lie."""

import ast
import re
import tomllib
from collections.abc import Iterator

from service.enforcement.lifecycle import ORDER, REINSPECTION, VISIT
from service.hazards.lifecycle import VERBS
from tests.architecture.source import ROOT, python

PRODUCT = ("service/", "mobile_api/", "admin_ui/", "migrations/", "wsgi.py")
TRANSACTIONS = {"commit", "rollback", "begin", "begin_nested"}
RAW = {"exec_driver_sql", "raw_connection"}
MAY_COMMIT = {
    "service/core/db/transactions.py": "it is the one",
    "migrations/env.py": "runs as the owner, outside any act",
}
MAY_SPEAK_SQL = MAY_COMMIT | {
    "migrations/policies.py": "the login takes its roles",
    "migrations/signed.py": "the keys are the owner's",
    "migrations/versions/": "written in SQL",
    "service/core/db/engines.py": "says how a transaction begins",
    "service/core/db/tables.py": "the condition of a partial index",
    "service/core/migrations.py": "reads the revision before there is any scope",
    "service/core/db/one_trip.py": "one statement and its transaction, in one message below SQLAlchemy",
    "service/core/db/row_sets.py": "a statement that takes a JSON value apart, whose columns a model names",
}
OF_THE_REQUEST = {"request", "session", "g", "has_request_context"}


def calls(names: set[str], allowed: dict[str, str]) -> list[str]:
    """Where one of these methods is called outside the modules that may."""
    found = []
    for module, tree in python(*PRODUCT):
        if module.startswith(tuple(allowed)):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in names and not node.args:
                    found.append(f"{module}:{node.lineno} {node.func.attr}")
    return found


def imports(tree: ast.Module, package: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package:
            for one in node.names:
                yield node.lineno, one.name
        elif isinstance(node, ast.Import):
            for one in node.names:
                if one.name.split(".")[0] == package:
                    yield node.lineno, one.name


def test_only_the_database_module_commits() -> None:
    assert calls(TRANSACTIONS, MAY_COMMIT) == []


def test_only_the_database_module_speaks_past_the_session() -> None:
    raw = []
    for module, tree in python(*PRODUCT):
        if module.startswith(tuple(MAY_SPEAK_SQL)):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in RAW:
                raw.append(f"{module}:{node.lineno} {node.attr}")
        if not (module.endswith("models.py") or "/models/" in module):  # the condition of a partial index
            raw += [f"{module}:{line} text" for line, one in imports(tree, "sqlalchemy") if one == "text"]
    assert raw == []


def test_a_connection_of_ones_own_is_opened_by_the_migrations_alone() -> None:
    allowed = {"migrations/env.py", "service/core/migrations.py"}
    opened = []
    for module, tree in python(*PRODUCT):
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "connect" and module not in allowed:
                if isinstance(node.value, ast.Attribute | ast.Name) and "engine" in ast.unparse(node.value):
                    opened.append(f"{module}:{node.lineno}")
    assert opened == []


def test_no_room_knows_of_a_request() -> None:
    found = []
    for module, tree in python("service/"):
        if module.startswith("service/web/"):
            continue
        found += [
            f"{module}:{line} {one}"
            for line, one in imports(tree, "flask")
            if one in {*OF_THE_REQUEST, "flask"}
        ]
    assert found == []


def test_every_room_has_its_place_in_the_order_of_imports() -> None:
    (order,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rooms = set(re.findall(r"service\.(\w+)", " ".join(order["layers"])))
    there = {one.parent.name for one in (ROOT / "service").glob("*/__init__.py")}
    assert rooms == there | {"reactions"}


def test_openpyxl_writes_the_error_workbook_and_what_came_in_the_old_format_and_nothing_else() -> None:
    uses = {module for module, tree in python(*PRODUCT) if list(imports(tree, "openpyxl"))}
    assert uses == {"service/exchange/error_workbook.py", "service/exchange/old_reader.py"}


def test_nothing_happens_on_import_of_the_application() -> None:
    (module,) = [tree for name, tree in python("wsgi.py") if name == "wsgi.py"]
    plain = {ast.Expr, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.Assign}
    assert {type(node) for node in module.body} <= plain
    assert not any(isinstance(node.value, ast.Call) for node in module.body if isinstance(node, ast.Assign))
    assert all(isinstance(node.value, ast.Constant) for node in module.body if isinstance(node, ast.Expr))


def test_the_form_of_a_verb_lies_with_the_schemas_of_a_room() -> None:
    tables = (VERBS, VISIT, ORDER, REINSPECTION)
    forms = {verb.data for table in tables for verb in table.rows.values()}
    assert [form for form in forms if not form.__module__.endswith(".schemas")] == []
