"""A sealed document may be made void: its number stays taken, and whoever checks it learns of it.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("voided_by", sa.Uuid(), nullable=True))
    op.add_column("document", sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True))
    # With its column, for SQLite adds and drops no constraint by itself.
    op.execute(
        "alter table document add column void_reason varchar"
        " constraint ck_document_void_has_reason check ((voided_at is null) = (void_reason is null))"
    )
    op.add_column("verification", sa.Column("voided_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("verification", "voided_on")
    with op.batch_alter_table("document") as documents:
        # By its name: where SQLite has made the table anew since, it stands apart from its column.
        documents.drop_constraint(op.f("ck_document_void_has_reason"), type_="check")
        for column in ("void_reason", "voided_at", "voided_by"):
            documents.drop_column(column)
