"""Every pair of a life cycle's table, tried through the commands: what is not in it is refused and leaves nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, product
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import DBAPIError

from service.core.acts.lifecycle import LifeCycle
from service.core.acts.problems import NotAllowed, Problem, WrongState
from service.core.db.transactions import db, reading
from service.core.models import LedgerEntry
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from tests.builders.hazards import OPERATOR, do

FORBIDDEN = "42501"
Row = Any
Try = Callable[[Row, str, str], object]  # what is tried on a row: a verb, in a role


@dataclass(frozen=True)
class Pair:
    state: Any
    verb: str
    role: str


def not_in_the_table(life: LifeCycle[Any], verbs: set[str], roles: list[str]) -> Iterator[Pair]:
    states = type(next(iter(life.steps.values())).before)
    for state, verb, role in product(states, sorted(verbs), roles):
        step = life.steps.get((state, verb))
        if step is None or role not in step.who:
            yield Pair(state, verb, role)


def put_into(row: Row, **columns: Any) -> Row:
    """Set columns of a row as no command would."""

    def put() -> Row:
        found = _fresh(row)
        for name, value in columns.items():
            setattr(found, name, value)
        return found

    return do(OPERATOR, put)


def fault(life: LifeCycle[Any], pair: Pair, row: Row, attempt: Try) -> str:
    """Try one pair; return what is wrong with the refusal, nothing where it is the table's."""
    try:
        attempt(row, pair.verb, pair.role)
    except Problem as problem:
        wanted = refusals(life, pair)
        return "" if type(problem) in wanted else f"{pair}: {type(problem).__name__}, not one of {wanted}"
    except (
        DBAPIError
    ) as error:  # a table that this side never writes: PostgreSQL itself refuses to hold the row
        is_refused = getattr(error.orig, "sqlstate", None) == FORBIDDEN and not is_his(life, pair)
        return "" if is_refused else f"{pair}: {error}"
    return f"{pair}: done"


def refusals(life: LifeCycle[Any], pair: Pair) -> set[type[Problem]]:
    """Return how a pair may be refused; whose verb it never is may hear that first."""
    if (pair.state, pair.verb) in life.steps:
        return {NotAllowed}
    return {WrongState} if is_his(life, pair) else {WrongState, NotAllowed}


def is_his(life: LifeCycle[Any], pair: Pair) -> bool:
    """Tell whether a verb is ever this role's."""
    return any(step.verb == pair.verb and pair.role in step.who for step in life.steps.values())


def everything(row: Row) -> tuple[Any, ...]:
    """All columns of a row, and how many acts there have been in the whole world."""
    with scope.opened(Scope.platform()), reading():
        acts = db.session.scalar(select(func.count()).select_from(LedgerEntry))
        found = _fresh(row)
        return acts, *(getattr(found, column.key) for column in inspect(type(row)).column_attrs)


def _fresh(row: Row) -> Row:
    return db.session.get_one(type(row), (row.enterprise_id, row.id), populate_existing=True)


def faults(
    life: LifeCycle[Any], pairs: list[Pair], rows: Callable[[Any], list[Row]], attempt: Try
) -> list[str]:
    """Try all pairs; `rows` puts rows into a state, each of which must stay as it is through every refusal."""
    found: list[str] = []
    for state, here in groupby(pairs, key=lambda pair: pair.state):
        standing = rows(state)
        before = [everything(row) for row in standing]
        found += [fault(life, pair, row, attempt) for pair, row in product(list(here), standing)]
        if [everything(row) for row in standing] != before:
            found.append(f"{state}: something was changed, or entered into the ledger")
    return [one for one in found if one]
