"""People are found by how a name or a work number begins, bureaus stand in the order of their areas.

Safe while the previous release serves: yes; on PostgreSQL the table of people is locked while one index is made anew.
"""

from alembic import op

from migrations.policies import is_postgres

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

PERSON = ("name", "work_number")


def upgrade() -> None:
    _collate('collate "C"')
    op.create_index("ix_person_enterprise_id_name", "person", ["enterprise_id", "name"], unique=False)
    op.create_index("ix_bureau_area_code_id", "bureau", ["area_code", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_bureau_area_code_id", "bureau")
    op.drop_index("ix_person_enterprise_id_name", "person")
    _collate('collate "default"')


def _collate(order: str) -> None:
    if is_postgres():
        columns = ", ".join(f"alter column {one} type varchar {order}" for one in PERSON)
        op.execute(f"alter table person {columns}")
