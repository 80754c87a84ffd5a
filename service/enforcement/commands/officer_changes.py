"""An officer who cannot go on is replaced by the head: what is sealed keeps his name, the rest is confirmed anew."""

from service.core.acts.changes import Acting, Entry
from service.enforcement.case import ReinspectionCase, VisitCase
from service.enforcement.commands.changing import of_reinspection, of_visit
from service.enforcement.commands.officers import successor
from service.enforcement.schemas import ReplaceForm
from service.enforcement.states import OrderState


@of_visit("replace_officer")
def replace_officer(acting: Acting[VisitCase], data: ReplaceForm) -> Entry:
    """Put a certified officer in the place of one of the two: a text not yet sealed names both, so it is another."""
    entry = _put(acting, data)
    order = acting.case.order
    if order and order.state is OrderState.DRAFT:
        order.version += 1
    for officer in acting.case.officers:
        officer.record_confirmed_at = officer.order_confirmed_at = None
    return entry


@of_reinspection("replace_officer")
def replace_reinspector(acting: Acting[ReinspectionCase], data: ReplaceForm) -> Entry:
    """Put a certified officer in the place of one of the two who look again."""
    entry = _put(acting, data)
    for officer in acting.case.officers:
        officer.confirmed_at = None
    return entry


def _put(acting: Acting[VisitCase] | Acting[ReinspectionCase], data: ReplaceForm) -> Entry:
    """Let the successor take the place."""
    place = next(officer for officer in acting.case.officers if officer.person_id == data.former)
    officer = successor(acting.viewer, place.position, data.successor)
    place.person_id, place.name = officer.person_id, officer.name
    place.certificate_number = officer.certificate_number
    return Entry({"person_id": officer.person_id, "reason": data.reason}, {"person_id": data.former})
