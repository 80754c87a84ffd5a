"""Whom an inspection may be given to: officers of the bureau that leads it, certified today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from service.core import clock
from service.core.acts.problems import Invalid, Message, _
from service.core.tenancy.viewer import Viewer
from service.enforcement.limits import OFFICERS
from service.identity.queries import people
from service.identity.rules import Role


@dataclass(frozen=True)
class Chosen:
    """An officer as he is written into an inspection."""

    position: int
    person_id: UUID
    name: str
    certificate_number: str


def chosen(viewer: Viewer, person_ids: Sequence[UUID]) -> list[Chosen]:
    """Return the two officers of an inspection; raise Invalid unless both are officers certified today."""
    if len(set(person_ids)) != OFFICERS or len(person_ids) != OFFICERS:
        raise Invalid.at("officers", _("请选择两名执法人员"))
    roles = people.roles_by_person(viewer)
    weighed = [
        _weighed(viewer, position, person_id, roles) for position, person_id in enumerate(person_ids, start=1)
    ]
    faults = [fault for fault in weighed if isinstance(fault, str)]
    if faults:
        raise Invalid(errors={"officers": faults})
    return [officer for officer in weighed if isinstance(officer, Chosen)]


def successor(viewer: Viewer, position: int, person_id: UUID) -> Chosen:
    """Return who takes a place among the two; raise Invalid unless he is an officer certified today."""
    officer = _weighed(viewer, position, person_id, people.roles_by_person(viewer))
    if isinstance(officer, str):
        raise Invalid(errors={"successor": [officer]})
    return officer


def _weighed(
    viewer: Viewer, position: int, person_id: UUID, roles: Mapping[UUID, Sequence[Role]]
) -> Chosen | str:
    """Return the officer as he is written down, or why he may not inspect."""
    person = people.person(viewer, person_id)
    certificate = people.valid_certificate(viewer, person.id, clock.today())
    if Role.OFFICER not in roles.get(person.id, []):
        return Message(_("%(name)s 不是执法人员，网格员和专家不能实施行政检查"), name=person.name)
    if certificate is None or certificate.enterprise_id != viewer.organisation_id:
        return Message(_("%(name)s 没有在有效期内的执法证"), name=person.name)
    return Chosen(position, person.id, person.name, certificate.number)
