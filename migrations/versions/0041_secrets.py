"""What people sign in with is reached by the sign-in alone: not by their plant, a job, or whoever runs the platform.

Safe while the previous release serves: no, it prints and voids links in the scope of whoever does it.
"""

from alembic import op

from migrations.policies import OF_ENTERPRISE, is_postgres

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

TABLES = {
    "credential": ("platform", "job"),
    "login_session": ("platform", "job"),
    "invitation": ("platform", "job", "enterprise"),
    "known_browser": ("platform", "job"),
    "pin_watch": ("platform", "job"),
}


def upgrade() -> None:
    if not is_postgres():
        return
    for table, roles in TABLES.items():
        for role in roles:
            op.execute(f"revoke all on {table} from dp_{role}")
            op.execute(f"drop policy {role} on {table}")


def downgrade() -> None:
    if not is_postgres():
        return
    for table, roles in TABLES.items():
        for role in roles:
            rows = "true" if role == "platform" else OF_ENTERPRISE
            op.execute(f"grant select, insert, update on {table} to dp_{role}")
            op.execute(f"create policy {role} on {table} to dp_{role} using ({rows}) with check ({rows})")
