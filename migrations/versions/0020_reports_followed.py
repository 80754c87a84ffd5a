"""A visit after a report names the report that it follows.

Safe while the previous release serves: yes, what it writes follows no report.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("visit", sa.Column("report", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("visit", "report")
