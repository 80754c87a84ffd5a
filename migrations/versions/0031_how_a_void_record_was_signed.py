"""How a void site record had been signed stays with it: the visit is signed anew.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

COLUMNS = ("objection", "refusal", "witness")


def upgrade() -> None:
    op.add_column("document", sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
    for column in COLUMNS:
        op.add_column("document", sa.Column(column, sa.String(), nullable=True))


def downgrade() -> None:
    for column in (*COLUMNS, "signed_at"):
        op.drop_column("document", column)
