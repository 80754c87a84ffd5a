"""What is to become less and may only fall: each figure stands here as it is today, and goes down with the code."""

import ast
import re
from collections import Counter
from collections.abc import Iterator

from tests.architecture.source import files, name, python

PRODUCT = ("service/", "admin_ui/", "mobile_api/", "wsgi.py")
# Words that say nothing of what a variable holds.
BANNED = {"found", "one", "told", "said", "kept", "held", "here"}
UNTYPED = re.compile(r"\b(dict|Mapping)\[str, (Any|object)\]|\bFacts\b|\bRow\b")

MOST_BANNED = 0.1  # variables, for every 1,000 lines
MOST_UNTYPED = 54  # functions that take or return a mapping to Any, or a name for one
MOST_LOOSE = 8  # values that a page is drawn from, its presenter among them
SHEETS = {"admin_ui/operations/ui_kit.py"}  # of samples: no page of anybody
MOST_UNUSED_VIEWERS = 0  # queries that take a viewer and never look at it
MOST_FACADES = 0  # lines of packages' `__init__` that only hand names on

MOST_CONDITIONS = 0  # lines of doors with a condition beside a verb: a guard says it
QUEUED = {"service/core/jobs/__init__.py"}  # the name that what stands in a queue is called by


def functions() -> Iterator[ast.FunctionDef]:
    for _name, module in python(*PRODUCT):
        yield from (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))


def test_variables_are_named_after_what_they_hold() -> None:
    lines = sum(len(path.read_text().splitlines()) for path in files(".py") if name(path).startswith(PRODUCT))
    bound = Counter(
        variable
        for _name, module in python(*PRODUCT)
        for node in ast.walk(module)
        for variable in _bound(node)
        if variable in BANNED
    )
    assert bound.total() * 1_000 / lines <= MOST_BANNED, bound


def _bound(node: ast.AST) -> Iterator[str]:
    """Return what a node gives a value to: a variable, or a parameter."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg


def test_what_goes_in_and_out_of_functions_has_a_type() -> None:
    untyped = sum(any(map(_is_untyped, _annotations(function))) for function in functions())
    assert untyped <= MOST_UNTYPED


def _annotations(function: ast.FunctionDef) -> Iterator[ast.expr]:
    given = function.args
    for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs):
        if argument.annotation:
            yield argument.annotation
    if function.returns:
        yield function.returns


def _is_untyped(annotation: ast.expr) -> bool:
    return bool(UNTYPED.search(ast.unparse(annotation)))


def test_a_page_is_drawn_from_its_presenter_and_a_few_loose_values() -> None:
    loose = {
        f"{where}:{call.lineno}": len(call.keywords)
        for where, module in python("admin_ui/", "mobile_api/", "service/web/")
        for call in ast.walk(module)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "render_template"
        if where not in SHEETS
    }
    assert {where: count for where, count in loose.items() if count > MOST_LOOSE} == {}


def test_a_query_takes_a_viewer_only_to_look_at_it() -> None:
    unused = [
        f"{where}:{function.lineno} {function.name}"
        for where, module in python("service/")
        if "quer" in where
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef) and "viewer" in {each.arg for each in function.args.args}
        if not any(isinstance(node, ast.Name) and node.id == "viewer" for node in ast.walk(function))
    ]
    assert len(unused) <= MOST_UNUSED_VIEWERS, unused


def test_what_is_no_route_of_a_door_takes_nothing_that_it_does_not_look_at() -> None:
    """Ruff excuses the doors, since a route takes every word of its address."""
    unused = [
        f"{where}:{function.lineno} {function.name}"
        for where, module in python("admin_ui/", "mobile_api/")
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef) and not function.decorator_list
        if _arguments(function) - {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    ]
    assert unused == []


def _arguments(function: ast.FunctionDef) -> set[str]:
    given = (*function.args.args, *function.args.kwonlyargs)
    return {each.arg for each in given if each.arg != "self" and not each.arg.startswith("_")}


def test_modules_are_imported_and_no_package_hands_their_names_on() -> None:
    lines = sum(
        (node.end_lineno or 0) - node.lineno + 1
        for where, module in python("service/", "admin_ui/", "mobile_api/")
        if where.endswith("__init__.py") and where not in QUEUED and not _has_work(module)
        for node in module.body
        if isinstance(node, ast.ImportFrom | ast.Assign)
    )
    assert lines <= MOST_FACADES


def _has_work(module: ast.Module) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in module.body)


# A verb is asked of its table, and nothing beside it: `"seal" in verbs and …`, `verb == "seal"`.
BESIDE = re.compile(
    r"""\bverbs?\b\s*(==|!=)\s*["']|["']\w+["']\s+in\s+verbs\s+(and|or)|(and|or)\s+["']\w+["']\s+in\s+verbs"""
)


def test_a_door_asks_a_verb_of_its_table_and_adds_no_condition() -> None:
    lines = [
        f"{name(path)}:{number}"
        for path in files(".py", ".html")
        if name(path).startswith(("admin_ui/", "mobile_api/"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if BESIDE.search(line)
    ]
    assert len(lines) <= MOST_CONDITIONS, lines
