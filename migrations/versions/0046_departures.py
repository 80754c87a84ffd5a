"""Where a plant was before it moved: whose bureau reads on what it issued there, and nothing else of the plant.

A visit, an order and what belongs to them are read by who issued them, through the region in which they were issued.
Only reading: what goes on there is the new bureau's.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import OWN, READ, is_postgres, protect
from migrations.signed import checked
from service.core.db.columns import AREA_CODE

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

LEFT = "enterprise_id in (select enterprise_id from departure)"
OWN_ROW = OWN.replace("enterprise_id", "organisation_id", 1)
OF_BUREAU = (
    *("attachment", "document", "document_service", "finding", "item_result", "order_item"),
    *("rectification_order", "reinspection", "reinspection_officer", "visit", "visit_item", "visit_officer"),
)
ISSUED = f"{LEFT} and {OWN_ROW}"


def _of(column: str, *tables: str) -> str:
    parents = " union all ".join(f"select id from {one} where {ISSUED}" for one in tables)
    return f"{LEFT} and {column} in ({parents})"


READ_ON = {table: ISSUED for table in OF_BUREAU} | {
    "item_answer": _of("item_id", "order_item"),
    "verification": _of("document_id", "document"),
    "ledger_entry": _of("object_id", "visit", "rectification_order", "reinspection"),
}


def upgrade() -> None:
    op.create_table(
        "departure",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.enterprise_id"], name="fk_departure_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_departure"),
    )
    op.create_index("ix_departure_area_code", "departure", ["area_code"])
    protect("departure", enterprise="", job="", platform=READ)
    if is_postgres():
        for table, rows in READ_ON.items():
            condition = checked("regulator", rows)
            op.execute(
                f"create policy issuer_reads on {table} for select to dp_regulator using ({condition})"
            )


def downgrade() -> None:
    if is_postgres():
        for table in READ_ON:
            op.execute(f"drop policy issuer_reads on {table}")
    op.drop_table("departure")
