"""PostgreSQL knows beforehand how much of a table lies in a region, and plants stand in the order of their names.

The bounds of a region were asked for in a `(select …)`, of whose answer the planner knows nothing: it took each region,
a province too, for a two-hundredth of the table, and read indexes whole, or a plant's every record, to find 50 rows.
Bare, it looks the bounds up while it plans.

Safe while the previous release serves: yes.
"""

from alembic import op

from migrations.policies import is_postgres

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

BARE = "current_setting('app.area_{end}'::text, true)"
ASKED = f"( SELECT {BARE} AS current_setting)"
POLICIES = """
select tablename, policyname, qual from pg_policies
 where schemaname = 'public' and cmd = 'ALL' and strpos(qual, 'app.area_lo') > 0 order by 1, 2
"""


def upgrade() -> None:
    _put(BARE)
    op.create_index("ix_enterprise_name_id", "enterprise", ["name", "id"])


def downgrade() -> None:
    op.drop_index("ix_enterprise_name_id", "enterprise")
    _put(ASKED)


def _put(words: str) -> None:
    """Put the bounds of a region in other words, in every policy; what has them already stays as it is."""
    if not is_postgres():
        return
    for table, name, condition in op.get_bind().exec_driver_sql(POLICIES).all():
        for end in ("lo", "hi"):
            bare = condition.replace(ASKED.format(end=end), BARE.format(end=end))
            condition = bare.replace(BARE.format(end=end), words.format(end=end))
        op.get_bind().exec_driver_sql(
            f"alter policy {name} on {table} using ({condition}) with check ({condition})"
        )
