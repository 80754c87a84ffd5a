"""A sealed document on paper: a rendering of its canonical content, and whether it was made void since."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from flask import current_app

from service.core import clock
from service.documents.content import day_in_words, minute_in_words
from service.documents.models import Document
from service.printing import documents

DRAFT = "草稿，尚未签发"
SHOWN_HASH = 16  # of 64 digits: enough to compare by eye


def font_directory() -> Path | None:
    """Return where the site keeps licensed fonts, if it has any."""
    folder = current_app.config["SETTINGS"].document_font_dir
    return Path(folder) if folder else None


class Signed(Protocol):
    """What was written down of the signatures when the signed pages came back."""

    @property
    def signed_at(self) -> datetime | None: ...
    @property
    def objection(self) -> str | None: ...
    @property
    def refusal(self) -> str | None: ...
    @property
    def witness(self) -> str | None: ...


def verify_url(base: str, code: str) -> str:
    """Return what the QR holds, upper-case so that it fits the alphanumeric mode."""
    return f"{base}/verify/{code}".upper()


def sealed_pdf(document: Document, base: str, fonts: Path | None = None) -> bytes:
    return documents.pdf(sealed_form(document, base), fonts)


def sealed_form(document: Document, base: str) -> documents.Form:
    """Return what is printed of a sealed document, with the symbol by which anybody can check it."""
    shown = document.sha256[:SHOWN_HASH]
    groups = " ".join(shown[start : start + 4] for start in range(0, SHOWN_HASH, 4))
    lines: tuple[str, ...] = ("扫码核对本文书的文号、日期和校验值。", f"校验值 {groups}")
    mark = mark_of(document)
    if mark:
        lines += (f"{mark}。",)
    verification = documents.Verification(verify_url(base, document.code), lines)
    content, day = json.loads(document.content), clock.day_of(document.sealed_at)
    return _form(content, content["number"], day, mark, verification)


def with_signatures(form: documents.Form, signed: Signed) -> documents.Form:
    """Return the form with what was objected, or why nobody signed, where a version has a place for it."""
    if signed.signed_at is None:
        return form
    given = {"objection": signed.objection, "refusal": signed.refusal, "witness": signed.witness}
    words = {name: text or "" for name, text in given.items()}
    return replace(form, signed=words | {"at": minute_in_words(signed.signed_at)})


def mark_of(document: Document | None) -> str:
    """Return what stands on every page that nobody may act upon: of a draft, or of what was made void."""
    if document is None:
        return DRAFT
    if document.voided_at is None:
        return ""
    return f"本文书已于{day_in_words(clock.day_of(document.voided_at))}撤销，不再有效"


def draft_form(content: Mapping[str, Any], number: str) -> documents.Form:
    """Return what would be printed if it were sealed now, without a serial and without a symbol."""
    return _form(content, number, clock.today(), mark_of(None))


def _form(
    content: Mapping[str, Any],
    number: str,
    day: date,
    mark: str,
    verification: documents.Verification | None = None,
) -> documents.Form:
    kind, version = content["kind"], content["template_version"]
    return documents.Form(kind, version, content, day, number, mark, verification)
