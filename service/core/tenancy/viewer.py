"""Who is looking, and what they are: made once per request by `identity`, understood by every room."""

from dataclasses import dataclass
from uuid import UUID

from service.core.tenancy.scope import Scope


@dataclass(frozen=True)
class Viewer:
    """A person at work, or nobody (`person_id` None): an anonymous reporter, a job of the platform's own."""

    scope: Scope
    organisation_id: UUID | None = None
    organisation_name: str = ""
    person_id: UUID | None = None
    name: str = ""
    roles: frozenset[str] = frozenset()
    team: str = ""
    post: str = ""
    on_behalf_of: UUID | None = None
    proven_at: float = 0.0  # when the password was last given, in epoch seconds: step-up looks at it

    def has(self, *roles: str) -> bool:
        return bool(self.roles & set(roles))
