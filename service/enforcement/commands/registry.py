"""The commands of each table, where all of them have been read; whoever takes one by the verb's name takes it here."""

from service.enforcement.commands import (
    answers,
    extensions,
    officer_changes,
    orders,
    reinspections,
    site_inspection,
    visits,
    voiding,
)
from service.enforcement.commands.changing import of_order, of_reinspection, of_visit

VISIT_COMMANDS = of_visit.complete(visits, site_inspection, officer_changes, orders, voiding)
ORDER_COMMANDS = of_order.complete(orders, answers, extensions, reinspections, voiding)
REINSPECTION_COMMANDS = of_reinspection.complete(reinspections, officer_changes, voiding)
