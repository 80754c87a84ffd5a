"""A unit is found by the last character of its number and its name as well.

Safe while the previous release serves: yes; what that one imports meanwhile is found as before.
"""

import unicodedata
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.policies import open_to_owner

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def tenants(name: str, *columns: str) -> sa.TableClause:
    keys = ("enterprise_id", "unit_id", "id")
    own = ("enterprise_id", "area_code", "sector", *columns)
    return sa.table(name, *(sa.column(one, sa.Uuid() if one in keys else sa.String()) for one in own))


UNIT = tenants("risk_unit", "id", "number", "name")
TERM = tenants("risk_unit_bigram", "unit_id", "bigram")
ONE_CHARACTER = sa.func.length(TERM.c.bigram) == 1


def upgrade() -> None:
    connection = op.get_bind()
    with open_to_owner("risk_unit"), open_to_owner("risk_unit_bigram"):
        known = {tuple(row) for row in connection.execute(_keys().where(ONE_CHARACTER))}
        rows = [row for unit in connection.execute(sa.select(UNIT)) for row in _last(unit)]
        missing = [row for row in rows if _key(row) not in known]
        if missing:
            connection.execute(sa.insert(TERM), missing)


def downgrade() -> None:
    """Leave the terms: the release before reads them without harm."""


def _keys() -> sa.Select[Any]:
    return sa.select(TERM.c.enterprise_id, TERM.c.bigram, TERM.c.unit_id)


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["enterprise_id"], row["bigram"], row["unit_id"]


def _last(unit: Any) -> Iterator[dict[str, Any]]:
    own = {"enterprise_id": unit.enterprise_id, "area_code": unit.area_code, "sector": unit.sector}
    for term in {_folded(unit.number)[-1:], _folded(unit.name)[-1:]} - {""}:
        yield own | {"unit_id": unit.id, "bigram": term}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
