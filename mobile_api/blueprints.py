"""What the phone's door opens: the blueprint of each of its nouns."""

from mobile_api.api.v1 import records
from mobile_api.pages import photos
from mobile_api.pages.account import enrolments, phone
from mobile_api.pages.check import views as checks
from mobile_api.pages.claim import views as claims
from mobile_api.pages.report import my_reports
from mobile_api.pages.report import views as reports
from mobile_api.pages.scan import views as scan
from mobile_api.pages.verify import views as verify

MODULES = (checks, claims, enrolments, my_reports, phone, photos, records, reports, scan, verify)
BLUEPRINTS = tuple(module.blueprint for module in MODULES)
