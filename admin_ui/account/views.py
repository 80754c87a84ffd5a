"""One's own account: where one is signed in, which roles one holds, one's password."""

from uuid import UUID

from flask import Blueprint, Response, current_app, g, render_template

from admin_ui.people.presenter import area_in_words, sectors_in_words
from service.core.acts.problems import Invalid, _
from service.core.tenancy.viewer import Viewer
from service.identity.commands import account
from service.identity.queries.signed_in import ActiveGrant, Membership
from service.identity.rules import OrganisationKind
from service.identity.schemas import ActForm, OwnPasswordForm
from service.web import limits, viewers
from service.web.access import own_account
from service.web.addresses import see_other
from service.web.forms import sent
from service.web.language import translate

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@own_account()
def show(viewer: Viewer) -> str:
    member: Membership = g.membership
    is_bureau = member.organisation.kind is OrganisationKind.BUREAU  # nobody else looks through a region
    return render_template(
        "account/show.html",
        layout=viewers.layout_of(member),
        region=next(iter(member.regions), member.organisation.area_code),
        sign_ins=g.sign_ins,
        grants=[_in_words(grant, is_bureau=is_bureau) for grant in member.grants],
        profile=current_app.config["SETTINGS"].auth_profile,
    )


def _in_words(grant: ActiveGrant, *, is_bureau: bool) -> tuple[str, str, str, list[str]]:
    region = grant.region if is_bureau else ""
    return translate(grant.role.word), region, area_in_words(region), sectors_in_words(grant.sectors)


@blueprint.post("/account/password")
@own_account(form=show)
@limits.proofs
def change_password(viewer: Viewer) -> Response:
    passwords = sent(OwnPasswordForm)
    if passwords.password != passwords.again:
        raise Invalid.at("again", _("两次输入的密码不一样"))
    profile, key = current_app.config["SETTINGS"].auth_profile, viewers.session_key()
    if not viewers.in_auth(
        lambda: account.change_password(key, passwords.current, passwords.password, profile)
    ):
        raise Invalid.at("current", _("现在的密码不对；连续输错会被要求稍等再试"))
    return see_other(".show")


@blueprint.post("/account/sign-ins/<uuid:sign_in_id>/end")
@own_account()
def end_sign_in(viewer: Viewer, sign_in_id: UUID) -> Response:
    sent(ActForm)
    viewers.in_auth(lambda: account.end_sign_in(viewers.session_key(), sign_in_id))
    return see_other(".show")


@blueprint.post("/account/sign-ins/end-others")
@own_account()
def end_others(viewer: Viewer) -> Response:
    sent(ActForm)
    viewers.in_auth(lambda: account.end_others(viewers.session_key()))
    return see_other(".show")
