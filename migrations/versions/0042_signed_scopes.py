"""What reaches many plants is signed: a regulator's region, a job's plant, the planner.

The check stands before every condition of those roles; it is made once in a statement and reads no row.

Safe while the previous release serves: no, it does not sign.
"""

from migrations.policies import is_postgres
from migrations.signed import drop_check, make_check, sign_all, unsign_all

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if is_postgres():
        make_check()
        sign_all()


def downgrade() -> None:
    if is_postgres():
        unsign_all()
        drop_check()
