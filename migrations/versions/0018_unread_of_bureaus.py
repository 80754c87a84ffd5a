"""What a bureau's people have not read is found at once.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_bureau_notice_unread",
        "bureau_notice",
        ["organisation_id", "person_id", "id"],
        sqlite_where=sa.text("read_at is null"),
        postgresql_where=sa.text("read_at is null"),
    )


def downgrade() -> None:
    op.drop_index("ix_bureau_notice_unread", "bureau_notice")
