"""A plant moves to another district, or is counted to another sector: what routes its rows changes, nothing else.

The one exception of the ledger and of what is sealed, and it leaves an entry of itself. Only who owns the tables may:
on PostgreSQL the triggers and the policies `moves` let its login through under a mark that ends with the transaction;
on SQLite the triggers are taken away and put back within the transaction.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from uuid import UUID

from sqlalchemy import (
    DDL,
    Connection,
    RowMapping,
    String,
    Table,
    cast,
    column,
    func,
    insert,
    or_,
    select,
    table,
    update,
)

from service.core import clock
from service.core.acts.ledger import Act, new_entry
from service.core.acts.problems import Unavailable, _, existing
from service.core.db.tables import Base, columns_of
from service.core.db.transactions import as_owner
from service.core.ids import new_id
from service.core.models import Departure, LedgerEntry
from service.core.tenancy.viewer import Viewer

RESCOPE = "enterprise.rescope"
LONGEST_S = 120.0  # a request is cut off long before; a job may take so long


def rescope(url: str, viewer: Viewer, enterprise_id: UUID, area_code: str, sector: str) -> dict[str, int]:
    """Give every row of a plant its area and sector; return how many rows changed, by table.

    Rows that others were writing meanwhile, as of the former area, follow once those transactions are over.

    `url`: of the login that owns the tables. Done again it changes nothing, and leaves no second entry.
    Raises NotFound where there is no such plant, Unavailable where somebody wrote for longer than LONGEST_S: then
    it is to be done again.
    """
    changed = Counter(_move(url, viewer, enterprise_id, area_code, sector))
    _outwait(url)
    return changed + Counter(_move(url, viewer, enterprise_id, area_code, sector))


def _move(url: str, viewer: Viewer, enterprise_id: UUID, area_code: str, sector: str) -> dict[str, int]:
    with as_owner(url) as connection, _let_through(connection, enterprise_id):
        plant = _plant(connection, enterprise_id)
        after = {"area_code": area_code, "sector": sector}
        before = {name: plant[name] for name in after}
        changed = {
            tenant_table.name: _change(connection, tenant_table, enterprise_id, after)
            for tenant_table in _tables()
        }
        changed = {name: count for name, count in changed.items() if count}
        if before != after:
            left = Departure(id=new_id(), left_at=clock.now(), **plant)
            connection.execute(insert(Departure.__table__).values(**columns_of(left)))  # type: ignore[arg-type]
            keys = {"enterprise_id": enterprise_id, "id": enterprise_id}
            moved = SimpleNamespace(__tablename__="enterprise", **keys, **after)
            entry = new_entry(viewer, RESCOPE, moved, Act.new(), {"before": before, "after": after})
            connection.execute(insert(LedgerEntry.__table__).values(**entry))  # type: ignore[arg-type]
    return changed


def _outwait(url: str) -> None:
    """Wait until the transactions of this moment are over: one that began before the move may not know of it."""
    with as_owner(url) as connection:
        if connection.dialect.name != "postgresql":  # there writers stand in line
            return
        open_now = _transactions(connection)
    until = time.monotonic() + LONGEST_S
    while open_now:
        if time.monotonic() > until:
            raise Unavailable(
                _("还有操作没有结束，它们写下的可能还属于原来的地区；请过几分钟再运行一次这个命令")
            )
        time.sleep(0.1)
        with as_owner(url) as connection:
            open_now &= _transactions(connection)


def _transactions(connection: Connection) -> set[str]:
    """Return the transactions that others have open in this database."""
    locks = table("pg_locks", column("pid"), column("locktype"), column("virtualxid"))
    sessions = table("pg_stat_activity", column("pid"), column("datname"))
    query = (
        select(cast(locks.c.virtualxid, String))
        .join(sessions, sessions.c.pid == locks.c.pid)
        .where(
            locks.c.locktype == "virtualxid",
            sessions.c.datname == func.current_database(),
            locks.c.pid != func.pg_backend_pid(),
        )
    )
    return set(connection.scalars(query))


def _tables() -> list[Table]:
    """Find every table whose rows belong to an organisation and are routed; a departure stays where it was."""
    routed = [
        tenant_table
        for tenant_table in Base.metadata.sorted_tables
        if {"enterprise_id", "area_code"} <= {*tenant_table.c.keys()}
    ]
    return [tenant_table for tenant_table in routed if tenant_table is not Departure.__table__]


def _plant(connection: Connection, enterprise_id: UUID) -> RowMapping:
    """Return where the plant is, and who it is to those who issued something there."""
    plants = Base.metadata.tables["enterprise"].c
    names = ("enterprise_id", "area_code", "sector", "name", "address", "town")
    query = select(*(plants[name] for name in names)).where(plants.enterprise_id == enterprise_id)
    return existing(connection.execute(query).mappings().first())


def _change(connection: Connection, tenant_table: Table, enterprise_id: UUID, after: dict[str, str]) -> int:
    values = {name: value for name, value in after.items() if name in tenant_table.c}
    differs = or_(*(tenant_table.c[name] != value for name, value in values.items()))
    statement = (
        update(tenant_table).where(tenant_table.c.enterprise_id == enterprise_id, differs).values(**values)
    )
    return connection.execute(statement).rowcount


@contextmanager
def _let_through(connection: Connection, enterprise_id: UUID) -> Iterator[None]:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.set_config("app.rescope", str(enterprise_id), True)))
        yield
        return
    catalogue = table("sqlite_master", column("type"), column("name"), column("sql"))
    query = select(catalogue.c.name, catalogue.c.sql).where(catalogue.c.type == "trigger")
    triggers = connection.execute(query).all()
    for name, _sql in triggers:
        connection.execute(DDL(f"drop trigger {name}"))  # type: ignore[no-untyped-call]
    yield
    for _name, sql in triggers:
        connection.execute(DDL(sql.replace("%", "%%")))  # type: ignore[no-untyped-call]
