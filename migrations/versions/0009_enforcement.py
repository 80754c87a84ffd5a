"""Visits of officers, their orders and re-inspections, sealed documents and their numbers.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import BY_CODE, READ, WRITE, is_postgres, protect
from service.core.db.columns import AREA_CODE, JSON_VALUE

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("template_version", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("sealed_by", sa.Uuid(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint("serial > 0", name=op.f("ck_document_serial_from_one")),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_document"),
        sa.UniqueConstraint(
            "enterprise_id", "subject_id", "kind", name="uq_document_enterprise_id_subject_id_kind"
        ),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "year",
            "serial",
            name="uq_document_organisation_id_kind_year_serial",
        ),
    )
    op.create_index("ix_document_number", "document", ["number"])
    op.create_table(
        "document_counter",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["organisation.enterprise_id"], name="fk_document_counter_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "kind", "year", name="pk_document_counter"),
    )
    op.create_table(
        "document_service",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("receiver_post", sa.String(), nullable=False),
        sa.Column("refusal", sa.String(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("served_by", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "mode <> 'left' or (refusal <> '' and witness <> '')",
            name=op.f("ck_document_service_left_before_witness"),
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "document_id"],
            ["document.enterprise_id", "document.id"],
            name="fk_document_service_enterprise_id_document_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_document_service"),
        sa.UniqueConstraint(
            "enterprise_id", "document_id", name="uq_document_service_enterprise_id_document_id"
        ),
    )
    op.create_table(
        "verification",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("sealed_on", sa.Date(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "document_id"],
            ["document.enterprise_id", "document.id"],
            name="fk_verification_enterprise_id_document_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_verification"),
    )
    op.create_index(
        "ix_verification_enterprise_id_document_id",
        "verification",
        ["enterprise_id", "document_id"],
    )
    op.create_index("ix_verification_opened_by", "verification", ["opened_by"])
    op.create_table(
        "visit",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("applied_by", sa.Uuid(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opinion", sa.String(), nullable=False),
        sa.Column("legal_reason", sa.String(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_person", sa.String(), nullable=False),
        sa.Column("met_post", sa.String(), nullable=False),
        sa.Column("recusal", sa.Boolean(), nullable=True),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objection", sa.String(), nullable=False),
        sa.Column("refusal", sa.String(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state in ('applied', 'approved', 'refused') or noticed_at is not null",
            name=op.f("ck_visit_noticed"),
        ),
        sa.CheckConstraint("decided_by <> applied_by", name=op.f("ck_visit_decided_by_another")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.enterprise_id"], name="fk_visit_enterprise_id"
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_visit"),
    )
    op.create_index(
        "ix_visit_enterprise_id_organisation_id_decided_at",
        "visit",
        ["enterprise_id", "organisation_id", "decided_at"],
    )
    op.create_index("ix_visit_id", "visit", ["id"])
    op.create_index(
        "ix_visit_organisation_id_state_id", "visit", ["organisation_id", "state", "id"], unique=False
    )
    op.create_table(
        "finding",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("basis_code", sa.String(), nullable=False),
        sa.Column("citations", JSON_VALUE, nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("grade", sa.String(length=32), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("deadline_reason", sa.String(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint(
            "grade <> 'major' or criterion_code is not null", name=op.f("ck_finding_major_has_criterion")
        ),
        sa.CheckConstraint(
            "(dropped_at is null) = (number is not null)", name=op.f("ck_finding_numbered_or_dropped")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "visit_id"],
            ["visit.enterprise_id", "visit.id"],
            name="fk_finding_enterprise_id_visit_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_finding"),
        sa.UniqueConstraint(
            "enterprise_id", "visit_id", "number", name="uq_finding_enterprise_id_visit_id_number"
        ),
    )
    op.create_table(
        "rectification_order",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=False),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "visit_id"],
            ["visit.enterprise_id", "visit.id"],
            name="fk_rectification_order_enterprise_id_visit_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_rectification_order"),
        sa.UniqueConstraint(
            "enterprise_id", "visit_id", name="uq_rectification_order_enterprise_id_visit_id"
        ),
    )
    op.create_index("ix_rectification_order_id", "rectification_order", ["id"])
    op.create_index(
        "ix_rectification_order_organisation_id_state_id",
        "rectification_order",
        ["organisation_id", "state", "id"],
    )
    op.create_table(
        "visit_item",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("basis_code", sa.String(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "visit_id"],
            ["visit.enterprise_id", "visit.id"],
            name="fk_visit_item_enterprise_id_visit_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_visit_item"),
        sa.UniqueConstraint(
            "enterprise_id", "visit_id", "number", name="uq_visit_item_enterprise_id_visit_id_number"
        ),
    )
    op.create_table(
        "visit_officer",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("certificate_number", sa.String(), nullable=False),
        sa.Column("record_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("order_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint("position in (1, 2)", name=op.f("ck_visit_officer_position_is_one_of_two")),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "visit_id"],
            ["visit.enterprise_id", "visit.id"],
            name="fk_visit_officer_enterprise_id_visit_id",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_visit_officer_organisation_id_person_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_visit_officer"),
        sa.UniqueConstraint(
            "enterprise_id",
            "visit_id",
            "person_id",
            name="uq_visit_officer_enterprise_id_visit_id_person_id",
        ),
        sa.UniqueConstraint(
            "enterprise_id",
            "visit_id",
            "position",
            name="uq_visit_officer_enterprise_id_visit_id_position",
        ),
    )
    op.create_table(
        "order_item",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("deadline_reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "finding_id"],
            ["finding.enterprise_id", "finding.id"],
            name="fk_order_item_enterprise_id_finding_id",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "order_id"],
            ["rectification_order.enterprise_id", "rectification_order.id"],
            name="fk_order_item_enterprise_id_order_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_order_item"),
        sa.UniqueConstraint(
            "enterprise_id", "order_id", "number", name="uq_order_item_enterprise_id_order_id_number"
        ),
    )
    op.create_index(
        "ix_order_item_enterprise_id_state_due_on",
        "order_item",
        ["enterprise_id", "state", "due_on"],
    )
    op.create_table(
        "reinspection",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "order_id"],
            ["rectification_order.enterprise_id", "rectification_order.id"],
            name="fk_reinspection_enterprise_id_order_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_reinspection"),
        sa.UniqueConstraint(
            "enterprise_id", "order_id", "number", name="uq_reinspection_enterprise_id_order_id_number"
        ),
    )
    op.create_index("ix_reinspection_id", "reinspection", ["id"])
    op.create_table(
        "item_answer",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "item_id"],
            ["order_item.enterprise_id", "order_item.id"],
            name="fk_item_answer_enterprise_id_item_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_item_answer"),
        sa.UniqueConstraint(
            "enterprise_id", "item_id", "round", name="uq_item_answer_enterprise_id_item_id_round"
        ),
    )
    op.create_table(
        "item_result",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reinspection_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("deadline_reason", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint("passed is null or fact <> ''", name=op.f("ck_item_result_judged_with_fact")),
        sa.CheckConstraint(
            "passed is not false or due_on is not null", name=op.f("ck_item_result_failed_has_deadline")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "item_id"],
            ["order_item.enterprise_id", "order_item.id"],
            name="fk_item_result_enterprise_id_item_id",
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "reinspection_id"],
            ["reinspection.enterprise_id", "reinspection.id"],
            name="fk_item_result_enterprise_id_reinspection_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_item_result"),
        sa.UniqueConstraint(
            "enterprise_id",
            "reinspection_id",
            "item_id",
            name="uq_item_result_enterprise_id_reinspection_id_item_id",
        ),
    )
    op.create_table(
        "reinspection_officer",
        sa.Column("enterprise_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reinspection_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("certificate_number", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_code", AREA_CODE, nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.CheckConstraint("position in (1, 2)", name=op.f("ck_reinspection_officer_position_is_one_of_two")),
        sa.ForeignKeyConstraint(
            ["enterprise_id", "reinspection_id"],
            ["reinspection.enterprise_id", "reinspection.id"],
            name="fk_reinspection_officer_enterprise_id_reinspection_id",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "person_id"],
            ["person.enterprise_id", "person.id"],
            name="fk_reinspection_officer_organisation_id_person_id",
        ),
        sa.PrimaryKeyConstraint("enterprise_id", "id", name="pk_reinspection_officer"),
        sa.UniqueConstraint(
            "enterprise_id",
            "reinspection_id",
            "person_id",
            name="uq_reinspection_officer_enterprise_id_reinspection_id_person_id",
        ),
        sa.UniqueConstraint(
            "enterprise_id",
            "reinspection_id",
            "position",
            name="uq_reinspection_officer_enterprise_id_reinspection_id_position",
        ),
    )
    for table in ("visit", "visit_officer", "visit_item", "finding", "document", "document_service"):
        protect(table, enterprise=READ, regulator=WRITE, shown=True)
    for table in ("reinspection", "reinspection_officer", "item_result"):
        protect(table, enterprise=READ, regulator=WRITE, shown=True)
    for table in ("rectification_order", "order_item"):
        protect(table, regulator=WRITE, shown=True)  # the plant's answer moves them
    protect("item_answer")
    protect("verification", enterprise="", regulator=WRITE, public=(READ, BY_CODE))
    protect("document_counter", enterprise="", regulator="")
    _let_a_bureau_count()


def _let_a_bureau_count() -> None:
    """A bureau takes numbers of its own alone, whatever region it looks at."""
    if not is_postgres():
        return
    own = "enterprise_id = (select nullif(current_setting('app.organisation', true), '')::uuid)"
    op.execute("grant select, insert, update on document_counter to dp_regulator")
    op.execute(
        f"create policy regulator on document_counter to dp_regulator using ({own}) with check ({own})"
    )


def downgrade() -> None:
    op.drop_table("reinspection_officer")
    op.drop_table("item_result")
    op.drop_table("item_answer")
    op.drop_table("reinspection")
    op.drop_table("order_item")
    op.drop_table("visit_officer")
    op.drop_table("visit_item")
    op.drop_table("rectification_order")
    op.drop_table("finding")
    op.drop_table("visit")
    op.drop_table("verification")
    op.drop_table("document_service")
    op.drop_table("document_counter")
    op.drop_table("document")
