"""What the door itself answers, without a thread and without the application."""

import json
from http import HTTPStatus

from service.core.acts.problems import _
from service.core.storage import NO_ROOM

TEXT = "text/plain; charset=utf-8"
AGAIN_AFTER_S = 2
WORDS = {
    HTTPStatus.REQUEST_TIMEOUT: _("网络太慢，没有收完整；您填写的内容没有丢，请再提交一次"),
    HTTPStatus.LENGTH_REQUIRED: _("请求没有说明长度（Content-Length）"),
    HTTPStatus.INTERNAL_SERVER_ERROR: _("请稍后再试；如果一直这样，请联系平台运营方"),
    HTTPStatus.SERVICE_UNAVAILABLE: _("系统正忙，您填写的内容没有丢，请稍后再提交一次"),
    HTTPStatus.INSUFFICIENT_STORAGE: NO_ROOM,
}
AGAIN = {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INSUFFICIENT_STORAGE}


def refusal(status: HTTPStatus, path: str = "") -> bytes:
    more = ["Connection: close", *([f"Retry-After: {AGAIN_AFTER_S}"] if status in AGAIN else [])]
    if not path.startswith("/api/"):
        return answer(status, f"{WORDS[status]}\n", *more)
    code, words = status.name, WORDS[status]
    problem = {"type": f"urn:problem:{code.lower()}", "title": words, "status": status.value, "code": code}
    return answer(status, json.dumps(problem, ensure_ascii=False), *more, kind="application/problem+json")


def healthy(connection: str) -> bytes:
    return answer(HTTPStatus.OK, "ok\n", f"Connection: {connection}")


def answer(status: HTTPStatus, text: str, *more: str, kind: str = TEXT) -> bytes:
    body = text.encode()
    lines = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        *more,
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
