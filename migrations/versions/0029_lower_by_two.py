"""A major risk unit keeps its level until a second person confirms the lower one that an import proposes.

Safe while the previous release serves: yes, but what it imports lowers a unit at once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("risk_unit", sa.Column("proposed", sa.String(), nullable=True))
    op.add_column("risk_unit", sa.Column("proposed_by", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("risk_unit", "proposed_by")
    op.drop_column("risk_unit", "proposed")
