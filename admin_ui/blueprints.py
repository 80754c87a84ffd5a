"""What the desk's door opens: the blueprint of each of its nouns."""

from admin_ui.account import desk
from admin_ui.account import views as account
from admin_ui.enforcement.orders import views as orders
from admin_ui.enforcement.received import views as received_orders
from admin_ui.enforcement.reinspections import views as reinspections
from admin_ui.enforcement.visits import views as visits
from admin_ui.enterprises import supervised
from admin_ui.enterprises import views as enterprises
from admin_ui.hazards import views as hazards
from admin_ui.imports import rosters
from admin_ui.imports import views as imports
from admin_ui.inbox import views as inbox
from admin_ui.inspections import views as checks
from admin_ui.operations import bureaus, calendar, operator, reference, ui_kit
from admin_ui.people import grants, members
from admin_ui.people import views as people
from admin_ui.risks import labels
from admin_ui.risks import views as risks
from admin_ui.shared import bases, photos, pickers
from admin_ui.today import views as today

OF_A_PERSON = (account, desk, inbox, photos)
OF_A_PLANT = (checks, enterprises, hazards, imports, labels, people, pickers, received_orders, risks, today)
OF_A_BUREAU = (bases, orders, reinspections, supervised, visits)
OF_THE_OPERATOR = (bureaus, calendar, grants, members, operator, reference, rosters, ui_kit)
MODULES = (*OF_A_PERSON, *OF_A_PLANT, *OF_A_BUREAU, *OF_THE_OPERATOR)
BLUEPRINTS = tuple(module.blueprint for module in MODULES)
