"""What is unread is found at once, and a phone keeps when it was last used.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_notice_unread",
        "notice",
        ["enterprise_id", "person_id", "id"],
        sqlite_where=sa.text("read_at is null"),
        postgresql_where=sa.text("read_at is null"),
    )
    op.add_column("device", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("device", "seen_at")
    op.drop_index("ix_notice_unread", "notice")
