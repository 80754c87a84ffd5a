"""The acts of one kind are found without reading all others of their plant or bureau.

Safe while the previous release serves: yes, it only adds.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAME = "ix_ledger_entry_enterprise_id_act_id"


def upgrade() -> None:
    op.create_index(NAME, "ledger_entry", ["enterprise_id", "act", "id"])


def downgrade() -> None:
    op.drop_index(NAME, "ledger_entry")
