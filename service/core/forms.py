"""What a person sends: a frozen dataclass, and the schema that reads it, made once of its annotations.

Chinese sentences, trimmed text, nothing unknown accepted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, replace
from dataclasses import fields as members
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    ClassVar,
    TypeVar,
    Union,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
    overload,
)
from uuid import UUID

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, pre_load, validate

from service.core.acts.problems import Invalid, Message, _


class Sentence(str):
    """A msgid that marshmallow fills in with `format`, so that it can still be translated: it becomes a Message."""

    def format(self, *_more: object, **values: object) -> str:
        named = {name: value for name, value in values.items() if f"%({name})s" in self}
        return Message(str(self), **named) if named else self


SENTENCES: dict[type[fields.Field[Any]], dict[str, str]] = {
    fields.Field: {"required": _("请填写"), "null": _("请填写"), "validator_failed": _("填写的内容不对")},
    fields.String: {"invalid": _("请填写文字"), "invalid_utf8": _("文字编码不对")},
    fields.Integer: {"invalid": _("请填写整数"), "too_large": _("数字太大")},
    fields.Decimal: {"invalid": _("请填写数字"), "special": _("请填写数字")},
    fields.Date: {"invalid": _("请填写日期，如 2026-11-22"), "format": _("请填写日期，如 2026-11-22")},
    fields.DateTime: {"invalid": _("请填写日期和时间"), "format": _("请填写日期和时间")},
    fields.UUID: {"invalid_uuid": _("页面已过期，请重新打开")},
    fields.Enum: {"unknown": _("请从列表中选择")},
    fields.Boolean: {"invalid": _("请选择是或否")},
    fields.List: {"invalid": _("请选择")},
}


def _speak_chinese() -> None:
    """Give marshmallow's refusals our words: class attributes that a field copies when it is made."""
    for kind, sentences in SENTENCES.items():
        kind.default_error_messages = {**kind.default_error_messages, **sentences}
    validate.Length.message_min = Sentence(_("至少 %(min)s 个字"))
    validate.Length.message_max = Sentence(_("最多 %(max)s 个字"))
    validate.Length.message_all = Sentence(_("%(min)s 到 %(max)s 个字"))
    validate.Length.message_equal = Sentence(_("应为 %(equal)s 个字"))
    validate.Range.message_min = Sentence(_("不能小于 %(min)s"))
    validate.Range.message_max = Sentence(_("不能大于 %(max)s"))
    validate.Range.message_all = Sentence(_("应在 %(min)s 到 %(max)s 之间"))
    validate.OneOf.default_message = _("请从列表中选择")
    validate.Regexp.default_message = _("格式不对")


_speak_chinese()  # on import, since schemas make their fields on import


class Version(fields.Integer):
    """The version of a row as its page showed it, of which the next still fits its column of four bytes."""

    def __init__(self) -> None:
        super().__init__(required=True, validate=validate.Range(0, 2**31 - 2))


class Form(Schema):
    """A form sent by a person: an unknown field is refused, text is trimmed, an empty field is absent."""

    class Meta:
        unknown = RAISE

    makes: ClassVar[type[Any] | None] = None  # what is made of it; a dictionary where it names nothing
    error_messages = {"unknown": _("不认识的字段"), "type": _("内容格式不对"), "invalid": _("内容格式不对")}

    @pre_load
    def trim(self, data: Any, **_more: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        unkept = {key: [_("含有不能保存的字符")] for key, value in data.items() if _holds_nul(value)}
        if unkept:
            raise ValidationError(unkept)
        trimmed = {key: value.strip() if isinstance(value, str) else value for key, value in data.items()}
        return {key: value for key, value in trimmed.items() if value != ""}

    @post_load
    def make(self, data: dict[str, Any], **_more: Any) -> Any:
        lists = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
        return self.makes(**lists) if self.makes else data


def _holds_nul(value: Any) -> bool:
    """Tell whether a text holds what no database keeps."""
    return isinstance(value, str) and "\0" in value


class Sent:
    """What a person sends. Its members are its fields: `Annotated` with validators, with options of the field, or

    with a field of its own; what is `Upload` comes as files, and is no field.
    """

    schema: ClassVar[type[Form]]


@dataclass(frozen=True)
class Upload:
    """Photos that come with a form under this name; their ids are filled in once they are stored."""

    name: str


KINDS: dict[Any, type[fields.Field[Any]]] = {
    str: fields.String,
    int: fields.Integer,
    bool: fields.Boolean,
    Decimal: fields.Decimal,
    UUID: fields.UUID,
    date: fields.Date,
    datetime: fields.DateTime,
}
S = TypeVar("S", bound=Sent)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def form_class(kind: type[S]) -> type[S]:
    """Make a frozen dataclass of a form, and its schema."""
    made = dataclass(frozen=True, kw_only=True)(kind)
    hints = get_type_hints(made, include_extras=True)
    named = {member.name: _member(member, hints[member.name]) for member in members(made)}  # type: ignore[arg-type]
    declared: dict[str, Any] = {name: field for name, field in named.items() if field is not None}
    more = {"makes": made, "__module__": made.__module__, "__doc__": made.__doc__}
    made.schema = type(made.__name__, (Form,), declared | more)
    return made


def uploads(kind: type[Sent]) -> dict[str, str]:
    """Return under which name the photos of a member come with a form: {member: name}."""
    hints = get_type_hints(kind, include_extras=True)
    marks = {name: each for name, hint in hints.items() for each in get_args(hint)[1:]}
    return {name: mark.name for name, mark in marks.items() if isinstance(mark, Upload)}


def with_uploads(data: S, photos: Iterable[UUID]) -> S:
    """Return a form with the photos that came with it; one that takes none stays as it is."""
    members_of_photos: dict[str, Any] = dict.fromkeys(uploads(type(data)), tuple(photos))
    return replace(data, **members_of_photos) if members_of_photos else data  # type: ignore[type-var]


def _member(member: Any, hint: Any) -> fields.Field[Any] | None:
    if member.default is MISSING:
        return _field(hint, required=True)
    return _field(hint, load_default=member.default)


def _field(hint: Any, **options: Any) -> fields.Field[Any] | None:
    """Return the field that reads a member; None for what no form sends."""
    kind, more = (get_args(hint)[0], get_args(hint)[1:]) if get_origin(hint) is Annotated else (hint, ())
    for each in more:
        if isinstance(each, Upload):
            return None
        if isinstance(each, fields.Field):
            return each
        options = {**options, **each} if isinstance(each, dict) else options
    checks = [each for each in more if isinstance(each, validate.Validator)]
    if checks:
        options["validate"] = checks
    return _made_of(kind, **options)


def _made_of(kind: Any, **options: Any) -> fields.Field[Any] | None:
    if get_origin(kind) in (Union, UnionType):
        (one_of,) = [each for each in get_args(kind) if each is not NoneType]
        return _field(one_of, **options) if get_origin(one_of) is Annotated else _made_of(one_of, **options)
    if get_origin(kind) is tuple:
        return fields.List(_field(get_args(kind)[0]), **options)  # type: ignore[arg-type]
    if issubclass(kind, Enum):
        return fields.Enum(kind, by_value=True, **options)
    if issubclass(kind, Sent):
        return fields.Nested(kind.schema, **options)
    return KINDS[kind](**options)


@form_class
class ActForm(Sent):
    """An act on a row as the page showed it; `id` names the act. One room leaves both out to another."""

    id: Annotated[UUID | None, fields.UUID(required=True)] = None
    version: Annotated[int | None, Version()] = None


@overload
def take(schema: type[S], data: Any) -> S: ...
@overload
def take(schema: Schema | type[Schema], data: Any) -> dict[str, Any]: ...
def take(schema: Any, data: Any) -> Any:
    """Return what a form makes of the data; raise Invalid with each field's sentences."""
    try:
        return reader_of(schema).load(data)
    except ValidationError as error:
        messages = error.normalized_messages()  # type: ignore[no-untyped-call]
        raise Invalid(errors=flattened(messages)) from error


def reader_of(schema: Any) -> Schema:
    """Return the schema that reads a form, or a schema itself."""
    if not isinstance(schema, type):
        return schema  # type: ignore[no-any-return]
    kind: Any = schema.schema if issubclass(schema, Sent) else schema
    reader: Schema = _instance(kind)
    return reader


@cache
def _instance(schema: type[Schema]) -> Schema:
    return schema()


def flattened(messages: Mapping[Any, Any], prefix: str = "") -> dict[str, list[str]]:
    """Return nested messages as one level: `items.0.place`."""
    sentences: dict[str, list[str]] = {}
    for key, value in messages.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            sentences.update(flattened(value, f"{name}."))
        else:
            sentences[name] = [sentence if isinstance(sentence, str) else str(sentence) for sentence in value]
    return sentences
