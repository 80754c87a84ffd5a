"""The planner's own scope, and what a plant may read and do of its phones.

The machine works across tenants, so it gets columns: of plans what makes checks, of photos what shows that
nobody came back for them. A plant looks on its phones and ends them; only the sign-in makes one.

Safe while the previous release serves: no, its planner and its /readyz worked in the scope of a job.
"""

from alembic import op

from migrations.policies import OF_ENTERPRISE, is_postgres, let_work, make_roles

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

MACHINES = ("reaction", "periodic_run", "heartbeat")
PLAN = (
    "enterprise_id, id, area_code, sector, checklist_id, unit_id, team, post, starts_on, made_to, stopped_at"
)
OCCURRENCE = "enterprise_id, id, plan_id, period, cancelled_at"
PHOTO = (
    "enterprise_id, id, area_code, sector, form_id, shown_at, target_id,"
    " clean_sha256, original_sha256, expires_at"
)
# By its token's hash the phone's door finds a phone; a hash opens nothing.
PHONE = (
    "enterprise_id, id, area_code, sector, person_id, token_hash, created_at, seen_at, ends_at, revoked_at,"
    " taken_back_at"
)
ENDING = "revoked_at, taken_back_at"
GRANTS = (
    f"select ({PLAN}), update (made_to) on plan",
    f"select ({OCCURRENCE}), insert on occurrence",
    f"select ({PHOTO}), delete on attachment",
    "insert on ledger_entry",
)
POLICIES = (
    ("plan", "machine_reads", "select", "using (true)"),
    ("plan", "machine_extends", "update", "using (true) with check (true)"),
    ("occurrence", "machine_reads", "select", "using (true)"),
    ("occurrence", "machine_adds", "insert", "with check (true)"),
    ("attachment", "machine_reads", "select", "using (true)"),
    ("attachment", "machine_deletes", "delete", "using (expires_at is not null)"),
    ("ledger_entry", "machine_adds", "insert", "with check (true)"),
)
SHARED = """
select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
 and not relrowsecurity and relname <> 'alembic_version' order by 1
"""


def upgrade() -> None:
    if not is_postgres():
        return
    make_roles(["machine"])
    for (table,) in op.get_bind().exec_driver_sql(SHARED).all():
        op.execute(f"grant select on {table} to dp_machine")
    for table in MACHINES:
        _forget(table, "job")
        op.execute(f"grant insert on {table} to dp_machine")
        op.execute(f"create policy machine_adds on {table} for insert to dp_machine with check (true)")
        let_work(table, "machine", "true")
    let_work("reaction", "job", OF_ENTERPRISE)
    for grant in GRANTS:
        op.execute(f"grant {grant} to dp_machine")
    for table, name, command, condition in POLICIES:
        op.execute(f"create policy {name} on {table} for {command} to dp_machine {condition}")
    op.execute("revoke delete on attachment from dp_platform")
    op.execute("revoke select on alembic_version from dp_job")
    op.execute("revoke all on device from dp_enterprise, dp_platform, dp_job")
    op.execute("drop policy job on device")
    for role in ("enterprise", "platform"):
        op.execute(f"grant select ({PHONE}), update ({ENDING}) on device to dp_{role}")


def downgrade() -> None:
    if not is_postgres():
        return
    for role in ("enterprise", "platform", "job"):
        op.execute(f"revoke all ({PHONE}) on device from dp_{role}")
        op.execute(f"grant select, insert, update on device to dp_{role}")
    op.execute(f"create policy job on device to dp_job using ({OF_ENTERPRISE}) with check ({OF_ENTERPRISE})")
    op.execute("grant delete on attachment to dp_platform")
    op.execute("grant select on alembic_version to dp_job")
    for table, name, _command, _condition in POLICIES:
        op.execute(f"drop policy {name} on {table}")
    _forget("reaction", "job")
    for table in MACHINES:
        _forget(table, "machine")
        op.execute(f"drop policy machine_adds on {table}")
        let_work(table, "job", "true")
    op.execute("revoke all on all tables in schema public from dp_machine")
    op.execute("revoke usage on schema public from dp_machine")


def _forget(table: str, role: str) -> None:
    """Take back what a role may read and change."""
    op.execute(f"revoke select, update on {table} from dp_{role}")
    for name in ("reads", "works"):
        op.execute(f"drop policy {role}_{name} on {table}")
