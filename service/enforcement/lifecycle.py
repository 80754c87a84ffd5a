"""The lives of a visit, an order and a re-inspection as tables."""

from service.core.acts.lifecycle import LifeCycle, Step
from service.enforcement.states import OrderState, ReinspectionState, VisitState
from service.identity.rules import MANAGERS, Role

_HEAD = frozenset({Role.HEAD})
_OFFICER = frozenset({Role.OFFICER})
_STANDING = (OrderState.SEALED, OrderState.SERVED, OrderState.ANSWERED, OrderState.CLOSED)
_RECORDED = (VisitState.SEALED, VisitState.SIGNED, VisitState.CLOSED)
_VOIDED = ("reason", "password")
_REPLACED = ("former", "successor", "reason")

VISIT = LifeCycle(
    Step(VisitState.APPLIED, "approve", VisitState.APPROVED, _HEAD),
    Step(VisitState.APPLIED, "refuse", VisitState.REFUSED, _HEAD, ("opinion",)),
    Step(VisitState.APPLIED, "cancel", VisitState.CANCELLED, _HEAD | _OFFICER, ("reason",)),
    Step(VisitState.APPROVED, "cancel", VisitState.CANCELLED, _HEAD | _OFFICER, ("reason",)),
    Step(VisitState.APPLIED, "replace_officer", VisitState.APPLIED, _HEAD, _REPLACED),
    Step(VisitState.APPROVED, "replace_officer", VisitState.APPROVED, _HEAD, _REPLACED),
    Step(VisitState.NOTICED, "replace_officer", VisitState.NOTICED, _HEAD, _REPLACED),
    Step(VisitState.RECORDED, "replace_officer", VisitState.NOTICED, _HEAD, _REPLACED),
    Step(VisitState.SEALED, "replace_officer", VisitState.SEALED, _HEAD, _REPLACED),
    Step(VisitState.SIGNED, "replace_officer", VisitState.SIGNED, _HEAD, _REPLACED),
    Step(VisitState.APPROVED, "notice", VisitState.NOTICED, _OFFICER, ("met_person", "met_post", "recusal")),
    Step(VisitState.NOTICED, "find", VisitState.NOTICED, _OFFICER, ("item", "place", "fact", "basis_code")),
    Step(VisitState.NOTICED, "describe", VisitState.NOTICED, _OFFICER, ("site", "began_at", "ended_at")),
    Step(VisitState.NOTICED, "confirm", VisitState.NOTICED, _OFFICER),
    Step(VisitState.NOTICED, "complete", VisitState.RECORDED, _OFFICER),
    Step(VisitState.RECORDED, "find", VisitState.NOTICED, _OFFICER, ("item", "place", "fact", "basis_code")),
    Step(VisitState.RECORDED, "describe", VisitState.NOTICED, _OFFICER, ("site", "began_at", "ended_at")),
    Step(VisitState.RECORDED, "seal_record", VisitState.SEALED, _OFFICER, ("password",)),
    Step(VisitState.SEALED, "sign", VisitState.SIGNED, _OFFICER, ("photos",)),
    Step(VisitState.SEALED, "draft_order", VisitState.SEALED, _OFFICER),
    Step(VisitState.SIGNED, "draft_order", VisitState.SIGNED, _OFFICER),
    *(Step(state, "void_record", VisitState.NOTICED, _HEAD, _VOIDED) for state in _RECORDED),
    Step(VisitState.SIGNED, "close", VisitState.CLOSED, _OFFICER),
)
ORDER = LifeCycle(
    Step(OrderState.DRAFT, "set_deadlines", OrderState.DRAFT, _OFFICER, ("due_on",)),
    Step(OrderState.DRAFT, "confirm", OrderState.DRAFT, _OFFICER),
    Step(OrderState.DRAFT, "withdraw", OrderState.WITHDRAWN, _OFFICER, ("reason",)),
    Step(OrderState.DRAFT, "seal", OrderState.SEALED, _OFFICER, ("password",)),
    Step(OrderState.SEALED, "serve", OrderState.SERVED, _OFFICER, ("mode", "receiver", "at")),
    *(Step(state, "void", OrderState.VOID, _HEAD, _VOIDED) for state in _STANDING),
    Step(OrderState.SERVED, "answer", OrderState.SERVED, MANAGERS, ("measure", "completed_on", "photos")),
    Step(OrderState.SERVED, "ask", OrderState.ANSWERED, MANAGERS),
    Step(OrderState.SERVED, "decide_extension", OrderState.SERVED, _OFFICER, ("granted", "opinion")),
    Step(OrderState.SERVED, "reinspect", OrderState.SERVED, _OFFICER, ("officers",)),
    Step(OrderState.SERVED, "reopen", OrderState.SERVED, _OFFICER),
    Step(OrderState.SERVED, "close", OrderState.CLOSED, _OFFICER),
    Step(OrderState.ANSWERED, "reinspect", OrderState.ANSWERED, _OFFICER, ("officers",)),
    Step(OrderState.ANSWERED, "reopen", OrderState.SERVED, _OFFICER),
    Step(OrderState.ANSWERED, "close", OrderState.CLOSED, _OFFICER),
)
REINSPECTION = LifeCycle(
    Step(ReinspectionState.DRAFT, "judge", ReinspectionState.DRAFT, _OFFICER, ("passed", "fact")),
    Step(ReinspectionState.DRAFT, "confirm", ReinspectionState.DRAFT, _OFFICER),
    Step(ReinspectionState.DRAFT, "seal", ReinspectionState.SEALED, _OFFICER, ("password",)),
    Step(ReinspectionState.DRAFT, "replace_officer", ReinspectionState.DRAFT, _HEAD, _REPLACED),
    Step(ReinspectionState.SEALED, "replace_officer", ReinspectionState.SEALED, _HEAD, _REPLACED),
    Step(ReinspectionState.SEALED, "void", ReinspectionState.DRAFT, _HEAD, _VOIDED),
    Step(ReinspectionState.SEALED, "serve", ReinspectionState.SERVED, _OFFICER, ("mode", "receiver", "at")),
)
