"""A finding keeps each clause it cites with its law and version, where it kept the label alone.

Safe while the previous release serves: no, that one prints what it finds as a label.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.policies import open_to_owner
from service.core.db.columns import JSON_VALUE

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FINDING = sa.table(
    "finding",
    sa.column("enterprise_id", sa.Uuid()),
    sa.column("id", sa.Uuid()),
    sa.column("basis_code", sa.String()),
    sa.column("citations", JSON_VALUE),
)
PLACE = ("law_code", "version", "article", "paragraph", "item")
CITED = sa.table("basis_citation", *(sa.column(name) for name in ("basis_code", "label", *PLACE)))
UNKNOWN = {"law_code": "", "version": "", "article": 0, "paragraph": 0, "item": 0}


def upgrade() -> None:
    rows = op.get_bind().execute(sa.select(CITED)).mappings()
    known = {(row["basis_code"], row["label"]): {name: row[name] for name in PLACE} for row in rows}

    def placed(code: str, label: Any) -> dict[str, Any]:
        return known.get((code, label), UNKNOWN) | {"label": label}

    _rewrite(placed)


def downgrade() -> None:
    _rewrite(lambda _code, clause: clause["label"])


def _rewrite(one: Any) -> None:
    connection = op.get_bind()
    with open_to_owner("finding"):
        for row in connection.execute(sa.select(FINDING)).all():
            changed = [one(row.basis_code, cited) for cited in row.citations]
            own = (FINDING.c.enterprise_id == row.enterprise_id) & (FINDING.c.id == row.id)
            connection.execute(sa.update(FINDING).where(own).values(citations=changed))
