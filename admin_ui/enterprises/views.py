"""Plants: a regulator's list of his region, a plant's file for both sides, and how the plant is reached."""

from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from admin_ui.enterprises.presenter import file_page
from admin_ui.shared import desk_context
from admin_ui.shared.desk_context import DeskContext
from service.core.db.transactions import retrying
from service.core.tenancy.viewer import Viewer
from service.enterprises import commands, queries
from service.enterprises.schemas import ContactsForm
from service.identity.rules import BUREAU_ROLES, MANAGERS, Role
from service.reference.queries import areas
from service.reference.rules import SECTOR_NAMES
from service.statistics import queries as statistics
from service.web import viewers
from service.web.access import bureau, plant
from service.web.addresses import see_other
from service.web.forms import sent, sent_act, shown

blueprint = Blueprint("enterprises", __name__)
READERS = (*MANAGERS, Role.DEPARTMENT_HEAD)


@blueprint.get("/g/<region>/")
@bureau(*BUREAU_ROLES)
def region_list(viewer: Viewer, region: str) -> str:
    search = request.args.get("search", "").strip()
    return render_template(
        "enterprises/list.html",
        region=region,
        area=areas.area(region),
        regions=_regions(),
        search=search,
        page=statistics.list_page(search, request.args.get("after")),
        sectors=SECTOR_NAMES,
    )


@blueprint.get("/g/<region>/enterprises/<uuid:enterprise_id>")
@bureau(*BUREAU_ROLES)
def region_file(viewer: Viewer, region: str, enterprise_id: UUID) -> str:
    place = desk_context.supervised(viewer, region, queries.enterprise(enterprise_id))
    return _file(viewer, place, url_for(".region_file", region=region, enterprise_id=enterprise_id), region)


@blueprint.get("/e/<uuid:enterprise>/file")
@plant(*READERS)
def own_file(viewer: Viewer, enterprise: UUID) -> str:
    return _file(viewer, desk_context.own(viewer, enterprise), url_for(".own_file", enterprise=enterprise))


def _file(viewer: Viewer, place: DeskContext, address: str, region: str = "") -> str:
    page = file_page(viewer, place, address, region, request.args.get("after"))
    return render_template("enterprises/file.html", page=page)


@blueprint.get("/e/<uuid:enterprise>/contacts")
@plant(*MANAGERS)
def contacts(viewer: Viewer, enterprise: UUID) -> str:
    row = queries.enterprise(enterprise)
    first = shown(duty_phone=row.duty_phone, address=row.address)
    return render_template("enterprises/contacts.html", form=first)


@blueprint.post("/e/<uuid:enterprise>/contacts")
@plant(*MANAGERS, form=contacts)
def set_contacts(viewer: Viewer, enterprise: UUID) -> Response:
    data, act = sent(ContactsForm), sent_act()
    retrying(lambda: commands.set_contacts(viewer, enterprise, data, act))
    return see_other(".own_file", enterprise=enterprise)


def _regions() -> list[tuple[str, str]]:
    """Return the regions that whoever looks may choose from, with their names."""
    member = viewers.at_desk()
    codes = member.regions if member else []
    return [(code, area.full_name if (area := areas.area(code)) else code) for code in codes]
