"""What a person may send about people and sign-in."""

from datetime import date
from typing import Annotated
from uuid import UUID

from marshmallow.validate import Length, Range, Regexp

from service.core.acts.problems import _
from service.core.forms import Sent, form_class
from service.identity.rules import Role
from service.reference.rules import Sector

Words = Annotated[str, Length(max=50)]
PersonName = Annotated[str, Length(1, 50)]
Account = Annotated[str, Regexp(r"^$|^[a-z0-9._-]{4,40}$")]
AreaCode = Annotated[str, Regexp(r"^[0-9]{6}$")]


@form_class
class ProofForm(Sent):
    """The password that comes beside what is done by who gave it within the last minutes, or gives it here."""

    password: Annotated[str, Length(max=256)] = ""


@form_class
class PersonForm(Sent):
    """Who is added: a role comes with him."""

    id: UUID
    name: PersonName
    work_number: Annotated[str, Regexp(r"^[A-Za-z0-9-]{1,20}$")]
    post: Words = ""
    team: Words = ""
    account: Account = ""
    role: Role


@form_class
class MemberForm(Sent):
    """What is set aright of a person; `id` names the act."""

    id: UUID
    post: Words = ""
    team: Words = ""
    account: Account = ""


@form_class
class StaffForm(MemberForm):
    """Of a plant's person also his roles."""

    roles: Annotated[tuple[Role, ...], Length(min=1, error=_("请至少选一个岗位职责"))]


@form_class
class NamedForm(Sent):
    """The name, which the operator alone sets aright."""

    name: PersonName


@form_class
class NamedMemberForm(NamedForm, MemberForm):
    """The operator's form of a bureau's person."""


@form_class
class NamedStaffForm(NamedForm, StaffForm):
    """The operator's form of a plant's person."""


@form_class
class ActForm(Sent):
    """An act that is only confirmed."""

    id: UUID


@form_class
class BureauFactsForm(Sent):
    id: UUID
    number_prefix: Annotated[str, Length(1, 8)]
    appeal_body: Annotated[str, Length(2, 60)]
    court: Annotated[str, Length(2, 60)]
    yearly_cap: Annotated[int, Range(1, 99)]
    address: Annotated[str, Length(max=100)] = ""
    phone: Annotated[str, Length(max=30)] = ""


@form_class
class BureauForm(BureauFactsForm):
    name: Annotated[str, Length(2, 60)]
    area_code: AreaCode


@form_class
class GrantForm(Sent):
    """A role of one of a bureau's people, and where it holds; no sectors are all sectors."""

    id: UUID
    role: Role
    region: AreaCode
    sectors: tuple[Sector, ...] = ()
    until: date | None = None


@form_class
class CertificateForm(Sent):
    """`id` names the certificate, or the act that sets it aright."""

    id: UUID
    number: Annotated[str, Length(4, 30)]
    issuer: Annotated[str, Length(2, 60)]
    valid_from: date
    valid_to: date


@form_class
class SignInForm(Sent):
    account: Annotated[str, Length(1, 64, error=_("请填写账号"))]
    password: Annotated[str, Length(1, 256, error=_("请填写密码"))]


@form_class
class DeviceSignInForm(Sent):
    work_number: Annotated[str, Length(1, 20, error=_("请填写工号"))]
    pin: Annotated[str, Length(1, 12, error=_("请填写 PIN 码"))]


@form_class
class OwnPasswordForm(Sent):
    current: Annotated[str, Length(1, 256, error=_("请填写现在的密码"))]
    password: Annotated[str, Length(1, 256)]
    again: str


@form_class
class OwnPinForm(Sent):
    current: Annotated[str, Length(1, 12, error=_("请填写现在的 PIN 码"))]
    pin: Annotated[str, Length(1, 12)]
    again: str
