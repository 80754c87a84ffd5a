"""Signing in on a phone: once per device, never on the scanned page itself."""

from typing import Annotated
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from marshmallow.validate import Length

from mobile_api.pages.scan.news import NEWS, told
from service.codes import queries as codes
from service.codes.models import CodeKind
from service.core.acts.problems import Invalid, NotFound, _
from service.core.db.transactions import reading
from service.core.forms import form_class
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries as enterprises
from service.hazards.queries import lists
from service.identity.commands import account, phones
from service.identity.commands.proof import refusal
from service.identity.commands.sign_in import SignedIn
from service.identity.rules import DEVICE_LASTS, KNOWN_LASTS, Secret
from service.identity.schemas import DeviceSignInForm, OwnPinForm
from service.inspections.queries import checks as check_queries
from service.notifications import queries as notifications
from service.risks import queries as risks
from service.web import cookies, limits, viewers
from service.web.access import anyone, member_of, phone, public_form
from service.web.addresses import go_to, see_other
from service.web.forms import back_to, sent, shown

blueprint = Blueprint("phone", __name__)


@form_class
class WhereForm(DeviceSignInForm):
    """Where he works: the code of any label of the plant, or its credit code."""

    enterprise: Annotated[str, Length(1, 40)]


@blueprint.get("/m/")
@phone()
def home(viewer: Viewer) -> str:
    checks = check_queries.checks_of_person(viewer)
    unit_ids = {check.occurrence.unit_id for check in checks}
    return render_template(
        "phone/home.html",
        checks=checks,
        units={unit.id: unit.name for unit in risks.units(member_of(viewer), unit_ids)},
        codes=codes.codes_of(CodeKind.UNIT, list(unit_ids)),
        news=told(notifications.unread(viewer, NEWS)),
        reports=lists.of_reporter(viewer),
    )


@blueprint.get("/m/signed-in")
@anyone
def signed_in_again() -> str:
    return render_template("phone/back.html")


@blueprint.get("/m/sign-in")
@anyone
def sign_in_page() -> str:
    return render_template("phone/sign_in.html", form=shown(enterprise=request.args.get("where", "")))


@blueprint.post("/m/sign-in")
@public_form(sign_in_page)
@limits.sign_ins
def sign_in() -> Response:
    credentials = sent(WhereForm)
    who = phones.Numbered(_enterprise(credentials.enterprise), credentials.work_number)
    session = viewers.in_auth(lambda: phones.sign_in_on_device(who, credentials.pin, viewers.mark()))
    if session is None:
        raise refusal(Secret.PIN)
    return signed_in(session)


@blueprint.get("/m/pin")
@phone()
def pin_page(viewer: Viewer) -> str:
    return render_template("phone/pin.html")


@blueprint.post("/m/pin")
@phone(form=pin_page)
@limits.proofs
def change_pin(viewer: Viewer) -> Response:
    pins, key = sent(OwnPinForm), viewers.device_key()
    if pins.pin != pins.again:
        raise Invalid.at("again", _("两次输入的 PIN 码不一样"))
    if not viewers.in_auth(lambda: account.change_pin(key, pins.current, pins.pin)):
        raise Invalid.at("current", _("现在的 PIN 码不对；连续输错会被要求稍等再试"))
    return see_other("phone.home")


@blueprint.post("/m/sign-out")
@phone()
def sign_out(_viewer: Viewer) -> Response:
    key = viewers.device_key()
    viewers.in_auth(lambda: phones.sign_out_device(key))
    response = see_other("phone.sign_in_page")
    cookies.take_back(response, cookies.DEVICE)
    return response


def _enterprise(text: str) -> UUID | None:
    """Return the plant a label or a credit code names; an unknown one reads like a wrong PIN."""
    try:
        return codes.resolve(text).enterprise_id
    except NotFound:
        with scope.opened(Scope.auth()), reading():
            return enterprises.id_by_credit_code(text)


def signed_in(session: SignedIn) -> Response:
    response = go_to(back_to(request.args.get("next"), url_for("phone.home")))
    cookies.give(response, cookies.DEVICE, session.token, DEVICE_LASTS)
    cookies.give(response, cookies.MARK, session.mark, KNOWN_LASTS)
    return response
