"""A visit may be cancelled; an order that was withdrawn or made void makes room for another of its visit.

Safe while the previous release serves: yes, but it has no words for what is cancelled or withdrawn meanwhile.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NOTICED = "state in ('applied', 'approved', 'refused'{more}) or noticed_at is not null"
ONE_ORDER = "uq_rectification_order_enterprise_id_visit_id"
STANDING = "state not in ('withdrawn', 'void')"


def upgrade() -> None:
    op.add_column("visit", sa.Column("cancel_reason", sa.String(), nullable=False, server_default=""))
    op.add_column(
        "rectification_order", sa.Column("end_reason", sa.String(), nullable=False, server_default="")
    )
    _check_notice(NOTICED.format(more=", 'cancelled'"))
    with op.batch_alter_table("rectification_order") as orders:
        orders.drop_constraint(ONE_ORDER, type_="unique")
    op.create_index(
        "uq_rectification_order_standing",
        "rectification_order",
        ["enterprise_id", "visit_id"],
        unique=True,
        sqlite_where=sa.text(STANDING),
        postgresql_where=sa.text(STANDING),
    )


def downgrade() -> None:
    op.drop_index("uq_rectification_order_standing", "rectification_order")
    with op.batch_alter_table("rectification_order") as orders:
        orders.create_unique_constraint(ONE_ORDER, ["enterprise_id", "visit_id"])
    _check_notice(NOTICED.format(more=""))
    with op.batch_alter_table("rectification_order") as orders:
        orders.drop_column("end_reason")
    op.drop_column("visit", "cancel_reason")


def _check_notice(condition: str) -> None:
    with op.batch_alter_table("visit") as visits:
        visits.drop_constraint(op.f("ck_visit_noticed"), type_="check")
        visits.create_check_constraint(op.f("ck_visit_noticed"), condition)
