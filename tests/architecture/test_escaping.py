"""A36: what is written into a page is escaped; what is not, is written by us, and stands here by its line."""

import ast
import re

from service.web.forms import SECRET
from tests.architecture.source import ROOT, files, name, python

DOORS = ("service/", "admin_ui/", "mobile_api/")
UNESCAPED = re.compile(r"\|\s*safe\b|\bautoescape\b|\{%-?\s*filter\b.*safe")
MARKED = {"Markup", "escape_silent", "render_template_string", "from_string"}
# Where `Markup` is given something else than a literal: texts that we ship.
OUR_OWN = {
    "service/web/assets.py": [
        "Markup(text)",
        "Markup(how)",
        "Markup((STATIC / 'shapes' / 'hatches.svg').read_text())",
    ]
    + ["Markup(re.sub('\\\\s+', ' ', svg[1]).strip())"],
    "service/web/language.py": ["Markup(form)"],  # a text of the catalogue: what is put into it is escaped
}


def test_a36_no_template_leaves_anything_unescaped() -> None:
    templates = [path for path in files(".html") if name(path).startswith(DOORS)]
    assert len(templates) > 50
    assert [name(path) for path in templates if UNESCAPED.search(path.read_text())] == []
    assert (ROOT / "service").is_dir()


def test_a36_a30_only_texts_that_we_ship_are_taken_for_markup() -> None:
    given: dict[str, list[str]] = {}
    for module, tree in python(*DOORS):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in MARKED and not _is_literal(node):
                given.setdefault(module, []).append(ast.unparse(node))
    assert {module: sorted(calls) for module, calls in given.items()} == {
        module: sorted(calls) for module, calls in OUR_OWN.items()
    }


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _is_literal(node: ast.Call) -> bool:
    """An f-string is none."""
    return all(isinstance(one, ast.Constant) for one in node.args)


def test_no_secret_that_is_typed_is_carried_through_a_sign_in() -> None:
    """The words of a form whose session ran out stand in the page of the sign-in: of its secrets none."""
    asked = {
        name
        for file in files(".html")
        for name in re.findall(r'(?:password\(|type="password"[^>]*name=)"(\w+)"', file.read_text())
    }
    assert {"password", "current", "pin", "again"} <= asked
    assert asked - SECRET == set()
