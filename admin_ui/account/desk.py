"""Signing in and out at a desk, using a printed invitation, and a visitor's language."""

from typing import Annotated

from flask import Blueprint, Response, current_app, render_template, request, url_for
from marshmallow.validate import Length

from service.core.acts.problems import Invalid, _
from service.core.db.transactions import reading
from service.core.forms import Sent, form_class
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity.commands import sign_in as sign_in_commands
from service.identity.commands.proof import refusal
from service.identity.commands.sign_in import invited
from service.identity.rules import KNOWN_LASTS, InvitationKind, Secret
from service.identity.schemas import SignInForm
from service.web import cookies, language, limits, typed, viewers
from service.web.access import anyone, desk, public_form
from service.web.addresses import go_to, see_other
from service.web.forms import back_to, sent

blueprint = Blueprint("desk", __name__)


@form_class
class PasswordForm(Sent):
    password: Annotated[str, Length(1, 256)]
    again: str


@blueprint.get("/")
@anyone
def home() -> Response:
    """Lead home: to one's desk, or where only the phone is signed in to its own page."""
    member = viewers.at_desk()
    if member is None and viewers.on_phone():
        return go_to(url_for("phone.home"), 302)
    return go_to(viewers.home_of(member) if member else url_for("desk.sign_in_page"), 302)


@blueprint.get("/sign-in")
@anyone
def sign_in_page() -> str:
    onward = back_to(request.args.get("next"), "")
    return render_template("desk/sign_in.html", next=onward, typed=typed.carried(), has_files=False)


@blueprint.post("/sign-in")
@public_form(sign_in_page)
@limits.sign_ins
def sign_in() -> Response:
    data = sent(SignInForm)
    browser = sign_in_commands.Browser(
        viewers.session_key(), request.headers.get("User-Agent", ""), viewers.mark()
    )
    signed_in = viewers.in_auth(
        lambda: sign_in_commands.sign_in(data.account.lower(), data.password, browser)
    )
    if signed_in is None:
        raise refusal(Secret.PASSWORD)
    cookies.hold(cookies.SESSION, signed_in.token)  # what a form of the answer is bound to
    page, onward = typed.resumed(), back_to(request.args.get("next"), url_for("desk.home"))
    response = Response(page, mimetype="text/html") if page else go_to(onward)
    cookies.give(response, cookies.SESSION, signed_in.token)  # a new id at every sign-in
    cookies.give(response, cookies.MARK, signed_in.mark, KNOWN_LASTS)
    return response


@blueprint.post("/sign-out")
@desk
def sign_out(_viewer: Viewer) -> Response:
    viewers.in_auth(lambda: sign_in_commands.sign_out(viewers.session_key()))
    response = see_other("desk.sign_in_page")
    cookies.take_back(response, cookies.SESSION)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.get("/invitations/<token>")
@anyone
@limits.unknown_codes
def invitation_page(token: str) -> str:
    with scope.opened(Scope.auth()), reading():
        person, _kind = invited(token, InvitationKind.PASSWORD)
    profile = current_app.config["SETTINGS"].auth_profile
    return render_template("desk/invitation.html", person=person, profile=profile)


@blueprint.post("/invitations/<token>")
@public_form(invitation_page)
@limits.sign_ins
def accept_invitation(token: str) -> Response:
    passwords = sent(PasswordForm)
    if passwords.password != passwords.again:
        raise Invalid.at("again", _("两次输入的密码不一样"))
    profile, mark = current_app.config["SETTINGS"].auth_profile, viewers.mark()
    mark = viewers.in_auth(
        lambda: sign_in_commands.accept_invitation(token, passwords.password, profile, mark)
    )
    response = see_other("desk.sign_in_page")
    cookies.give(response, cookies.MARK, mark, KNOWN_LASTS)
    return response


@blueprint.get("/language/<code>")
@anyone
def choose_language(code: str) -> Response:
    response = go_to(back_to(request.args.get("next"), url_for("desk.home")))
    cookies.remember(response, language.COOKIE, code if code in language.LANGUAGES else "zh")
    return response
