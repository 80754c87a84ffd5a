"""What a name is found by stands in the order of its characters, whatever the locale of the database.

Safe while the previous release serves: yes; on PostgreSQL both tables are locked while their indexes are made anew.
"""

from alembic import op

from migrations.policies import is_postgres

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TABLES = ("enterprise_bigram", "risk_unit_bigram")


def upgrade() -> None:
    _collate('collate "C"')


def downgrade() -> None:
    _collate('collate "default"')


def _collate(order: str) -> None:
    if is_postgres():
        for table in TABLES:
            op.execute(f"alter table {table} alter column bigram type varchar {order}")
