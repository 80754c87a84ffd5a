"""What a hazard descends from: the measure that failed and the check that found it, or a bureau's order."""

from dataclasses import dataclass

from service.core.tenancy.viewer import Viewer
from service.documents import queries as documents
from service.enforcement.models.orders import OrderItem
from service.enforcement.queries import rows
from service.hazards.models import Hazard
from service.inspections.models import Record
from service.inspections.queries import lists, records
from service.risks import queries as risks
from service.risks.queries import Descent


@dataclass(frozen=True)
class Chain:
    """The references of a hazard, followed; each is None where the hazard does not name it."""

    risk: Descent | None
    record: Record | None
    checklist: str  # of the record
    item: OrderItem | None
    number: str  # of the item's order

    @property
    def is_known(self) -> bool:
        return bool(self.risk or self.record or self.item)


def chain_of(viewer: Viewer, hazard: Hazard) -> Chain:
    plant = hazard.enterprise_id
    record = records.record(plant, hazard.record_id) if hazard.record_id else None
    item = rows.one(viewer, OrderItem, hazard.order_item_id, plant) if hazard.order_item_id else None
    return Chain(
        risk=risks.descent(plant, hazard.unit_id, hazard.measure_id) if hazard.unit_id else None,
        record=record,
        checklist=lists.checklist_of(record).name if record else "",
        item=item,
        number=documents.numbers([plant], [item.order_id]).get(item.order_id, "") if item else "",
    )
