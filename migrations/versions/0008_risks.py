"""The register of risks: objects, units, events, measures.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import OF_PLANT, READ, protect
from service.core.db.columns import AREA_CODE, JSON_VALUE

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "risk_object",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.enterprise_id"], name="fk_risk_object_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_risk_object"),
        sa.UniqueConstraint("enterprise_id", "name", name="uq_risk_object_enterprise_id_name"),
    )
    op.create_table(
        "risk_unit",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("level", sa.String(length=32), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "object_id"],
            ["risk_object.enterprise_id", "risk_object.id"],
            name="fk_risk_unit_enterprise_id_object_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_risk_unit"),
        sa.UniqueConstraint(
            "enterprise_id",
            "sheet",
            "number",
            "name",
            name="uq_risk_unit_enterprise_id_sheet_number_name",
        ),
    )
    op.create_index("ix_risk_unit_enterprise_id_level", "risk_unit", ["enterprise_id", "level"], unique=False)
    op.create_index(
        "ix_risk_unit_enterprise_id_object_id_id",
        "risk_unit",
        ["enterprise_id", "object_id", "id"],
    )
    op.create_table(
        "risk_event",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("hazard_source", sa.String(), nullable=False),
        sa.Column("accident_text", sa.String(), nullable=False),
        sa.Column("accident_types", JSON_VALUE, nullable=False),
        sa.Column("consequence", sa.String(), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("factors", JSON_VALUE, nullable=False),
        sa.Column("score", sa.Numeric(precision=12, scale=4), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("inner_grade", sa.String(), nullable=True),
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("profile_version", sa.String(), nullable=False),
        sa.Column("tier", sa.String(length=32), nullable=True),
        sa.Column("responsible_unit", sa.String(), nullable=False),
        sa.Column("responsible_person", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "unit_id"],
            ["risk_unit.enterprise_id", "risk_unit.id"],
            name="fk_risk_event_enterprise_id_unit_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_risk_event"),
        sa.UniqueConstraint(
            "enterprise_id", "unit_id", "key", name="uq_risk_event_enterprise_id_unit_id_key"
        ),
    )
    op.create_table(
        "risk_unit_bigram",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("bigram", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "unit_id"],
            ["risk_unit.enterprise_id", "risk_unit.id"],
            name="fk_risk_unit_bigram_enterprise_id_unit_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "bigram", "unit_id", name="pk_risk_unit_bigram"),
    )
    op.create_table(
        "control_measure",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "event_id"],
            ["risk_event.enterprise_id", "risk_event.id"],
            name="fk_control_measure_enterprise_id_event_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_control_measure"),
        sa.UniqueConstraint(
            "enterprise_id", "event_id", "kind", name="uq_control_measure_enterprise_id_event_id_kind"
        ),
    )
    for table in ("risk_object", "risk_unit", "risk_event", "control_measure"):
        protect(table, public=(READ, OF_PLANT))
    protect("risk_unit_bigram")


def downgrade() -> None:
    op.drop_table("control_measure")
    op.drop_table("risk_unit_bigram")
    op.drop_table("risk_event")
    op.drop_table("risk_unit")
    op.drop_table("risk_object")
