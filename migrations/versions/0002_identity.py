"""Organisations, their people, and what they sign in with.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import OF_PLANT, READ, WRITE, protect
from service.core.db.columns import AREA_CODE, JSON_VALUE

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint("enterprise_id = id", name=op.f("ck_organisation_is_its_own_tenant")),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_organisation"),
        sa.UniqueConstraint("enterprise_id", name="uq_organisation_enterprise_id"),
    )
    op.create_table(
        "bureau",
        sa.Column("number_prefix", sa.String(), nullable=False),
        sa.Column("appeal_body", sa.String(), nullable=False),
        sa.Column("court", sa.String(), nullable=False),
        sa.Column("yearly_cap", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint("yearly_cap > 0", name=op.f("ck_bureau_yearly_cap_is_positive")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.enterprise_id"], name="fk_bureau_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_bureau"),
        sa.UniqueConstraint("enterprise_id", name="uq_bureau_enterprise_id"),
    )
    op.create_table(
        "person",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("work_number", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.enterprise_id"], name="fk_person_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_person"),
        sa.UniqueConstraint("account", name="uq_person_account"),
        sa.UniqueConstraint("enterprise_id", "work_number", name="uq_person_enterprise_id_work_number"),
    )
    op.create_table(
        "certificate",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "person_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_certificate_enterprise_id_person_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_certificate"),
        sa.UniqueConstraint("number", name="uq_certificate_number"),
    )
    op.create_table(
        "credential",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "person_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_credential_enterprise_id_person_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_credential"),
        sa.UniqueConstraint(
            "enterprise_id", "person_id", "kind", name="uq_credential_enterprise_id_person_id_kind"
        ),
    )
    op.create_table(
        "device",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "person_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_device_enterprise_id_person_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_device"),
        sa.UniqueConstraint("token_hash", name="uq_device_token_hash"),
    )
    op.create_index("ix_device_enterprise_id_person_id", "device", ["enterprise_id", "person_id"])
    op.create_table(
        "invitation",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "person_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_invitation_enterprise_id_person_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
    )
    op.create_index("ix_invitation_enterprise_id_person_id", "invitation", ["enterprise_id", "person_id"])
    op.create_table(
        "login_session",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "person_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_login_session_enterprise_id_person_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_login_session"),
        sa.UniqueConstraint("token_hash", name="uq_login_session_token_hash"),
    )
    op.create_index(
        "ix_login_session_enterprise_id_person_id", "login_session", ["enterprise_id", "person_id"]
    )
    op.create_table(
        "role_grant",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("sectors", JSON_VALUE, nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "person_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_role_grant_enterprise_id_person_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_role_grant"),
    )
    op.create_index("ix_role_grant_enterprise_id_person_id", "role_grant", ["enterprise_id", "person_id"])
    protect("organisation", enterprise=READ, auth=READ, public=(READ, OF_PLANT))
    protect("bureau", enterprise="", regulator=WRITE)
    protect("certificate", enterprise="")
    for table in ("person", "role_grant"):
        protect(table, auth=WRITE)
    for table in ("device", "invitation"):
        protect(table, regulator="", auth=WRITE)
    for table in ("credential", "login_session"):
        protect(table, enterprise="", regulator="", auth=WRITE)


def downgrade() -> None:
    op.drop_table("role_grant")
    op.drop_table("login_session")
    op.drop_table("invitation")
    op.drop_table("device")
    op.drop_table("credential")
    op.drop_table("certificate")
    op.drop_table("person")
    op.drop_table("bureau")
    op.drop_table("organisation")
