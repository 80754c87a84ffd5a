"""What every form of a room starts from: Chinese sentences, trimmed text, nothing unknown accepted."""

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

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


def _holds_nul(value: Any) -> bool:
    """Tell whether a text holds what no database keeps."""
    return isinstance(value, str) and "\0" in value


def take(schema: Schema | type[Schema], data: Any) -> dict[str, Any]:
    """Return what a schema makes of the data; raise Invalid with each field's sentences."""
    reader = schema() if isinstance(schema, type) else schema
    try:
        values: dict[str, Any] = reader.load(data)
    except ValidationError as error:
        raise Invalid(errors=flattened(error.normalized_messages())) from error
    return values


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
