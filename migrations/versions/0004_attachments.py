"""Photos, and what they belong to.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import OF_PLANT, OPENS, WRITE, is_postgres, protect
from service.core.db.columns import AREA_CODE

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("clean_sha256", sa.String(), nullable=False),
        sa.Column("clean_size", sa.Integer(), nullable=False),
        sa.Column("original_sha256", sa.String(), nullable=True),
        sa.Column("original_size", sa.Integer(), nullable=True),
        sa.Column("target_kind", sa.String(), nullable=True),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(target_kind is null) = (target_id is null)", name=op.f("ck_attachment_target_is_whole")
        ),
        sa.CheckConstraint(
            "(target_id is null) = (expires_at is not null)", name=op.f("ck_attachment_waits_or_belongs")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.enterprise_id"], name="fk_attachment_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_enterprise_id_form_id", "attachment", ["enterprise_id", "form_id"])
    op.create_index("ix_attachment_enterprise_id_target_id", "attachment", ["enterprise_id", "target_id"])
    op.create_index("ix_attachment_expires_at", "attachment", ["expires_at"])
    op.create_index("ix_attachment_clean_sha256", "attachment", ["clean_sha256"])
    op.create_index("ix_attachment_original_sha256", "attachment", ["original_sha256"])
    protect("attachment", regulator=WRITE, shown=True)
    _let_reporters_send_and_claim()


def _let_reporters_send_and_claim() -> None:
    """A reporter without account adds a photo to the plant he scanned, and reads what his claim opens."""
    if not is_postgres():
        return
    op.execute("grant select, insert on attachment to dp_public")
    op.execute(f"create policy public_sends on attachment for insert to dp_public with check ({OF_PLANT})")
    op.execute(
        f"create policy public_claims on attachment for select to dp_public"
        f" using ({OF_PLANT} and claim = {OPENS})"
    )
    op.execute("grant delete on attachment to dp_platform")  # what nobody came back for


def downgrade() -> None:
    op.drop_table("attachment")
