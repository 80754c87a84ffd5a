"""The ledger, what follows an act, and who is alive.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import BEFORE_MACHINE, make_roles, protect_ledger, protect_machine
from service.core.db.columns import AREA_CODE, JSON_VALUE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


ONE_WAY = "the ledger is never changed"


def upgrade() -> None:
    make_roles(BEFORE_MACHINE)
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_heartbeat"),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("before", JSON_VALUE, nullable=True),
        sa.Column("after", JSON_VALUE, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_ledger_entry"),
        sa.UniqueConstraint(
            "enterprise_id",
            "act_id",
            "object_id",
            name="uq_ledger_entry_enterprise_id_act_id_object_id",
        ),
    )
    op.create_index(
        "ix_ledger_entry_enterprise_id_audience_id",
        "ledger_entry",
        ["enterprise_id", "audience", "id"],
    )
    op.create_index(
        "ix_ledger_entry_enterprise_id_object_id_id",
        "ledger_entry",
        ["enterprise_id", "object_id", "id"],
    )
    op.create_table(
        "periodic_run",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", "due_at", name="pk_periodic_run"),
    )
    op.create_table(
        "reaction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "entry_id"],
            ["ledger_entry.enterprise_id", "ledger_entry.id"],
            name="fk_reaction_enterprise_id_entry_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reaction"),
        sa.UniqueConstraint("entry_id", "name", name="uq_reaction_entry_id_name"),
    )
    op.create_index("ix_reaction_open", "reaction", ["settled_at", "parked_at", "not_before"])
    protect_ledger()
    for table in ("reaction", "periodic_run", "heartbeat"):
        protect_machine(table)
    forbid_change()


def forbid_change() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"create trigger ledger_entry_no_{verb} before {verb} on ledger_entry"
                f" begin select raise(abort, '{ONE_WAY}'); end"
            )
        return
    op.execute(
        "create function refuse_change() returns trigger language plpgsql as"
        f" $$ begin raise exception '{ONE_WAY}'; end $$"
    )
    op.execute(
        "create trigger ledger_entry_one_way before update or delete or truncate on ledger_entry"
        " for each statement execute function refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("reaction")
    op.drop_table("periodic_run")
    op.drop_table("ledger_entry")
    op.drop_table("heartbeat")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function refuse_change()")
