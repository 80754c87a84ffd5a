"""File 300 lines, function 40, parameters 5, a template 200 columns: tables of literals may be long, branching not."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import CODE, files, name, tree

FILE_LINES, FUNCTION_LINES, PARAMETERS = 300, 40, 5
TEMPLATE_COLUMNS = 200
FREE = ("migrations/versions/",)
BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.Try, ast.Match, ast.Lambda, ast.comprehension)
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "base", "stuff"}


def ours(*endings: str) -> list[str]:
    return [name(path) for path in files(*endings) if not name(path).startswith(FREE)]


def is_table(module: ast.AST) -> bool:
    return not any(isinstance(node, (*BRANCHES, ast.FunctionDef, ast.ClassDef)) for node in ast.walk(module))


def is_one_literal(function: ast.FunctionDef) -> bool:
    """A function that only returns something spelt out."""
    body = [line for line in function.body if not _is_docstring(line)]
    return len(body) == 1 and isinstance(body[0], ast.Return) and is_table(body[0])


def _is_docstring(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in files(".py"):
        if name(path).startswith(FREE):
            continue
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name(path)}:{node.lineno} {node.name}", node  # type: ignore[misc]


def parameters(function: ast.FunctionDef) -> list[str]:
    given = function.args
    named = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    packed = [one.arg for one in (given.vararg, given.kwarg) if one]
    return [one for one in (*named, *packed) if one not in {"self", "cls"}]


def test_there_is_a_tree_to_look_at() -> None:
    assert {".py", ".css", ".html", ".js"} <= {path.suffix for path in files(*CODE)}
    assert len(list(functions())) > 100


def test_no_file_is_longer_than_300_lines() -> None:
    long = {}
    for path in files(*CODE):
        lines = len(path.read_text().splitlines())
        if lines > FILE_LINES and not name(path).startswith(FREE):
            if path.suffix != ".py" or not is_table(tree(path)):
                long[name(path)] = lines
    assert long == {}


def test_no_line_of_a_template_is_wider_than_200() -> None:
    wide = [
        f"{name(path)}:{number}"
        for path in files(".html")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > TEMPLATE_COLUMNS
    ]
    assert wide == []


def test_no_function_is_longer_than_40_lines() -> None:
    long = {}
    for where, function in functions():
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > FUNCTION_LINES and not is_one_literal(function):
            long[where] = lines
    assert long == {}


def test_no_function_takes_more_than_five_parameters() -> None:
    wide = {where: parameters(function) for where, function in functions()}
    assert {where: taken for where, taken in wide.items() if len(taken) > PARAMETERS} == {}


@pytest.mark.parametrize("ending", [".py", ".js", ".css", ".html"])
def test_no_file_is_named_after_nothing(ending: str) -> None:
    allowed = {"service/web/templates/layouts/base.html", "service/web/static/css/02-base.css"}
    stems = {one: one.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower() for one in ours(ending)}
    vague = {one for one, stem in stems.items() if VAGUE & set(stem.replace("-", "_").split("_"))}
    assert vague - allowed == set()
