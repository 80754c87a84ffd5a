"""Ids made by the database, one a row: for `INSERT … SELECT`, where no row passes through here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Uuid, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class RowId(FunctionElement[UUID]):
    """A UUIDv7 of a moment, another one for each row."""

    type = Uuid()
    name = "row_id"
    inherit_cache = True


def row_id(moment: datetime) -> RowId:
    return RowId(literal(int(moment.timestamp() * 1000), BigInteger))


@compiles(RowId, "postgresql")
def _on_postgres(element: RowId, compiler: Any, **more: Any) -> str:
    """Lay the milliseconds over a random UUID, and turn its version 4 into 7."""
    moment = compiler.process(element.clauses, **more)
    laid = f"overlay(uuid_send(gen_random_uuid()) placing substring(int8send({moment}) from 3) from 1)"
    return f"encode(set_bit(set_bit({laid}, 52, 1), 53, 1), 'hex')::uuid"


@compiles(RowId, "sqlite")
def _on_sqlite(element: RowId, compiler: Any, **more: Any) -> str:
    moment = compiler.process(element.clauses, **more)
    return (
        f"lower(printf('%012x', {moment}) || '7' || substr(hex(randomblob(2)), 2)"
        " || substr('89ab', 1 + abs(random() % 4), 1) || substr(hex(randomblob(2)), 2) || hex(randomblob(6)))"
    )
