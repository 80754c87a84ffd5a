"""The bureau that ordered a hazard decides whether it is given more time.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import is_postgres

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hazard_extension", sa.Column("decided_by", sa.Uuid(), nullable=True))
    op.add_column("hazard_extension", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("hazard_extension", sa.Column("grounds", sa.String(), nullable=True))
    # With its column, for SQLite adds and drops no constraint by itself.
    op.execute(
        "alter table hazard_extension add column allowed boolean"
        " constraint ck_hazard_extension_decision_is_whole check ((decided_by is null) = (allowed is null))"
        " constraint ck_hazard_extension_decided_when_granted check (allowed is null or granted)"
    )
    if is_postgres():
        op.execute("grant update on hazard_extension to dp_regulator")


def downgrade() -> None:
    if is_postgres():
        op.execute("revoke update on hazard_extension from dp_regulator")
    for column in ("allowed", "grounds", "decided_at", "decided_by"):
        op.drop_column("hazard_extension", column)
