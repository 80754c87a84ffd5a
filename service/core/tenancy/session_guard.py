"""The first wall of tenancy: a query outside the open scope raises, on every database.

ORM statements are narrowed to the scope; anything else that touches a tenant's table must
say why it may (`bypass_scope(statement, reason)`), and every object written or loaded is checked.
"""

from contextvars import ContextVar
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar

from sqlalchemy import (
    ClauseElement,
    Column,
    Connection,
    Engine,
    Executable,
    Table,
    TextClause,
    event,
    inspect,
)
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql import visitors

from service.core.db.tables import Base, BureauRow, OfTenant, OpenedRow
from service.core.db.transactions import db
from service.core.models import LedgerEntry
from service.core.tenancy import regions
from service.core.tenancy.scope import Kind, NoScope, Scope, current, current_or_none

BYPASS_REASON = "bypass_reason"
MOST_FORMS = 2000
_looked_through: set[Any] = set()
_flushing: ContextVar[bool] = ContextVar("flushing", default=False)
S = TypeVar("S", bound=Executable)
_narrow = partial(with_loader_criteria, include_aliases=True)


def bypass_scope(statement: S, reason: str) -> S:
    """Let a statement pass that the guard cannot narrow; the statement itself names the tenant."""
    return statement.execution_options(**{BYPASS_REASON: reason})


def narrowing(scope: Scope, *, reads: bool = True) -> list[Any]:
    """Return the criteria that keep ORM statements inside the scope."""
    match scope.kind:
        case Kind.ENTERPRISE:
            enterprise = scope.enterprise_id
            return [
                _narrow(OfTenant, lambda row: row.enterprise_id == enterprise),
                _narrow(BureauRow, lambda row: row.shown_at.is_not(None)),
                _narrow(LedgerEntry, LedgerEntry.audience == "plant"),
            ]
        case Kind.JOB | Kind.PUBLIC if scope.enterprise_id:
            enterprise = scope.enterprise_id
            return [_narrow(OfTenant, lambda row: row.enterprise_id == enterprise)]
        case Kind.REGULATOR:
            return regions.narrowing(scope, reads=reads)
        case Kind.PUBLIC:
            opens = scope.opens
            return [_narrow(OpenedRow, lambda row: row.opened_by == opens)]
    return []


def may_touch(scope: Scope, table: Table, *, writes: bool = False) -> bool:
    """Tell whether a kind of scope reaches a table at all."""
    reach = table.info.get("reach", "shared")
    if table.info.get("secret"):
        return scope.kind is Kind.AUTH
    if scope.kind is Kind.PLATFORM:
        return True
    if reach == "machine":
        return scope.kind in {Kind.JOB, Kind.MACHINE}
    if reach == "shared":
        return not writes
    if scope.kind in {Kind.AUTH, Kind.MACHINE}:
        return bool(table.info[scope.kind])
    if scope.kind is Kind.PUBLIC:
        return table.info["public"] == ("plant" if scope.enterprise_id else "code") or writes
    return True


def contains_row(scope: Scope, row: Any) -> bool:
    """Tell whether one row lies inside the scope."""
    if row.__secret__:
        return scope.kind is Kind.AUTH
    match scope.kind:
        case Kind.PLATFORM:
            return True
        case Kind.AUTH:
            return bool(row.__auth__)
        case Kind.MACHINE:
            return bool(row.__machine__)
        case Kind.REGULATOR:
            is_own = row.__own__ and row.enterprise_id == scope.organisation_id
            return is_own or scope.covers(row.area_code, row.sector)
        case Kind.PUBLIC if scope.enterprise_id is None:
            return bool(getattr(row, "opened_by", None) == scope.opens)
    return bool(row.enterprise_id == scope.enterprise_id)


def assert_same_scope(session: Session) -> Scope:
    """Return the open scope; raise NoScope where this session began in another."""
    scope = current()
    opened: Scope = session.info.setdefault("scope", scope)
    if opened is not scope and opened != scope:
        raise NoScope("the scope changed inside a session")
    return scope


def apply_scope(state: ORMExecuteState) -> None:
    scope = assert_same_scope(state.session)
    if state.execution_options.get(BYPASS_REASON) or not state.is_orm_statement:
        return
    if state.is_insert:
        _check_values(scope, state)
    elif state.is_update or state.is_delete:
        if isinstance(state.parameters, list):
            raise NoScope("bulk update by primary key passes both filters: use the unit of work")
    if not (state.is_column_load or state.is_relationship_load):
        for mapper in state.all_mappers:
            if not may_touch(scope, mapper.local_table, writes=not state.is_select):  # type: ignore[arg-type]
                raise NoScope(f"{scope.kind} does not reach {mapper.local_table}")
    _refuse_plain_columns(state)
    if not state.is_insert:
        reads = state.is_select and getattr(state.statement, "_for_update_arg", None) is None
        state.statement = state.statement.options(*_narrowing_once(state.session, scope, reads))
    state.update_execution_options(**{BYPASS_REASON: "orm"})


def _narrowing_once(session: Session, scope: Scope, reads: bool) -> list[Any]:
    """Return the criteria of a session: it works in one scope, and what takes longest is to make them."""
    known: dict[bool, list[Any]] = session.info.setdefault("narrowing", {})
    if reads not in known:
        known[reads] = narrowing(scope, reads=reads)
    return known[reads]


def _refuse_plain_columns(state: ORMExecuteState) -> None:
    """A column of a bare table inside an ORM statement would not be narrowed.

    Statements of one form, by which SQLAlchemy finds the SQL that it made of them, are looked through once.
    """
    form = state.statement._generate_cache_key()  # type: ignore[attr-defined]
    if form is not None and form.key in _looked_through:
        return
    _look_through(state)
    if form is not None:
        if len(_looked_through) >= MOST_FORMS:
            _looked_through.clear()
        _looked_through.add(form.key)


def _look_through(state: ORMExecuteState) -> None:
    own = {mapper.local_table for mapper in state.all_mappers}
    for part in visitors.iterate(state.statement):  # type: ignore[arg-type]
        if isinstance(part, Column) and "parententity" not in part._annotations:
            table = part.table
            if (
                isinstance(table, Table)
                and table not in own
                and table.info.get("reach", "shared") != "shared"
            ):
                raise NoScope(f"{table.name} is reached past the ORM")


def _check_values(scope: Scope, state: ORMExecuteState) -> None:
    mapper = state.bind_mapper
    if mapper is None or not issubclass(mapper.class_, OfTenant):
        return
    rows = state.parameters if isinstance(state.parameters, list) else [state.parameters or {}]
    for row in rows:
        if "enterprise_id" not in row or not contains_row(scope, new_row(mapper.class_, row)):
            raise NoScope(f"an insert into {mapper.local_table} outside the scope")


def new_row(model: type[Any], row: Any) -> SimpleNamespace:
    """Return of a row to insert what tells whether it lies inside a scope."""
    keys = {name: row[name] for name in ("enterprise_id", "area_code", "sector", "opened_by") if name in row}
    flags = {name: getattr(model, name) for name in ("__auth__", "__machine__", "__own__", "__secret__")}
    return SimpleNamespace(**flags, **keys)


def refuse_unscoped(
    _connection: Connection, statement: ClauseElement, _many: object, _params: object, options: dict[str, Any]
) -> None:
    if options.get(BYPASS_REASON) or _flushing.get():
        return
    if isinstance(statement, TextClause):
        raise NoScope("text() without a reason of bypass_scope()")
    scope = current_or_none()
    for part in visitors.iterate(statement):
        if isinstance(part, Table) and part.info.get("reach", "shared") != "shared":
            raise NoScope(f"{part.name} is reached without scope ({scope.kind if scope else 'none'})")


def check_written(session: Session, _context: UOWTransaction, _instances: object) -> None:
    scope = current()
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, OfTenant):
            if isinstance(row, Base) and not _may_write_plain(scope, row, new=row in session.new):
                raise NoScope(f"{scope.kind} may not write {type(row).__name__}")
            continue
        if not contains_row(scope, row):
            raise NoScope(f"{type(row).__name__} lies outside the scope")
        moved = inspect(row).attrs.enterprise_id.history
        if row not in session.new and moved.has_changes():
            raise NoScope("a row does not change its tenant")
    _flushing.set(True)


def _may_write_plain(scope: Scope, row: Base, *, new: bool) -> bool:
    return may_touch(scope, type(row).__table__, writes=True) or (row.__reach__ == "machine" and new)  # type: ignore[arg-type]


def check_loaded(row: Any, _context: object, _attributes: object = None) -> None:
    scope = current()
    is_read_on = scope.kind is Kind.REGULATOR and isinstance(row, OfTenant) and regions.reads_on(scope, row)
    if isinstance(row, OfTenant) and not (is_read_on or contains_row(scope, row)):
        raise NoScope(f"a {type(row).__name__} was loaded outside the scope")


def _flushed(*_arguments: object) -> None:
    _flushing.set(False)


def stand_everywhere() -> None:
    """Put the wall up for the engine of every login."""
    for engine in db.engines.values():
        install(engine)


def install(engine: Engine) -> None:
    """Put the wall up for an engine, and for every session."""
    event.listen(engine, "before_execute", refuse_unscoped)
    if not event.contains(Session, "do_orm_execute", apply_scope):
        event.listen(Session, "do_orm_execute", apply_scope)
        event.listen(Session, "before_flush", check_written)
        event.listen(Session, "after_flush", _flushed)
        event.listen(Session, "after_soft_rollback", _flushed)
        event.listen(Mapper, "load", check_loaded)
        event.listen(Mapper, "refresh", check_loaded)
