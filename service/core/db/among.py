"""One of many: a column among some values, as one parameter where the database has arrays.

A list of parameters as long as the page makes PostgreSQL plan for any list at all, and read the whole plant.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from service.core.db.transactions import is_postgres


def among(column: InstrumentedAttribute[Any], values: Collection[Any]) -> ColumnElement[bool]:
    if not is_postgres():
        return column.in_(values)
    return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))
