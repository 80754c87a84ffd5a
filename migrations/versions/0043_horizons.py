"""The planner keeps one day a plant instead of one a plan, and a check belongs to its plan by one key.

A check's list and unit are its plan's own: one foreign key says so, where three asked each parent of each row.

Safe while the previous release serves: no, its planner moves the day of each plan.
"""

from contextlib import ExitStack

import sqlalchemy as sa
from alembic import op

from migrations.policies import is_postgres, open_to_owner, protect
from migrations.signed import checked
from service.core.db.columns import AREA_CODE

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

PARENTS = {"plan": "plan_id", "checklist": "checklist_id", "risk_unit": "unit_id"}
OF_PLAN = ["enterprise_id", "plan_id", "checklist_id", "unit_id"]
WHOLE = ["enterprise_id", "id", "checklist_id", "unit_id"]
FK = "fk_occurrence_enterprise_id_plan_id_checklist_id_unit_id"
BEHIND = """
insert into horizon (enterprise_id, made_to, area_code, sector)
select enterprise_id, min(made_to), min(area_code), min(sector) from plan
 where stopped_at is null group by enterprise_id
"""
AHEAD = """
update plan set made_to = (select made_to from horizon where horizon.enterprise_id = plan.enterprise_id)
 where made_to < (select made_to from horizon where horizon.enterprise_id = plan.enterprise_id)
"""


def upgrade() -> None:
    op.create_table(
        "horizon",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("made_to", sa.Date(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", name="pk_horizon"),
    )
    op.create_index("ix_horizon_made_to", "horizon", ["made_to"])
    with open_to_owner("plan"):
        op.execute(BEHIND)
    protect("horizon", regulator="")
    op.drop_index("ix_plan_made_to", "plan")
    op.create_index("uq_plan_whole", "plan", WHOLE, unique=True)
    with open_to_owner("plan"), open_to_owner("occurrence"), op.batch_alter_table("occurrence") as checks:
        for column in PARENTS.values():
            checks.drop_constraint(f"fk_occurrence_enterprise_id_{column}", type_="foreignkey")
        checks.create_foreign_key(FK, "plan", OF_PLAN, WHOLE)
    if is_postgres():
        every = checked("machine", "true")
        op.execute("grant select (enterprise_id, made_to), update (made_to) on horizon to dp_machine")
        op.execute(f"create policy machine_reads on horizon for select to dp_machine using ({every})")
        op.execute(
            f"create policy machine_extends on horizon for update to dp_machine using ({every})"
            f" with check ({every})"
        )
        op.execute("revoke update (made_to) on plan from dp_machine")
        op.execute("drop policy machine_extends on plan")


def downgrade() -> None:
    if is_postgres():
        every = checked("machine", "true")
        op.execute("grant update (made_to) on plan to dp_machine")
        op.execute(
            f"create policy machine_extends on plan for update to dp_machine using ({every})"
            f" with check ({every})"
        )
    with ExitStack() as opened:
        for table in ("occurrence", *PARENTS):
            opened.enter_context(open_to_owner(table))
        _take_back_keys()
    op.drop_index("uq_plan_whole", "plan")
    op.create_index("ix_plan_made_to", "plan", ["made_to"])
    with open_to_owner("plan"), open_to_owner("horizon"):
        op.execute(AHEAD)
    op.drop_table("horizon")


def _take_back_keys() -> None:
    with op.batch_alter_table("occurrence") as checks:
        checks.drop_constraint(FK, type_="foreignkey")
        for parent, column in PARENTS.items():
            checks.create_foreign_key(
                f"fk_occurrence_enterprise_id_{column}",
                parent,
                ["enterprise_id", column],
                ["enterprise_id", "id"],
            )
