"""Hazards and what belongs to them, and a person's inbox.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import ADD, ENTERPRISE, OF_ENTERPRISE, OF_PLANT, OPENS, READ, WRITE, protect
from service.core.db.columns import AREA_CODE, JSON_VALUE

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


PARENTS = {  # tables that later migrations make
    "unit_id": "risk_unit",
    "measure_id": "control_measure",
    "record_id": "record",
    "order_item_id": "order_item",
}


def parents() -> list[sa.ForeignKeyConstraint]:
    """SQLite takes a reference to a table still to come; PostgreSQL gets these in 0011."""
    if op.get_bind().dialect.name != "sqlite":
        return []
    return [
        sa.ForeignKeyConstraint(
            ["enterprise_id", column],
            [f"{table}.enterprise_id", f"{table}.id"],
            name=f"fk_hazard_enterprise_id_{column}",
        )
        for column, table in PARENTS.items()
    ]


def upgrade() -> None:
    op.create_table(
        "hazard",
        *parents(),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("inspection_kind", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("grade", sa.String(length=32), nullable=True),
        sa.Column("hazard_type", sa.String(length=32), nullable=True),
        sa.Column("cause", sa.String(length=32), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("measure_id", sa.Uuid(), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("order_item_id", sa.Uuid(), nullable=True),
        sa.Column("interim_control", sa.String(), nullable=False),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("original_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("dismissed_reason", sa.String(), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at is not null)", name=op.f("ck_hazard_closed_has_moment")
        ),
        sa.CheckConstraint(
            "(state = 'dismissed') = (dismissed_reason is not null)",
            name=op.f("ck_hazard_dismissed_has_reason"),
        ),
        sa.CheckConstraint(
            "order_item_id is null or state <> 'dismissed'", name=op.f("ck_hazard_ordered_is_not_dismissed")
        ),
        sa.CheckConstraint(
            "state <> 'rectifying' or assigned_to is not null", name=op.f("ck_hazard_rectifying_has_person")
        ),
        sa.CheckConstraint(
            "state <> 'rectifying' or due_at is not null", name=op.f("ck_hazard_rectifying_has_deadline")
        ),
        sa.CheckConstraint(
            "state in ('reported', 'dismissed') or grade is not null",
            name=op.f("ck_hazard_confirmed_has_grade"),
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "assigned_to"],
            ["person.enterprise_id", "person.id"],
            name="fk_hazard_enterprise_id_assigned_to",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "reported_by"],
            ["person.enterprise_id", "person.id"],
            name="fk_hazard_enterprise_id_reported_by",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.enterprise_id"], name="fk_hazard_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_hazard"),
    )
    op.create_index(
        "ix_hazard_area_code_grade_state", "hazard", ["area_code", "grade", "state"], unique=False
    )
    op.create_index(
        "ix_hazard_enterprise_id_assigned_to_state",
        "hazard",
        ["enterprise_id", "assigned_to", "state"],
    )
    op.create_index(
        "ix_hazard_enterprise_id_order_item_id",
        "hazard",
        ["enterprise_id", "order_item_id"],
    )
    op.create_index(
        "ix_hazard_enterprise_id_state_due_at",
        "hazard",
        ["enterprise_id", "state", "due_at"],
    )
    op.create_index("ix_hazard_enterprise_id_unit_id", "hazard", ["enterprise_id", "unit_id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("values", JSON_VALUE, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "person_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_notice_enterprise_id_person_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_notice"),
    )
    op.create_index(
        "ix_notice_enterprise_id_person_id_id",
        "notice",
        ["enterprise_id", "person_id", "id"],
    )
    op.create_table(
        "criterion_match",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=False),
        sa.Column("criterion_version", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_asked_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(confirmed_by is null) = (confirmed_at is null)",
            name=op.f("ck_criterion_match_confirmation_is_whole"),
        ),
        sa.CheckConstraint(
            "(withdrawal_asked_by is null) = (withdrawal_reason is null)",
            name=op.f("ck_criterion_match_asked_with_reason"),
        ),
        sa.CheckConstraint(
            "confirmed_by <> proposed_by", name=op.f("ck_criterion_match_confirmed_by_another")
        ),
        sa.CheckConstraint(
            "withdrawn_by <> withdrawal_asked_by", name=op.f("ck_criterion_match_withdrawn_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_code", "criterion_version"],
            ["criterion.code", "criterion.version"],
            name="fk_criterion_match_criterion_code_criterion_version",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "hazard_id"],
            ["hazard.enterprise_id", "hazard.id"],
            name="fk_criterion_match_enterprise_id_hazard_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_criterion_match"),
    )
    op.create_index(
        "ix_criterion_match_enterprise_id_hazard_id",
        "criterion_match",
        ["enterprise_id", "hazard_id"],
    )
    op.create_table(
        "hazard_claim",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "hazard_id"],
            ["hazard.enterprise_id", "hazard.id"],
            name="fk_hazard_claim_enterprise_id_hazard_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_hazard_claim"),
        sa.UniqueConstraint("opened_by", name="uq_hazard_claim_opened_by"),
    )
    op.create_index(
        "ix_hazard_claim_enterprise_id_hazard_id",
        "hazard_claim",
        ["enterprise_id", "hazard_id"],
    )
    op.create_table(
        "hazard_extension",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("opinion", sa.String(), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(answered_by is null) = (granted is null)", name=op.f("ck_hazard_extension_answer_is_whole")
        ),
        sa.CheckConstraint("answered_by <> asked_by", name=op.f("ck_hazard_extension_answered_by_another")),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "hazard_id"],
            ["hazard.enterprise_id", "hazard.id"],
            name="fk_hazard_extension_enterprise_id_hazard_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_hazard_extension"),
    )
    op.create_index(
        "ix_hazard_extension_enterprise_id_hazard_id",
        "hazard_extension",
        ["enterprise_id", "hazard_id"],
    )
    op.create_table(
        "hazard_round",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("rectified_by", sa.Uuid(), nullable=False),
        sa.Column("rectified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rectification", sa.String(), nullable=False),
        sa.Column("cost", sa.Numeric(precision=12, scale=2), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=True),
        sa.Column("judged_by", sa.Uuid(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opinion", sa.String(), nullable=True),
        sa.Column("review", sa.String(), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(judged_by is null) = (verdict is null)", name=op.f("ck_hazard_round_verdict_is_whole")
        ),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_hazard_round_cost_is_not_negative")),
        sa.CheckConstraint("judged_by <> rectified_by", name=op.f("ck_hazard_round_judged_by_another")),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "hazard_id"],
            ["hazard.enterprise_id", "hazard.id"],
            name="fk_hazard_round_enterprise_id_hazard_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_hazard_round"),
        sa.UniqueConstraint(
            "enterprise_id",
            "hazard_id",
            "number",
            name="uq_hazard_round_enterprise_id_hazard_id_number",
        ),
    )
    op.create_table(
        "rectification_plan",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hazard_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state_and_cause", sa.String(), nullable=False),
        sa.Column("harm_and_difficulty", sa.String(), nullable=False),
        sa.Column("goals", sa.String(), nullable=False),
        sa.Column("measures", sa.String(), nullable=False),
        sa.Column("funds", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("materials", sa.String(), nullable=False),
        sa.Column("responsible_unit", sa.String(), nullable=False),
        sa.Column("responsible_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("safety_measures", sa.String(), nullable=False),
        sa.Column("emergency_plan", sa.String(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_reason", sa.String(), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "approved_at is null or returned_reason is null",
            name=op.f("ck_rectification_plan_approved_or_returned"),
        ),
        sa.CheckConstraint("funds >= 0", name=op.f("ck_rectification_plan_funds_are_not_negative")),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "hazard_id"],
            ["hazard.enterprise_id", "hazard.id"],
            name="fk_rectification_plan_enterprise_id_hazard_id",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "responsible_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_rectification_plan_enterprise_id_responsible_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_rectification_plan"),
        sa.UniqueConstraint(
            "enterprise_id",
            "hazard_id",
            "number",
            name="uq_rectification_plan_enterprise_id_hazard_id_number",
        ),
    )
    protect("hazard", regulator=WRITE, public=(ADD, f"{OF_PLANT} and claim = {OPENS}"))
    protect("hazard_round", regulator=WRITE, public=(READ, f"{OF_PLANT} and claim = {OPENS}"))
    # A claim is resolved before its plant is known, and written where it is.
    opened = f"opened_by = {OPENS} and ({ENTERPRISE} is null or {OF_ENTERPRISE})"
    protect("hazard_claim", enterprise=READ, regulator="", public=(ADD, opened))
    protect("criterion_match", regulator=WRITE)
    for table in ("rectification_plan", "hazard_extension"):
        protect(table)
    protect("notice", regulator="")


def downgrade() -> None:
    op.drop_table("rectification_plan")
    op.drop_table("hazard_round")
    op.drop_table("hazard_extension")
    op.drop_table("hazard_claim")
    op.drop_table("criterion_match")
    op.drop_table("notice")
    op.drop_table("hazard")
