"""What a bureau's people are told about a plant.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import READ, WRITE, protect
from service.core.db.columns import AREA_CODE, JSON_VALUE

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bureau_notice",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("values", JSON_VALUE, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_bureau_notice_organisation_id_person_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_bureau_notice"),
    )
    op.create_index(
        "ix_bureau_notice_organisation_id_person_id_id",
        "bureau_notice",
        ["organisation_id", "person_id", "id"],
    )
    protect("bureau_notice", enterprise=READ, regulator=WRITE, shown=True)


def downgrade() -> None:
    op.drop_table("bureau_notice")
