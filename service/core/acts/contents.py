"""What a form says of a row: whether it was said before, and what it changes."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from service.core.acts.problems import Conflict, _
from service.core.db.tables import TenantRow
from service.core.db.transactions import db

R = TypeVar("R", bound=TenantRow)
FORM_USED = _("这个表单已经用过，请重新打开页面")


class Correction(NamedTuple):
    """The columns that changed, from what and to what, as the ledger tells it."""

    before: dict[str, Any]
    after: dict[str, Any]


def values_of(source: object, names: Iterable[str]) -> Mapping[str, Any]:
    """Return what a row or a form says under these names."""
    return {name: getattr(source, name) for name in names}


def made_before(model: type[R], key: tuple[UUID, UUID], **content: Any) -> R | None:
    """Return the row that a creating form made before; raise Conflict where it was made of something else."""
    row = db.session.get(model, key)
    if row and any(getattr(row, name) != value for name, value in content.items()):
        raise Conflict(FORM_USED)
    return row


def correct(row: TenantRow, content: Mapping[str, Any]) -> Correction:
    """Set the columns that the content says otherwise; nothing changed where it says the same."""
    after = {name: value for name, value in content.items() if getattr(row, name) != value}
    before = dict(values_of(row, after))
    for name, value in after.items():
        setattr(row, name, value)
    return Correction(before, after)
