"""A name is read by the ids that stand in an entry of the ledger: an officer's too, whose person no plant reaches.

Safe while the previous release serves: yes, it only adds.
"""

from alembic import op

from migrations.policies import is_postgres

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

READERS = ("enterprise", "regulator", "platform", "job")  # nobody without an account reads who acted


def upgrade() -> None:
    if not is_postgres():
        return
    op.execute("create policy named on person for select to current_user using (true)")
    op.execute(
        "create function names_of(organisations uuid[], people uuid[]) returns table (id uuid, name varchar)"
        " language sql stable security definer set search_path = public, pg_temp as $$"
        " select p.id, p.name from unnest(organisations, people) as asked (organisation, person)"
        " join public.person p on p.enterprise_id = asked.organisation and p.id = asked.person $$"
    )
    op.execute("revoke all on function names_of(uuid[], uuid[]) from public")
    for role in READERS:
        op.execute(f"grant execute on function names_of(uuid[], uuid[]) to dp_{role}")


def downgrade() -> None:
    if is_postgres():
        op.execute("drop function names_of(uuid[], uuid[])")
        op.execute("drop policy named on person")
