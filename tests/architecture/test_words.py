"""What a person reads is marked for the catalogue, in templates and in code."""

import ast
import re
from collections.abc import Iterator

import jinja2
from jinja2 import nodes

from service.reactions import PERIODICS, REACTIONS, TITLES
from tests.architecture.source import files, name, tree

CHINESE = re.compile(r"[\u3400-\u9fff，。、：；？！（）]")
MARKS = {"_", "gettext", "pgettext", "Sentence"}
OURS = ("service/", "admin_ui/", "mobile_api/", "wsgi.py")
NEVER_TRANSLATED = {
    "service/printing/": "what is printed is Chinese",
    "service/documents/": "a legal document is Chinese",
    "service/enforcement/document_content.py": "a legal document is Chinese",
    "service/enforcement/printed_forms.py": "a legal document is Chinese",
    "admin_ui/people/invitations.py": "an invitation is printed for another person",
    "service/demo/": "the demo world lives in Chinese",
    "service/reference/": "laws, areas and industries as their sources name them",
    "service/exchange/": "how plants head their columns and fill in cells",
    "service/risks/accident_types.py": "how older ledgers name accidents",
}
WORDS_OF_THEIR_OWN = {
    ("service/web/templates/components/frame.html", "中文"),  # a language is named in itself
    ("admin_ui/imports/pages.py", "_错误原因.xlsx"),  # a file is named after its Chinese heading
    ("admin_ui/operations/ui_kit.py", "王强"),  # people are named as they are
    ("admin_ui/operations/ui_kit.py", "李敏"),
    ("admin_ui/operations/ui_kit.py", "周建军"),
    ("service/commands_line/__init__.py", "平台运营"),
    ("service/identity/commands/platform.py", "平台运营"),
    ("service/enforcement/limits.py", "至"),  # between numbers in a legal document
    ("service/enforcement/limits.py", "、"),
}


def unmarked_in_template(node: nodes.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in MARKS:
        for value in node.kwargs:
            yield from unmarked_in_template(value)
        return
    text = node.data if isinstance(node, nodes.TemplateData) else getattr(node, "value", "")
    if isinstance(text, str) and CHINESE.search(text):
        yield node.lineno, text.strip()
    for child in node.iter_child_nodes():
        yield from unmarked_in_template(child)


def unmarked_in_code(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        yield from unmarked_in_code(child)


def unmarked() -> Iterator[tuple[str, int, str]]:
    environment = jinja2.Environment()
    for path in files(".html", ".py"):
        if not name(path).startswith(OURS) or name(path).startswith(tuple(NEVER_TRANSLATED)):
            continue
        if path.suffix == ".html":
            found = unmarked_in_template(environment.parse(path.read_text()))
        else:
            found = unmarked_in_code(tree(path))
        yield from ((name(path), line, text) for line, text in found)


def test_every_text_that_is_shown_is_marked() -> None:
    left = [
        f"{where}:{line} {text}"
        for where, line, text in unmarked()
        if (where, text) not in WORDS_OF_THEIR_OWN
    ]
    assert left == []


def test_what_is_excused_is_there() -> None:
    assert {(where, text) for where, _line, text in unmarked()} >= WORDS_OF_THEIR_OWN
    known = [name(path) for path in files(".html", ".py")]
    assert [one for one in NEVER_TRANSLATED if not any(path.startswith(one) for path in known)] == []


def test_an_unmarked_text_is_found() -> None:
    template = '<p>{{ _("数据截至 %(time)s", time="今天") }}</p>\n<b title="x">期限</b>{{ "隐患" }}'
    parsed = jinja2.Environment().parse(template)
    assert {text for _line, text in unmarked_in_template(parsed)} == {
        "今天",
        '</p>\n<b title="x">期限</b>',
        "隐患",
    }
    code = ast.parse(
        '"""双重预防"""\nTITLES = {1: _("隐患"), 2: "整改"}\ndef said():\n    return f"期限 {1}"'
    )
    assert [text for _line, text in unmarked_in_code(code)] == ["整改", "期限 "]


def test_every_background_verb_is_named_for_the_operator() -> None:
    followed = {job.name for jobs in REACTIONS.values() for job in jobs}
    assert followed | {periodic.name for periodic in PERIODICS} == set(TITLES)
