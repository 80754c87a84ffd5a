"""Printed invitations: a link that works once, for a day. The token is in no page and no log, only on the paper."""

from flask import Response, current_app, url_for

from service.identity.models import Person
from service.identity.rules import InvitationKind
from service.printing import letters
from service.printing.letters import Letter
from service.web.files import file_response

TITLES = {InvitationKind.PASSWORD: "登录邀请", InvitationKind.ENROLMENT: "手机登录码"}
FIRST_STEPS = {
    InvitationKind.PASSWORD: "扫描下面的二维码，或在电脑上打开链接，自己设置登录密码。",
    InvitationKind.ENROLMENT: "用您自己的手机扫描下面的二维码，设置 6 位数字 PIN 码，以后扫码检查就认得您。",
}


def invitation_letter(person: Person, organisation: str, kind: InvitationKind, token: str) -> Response:
    base = current_app.config["SETTINGS"].public_base_url
    where = "desk.invitation_page" if kind is InvitationKind.PASSWORD else "phone.enrolment_page"
    url = base + url_for(where, token=token)
    account = (
        f"登录账号：{person.account}" if kind is InvitationKind.PASSWORD else f"工号：{person.work_number}"
    )
    letter = Letter(
        title=TITLES[kind],
        lines=(organisation, f"{person.name}　{account}", FIRST_STEPS[kind], url),
        qr_url=url,
        code_text=(person.account or "") if kind is InvitationKind.PASSWORD else person.work_number,
        note="只能用一次，24 小时内有效。请当面交给本人，不要拍照转发；丢失时请重新打印，旧的随即作废。",
    )
    return file_response(letters.pdf([letter]), "application/pdf", "invitation.pdf")
