"""What a person may send about people and sign-in."""

from marshmallow import fields, validate

from service.core.acts.problems import _
from service.core.forms import Form
from service.identity.rules import Role
from service.reference.rules import Sector


class ProofForm(Form):
    """What is done by who gave his password within the last minutes, or gives it here."""

    password = fields.String(load_default="", validate=validate.Length(max=256))


class PersonForm(ProofForm):
    """Who is added: a role comes with him."""

    id = fields.UUID(required=True)
    name = fields.String(required=True, validate=validate.Length(1, 50))
    work_number = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9-]{1,20}$"))
    post = fields.String(load_default="", validate=validate.Length(max=50))
    team = fields.String(load_default="", validate=validate.Length(max=50))
    account = fields.String(load_default="", validate=validate.Regexp(r"^$|^[a-z0-9._-]{4,40}$"))
    role = fields.Enum(Role, by_value=True, required=True)


class MemberForm(Form):
    """What is set aright of a person; `id` names the act."""

    id = fields.UUID(required=True)
    post = fields.String(load_default="", validate=validate.Length(max=50))
    team = fields.String(load_default="", validate=validate.Length(max=50))
    account = fields.String(load_default="", validate=validate.Regexp(r"^$|^[a-z0-9._-]{4,40}$"))


class StaffForm(MemberForm, ProofForm):
    """Of a plant's person also his roles."""

    roles = fields.List(
        fields.Enum(Role, by_value=True),
        required=True,
        validate=validate.Length(min=1, error=_("请至少选一个岗位职责")),
    )


class NamedMemberForm(MemberForm):
    name = fields.String(required=True, validate=validate.Length(1, 50))


class NamedStaffForm(StaffForm):
    name = fields.String(required=True, validate=validate.Length(1, 50))


class ActForm(Form):
    """An act that is only confirmed."""

    id = fields.UUID(required=True)


class ProvenActForm(ActForm, ProofForm):
    """One that only its doer himself may confirm."""


class BureauFactsForm(Form):
    id = fields.UUID(required=True)
    number_prefix = fields.String(required=True, validate=validate.Length(1, 8))
    appeal_body = fields.String(required=True, validate=validate.Length(2, 60))
    court = fields.String(required=True, validate=validate.Length(2, 60))
    yearly_cap = fields.Integer(required=True, validate=validate.Range(1, 99))
    address = fields.String(load_default="", validate=validate.Length(max=100))
    phone = fields.String(load_default="", validate=validate.Length(max=30))


class BureauForm(BureauFactsForm):
    name = fields.String(required=True, validate=validate.Length(2, 60))
    area_code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6}$"))


class GrantForm(ProofForm):
    """A role of one of a bureau's people, and where it holds; no sectors are all sectors."""

    id = fields.UUID(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    region = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6}$"))
    sectors = fields.List(fields.Enum(Sector, by_value=True), load_default=list)
    until = fields.Date(load_default=None)


class CertificateForm(ProofForm):
    id = fields.UUID(required=True)
    number = fields.String(required=True, validate=validate.Length(4, 30))
    issuer = fields.String(required=True, validate=validate.Length(2, 60))
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(required=True)


class SignInForm(Form):
    account = fields.String(required=True, validate=validate.Length(1, 64, error=_("请填写账号")))
    password = fields.String(required=True, validate=validate.Length(1, 256, error=_("请填写密码")))


class DeviceSignInForm(Form):
    work_number = fields.String(required=True, validate=validate.Length(1, 20, error=_("请填写工号")))
    pin = fields.String(required=True, validate=validate.Length(1, 12, error=_("请填写 PIN 码")))


class OwnPasswordForm(Form):
    current = fields.String(required=True, validate=validate.Length(1, 256, error=_("请填写现在的密码")))
    password = fields.String(required=True, validate=validate.Length(1, 256))
    again = fields.String(required=True)


class OwnPinForm(Form):
    current = fields.String(required=True, validate=validate.Length(1, 12, error=_("请填写现在的 PIN 码")))
    pin = fields.String(required=True, validate=validate.Length(1, 12))
    again = fields.String(required=True)
