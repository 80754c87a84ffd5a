"""A bureau reaches its own organisation, people and ledger whatever region it looks through.

Safe while the previous release serves: yes.
"""

from migrations.policies import let_own, let_region_alone

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OWN = ("organisation", "bureau", "person", "role_grant", "certificate", "ledger_entry")


def upgrade() -> None:
    for table in OWN:
        let_own(table)


def downgrade() -> None:
    for table in OWN:
        let_region_alone(table)
