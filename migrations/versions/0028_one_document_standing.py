"""A record or an opinion that was made void makes room for another of its visit or re-inspection.

Safe while the previous release serves: yes, but it shows one of the two where a void one has been sealed anew.
Cannot be taken back once one has been: the two would break the constraint that stood before, and neither is deleted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

ONE_DOCUMENT = "uq_document_enterprise_id_subject_id_kind"
SUBJECT = ["enterprise_id", "subject_id", "kind"]
STANDING = sa.text("voided_at is null")


def upgrade() -> None:
    with op.batch_alter_table("document") as documents:
        documents.drop_constraint(ONE_DOCUMENT, type_="unique")
    op.create_index(
        "uq_document_standing",
        "document",
        SUBJECT,
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_index("ix_document_enterprise_id_subject_id", "document", SUBJECT[:2])


SEALED_ANEW = sa.text("select 1 from document group by enterprise_id, subject_id, kind having count(*) > 1")


def downgrade() -> None:
    if op.get_bind().scalar(SEALED_ANEW):  # asked first: SQLite would stop halfway
        raise RuntimeError("0028 cannot be taken back: a document was made void and sealed anew")
    op.drop_index("ix_document_enterprise_id_subject_id", "document")
    op.drop_index("uq_document_standing", "document")
    with op.batch_alter_table("document") as documents:
        documents.create_unique_constraint(ONE_DOCUMENT, SUBJECT)
