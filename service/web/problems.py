"""How a refusal is shown: as a page that says what to do next, or as RFC 9457 problem+json."""

import json
import logging
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, render_template, request, url_for
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import RequestRedirect

from service.core.acts.problems import (
    Conflict,
    Invalid,
    NoRoom,
    NotFound,
    Problem,
    TooLarge,
    TooMany,
    Unavailable,
    _,
)
from service.core.db.transactions import db
from service.core.storage import FULL, NO_ROOM
from service.web import forms, limits, typed
from service.web.language import translate
from service.web.tracing import request_id

AGAIN = {503, 507}  # nothing is lost or wrong: the same may be sent again
AGAIN_AFTER_S = "5"
log = logging.getLogger(__name__)


class Failed(Problem):
    code, status = "FAILED", 500
    title = _("系统出错了")


def wants_json() -> bool:
    return request.path.startswith("/api/")


def render(problem: Problem) -> Response:
    db.session.remove()
    number = request_id() if problem.status >= 500 else ""  # of a refusal nothing is to be told apart
    body = (
        as_json(problem, number)
        if wants_json()
        else render_template("problem.html", problem=problem, number=number, again=_onward(problem))
    )
    kind = "application/problem+json" if wants_json() else "text/html"
    response = Response(body, problem.status, mimetype=kind)
    if problem.status in AGAIN:
        response.headers["Retry-After"] = AGAIN_AFTER_S
    return response


def sign_in_again(problem: Problem) -> Response:
    """Ask who sent a form after his sign-in had run out to sign in on this page, with what he typed carried along."""
    fields = [*typed.typed_now(), (forms.TO, request.path)]
    has_files = any(file.filename for file in request.files.values())
    page = render_template("desk/sign_in.html", next="", typed=fields, has_files=has_files)
    return Response(page, problem.status, mimetype="text/html")


def _onward(problem: Problem) -> str:
    """Return where to go on from a refusal.

    A page that failed is asked for again; of a form that came too late its page as it is now; of one whose sign-in
    had expired the sign-in that leads back to it.
    """
    if problem.status >= 500 and request.method == "GET" and not request.path.startswith("//"):
        return request.full_path.rstrip("?")
    stood = urlsplit(request.referrer or "")
    if problem.status not in {401, 409} or stood.netloc != request.host:
        return ""
    above = stood.path.rpartition("/")[0]  # where a refused form was shown again at its own address
    page = next((path for path in (stood.path, above) if _is_page(path)), "")
    if page == stood.path and stood.query:
        page += f"?{stood.query}"
    return url_for(sign_in_of(g.get("access")), next=page) if page and problem.status == 401 else page


def sign_in_of(access: Any) -> str:
    """Return where who asked for a page signs in: on his phone or at a desk."""
    return "phone.sign_in_page" if access and access.who == "phone" else "desk.sign_in_page"


def _is_page(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return False
    return True


def in_frame(problem: Problem, layout: str) -> Response:
    """Show a refusal of a page inside the frame of whoever is signed in: his head, his other pages."""
    page = render_template("refused.html", problem=problem, layout=layout)
    return Response(page, problem.status, mimetype="text/html")


def as_json(problem: Problem, number: str = "") -> str:
    body: dict[str, Any] = {
        "type": f"urn:problem:{problem.code.lower()}",
        "title": translate(problem.title),
        "status": problem.status,
        "code": problem.code,
    }
    if problem.detail:
        body["detail"] = translate(problem.detail)
    if number:
        body["request_id"] = number
    if isinstance(problem, Invalid):
        body["fields"] = {
            name: [translate(sentence) for sentence in sentences]
            for name, sentences in problem.errors.items()
        }
    return json.dumps(body, ensure_ascii=False)


def of_http(error: HTTPException) -> Problem:
    """Return the problem that stands for an error of the web framework."""
    if isinstance(error, SecurityError):
        return Problem(_("这个网址不是本系统的，请用通知里或标签上的网址打开"), code="UNKNOWN_HOST")
    match error.code:
        case 404:
            return NotFound()
        case 413:
            return TooLarge(_("发送的内容太大"))
        case 429:
            return TooMany(_("操作太频繁，请在 %(minutes)s 分钟后再试"), minutes=ceil(limits.wait_s() / 60))
    problem = Problem(_("请求无法处理，请回到上一页再试"))
    problem.status, problem.code = error.code or 400, f"HTTP_{error.code}"
    return problem


def _told_by(error: HTTPException) -> dict[str, str]:
    """Return what an error says of itself in headers, and for how long to wait."""
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return headers | ({"Retry-After": str(limits.wait_s())} if error.code == 429 else {})


def of_collision(error: IntegrityError) -> Problem:
    """Return Conflict for what only a key finds out: an id that names another act, an account of another plant."""
    if "ledger_entry" in str(error.orig) and "act_id" in str(error.orig):
        return Conflict(_("这个表单已经用于另一项操作，请重新打开页面"))
    if "uq_person_account" in str(error.orig) or "person.account" in str(error.orig):
        return Conflict(_("这个账号已被别的单位使用，请换一个"))
    log.error("the database refused a row", exc_info=error)
    return Failed(_("请稍后再试；如果一直这样，请联系平台运营方"))


def of_silence(error: DBAPIError | NoConnection) -> Problem:
    """Return what to say where the database did not answer in time, or not at all."""
    match getattr(getattr(error, "orig", None), "sqlstate", None):
        case "55P03":  # lock_timeout
            return Unavailable(
                _("另一个人正在办理同一项内容，您的操作没有保存，请稍后再提交一次"), code="BUSY"
            )
        case "57014":  # statement_timeout
            return Unavailable(_("这一步用时太长，已经停下，没有保存；请缩小范围或稍后再试"), code="TOO_SLOW")
    return Unavailable(_("系统正忙，您填写的内容没有丢，请稍后再提交一次"))


def install(app: Flask) -> None:
    @app.errorhandler(Problem)
    def refused(problem: Problem) -> Response:
        return render(problem)

    @app.errorhandler(HTTPException)
    def refused_by_http(error: HTTPException) -> Response:
        if error.response is not None or (error.code or 500) < 400:
            return error.get_response()  # type: ignore[return-value]
        response = render(of_http(error))
        response.headers.update(_told_by(error))
        return response

    @app.errorhandler(IntegrityError)
    def collided(error: IntegrityError) -> Response:
        return render(of_collision(error))

    @app.errorhandler(OperationalError)
    @app.errorhandler(InternalError)
    @app.errorhandler(NoConnection)
    def away(error: DBAPIError | NoConnection) -> Response:
        log.exception("the database gave no answer")
        return render(of_silence(error))

    @app.errorhandler(OSError)
    def without_room(error: OSError) -> Response:
        if error.errno not in FULL:
            return failed(error)
        log.error("the disk is full", exc_info=error)
        return render(NoRoom(NO_ROOM))

    @app.errorhandler(Exception)
    def failed(error: Exception) -> Response:
        if app.testing or app.debug:
            raise error
        log.exception("request failed: %s %s", request.method, request.endpoint)
        return render(Failed(_("请稍后再试；如果一直这样，请联系平台运营方")))
