"""Column types that mean the same on both databases."""

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

# Ranges over area codes need the order of their characters, whatever the database's locale.
AREA_CODE = String(12).with_variant(String(12, collation="C"), "postgresql")
# So do ranges over what a text begins with.
BY_CHARACTER = String().with_variant(String(collation="C"), "postgresql")
JSON_VALUE: TypeEngine[Any] = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


TYPES: dict[Any, Any] = {
    uuid.UUID: Uuid(),
    datetime: Moment(),
    StrEnum: Enum(
        StrEnum, native_enum=False, length=32, values_callable=lambda kind: [member.value for member in kind]
    ),
    dict[str, Any]: JSON_VALUE,
    list[Any]: JSON_VALUE,
    list[str]: JSON_VALUE,
    list[dict[str, Any]]: JSON_VALUE,
}
