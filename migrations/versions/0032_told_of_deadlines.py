"""Who is told of a deadline is told once, and what falls due is found across plants.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

NOTICES = {"notice": "enterprise_id", "bureau_notice": "organisation_id"}
HAS_DEADLINE = sa.text("deadline is not null")
RUNNING = sa.text("state in ('confirmed', 'planning', 'rectifying')")


def upgrade() -> None:
    for table, teller in NOTICES.items():
        op.add_column(table, sa.Column("deadline", sa.Date(), nullable=True))
        op.create_index(
            f"uq_{table}_deadline",
            table,
            [teller, "person_id", "object_id", "kind", "deadline"],
            unique=True,
            sqlite_where=HAS_DEADLINE,
            postgresql_where=HAS_DEADLINE,
        )
    op.create_index(
        "ix_hazard_running_due_at", "hazard", ["due_at"], sqlite_where=RUNNING, postgresql_where=RUNNING
    )
    op.create_index("ix_order_item_due_on", "order_item", ["due_on"])
    op.create_index("ix_occurrence_period", "occurrence", ["period"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_index("ix_occurrence_period", "occurrence")
    op.drop_index("ix_order_item_due_on", "order_item")
    op.drop_index("ix_hazard_running_due_at", "hazard")
    for table in NOTICES:
        op.drop_index(f"uq_{table}_deadline", table)
        op.drop_column(table, "deadline")
