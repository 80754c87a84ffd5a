"""An entry of the ledger knows its transaction, so that who folds the ledger reads past none that is still open.

SQLite has one writer: its rowid is the order of commit. Safe while the previous release serves: yes, the database
fills the column. What stood before counts as one transaction, this one.
"""

from alembic import op

from migrations.policies import is_postgres

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if is_postgres():
        op.execute("alter table ledger_entry add column xid xid8 not null default pg_current_xact_id()")
        op.execute("create index ix_ledger_entry_xid on ledger_entry (xid)")


def downgrade() -> None:
    if is_postgres():
        op.execute("alter table ledger_entry drop column xid")
