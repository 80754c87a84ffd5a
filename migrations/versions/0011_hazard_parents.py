"""A hazard points to its unit, measure, record and order item.

Safe while the previous release serves: yes. On SQLite the references stand since 0007.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PARENTS = {
    "unit_id": "risk_unit",
    "measure_id": "control_measure",
    "record_id": "record",
    "order_item_id": "order_item",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for column, table in PARENTS.items():
        op.create_foreign_key(
            f"fk_hazard_enterprise_id_{column}",
            "hazard",
            table,
            ["enterprise_id", column],
            ["enterprise_id", "id"],
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for column in PARENTS:
        op.drop_constraint(f"fk_hazard_enterprise_id_{column}", "hazard", type_="foreignkey")
