"""The operator sets days and whole years of the working-day calendar; a year says itself that it is official.

Safe while the previous release serves: yes, until a day is set to be an ordinary one.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import share

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calendar_day", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name="pk_calendar_year"),
    )
    share("calendar_year")
    day = sa.table("calendar_day", sa.column("day", sa.Date()), sa.column("source", sa.String()))
    year = sa.table("calendar_year", *(sa.column(one) for one in ("year", "source", "version")))
    number = sa.cast(sa.extract("year", day.c.day), sa.Integer())
    known = sa.select(number, sa.func.max(day.c.source), sa.literal_column("0")).group_by(number)
    op.execute(sa.insert(year).from_select(["year", "source", "version"], known))


def downgrade() -> None:
    op.execute("delete from calendar_day where kind = 'ordinary'")
    op.drop_table("calendar_year")
    op.drop_column("calendar_day", "version")
