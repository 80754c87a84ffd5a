"""Checklists, daily plans, the checks due and the answers given.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import ADD, protect
from service.core.db.columns import AREA_CODE, JSON_VALUE

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklist",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "made_by"],
            ["person.enterprise_id", "person.id"],
            name="fk_checklist_enterprise_id_made_by",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "unit_id"],
            ["risk_unit.enterprise_id", "risk_unit.id"],
            name="fk_checklist_enterprise_id_unit_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_checklist"),
    )
    op.create_index(
        "ix_checklist_enterprise_id_unit_id", "checklist", ["enterprise_id", "unit_id"], unique=False
    )
    op.create_table(
        "plan",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("checklist_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_to", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint("(team = '') <> (post = '')", name=op.f("ck_plan_team_or_post")),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "checklist_id"],
            ["checklist.enterprise_id", "checklist.id"],
            name="fk_plan_enterprise_id_checklist_id",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "made_by"],
            ["person.enterprise_id", "person.id"],
            name="fk_plan_enterprise_id_made_by",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "unit_id"],
            ["risk_unit.enterprise_id", "risk_unit.id"],
            name="fk_plan_enterprise_id_unit_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_plan"),
    )
    op.create_index("ix_plan_enterprise_id_unit_id", "plan", ["enterprise_id", "unit_id"])
    op.create_index("ix_plan_made_to", "plan", ["made_to"])
    op.create_table(
        "checklist_item",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("checklist_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("measure_id", sa.Uuid(), nullable=True),
        sa.Column("clause", sa.String(), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(measure_id is null) <> (clause is null)", name=op.f("ck_checklist_item_measure_or_clause")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "checklist_id"],
            ["checklist.enterprise_id", "checklist.id"],
            name="fk_checklist_item_enterprise_id_checklist_id",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "measure_id"],
            ["control_measure.enterprise_id", "control_measure.id"],
            name="fk_checklist_item_enterprise_id_measure_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_checklist_item"),
        sa.UniqueConstraint(
            "enterprise_id",
            "checklist_id",
            "number",
            name="uq_checklist_item_enterprise_id_checklist_id_number",
        ),
    )
    op.create_index(
        "ix_checklist_item_enterprise_id_measure_id",
        "checklist_item",
        ["enterprise_id", "measure_id"],
    )
    op.create_table(
        "occurrence",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("checklist_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("due_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "checklist_id"],
            ["checklist.enterprise_id", "checklist.id"],
            name="fk_occurrence_enterprise_id_checklist_id",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "plan_id"],
            ["plan.enterprise_id", "plan.id"],
            name="fk_occurrence_enterprise_id_plan_id",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "unit_id"],
            ["risk_unit.enterprise_id", "risk_unit.id"],
            name="fk_occurrence_enterprise_id_unit_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_occurrence"),
        sa.UniqueConstraint(
            "enterprise_id", "plan_id", "period", name="uq_occurrence_enterprise_id_plan_id_period"
        ),
    )
    op.create_index(
        "ix_occurrence_enterprise_id_period_unit_id",
        "occurrence",
        ["enterprise_id", "period", "unit_id"],
    )
    op.create_table(
        "record",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("occurrence_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("answers", JSON_VALUE, nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint("failed >= 0", name=op.f("ck_record_failed_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "answered_by"],
            ["person.enterprise_id", "person.id"],
            name="fk_record_enterprise_id_answered_by",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "occurrence_id"],
            ["occurrence.enterprise_id", "occurrence.id"],
            name="fk_record_enterprise_id_occurrence_id",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "unit_id"],
            ["risk_unit.enterprise_id", "risk_unit.id"],
            name="fk_record_enterprise_id_unit_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_record"),
    )
    op.create_index(
        "ix_record_enterprise_id_answered_at", "record", ["enterprise_id", "answered_at"], unique=False
    )
    op.create_index(
        "ix_record_enterprise_id_unit_id_id", "record", ["enterprise_id", "unit_id", "id"], unique=False
    )
    op.create_index(
        "uq_record_stands",
        "record",
        ["enterprise_id", "occurrence_id"],
        unique=True,
        sqlite_where=sa.text("stands"),
        postgresql_where=sa.text("stands"),
    )
    protect("checklist", enterprise=ADD)
    protect("checklist_item", enterprise=ADD)
    protect("plan")
    protect("occurrence")
    protect("record", enterprise=ADD)  # an answer given is not changed


def downgrade() -> None:
    op.drop_table("record")
    op.drop_table("occurrence")
    op.drop_table("checklist_item")
    op.drop_table("plan")
    op.drop_table("checklist")
