"""Organisations and their people, and what they sign in with."""

from datetime import date, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.core.db.columns import BY_CHARACTER
from service.core.db.tables import Base, TenantRow, parent_key
from service.core.ids import new_id
from service.identity.rules import InvitationKind, OrganisationKind, Role, Secret


class Organisation(TenantRow, Base):
    """A plant, a bureau or the operator; its id is the tenant's id."""

    __tablename__ = "organisation"
    __auth__: ClassVar[bool] = True
    __own__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("enterprise_id"),
        CheckConstraint("enterprise_id = id", name="is_its_own_tenant"),
    )

    kind: Mapped[OrganisationKind]
    name: Mapped[str]


class Bureau(TenantRow, Base):
    """What a bureau's documents need: never typed by an officer."""

    __tablename__ = "bureau"
    __own__: ClassVar[bool] = True
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["organisation.enterprise_id"]),
        UniqueConstraint("enterprise_id"),
        CheckConstraint("yearly_cap > 0", name="yearly_cap_is_positive"),
        Index(None, "area_code", "id"),
    )

    number_prefix: Mapped[str]  # 殷, printed as （殷）应急责改〔2026〕1号
    appeal_body: Mapped[str]  # the government of the same level, 行政复议法(2023) art. 24
    court: Mapped[str]
    yearly_cap: Mapped[int]  # inspections of one plant in a year
    address: Mapped[str]
    phone: Mapped[str]


class Person(TenantRow, Base):
    __tablename__ = "person"
    __auth__: ClassVar[bool] = True
    __machine__: ClassVar[bool] = True
    __own__: ClassVar[bool] = True
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["organisation.enterprise_id"]),
        UniqueConstraint("enterprise_id", "work_number"),
        UniqueConstraint("account"),
        Index(None, "enterprise_id", "name"),
    )

    name: Mapped[str] = mapped_column(BY_CHARACTER)
    work_number: Mapped[str] = mapped_column(BY_CHARACTER)
    post: Mapped[str]
    team: Mapped[str]
    account: Mapped[str | None]  # for the desk; a worker without one signs in on his phone
    left_at: Mapped[datetime | None]


class OfPerson(TenantRow, Base):
    """A row of a person."""

    __abstract__ = True

    person_id: Mapped[UUID]

    @classmethod
    def of(cls, person: Person, row_id: UUID | None = None, **columns: Any) -> Self:
        return cls.child_of(person, id=row_id or new_id(), person_id=person.id, **columns)


class RoleGrant(OfPerson):
    """A role, and for a bureau's people where it holds: an area and its sectors, until a day."""

    __tablename__ = "role_grant"
    __auth__: ClassVar[bool] = True
    __machine__: ClassVar[bool] = True
    __own__: ClassVar[bool] = True
    __table_args__ = (parent_key("person"), Index(None, "enterprise_id", "person_id"))

    role: Mapped[Role]
    region: Mapped[str]  # area code; empty for a plant's people
    sectors: Mapped[list[str]]  # empty: every sector
    until: Mapped[date | None]
    revoked_at: Mapped[datetime | None]


class Certificate(OfPerson):
    """An officer's enforcement certificate 执法证."""

    __tablename__ = "certificate"
    __own__: ClassVar[bool] = True
    __table_args__ = (parent_key("person"), UniqueConstraint("number"))

    number: Mapped[str]
    issuer: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    ended_at: Mapped[datetime | None]  # taken back before its day


class Guessed:
    """What counts the wrong guesses made on it, and makes the next ones wait."""

    failures: Mapped[int] = mapped_column(default=0)  # in a row
    locked_until: Mapped[datetime | None]


class Credential(Guessed, OfPerson):
    """A person's secret; it counts the guesses of all browsers that he has not signed in with before."""

    __tablename__ = "credential"
    __auth__: ClassVar[bool] = True
    __secret__: ClassVar[bool] = True
    __table_args__ = (parent_key("person"), UniqueConstraint("enterprise_id", "person_id", "kind"))

    kind: Mapped[Secret]
    hash: Mapped[str]
    set_at: Mapped[datetime]


class KnownBrowser(Guessed, OfPerson):
    """A browser that a person has signed in with before; a mark in its cookie says that it is this one."""

    __tablename__ = "known_browser"
    __auth__: ClassVar[bool] = True
    __secret__: ClassVar[bool] = True
    __table_args__ = (
        parent_key("person"),
        UniqueConstraint("enterprise_id", "person_id", "kind", "mark_hash"),
        Index(None, "mark_hash"),
    )

    kind: Mapped[Secret]
    mark_hash: Mapped[str]
    seen_at: Mapped[datetime]  # when he last signed in with it


class PinWatch(TenantRow, Base):
    """How many wrong PINs new phones of a plant sent within the hour; its id is the plant's."""

    __tablename__ = "pin_watch"
    __auth__: ClassVar[bool] = True
    __secret__: ClassVar[bool] = True
    __table_args__ = (
        ForeignKeyConstraint(["enterprise_id"], ["organisation.enterprise_id"]),
        CheckConstraint("enterprise_id = id", name="is_one_for_a_plant"),
    )

    since: Mapped[datetime]
    failures: Mapped[int]
    closed_until: Mapped[datetime | None]  # until then a new phone comes in by an enrolment code alone


class LoginSession(Guessed, OfPerson):
    """A desk session: revocable, in the database, so that an empty Redis signs nobody out."""

    __tablename__ = "login_session"
    __auth__: ClassVar[bool] = True
    __secret__: ClassVar[bool] = True
    __table_args__ = (
        parent_key("person"),
        UniqueConstraint("token_hash"),
        Index(None, "enterprise_id", "person_id"),
    )

    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    proven_at: Mapped[datetime]
    agent: Mapped[str | None]  # what the browser calls itself; None where it said nothing
    revoked_at: Mapped[datetime | None]


class Device(Guessed, OfPerson):
    """A phone a worker signed in on; its plant looks on and may end it, never make one."""

    __tablename__ = "device"
    __auth__: ClassVar[bool] = True
    __table_args__ = (
        parent_key("person"),
        UniqueConstraint("token_hash"),
        Index(None, "enterprise_id", "person_id"),
    )

    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]  # to the hour; None: not since it was enrolled
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    mark_hash: Mapped[str | None]  # of the browser's mark
    taken_back_at: Mapped[datetime | None]  # lost, or another's by now: its browser is unknown again


class Invitation(OfPerson):
    """A link on paper or on another phone: single use, for a day or for ten minutes, revocable."""

    __tablename__ = "invitation"
    __auth__: ClassVar[bool] = True
    __secret__: ClassVar[bool] = True
    __table_args__ = (
        parent_key("person"),
        UniqueConstraint("token_hash"),
        Index(None, "enterprise_id", "person_id"),
    )

    kind: Mapped[InvitationKind]
    token_hash: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)  # wrong PINs given with it
