"""The planner tells of last days in its own scope: no longer as the operator, whose login it then does not need.

It gets the columns that say whose last day it is and who hears of it, and of the inboxes what tells that a
person was told before; it adds and reads notices of last days alone.

Safe while the previous release serves: yes, it only adds.
"""

from alembic import op

from migrations.policies import is_postgres
from migrations.signed import checked

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

READS = {
    "document": "enterprise_id, subject_id, kind, number, voided_at",
    "enterprise": "enterprise_id, name",
    "hazard": "enterprise_id, id, area_code, sector, place, description, state, assigned_to, due_at",
    "occurrence": "area_code, sector, team, post, due_to",  # besides what it makes checks by
    "order_item": "enterprise_id, id, area_code, sector, order_id, state, due_on",
    "person": "enterprise_id, id, account, team, post, left_at",
    "record": "enterprise_id, occurrence_id, stands",
    "rectification_order": "enterprise_id, id, visit_id, shown_at",
    "role_grant": "enterprise_id, person_id, role, revoked_at, until",
    "visit_officer": "enterprise_id, visit_id, organisation_id, person_id",
}
TOLD = "enterprise_id, person_id, object_id, kind, deadline, read_at"
INBOXES = {"notice": TOLD, "bureau_notice": f"{TOLD}, organisation_id"}
OF_LAST_DAYS = "deadline is not null"
# An order that no plant was handed, and what belongs to it, is nobody's to be told of.
SHOWN = ("document", "order_item", "rectification_order")


def upgrade() -> None:
    if not is_postgres():
        return
    for table, columns in READS.items():
        op.execute(f"grant select ({columns}) on {table} to dp_machine")
        if table == "occurrence":
            continue
        rows = checked("machine", "shown_at is not null" if table in SHOWN else "true")
        op.execute(f"create policy machine_reads on {table} for select to dp_machine using ({rows})")
    rows = checked("machine", OF_LAST_DAYS)
    for table, columns in INBOXES.items():
        op.execute(f"grant select ({columns}), insert, update (read_at) on {table} to dp_machine")
        op.execute(f"create policy machine_reads on {table} for select to dp_machine using ({rows})")
        op.execute(f"create policy machine_adds on {table} for insert to dp_machine with check ({rows})")
        op.execute(
            f"create policy machine_works on {table} for update to dp_machine"
            f" using ({rows}) with check ({rows})"
        )


def downgrade() -> None:
    if not is_postgres():
        return
    for table, columns in INBOXES.items():
        for policy in ("machine_reads", "machine_adds", "machine_works"):
            op.execute(f"drop policy {policy} on {table}")
        op.execute(f"revoke select ({columns}), insert, update (read_at) on {table} from dp_machine")
    for table, columns in READS.items():
        if table != "occurrence":
            op.execute(f"drop policy machine_reads on {table}")
        op.execute(f"revoke select ({columns}) on {table} from dp_machine")
