"""Every refusal: a stable code, an HTTP status, and a sentence in the user's words.

Rooms raise, doors render: as a page, beside a form's field, or as RFC 9457 problem+json.
Sentences are Chinese msgids with named values; the door translates them.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

T = TypeVar("T")


def _(msgid: str) -> str:
    """Mark a sentence for the catalogue; the door translates it when it is shown."""
    return msgid


COMMA = _("、")  # between the members of a list


class Message(str):
    """A msgid with its values: reads as Chinese, translates as a whole.

    A value that is a Message or a list is said in the reader's language too.
    """

    msgid: str
    values: dict[str, Any]

    def __new__(cls, msgid: str, **values: Any) -> "Message":
        shown = {
            name: COMMA.join(map(str, value)) if isinstance(value, list) else value
            for name, value in values.items()
        }
        message = super().__new__(cls, msgid % shown if shown else msgid)
        message.msgid, message.values = msgid, values
        return message


class Problem(Exception):
    code = "PROBLEM"
    status = 400
    title = _("请求无法处理")

    def __init__(self, detail: str = "", *, code: str | None = None, **values: Any) -> None:
        self.code = code or self.code
        self.detail: str = Message(detail, **values) if detail and not isinstance(detail, Message) else detail
        super().__init__(self.detail or self.title)


class NotFound(Problem):
    code, status = "NOT_FOUND", 404
    title = _("没有找到")


def existing(row: T | None, sentence: str = "") -> T:
    """Return what was looked for; raise NotFound with this sentence where there is none."""
    if row is None:
        raise NotFound(sentence)
    return row


class NotAllowed(Problem):
    code, status = "NOT_ALLOWED", 403
    title = _("没有权限")


class NotSignedIn(Problem):
    code, status = "NOT_SIGNED_IN", 401
    title = _("请先登录")


class WrongState(Problem):
    code, status = "WRONG_STATE", 409
    title = _("当前状态不能这样做")


class Conflict(Problem):
    """The row is no longer what the page showed, or the same id came with other content."""

    code, status = "CONFLICT", 409
    title = _("内容已被改动")


class Gone(Problem):
    code, status = "GONE", 410
    title = _("已失效")


class TooLarge(Problem):
    code, status = "TOO_LARGE", 413
    title = _("文件太大")


class WrongKind(Problem):
    code, status = "WRONG_KIND", 415
    title = _("文件类型不支持")


class TooMany(Problem):
    code, status = "TOO_MANY", 429
    title = _("操作太频繁")


class Unavailable(Problem):
    code, status = "UNAVAILABLE", 503
    title = _("暂时不可用")


class NoRoom(Problem):
    """The disk is full: nothing of what was sent is kept."""

    code, status = "NO_ROOM", 507
    title = _("存储空间不足")


class Invalid(Problem):
    """What was sent cannot be taken: `errors` maps each field to its sentences."""

    code, status = "INVALID", 422
    title = _("请检查填写的内容")

    def __init__(
        self, detail: str = "", *, errors: Mapping[str, list[str]] | None = None, **values: Any
    ) -> None:
        super().__init__(detail, **values)
        self.errors: dict[str, list[str]] = dict(errors or {})

    @classmethod
    def at(cls, field: str, sentence: str, **values: Any) -> "Invalid":
        return cls(errors={field: [Message(sentence, **values)]})
