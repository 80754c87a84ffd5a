"""What a bureau reaches: a region and its sectors, itself wherever it looks, and what it issued to plants that left.

A plant that moves is the new bureau's. The former one reads on, through the region that the plant left, its own
visits and orders there, their papers, and what happened to them; it changes nothing of them.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, false, select, union_all
from sqlalchemy.orm import with_loader_criteria

from service.core.db.tables import Base, OfTenant
from service.core.models import Departure
from service.core.tenancy.scope import Scope

LEFT = Departure.__table__.c
NOTHING = select(LEFT.enterprise_id).where(false())
ACTED_ON = ("visit", "rectification_order", "reinspection")  # of which the ledger tells


def narrowing(scope: Scope, *, reads: bool) -> list[Any]:
    """Return the criteria that keep ORM statements inside a regulator's scope."""
    low, high, own = scope.area_lo, scope.area_hi, scope.organisation_id
    sectors = sorted({*scope.sectors, ""})
    left, items, papers, acted_on = _issued(scope) if reads else (NOTHING,) * 4
    criteria = [
        with_loader_criteria(
            OfTenant,
            lambda row: _or_issued(
                row, (row.area_code >= low) & (row.area_code < high), own, (left, items, papers, acted_on)
            ),
            include_aliases=True,
        )
    ]
    if scope.sectors:
        criteria.append(
            with_loader_criteria(
                OfTenant,
                lambda row: _or_issued(row, row.sector.in_(sectors), own, (left, items, papers, acted_on)),
                include_aliases=True,
            )
        )
    return criteria


def reads_on(scope: Scope, row: Any) -> bool:
    """Tell whether a row that was loaded may be one that a bureau issued: of which plants, its query has said."""
    issued = row.__issued__
    return bool(issued) and (issued != "organisation_id" or row.organisation_id == scope.organisation_id)


def _or_issued(row: Any, covered: Any, own: Any, issued: tuple[Any, Any, Any, Any]) -> Any:
    """Add to what a region covers what a table says of its rows.

    The mixin is asked before any table, to learn what is bound: it has all that a table may have.
    """
    left, items, papers, acted_on = issued
    if not hasattr(row, "__own__"):
        anything = covered | (row.enterprise_id == own)
        for rows in issued:
            anything |= row.enterprise_id.in_(rows)
        return anything
    reached = covered | (row.enterprise_id == own) if row.__own__ else covered
    match row.__issued__:
        case "organisation_id":
            return reached | (row.enterprise_id.in_(left) & (row.organisation_id == own))
        case "item_id":
            return reached | (row.enterprise_id.in_(left) & row.item_id.in_(items))
        case "document_id":
            return reached | (row.enterprise_id.in_(left) & row.document_id.in_(papers))
        case "object_id":
            return reached | (row.enterprise_id.in_(left) & row.object_id.in_(acted_on))
    return reached


@lru_cache(maxsize=256)
def _issued(scope: Scope) -> tuple[Select[Any], Any, Any, Any]:
    """Return the plants that left a region, and what its bureau issued to them: items, papers, what is acted on."""
    left = select(LEFT.enterprise_id).where(LEFT.area_code >= scope.area_lo, LEFT.area_code < scope.area_hi)
    if scope.sectors:
        left = left.where(LEFT.sector.in_(sorted({*scope.sectors, ""})))

    def ids(table: str) -> Select[Any]:
        rows = Base.metadata.tables[table].c
        own = rows.organisation_id == scope.organisation_id
        return select(rows.id).where(rows.enterprise_id.in_(left), own)

    return left, ids("order_item"), ids("document"), union_all(*(ids(table) for table in ACTED_ON))
