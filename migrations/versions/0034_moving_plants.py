"""Who owns the tables may change the area and the sector of an organisation's rows, the ledger's too, and no more.

Safe while the previous release serves: yes.
"""

import sqlalchemy as sa
from alembic import op

from migrations.policies import is_postgres, let_move
from migrations.sealing import seal, unseal

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ONE_WAY = "the ledger is never changed"
TRIGGER = (
    "create trigger ledger_entry_one_way before {events} on ledger_entry"
    " for each statement execute function {does}()"
)
ROUTED = """
select table_name from information_schema.columns
 where table_schema = 'public' and column_name in ('enterprise_id', 'area_code')
 group by table_name having count(*) = 2 order by table_name
"""


def upgrade() -> None:
    if not is_postgres():
        return
    for table in _routed():
        let_move(table)
    op.execute("drop trigger ledger_entry_one_way on ledger_entry")
    seal("ledger_entry", words=ONE_WAY)
    op.execute(
        "create function refuse_unless_moving() returns trigger language plpgsql as $$ begin"
        " if coalesce(current_setting('app.rescope', true), '') = '' or current_user <>"
        " (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid)"
        f" then raise exception '{ONE_WAY}'; end if; return null; end $$"
    )
    op.execute(TRIGGER.format(events="update", does="refuse_unless_moving"))


def downgrade() -> None:
    if not is_postgres():
        return
    op.execute("drop trigger ledger_entry_one_way on ledger_entry")
    op.execute("drop function refuse_unless_moving()")
    unseal("ledger_entry")
    op.execute(TRIGGER.format(events="update or delete or truncate", does="refuse_change"))
    for table in _routed():
        op.execute(f"drop policy moves on {table}")


def _routed() -> list[str]:
    return list(op.get_bind().scalars(sa.text(ROUTED)))
