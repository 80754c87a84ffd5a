"""JSON objects made by the database, one a row: for `INSERT … SELECT`, where no row passes through here."""

from typing import Any

from sqlalchemy import literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from service.core.db.columns import JSON_VALUE


class RowJson(FunctionElement[Any]):
    """An object of the values of some columns, under names of ours."""

    type = JSON_VALUE
    name = "row_json"
    inherit_cache = True


def row_json(**values: Any) -> RowJson:
    parts: list[Any] = []
    for name, value in values.items():
        parts += [literal_column(f"'{name}'"), value]
    return RowJson(*parts)


@compiles(RowJson, "postgresql")
def _on_postgres(element: RowJson, compiler: Any, **more: Any) -> str:
    return f"jsonb_build_object({compiler.process(element.clauses, **more)})"


@compiles(RowJson, "sqlite")
def _on_sqlite(element: RowJson, compiler: Any, **more: Any) -> str:
    return f"json_object({compiler.process(element.clauses, **more)})"
