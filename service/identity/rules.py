"""Roles, and what a sign-in must hold to: our defaults (after ASVS 5.0 §6–7, MLPS level 3) where no source is named."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from service.core.acts.problems import Message, _
from service.core.worded import Worded


class OrganisationKind(StrEnum):
    ENTERPRISE = "enterprise"  # 企业
    BUREAU = "bureau"  # 监管机构
    PLATFORM = "platform"  # 运营方


class Role(Worded):
    PRINCIPAL = "principal", _("主要负责人")
    SAFETY_MANAGER = "safety_manager", _("安全管理员")
    DEPARTMENT_HEAD = "department_head", _("部门负责人")
    TEAM_LEADER = "team_leader", _("班组长")
    WORKER = "worker", _("岗位员工")
    HEAD = "head", _("局领导")
    OFFICER = "officer", _("执法人员")
    GRID_WORKER = "grid_worker", _("网格员")
    EXPERT = "expert", _("专家")
    OPERATOR = "operator", _("平台运营")


PLANT_ROLES = frozenset(
    {Role.PRINCIPAL, Role.SAFETY_MANAGER, Role.DEPARTMENT_HEAD, Role.TEAM_LEADER, Role.WORKER}
)
MANAGERS = frozenset({Role.PRINCIPAL, Role.SAFETY_MANAGER})
BUREAU_ROLES = frozenset({Role.HEAD, Role.OFFICER, Role.GRID_WORKER, Role.EXPERT})
ROLES_OF = {
    OrganisationKind.ENTERPRISE: PLANT_ROLES,
    OrganisationKind.BUREAU: BUREAU_ROLES,
    OrganisationKind.PLATFORM: frozenset({Role.OPERATOR}),
}

PLANT_READERS = (Role.PRINCIPAL, Role.SAFETY_MANAGER, Role.DEPARTMENT_HEAD)  # of what a bureau found
BUREAU_READERS = (Role.HEAD, Role.OFFICER, Role.GRID_WORKER, Role.EXPERT)
KEEPERS = {OrganisationKind.ENTERPRISE: MANAGERS, OrganisationKind.PLATFORM: frozenset({Role.OPERATOR})}


class Secret(StrEnum):
    PASSWORD = "password"  # at the desk
    PIN = "pin"  # six digits, on an enrolled phone


class InvitationKind(StrEnum):
    PASSWORD = "password"  # set your own password
    ENROLMENT = "enrolment"  # a worker's first phone, or one instead of a lost one: he sets a PIN
    FURTHER = "further"  # a phone beside those he has: he confirms with his PIN


DEMO_PREFIX = "demo."  # accounts of the demo world begin with it
LOADS = ("reference.load", "reference.import_laws")  # the acts that bring reference data in
INVITATION_LASTS = timedelta(hours=24)
PHONE_INVITATIONS = frozenset({InvitationKind.ENROLMENT, InvitationKind.FURTHER})
FURTHER_LASTS = timedelta(minutes=10)  # a code shown on one's own phone
FURTHER_A_DAY = 5  # such codes; with each that many wrong PINs
FURTHER_FAILURES = 5
DEVICE_LASTS = timedelta(days=90)
IDLE = {
    OrganisationKind.ENTERPRISE: timedelta(minutes=30),
    OrganisationKind.BUREAU: timedelta(minutes=15),
    OrganisationKind.PLATFORM: timedelta(minutes=15),
}
ABSOLUTE = {
    OrganisationKind.ENTERPRISE: timedelta(hours=12),
    OrganisationKind.BUREAU: timedelta(hours=8),
    OrganisationKind.PLATFORM: timedelta(hours=8),
}
TOUCH_EVERY = timedelta(minutes=1)  # how finely idleness is measured
TOUCH_PHONE_EVERY = timedelta(hours=1)  # how finely a phone's last use is kept
SESSIONS_AT_ONCE = 3
DEVICES_AT_ONCE = 3

# Wrong guesses make the next ones wait (GB/T 22239-2019 8.1.4.1 b; ASVS 5.0 6.1.1, 6.3.1): never for good, and never
# on a browser known to the account for what others do (OWASP, Slow Down Online Guessing Attacks with Device Cookies).
FREE_FAILURES = 4  # the fifth one starts the delay
LONGEST_DELAY = timedelta(minutes=15)
FORGIVEN_AFTER = timedelta(hours=24)  # without another
KNOWN_LASTS = timedelta(days=180)  # since the last sign-in with a browser
KNOWN_AT_ONCE = 10  # browsers of one account; another takes the place of the one longest unused
# Six digits are few: what is tried on many workers of a plant is counted together (ASVS 5.0 6.3.1).
PLANT_FAILURES = 50  # within PLANT_COUNTS; then new phones come in by an enrolment code alone
PLANT_COUNTS = timedelta(hours=1)
PLANT_CLOSED = timedelta(hours=1)


AGENT_LENGTH = 250
BROWSERS = {"Edg/": "Edge", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def agent_in_words(agent: str) -> str:
    """Return by which browser and on which system somebody signed in; empty where neither is known."""
    named = [
        next((word for sign, word in table.items() if sign in agent), "") for table in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(word for word in named if word)


def delay_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures in a row: 2 s, 4 s, 8 s … from the fifth, at most 15 minutes."""
    if failures <= FREE_FAILURES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - FREE_FAILURES, 12)), LONGEST_DELAY)


def password_faults(password: str, profile: str, context: tuple[str, ...] = ()) -> list[str]:
    """Return what is wrong with a new password; `context` are words it must not contain.

    asvs   at least 12 characters, no rule of composition (ASVS 5.0 6.2.1, 6.2.5)
    mlps3  at least 10 of three kinds (GB/T 22239-2019 8.1.4.1 a)
    """
    faults: list[str] = []
    least = 12 if profile == "asvs" else 10
    if len(password) < least:
        faults.append(Message(_("密码至少 %(least)s 位"), least=least))
    if len(password) > 128:
        faults.append(Message(_("密码最多 %(most)s 位"), most=128))
    if profile == "mlps3" and sum(bool(re.search(kind, password)) for kind in KINDS) < 3:
        faults.append(Message(_("密码要包含大写字母、小写字母、数字、符号中的三种")))
    if any(len(word) >= 3 and word.lower() in password.lower() for word in context):
        faults.append(Message(_("密码不要包含姓名、账号或企业名称")))
    return faults


KINDS = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^A-Za-z0-9]")


def is_over(created_at: datetime, seen_at: datetime, kind: OrganisationKind, now: datetime) -> bool:
    """Tell whether a desk session has been idle or open for too long."""
    return now - seen_at > IDLE[kind] or now - created_at > ABSOLUTE[kind]


ACTS = {
    "person.enrol_device": _("手机登录"),
    "person.offer_device": _("在手机上取添加码"),
    "person.revoke_device": _("收回手机登录"),
    "person.revoke_invitations": _("作废未用的登录码和邀请"),
}
OF_PERSON = {
    "person.add": _("添加人员"),
    "person.grant": _("授予岗位"),
    "person.revoke_grant": _("收回岗位"),
    "person.correct": _("更正资料"),
    "person.certify": _("登记执法证"),
    "person.correct_certificate": _("更正执法证"),
    "person.end_certificate": _("终止执法证"),
    "person.leave": _("离岗"),
    "person.invite": _("打印登录邀请或登录码"),
    "person.set_password": _("设置密码"),
    "person.change_password": _("修改密码"),
    "person.change_pin": _("修改 PIN 码"),
    "person.end_sign_ins": _("退出其他登录"),
    **ACTS,
}
NOTICES = {
    "organisation.close_pins": _(
        "有人在新手机上连续输错 PIN 码，一小时内已有 %(failures)s 次：%(until)s 前，"
        "新手机只能用您打印的手机登录码登录，已登录的手机不受影响；到时自动恢复"
    ),
}
OF_BUREAU = {"bureau.open": _("开通"), "bureau.correct": _("更正机构资料")}
BUREAU_FACTS = {
    "number_prefix": _("文号代字"),
    "appeal_body": _("行政复议机关"),
    "court": _("管辖法院"),
    "yearly_cap": _("每家企业每年检查上限"),
    "address": _("地址"),
    "phone": _("电话"),
}
