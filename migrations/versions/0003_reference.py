"""Reference data: areas, industries, holidays, laws and bases, criteria, rule profiles, templates.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import share
from service.core.db.columns import AREA_CODE, JSON_VALUE

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "area",
    "basis",
    "calendar_day",
    "criterion",
    "data_edition",
    "document_template",
    "industry",
    "law",
    "rule_profile",
    "basis_citation",
    "basis_trade",
    "law_article",
)


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("code", AREA_CODE, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("parent_code", AREA_CODE, nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent_code"], ["area.code"], name="fk_area_parent_code"),
        sa.PrimaryKeyConstraint("code", name="pk_area"),
    )
    op.create_index("ix_area_full_name", "area", ["full_name"], unique=False)
    op.create_index("ix_area_name", "area", ["name"], unique=False)
    op.create_index("ix_area_parent_code", "area", ["parent_code"], unique=False)
    op.create_table(
        "basis",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("topic_en", sa.String(), nullable=False),
        sa.Column("fact_template", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("authority_name", sa.String(), nullable=False),
        sa.Column("confidence", sa.String(length=32), nullable=False),
        sa.Column("criterion_code", sa.String(), nullable=True),
        sa.Column("review", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("code", name="pk_basis"),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_day"),
    )
    op.create_table(
        "criterion",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("standard_title", sa.String(), nullable=False),
        sa.Column("document_no", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("sector_name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("text_en", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", "version", name="pk_criterion"),
    )
    op.create_index("ix_criterion_sector", "criterion", ["sector"], unique=False)
    op.create_table(
        "data_edition",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_data_edition"),
    )
    op.create_table(
        "document_template",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number_pattern", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("wording", JSON_VALUE, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "effective_to IS NULL OR effective_to >= effective_from",
            name=op.f("ck_document_template_ends_after_start"),
        ),
        sa.PrimaryKeyConstraint("kind", "version", name="pk_document_template"),
    )
    op.create_table(
        "industry",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["industry.code"], name="fk_industry_parent_code"),
        sa.PrimaryKeyConstraint("code", name="pk_industry"),
    )
    op.create_table(
        "law",
        sa.Column("law_code", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("short_title", sa.String(), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("document_no", sa.String(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("law_code", "version", name="pk_law"),
    )
    op.create_table(
        "rule_profile",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("body", JSON_VALUE, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "code", "version", name="pk_rule_profile"),
    )
    op.create_table(
        "basis_citation",
        sa.Column("basis_code", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("law_code", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["basis_code"], ["basis.code"], name="fk_basis_citation_basis_code"),
        sa.PrimaryKeyConstraint("basis_code", "role", "position", name="pk_basis_citation"),
    )
    op.create_table(
        "basis_trade",
        sa.Column("basis_code", sa.String(), nullable=False),
        sa.Column("trade", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["basis_code"], ["basis.code"], name="fk_basis_trade_basis_code"),
        sa.PrimaryKeyConstraint("basis_code", "trade", name="pk_basis_trade"),
    )
    op.create_table(
        "law_article",
        sa.Column("law_code", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("article_sub", sa.Integer(), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("item_label", sa.String(), nullable=True),
        sa.Column("chapter", sa.String(), nullable=True),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["law_code", "version"], ["law.law_code", "law.version"], name="fk_law_article_law_code_version"
        ),
        sa.PrimaryKeyConstraint(
            "law_code", "version", "article", "article_sub", "paragraph", "item", name="pk_law_article"
        ),
    )
    for table in TABLES:
        share(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
