"""The approval of a visit and its notice have numbers (文号), taken when the visit is decided.

What was decided before has none: its forms leave room to write it, as they did.

The counters stay on the way back, so that no number is given out twice.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

NUMBERS = ("approval_number", "notice_number")


def upgrade() -> None:
    for name in NUMBERS:
        op.add_column("visit", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    for name in NUMBERS:
        op.drop_column("visit", name)
