"""What ties a row to its parent, and what it copies from it."""

from typing import Any

from sqlalchemy import ForeignKeyConstraint

from service.core.db.tables import TenantRow


def of(parent: str) -> ForeignKeyConstraint:
    column = parent.removeprefix("rectification_")
    return ForeignKeyConstraint(
        ["enterprise_id", f"{column}_id"], [f"{parent}.enterprise_id", f"{parent}.id"]
    )


def of_officer() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organisation_id", "person_id"], ["person.enterprise_id", "person.id"])


def key_of(row: TenantRow) -> dict[str, Any]:
    """Return the tenancy that a child copies from its parent."""
    return {"enterprise_id": row.enterprise_id, "area_code": row.area_code, "sector": row.sector}
