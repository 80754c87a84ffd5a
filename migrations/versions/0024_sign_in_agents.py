"""A desk session keeps by which browser it was opened.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("login_session", sa.Column("agent", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("login_session", "agent")
