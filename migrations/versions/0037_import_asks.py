"""An import asks before it lands what it does not understand, and its findings stand by what they are about.

Safe while the previous release serves: yes, it only adds.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from migrations.policies import open_to_owner

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

JSON_VALUE = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("import_run", sa.Column("titles", JSON_VALUE, nullable=False, server_default="[]"))
    op.add_column("import_run", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("import_run", sa.Column("confirmed_by", sa.Uuid(), nullable=True))
    op.add_column("import_finding", sa.Column("about", sa.String(), nullable=False, server_default=""))
    op.add_column("import_finding", sa.Column("cause", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("import_finding", sa.Column("nth", sa.Integer(), nullable=False, server_default="0"))
    with open_to_owner("import_finding"):
        op.execute("UPDATE import_finding SET cause = position")


def downgrade() -> None:
    for column in ("nth", "cause", "about"):
        op.drop_column("import_finding", column)
    with open_to_owner("import_run"):
        op.execute("UPDATE import_run SET state = 'refused' WHERE state IN ('asking', 'declined')")
    for column in ("confirmed_by", "confirmed_at", "titles"):
        op.drop_column("import_run", column)
