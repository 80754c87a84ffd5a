"""No part of a page stands for nothing: every class is worn, every macro is called by a page that people see."""

import re
from pathlib import Path

from tests.architecture.source import files, name

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BODY = re.compile(r"\{[^{}]*\}")
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
MACRO = re.compile(r"\{%-? macro ([a-z]\w*)\(")
SHEET = "admin_ui/operations/templates/ops/ui"  # it shows every part
LEVELS = {f"{part}{rank}" for part in ("lv", "band", "f", "n") for rank in range(5)}
STATES = {f"tag-{kind}" for kind in ("new", "run", "wait", "late", "back", "done")}
BUTTONS = {f"btn-{kind}" for kind in ("s", "l", "main", "stop", "bare", "wide")}
PUT_TOGETHER = LEVELS | STATES | BUTTONS  # from a prefix and what it is about


def pages() -> dict[str, str]:
    """The text of everything that writes HTML."""
    known = {name(path): path.read_text() for path in files(".html", ".js", ".py")}
    return {where: text for where, text in known.items() if not where.startswith(("tests/", "migrations/"))}


def test_every_class_of_the_stylesheet_is_worn() -> None:
    words = set(re.findall(r"[\w-]+", " ".join(pages().values()))) | PUT_TOGETHER
    sheets = [BODY.sub("{}", COMMENT.sub("", path.read_text())) for path in files(".css")]
    assert sorted({one for sheet in sheets for one in CLASS.findall(sheet)} - words) == []


def test_every_macro_is_called_by_a_page() -> None:
    texts = {where: text for where, text in pages().items() if not where.startswith(SHEET)}
    idle = []
    for where, text in texts.items():
        if "/components/" not in where:
            continue
        for macro in MACRO.findall(text):
            called = re.compile(rf"(?<!macro ){macro}\(")
            elsewhere = any(called.search(other) for one, other in texts.items() if one != where)
            within = called.search(text.split("#}", 1)[1])
            if not (elsewhere or within):
                idle.append(f"{Path(where).name} {macro}")
    assert idle == []
