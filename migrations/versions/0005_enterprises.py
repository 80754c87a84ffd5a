"""Plants, the index of their names, and the codes that were printed.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import BY_CODE, OF_PLANT, READ, protect
from service.core.db.columns import AREA_CODE

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "printed_code",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by", sa.String(), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_printed_code"),
        sa.UniqueConstraint("opened_by", name="uq_printed_code_opened_by"),
    )
    op.create_index(
        "uq_printed_code_live",
        "printed_code",
        ["enterprise_id", "kind", "target_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "enterprise",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credit_code", sa.String(), nullable=False),
        sa.Column("town", sa.String(), nullable=False),
        sa.Column("industry_code", sa.String(), nullable=False),
        sa.Column("legal_representative", sa.String(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("longitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("latitude", sa.Numeric(precision=9, scale=6), nullable=True),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("stated_level", sa.String(), nullable=False),
        sa.Column("standardisation", sa.String(), nullable=False),
        sa.Column("has_installation", sa.Boolean(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("duty_phone", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint("enterprise_id = id", name=op.f("ck_enterprise_is_its_own_tenant")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.enterprise_id"], name="fk_enterprise_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_enterprise"),
        sa.UniqueConstraint("credit_code", name="uq_enterprise_credit_code"),
        sa.UniqueConstraint("enterprise_id", name="uq_enterprise_enterprise_id"),
    )
    op.create_index(
        "ix_enterprise_area_code_name_id", "enterprise", ["area_code", "name", "id"], unique=False
    )
    op.create_table(
        "enterprise_bigram",
        sa.Column("bigram", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.enterprise_id"], name="fk_enterprise_bigram_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "bigram", name="pk_enterprise_bigram"),
    )
    op.create_index(
        "ix_enterprise_bigram_bigram_area_code_enterprise_id",
        "enterprise_bigram",
        ["bigram", "area_code", "enterprise_id"],
    )
    protect("enterprise", regulator=READ, auth=READ, public=(READ, OF_PLANT))
    protect("enterprise_bigram", enterprise=READ)
    protect("printed_code", public=(READ, BY_CODE))


def downgrade() -> None:
    op.drop_table("enterprise_bigram")
    op.drop_table("enterprise")
    op.drop_table("printed_code")
