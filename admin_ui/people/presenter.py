"""What pages show of a person: the grants in words, what a correction begins with, and the operator's page of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from service.core import clock
from service.core.acts.ledger import timeline
from service.core.tenancy.viewer import Viewer
from service.identity.models import Certificate, Person, RoleGrant
from service.identity.queries import people, signed_in
from service.identity.rules import OF_PERSON
from service.reference.queries import areas
from service.reference.rules import Sector
from service.web.forms import Shown, shown
from service.web.language import translate
from service.web.timeline_items import TimelineItem, items


@dataclass(frozen=True)
class GrantLine:
    id: UUID
    role: str
    region: str
    sectors: list[str]  # none: all
    until: date | None


@dataclass(frozen=True)
class PersonPage:
    grants: list[GrantLine]
    certificates: list[Certificate]
    today: date
    happened: list[TimelineItem]


def page_of(viewer: Viewer, person: Person) -> PersonPage:
    return PersonPage(
        grants=[grant_line(grant) for grant in signed_in.grants_of(person)],
        certificates=people.certificates(viewer, [person.id], person.enterprise_id),
        today=clock.today(),
        happened=items(reversed(timeline([person.id], person.enterprise_id)), OF_PERSON),
    )


def grant_line(grant: RoleGrant) -> GrantLine:
    return GrantLine(
        id=grant.id,
        role=translate(grant.role.word),
        region=area_in_words(grant.region),
        sectors=sectors_in_words(grant.sectors),
        until=grant.until,
    )


def area_in_words(region: str) -> str:
    area = areas.area(region) if region else None
    return f"{area.full_name if area else ''} {region}".strip()


def sectors_in_words(sectors: Iterable[str]) -> list[str]:
    return [translate(Sector(sector).word) for sector in sectors]


def correction_of(person: Person) -> Shown:
    """Return the form of a correction, which begins with what is known."""
    roles = [grant.role.value for grant in signed_in.grants_of(person)]
    return shown(name=person.name, post=person.post, team=person.team, roles=roles)
