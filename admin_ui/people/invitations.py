"""Printed invitations: a link that works once, for a day. The token is in no page and no log, only on the paper."""

from collections.abc import Collection
from uuid import UUID

from flask import Response, current_app, url_for

from service.core.acts.ledger import Act
from service.core.db.transactions import reading, reading_as
from service.core.tenancy.scope import Scope
from service.core.tenancy.viewer import Viewer
from service.identity.commands import invitations as invitation_commands
from service.identity.commands import people
from service.identity.models import Person
from service.identity.queries import people as people_queries
from service.identity.queries import signed_in
from service.identity.rules import InvitationKind
from service.printing import invitations
from service.printing.invitations import Letter
from service.web import viewers
from service.web.files import file_response

TITLES = {
    InvitationKind.PASSWORD: "登录邀请",
    InvitationKind.ENROLMENT: "手机登录码",
    InvitationKind.FURTHER: "手机添加码",
}
FIRST_STEPS = {
    InvitationKind.PASSWORD: "扫描下面的二维码，或在电脑上打开链接，自己设置登录密码。",
    InvitationKind.ENROLMENT: "用您自己的手机扫描下面的二维码，设置 6 位数字 PIN 码，以后扫码检查就认得您。"
    "以前登录的手机会退出。",
    InvitationKind.FURTHER: "用您自己的另一部手机扫描下面的二维码，输入您的 PIN 码。以前登录的手机照常使用。",
}


def seen(viewer: Viewer, person_id: UUID, organisation_id: UUID | None = None) -> Person:
    """Return a person as the viewer finds him in his own scope, before anything is done about him in `auth`."""
    with reading():
        return people_queries.person(viewer, person_id, organisation_id)


def invited(organisation_id: UUID, kinds: Collection[InvitationKind], ids: Collection[UUID]) -> set[UUID]:
    """Return who of some people has a printed link that still works."""
    with reading_as(Scope.auth()):
        return {row.person_id for row in signed_in.open_invitations(organisation_id, kinds, ids)}


def printed(viewer: Viewer, person: Person, organisation: str, kind: InvitationKind) -> Response:
    """Print a new link."""
    token = viewers.in_auth(lambda: invitation_commands.invite(viewer, person, kind))
    return invitation_letter(person, organisation, kind, token)


def revoke(viewer: Viewer, person: Person, kinds: Collection[InvitationKind], act: Act) -> None:
    viewers.in_auth(lambda: invitation_commands.revoke_invitations(viewer, person, kinds, act))


def end_sign_ins(gone: Person) -> None:
    viewers.in_auth(lambda: people.end_sign_ins_of(gone))


def invitation_letter(person: Person, organisation: str, kind: InvitationKind, token: str) -> Response:
    base = current_app.config["SETTINGS"].public_base_url
    is_password = kind is InvitationKind.PASSWORD
    url = base + url_for("desk.invitation_page" if is_password else "enrolments.page", token=token)
    account = f"登录账号：{person.account}" if is_password else f"工号：{person.work_number}"
    letter = Letter(
        title=TITLES[kind],
        lines=(organisation, f"{person.name}　{account}", FIRST_STEPS[kind], url),
        qr_url=url,
        code_text=(person.account or "") if is_password else person.work_number,
        note="只能用一次，24 小时内有效。请当面交给本人，不要拍照转发；丢失时请重新打印，旧的随即作废。",
    )
    return file_response(invitations.pdf([letter]), "application/pdf", "invitation.pdf")
