"""Prints of many labels. A plant begins one, a job draws it; the planner deletes what is past its day.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations import signed
from migrations.policies import ADD, READ, is_postgres, protect
from service.core.db.columns import AREA_CODE, JSON_VALUE

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

DELETED_BY = "enterprise_id, id, area_code, sector, parts, sha256, expires_at"


def upgrade() -> None:
    op.create_table(
        "label_run",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("offset_right", sa.Double(), nullable=False),
        sa.Column("offset_down", sa.Double(), nullable=False),
        sa.Column("unit_ids", JSON_VALUE, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("parts", JSON_VALUE, nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("missing", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "drawn >= 0 AND drawn <= total", name=op.f("ck_label_run_draws_no_more_than_its_labels")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.enterprise_id"], name="fk_label_run_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_label_run"),
    )
    op.create_index("ix_label_run_expires_at", "label_run", ["expires_at"])
    protect("label_run", regulator="", platform=READ, enterprise=ADD, job="select, update")
    if is_postgres():
        op.execute(f"grant select ({DELETED_BY}), delete on label_run to dp_machine")
        for name, command in (("machine_reads", "select"), ("machine_deletes", "delete")):
            condition = signed.checked("machine", "true")
            op.execute(f"create policy {name} on label_run for {command} to dp_machine using ({condition})")


def downgrade() -> None:
    op.drop_table("label_run")
