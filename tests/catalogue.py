"""The English catalogue, and what the code asks of it."""

import io
import os
from functools import cache
from pathlib import Path

import jinja2.ext  # noqa: F401  babel finds its extractor by entry point
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = ROOT / "service/web/translations/en/LC_MESSAGES/messages.po"
CODE = ("service", "mobile_api", "admin_ui")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


@cache
def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


@cache
def asked() -> frozenset[str]:
    """Every msgid in the code, gathered as `make catalogue` does."""
    found: set[str] = set()
    for folder in CODE:
        for _file, _line, msgid, _comments, _context in extract_from_dir(ROOT / folder, METHODS):
            found.add(msgid if isinstance(msgid, str) else msgid[0])
    return frozenset(found)


def compile_english() -> None:
    """Put the compiled catalogue where the application reads it, unless it is newer than its source."""
    compiled = ENGLISH.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= ENGLISH.stat().st_mtime:
        return
    written = io.BytesIO()
    write_mo(written, english())
    beside = compiled.with_suffix(f".{os.getpid()}")
    beside.write_bytes(written.getvalue())
    beside.replace(compiled)
