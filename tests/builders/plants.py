"""A plant and its people, made by the commands that a person uses."""

from math import inf
from typing import Any
from uuid import UUID

from service.core import ids, scope
from service.core.db import retrying
from service.core.scope import Scope
from service.core.viewer import Viewer
from service.enterprises import commands as enterprises
from service.identity.rules import Role

OPERATOR = Viewer(Scope.platform(), name="运营", roles=frozenset({Role.OPERATOR}), proven_at=inf)


def a_plant(**what_matters: Any) -> UUID:
    facts = {
        "id": ids.new_id(),
        "name": "殷都机械有限公司",
        "credit_code": "91410505MA00000014",
        "area_code": "410505",
        "sector": "machinery",
        "industry_code": "C3311",
    } | what_matters
    with scope.opened(Scope.platform()):
        return retrying(lambda: enterprises.register(OPERATOR, facts).id)


def a_manager(plant: UUID) -> Viewer:
    """Somebody who manages this plant's safety, seen from inside it."""
    return Viewer(
        Scope.enterprise(plant),
        organisation_id=plant,
        name="李敏",
        roles=frozenset({Role.SAFETY_MANAGER}),
    )
