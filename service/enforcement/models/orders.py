"""An order, its items, what the plant answers, and what a re-inspection finds."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from service.core.db.tables import Base, BureauRow, TenantRow, parent_key
from service.enforcement.models.visits import officer_key
from service.enforcement.states import ItemState, OrderState, ReinspectionState


class Order(BureauRow, Base):
    """责令限期整改指令书, from draft until every item has passed."""

    __tablename__ = "rectification_order"
    __machine__: ClassVar[bool] = True
    __table_args__ = (
        parent_key("visit"),
        Index(
            "uq_rectification_order_standing",
            "enterprise_id",
            "visit_id",
            unique=True,
            sqlite_where=text("state not in ('withdrawn', 'void')"),
            postgresql_where=text("state not in ('withdrawn', 'void')"),
        ),
        Index(None, "id"),
        Index(None, "organisation_id", "state", "id"),
    )

    visit_id: Mapped[UUID]
    state: Mapped[OrderState]
    version: Mapped[int]
    drafted_by: Mapped[UUID]
    served_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]  # for re-inspection
    closed_at: Mapped[datetime | None]
    end_reason: Mapped[str]  # why it was withdrawn or made void


class OrderItem(BureauRow, Base):
    """A finding that the plant must put right by its own deadline; its hazard's id is `finding_id`."""

    __tablename__ = "order_item"
    __machine__: ClassVar[bool] = True
    __table_args__ = (
        parent_key("rectification_order", "order_id"),
        parent_key("finding"),
        UniqueConstraint("enterprise_id", "order_id", "number"),
        Index(None, "enterprise_id", "state", "due_on"),
        Index(None, "due_on"),
    )

    order_id: Mapped[UUID]
    finding_id: Mapped[UUID]
    number: Mapped[int]
    text: Mapped[str]  # the sentence as it is printed
    due_on: Mapped[date]
    deadline_reason: Mapped[str]
    state: Mapped[ItemState]
    round: Mapped[int]  # from 1; each failed re-inspection begins another


class ItemAnswer(TenantRow, Base):
    """What the plant says it did about an item, once a round."""

    __tablename__ = "item_answer"
    __issued__: ClassVar[str] = "item_id"
    __table_args__ = (
        parent_key("order_item", "item_id"),
        UniqueConstraint("enterprise_id", "item_id", "round"),
    )

    item_id: Mapped[UUID]
    round: Mapped[int]
    measure: Mapped[str]
    completed_on: Mapped[date]
    answered_by: Mapped[UUID]
    answered_at: Mapped[datetime]


class Reinspection(BureauRow, Base):
    __tablename__ = "reinspection"
    __table_args__ = (
        parent_key("rectification_order", "order_id"),
        UniqueConstraint("enterprise_id", "order_id", "number"),
        Index(None, "id"),
    )

    order_id: Mapped[UUID]
    number: Mapped[int]  # of this order, from 1
    state: Mapped[ReinspectionState]
    version: Mapped[int]
    opened_at: Mapped[datetime]


class ReinspectionOfficer(BureauRow, Base):
    __tablename__ = "reinspection_officer"
    __table_args__ = (
        parent_key("reinspection"),
        officer_key(),
        UniqueConstraint("enterprise_id", "reinspection_id", "position"),
        UniqueConstraint("enterprise_id", "reinspection_id", "person_id"),
        CheckConstraint("position in (1, 2)", name="position_is_one_of_two"),
    )

    reinspection_id: Mapped[UUID]
    position: Mapped[int]
    person_id: Mapped[UUID]
    name: Mapped[str]
    certificate_number: Mapped[str]
    confirmed_at: Mapped[datetime | None]


class ItemResult(BureauRow, Base):
    """What a re-inspection found of an item; a failed one gets a new deadline."""

    __tablename__ = "item_result"
    __table_args__ = (
        parent_key("reinspection"),
        parent_key("order_item", "item_id"),
        UniqueConstraint("enterprise_id", "reinspection_id", "item_id"),
        CheckConstraint("passed is null or fact <> ''", name="judged_with_fact"),
        CheckConstraint("passed is not false or due_on is not null", name="failed_has_deadline"),
    )

    reinspection_id: Mapped[UUID]
    item_id: Mapped[UUID]
    passed: Mapped[bool | None]
    fact: Mapped[str]
    due_on: Mapped[date | None]
    deadline_reason: Mapped[str]
