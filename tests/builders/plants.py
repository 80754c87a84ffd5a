"""A plant and its people, made by the commands that a person uses."""

from math import inf
from typing import Any
from uuid import UUID

from service.core import ids
from service.core.db.transactions import db, retrying
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises import commands as enterprises
from service.enterprises.entries import PlantEntry
from service.identity.rules import Role
from service.risks.models import RiskObject, RiskUnit

OPERATOR = Viewer(Scope.platform(), name="运营", roles=frozenset({Role.OPERATOR}), proven_at=inf)


def a_plant(**what_matters: Any) -> UUID:
    facts: dict[str, Any] = {
        "name": "殷都机械有限公司",
        "credit_code": "91410505MA00000014",
        "area_code": "410505",
        "sector": "machinery",
        "industry_code": "C3311",
    } | what_matters
    with scope.opened(Scope.platform()):
        return retrying(lambda: enterprises.register(OPERATOR, PlantEntry(**facts)).id)


def a_manager(plant: UUID) -> Viewer:
    """Somebody who manages this plant's safety, seen from inside it."""
    return Viewer(
        Scope.enterprise(plant),
        organisation_id=plant,
        name="李敏",
        roles=frozenset({Role.SAFETY_MANAGER}),
    )


def some_units(plant: UUID, count: int, name: str = "离心泵") -> tuple[UUID, list[UUID]]:
    """Put an area with so many units into a plant's register; return their ids."""
    own: dict[str, Any] = {"enterprise_id": plant, "area_code": "410505", "sector": "machinery"}

    def made() -> tuple[UUID, list[UUID]]:
        area = RiskObject(id=ids.new_id(), name=f"泵房{count}", level=None, **own)
        db.session.add(area)
        db.session.flush()
        known = {"object_id": area.id, "sheet": area.name, "name": name, "kind": "equipment", "level": None}
        rows = [RiskUnit(id=ids.new_id(), number=f"P-{one}", **known, **own) for one in range(count)]
        db.session.add_all(rows)
        return area.id, [one.id for one in rows]

    with scope.opened(Scope.enterprise(plant)):
        return retrying(made)
