"""Whether an entry of the ledger says what its canonical bytes say, by the form that it was written in."""

import json
from datetime import datetime
from typing import Any

from service.core.acts.ledger import CONTENT, dumps, plain
from service.core.models import LedgerEntry

ROUTING = ("area_code", "sector")
FORMS = {1: (*CONTENT, "actor_name", *ROUTING), 2: ("form", *CONTENT)}
MOMENTS = {"at", "device_at"}


def differences(entry: LedgerEntry, routed: dict[str, str] | None = None) -> list[str]:
    """Return the names of what the row and its canonical bytes do not agree on; none where the entry is whole.

    `routed`: the area and sector of the day it was written, where the organisation has another today.
    Form 1 kept the zone of the device's clock, which the column does not: moments are compared as such.
    """
    try:
        sealed = json.loads(entry.canonical)
        form = sealed.get("form", 1)
        names = FORMS[form]
    except (ValueError, AttributeError, KeyError):
        return ["canonical"]
    row = {name: getattr(entry, name, form) for name in names}
    if form == 1:
        row |= routed or {}
    differing = [name for name in sorted({*sealed, *row}) if not _same(name, sealed.get(name), row.get(name))]
    return differing or ([] if dumps(sealed) == entry.canonical else ["canonical"])


def _same(name: str, sealed: Any, value: Any) -> bool:
    if name in MOMENTS and sealed is not None and value is not None:
        return bool(datetime.fromisoformat(sealed) == value)
    return bool(sealed == plain(value))
