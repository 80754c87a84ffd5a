"""What the label of a unit says."""

from collections.abc import Sequence
from uuid import UUID

from flask import current_app

from service.codes import commands as codes
from service.codes import rules as code_rules
from service.codes.models import CodeKind
from service.core.acts.problems import _
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries as enterprises
from service.printing.labels import Label
from service.risks import queries as risks


def labels(viewer: Viewer, enterprise_id: UUID, unit_ids: Sequence[UUID]) -> list[Label]:
    """Return the labels of the units that are there, in the order of the ledger; the first print issues the code."""
    units = risks.units(enterprise_id, unit_ids)
    codes_of = codes.issue_all(viewer, CodeKind.UNIT, units)
    plant = enterprises.enterprise(enterprise_id)
    names = {risk_object.id: risk_object.name for risk_object in risks.objects(enterprise_id)}
    base = current_app.config["SETTINGS"].public_base_url
    return [
        Label(
            code=code_rules.shown(codes_of[unit.id]),
            url=code_rules.url(base, codes_of[unit.id]),
            title=f"{unit.number} {unit.name}".strip(),
            subtitle=f"{plant.name}\n{names[unit.object_id]}",
            level=unit.level.rank if unit.level else None,
            level_word=unit.level.word if unit.level else _("未评估"),
            phone=plant.duty_phone,
        )
        for unit in units
    ]
