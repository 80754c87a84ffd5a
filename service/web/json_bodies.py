"""JSON bodies, read strictly: one meaning or none.

A body that parsers read differently (a key given twice, NaN, half a surrogate pair) is refused as a whole.
"""

import json

from flask import request

from service.core.acts.problems import Problem, TooLarge, WrongKind, _

MAX_BYTES = 1024 * 1024
UNSTORABLE = ("\\u0000", "\\ud", "\\uD")  # NUL, and surrogates: in pairs they are checked, alone refused


class Malformed(Problem):
    code, status = "MALFORMED", 400
    title = _("JSON 格式不对")


def sent_object() -> dict[str, object]:
    """Return the object that was sent; raise WrongKind, TooLarge or Malformed."""
    if request.mimetype != "application/json":
        raise WrongKind(_("请用 application/json 发送"))
    request.max_content_length = MAX_BYTES
    if (request.content_length or 0) > MAX_BYTES:
        raise TooLarge(_("内容超过 1 MB，请分开发送"))
    return parsed(request.get_data(cache=False))


def parsed(body: bytes) -> dict[str, object]:
    try:
        text = body.decode()
        content = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
        if any(mark in text for mark in UNSTORABLE):
            _check_storable(content)
    except (ValueError, RecursionError) as error:
        raise Malformed(_("内容不是一个合规的 JSON 对象")) from error
    if not isinstance(content, dict):
        raise Malformed(_("内容应该是一个 JSON 对象"))
    return content


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key is given twice")
    return members


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _check_storable(content: object) -> None:
    text = json.dumps(content, ensure_ascii=False)
    text.encode()  # half a surrogate pair raises here
    if "\\u0000" in text:
        raise ValueError("NUL is kept by no database")
