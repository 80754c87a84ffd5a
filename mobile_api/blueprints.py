"""What the phone's door opens: the blueprint of each of its nouns."""

from mobile_api import (
    checks,
    claims,
    enrolments,
    my_reports,
    phone,
    photos,
    records,
    reports,
    scan,
    verify,
)

BLUEPRINTS = (
    checks.blueprint,
    claims.blueprint,
    enrolments.blueprint,
    my_reports.blueprint,
    phone.blueprint,
    photos.blueprint,
    records.blueprint,
    reports.blueprint,
    scan.blueprint,
    verify.blueprint,
)
