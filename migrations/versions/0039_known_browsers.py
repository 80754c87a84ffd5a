"""Browsers known to an account, wrong PINs of a plant, and what counts its own wrong guesses.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import WRITE, protect
from service.core.db.columns import AREA_CODE

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

COUNTING = ("login_session", "device")


def upgrade() -> None:
    for table in COUNTING:
        op.add_column(table, sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        op.add_column(table, sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("invitation", sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("device", sa.Column("mark_hash", sa.String(), nullable=True))
    op.add_column("device", sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "known_browser",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("mark_hash", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "person_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_known_browser_enterprise_id_person_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_known_browser"),
        sa.UniqueConstraint(
            "enterprise_id",
            "person_id",
            "kind",
            "mark_hash",
            name="uq_known_browser_enterprise_id_person_id_kind_mark_hash",
        ),
    )
    op.create_index("ix_known_browser_mark_hash", "known_browser", ["mark_hash"])
    op.create_table(
        "pin_watch",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("closed_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.enterprise_id"], name="fk_pin_watch_enterprise_id"
        ),
        sa.CheckConstraint("enterprise_id = id", name=op.f("ck_pin_watch_is_one_for_a_plant")),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_pin_watch"),
    )
    for table in ("known_browser", "pin_watch"):
        protect(table, enterprise="", regulator="", auth=WRITE)


def downgrade() -> None:
    op.drop_table("pin_watch")
    op.drop_table("known_browser")
    op.drop_column("device", "taken_back_at")
    op.drop_column("device", "mark_hash")
    op.drop_column("invitation", "failures")
    for table in COUNTING:
        op.drop_column(table, "locked_until")
        op.drop_column(table, "failures")
