"""Electronic service names the signed consent it rests on.

Safe while the previous release serves: yes, what it serves names none.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document_service", sa.Column("consent", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("document_service", "consent")
