"""The runs of an import and their findings.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import protect
from service.core.db.columns import AREA_CODE, JSON_VALUE

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_hash", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("settled", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("header_rows", JSON_VALUE, nullable=False),
        sa.Column("notes", JSON_VALUE, nullable=False),
        sa.Column("refusal", JSON_VALUE, nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "settled >= 0 AND settled <= rows", name=op.f("ck_import_run_settles_no_more_than_its_rows")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.enterprise_id"], name="fk_import_run_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_import_run"),
    )
    op.create_index(
        "ix_import_run_enterprise_id_kind_id",
        "import_run",
        ["enterprise_id", "kind", "id"],
    )
    op.create_table(
        "import_finding",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("severity", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("said", JSON_VALUE, nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "run_id"],
            ["import_run.enterprise_id", "import_run.id"],
            name="fk_import_finding_enterprise_id_run_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_import_finding"),
        sa.UniqueConstraint(
            "enterprise_id",
            "run_id",
            "position",
            name="uq_import_finding_enterprise_id_run_id_position",
        ),
    )
    protect("import_run", regulator="")
    protect("import_finding", regulator="")


def downgrade() -> None:
    op.drop_table("import_finding")
    op.drop_table("import_run")
