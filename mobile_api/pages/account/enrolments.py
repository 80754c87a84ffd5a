"""Codes that sign a phone in: a worker's first phone, one instead of a lost one, and another beside his own."""

from typing import Annotated

from flask import Blueprint, Response, current_app, render_template, url_for
from marshmallow.validate import Length

from mobile_api.pages.account.phone import signed_in
from service.core.acts.problems import Invalid, _
from service.core.db.transactions import reading
from service.core.forms import Sent, form_class
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity.commands import phones
from service.identity.commands.sign_in import invited
from service.identity.rules import DEVICES_AT_ONCE, FURTHER_LASTS, PHONE_INVITATIONS, InvitationKind
from service.printing import qr
from service.web import limits, viewers
from service.web.access import anyone, phone, public_form
from service.web.addresses import see_other
from service.web.forms import sent, shown

blueprint = Blueprint("enrolments", __name__)


@form_class
class PinForm(Sent):
    pin: Annotated[str, Length(1, 12, error=_("请填写 PIN 码"))]
    again: str = ""


@form_class
class CodeForm(Sent):
    code: Annotated[str, Length(1, 60, error=_("请填写添加码"))]


@blueprint.get("/m/enrolments/<token>")
@anyone
@limits.unknown_codes
def page(token: str) -> str:
    with scope.opened(Scope.auth()), reading():
        person, kind = invited(token, *PHONE_INVITATIONS)
        name = person.name
    is_further = kind is InvitationKind.FURTHER
    return render_template("phone/further.html" if is_further else "phone/enrolment.html", name=name)


@blueprint.post("/m/enrolments/<token>")
@public_form(page)
@limits.sign_ins
def enrol(token: str) -> Response:
    pins, mark = sent(PinForm), viewers.mark()
    with scope.opened(Scope.auth()), reading():
        _person, kind = invited(token, *PHONE_INVITATIONS)
    is_further = kind is InvitationKind.FURTHER
    if not is_further and pins.pin != pins.again:
        raise Invalid.at("again", _("两次输入的 PIN 码不一样"))
    use = phones.add_device if is_further else phones.enrol
    session = viewers.in_auth(lambda: use(token, pins.pin, mark))
    if session is None:
        raise Invalid.at("pin", _("PIN 码不对；连续输错，这个码会作废"))
    return signed_in(session)


@blueprint.get("/m/code")
@anyone
def code_page() -> str:
    return render_template("phone/code.html", form=shown())


@blueprint.post("/m/code")
@public_form(code_page)
@limits.sign_ins
def take_code() -> Response:
    """Lead to what the code on the other phone opens; whether there is such a code is said there."""
    code = "".join(sign for sign in sent(CodeForm).code.upper() if sign.isalnum())
    return see_other(".page", token=code or "-")


@blueprint.get("/m/another")
@phone()
def another(viewer: Viewer) -> str:
    return render_template("phone/another.html", code="", most=DEVICES_AT_ONCE)


@blueprint.post("/m/another")
@phone(form=another)
def offer(viewer: Viewer) -> str:
    """Show a code for another phone; it is in no address and no log of this one, so a reload makes a new one."""
    key = viewers.device_key()
    code = viewers.in_auth(lambda: phones.offer_device(key))
    url = current_app.config["SETTINGS"].public_base_url + url_for(".page", token=code)
    return render_template(
        "phone/another.html",
        code=f"{code[:5]} {code[5:]}",
        address=current_app.config["SETTINGS"].public_base_url + url_for(".code_page"),
        bars=qr.bars(url),
        side=len(qr.matrix(url)),
        quiet=qr.QUIET,
        minutes=int(FURTHER_LASTS.total_seconds()) // 60,
        most=DEVICES_AT_ONCE,
    )
