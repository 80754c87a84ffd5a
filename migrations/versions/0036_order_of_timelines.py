"""A plant's timeline is read in the order of what happened; the index of audiences was used by no page.

Safe while the previous release serves: yes.
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ledger_entry_enterprise_id_at_id", "ledger_entry", ["enterprise_id", "at", "id"])
    op.drop_index("ix_ledger_entry_enterprise_id_audience_id", "ledger_entry")


def downgrade() -> None:
    op.create_index(
        "ix_ledger_entry_enterprise_id_audience_id", "ledger_entry", ["enterprise_id", "audience", "id"]
    )
    op.drop_index("ix_ledger_entry_enterprise_id_at_id", "ledger_entry")
