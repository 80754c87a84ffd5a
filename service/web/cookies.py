"""The cookies: `__Host-` and Secure when the service is on https, plain names on loopback."""

from datetime import timedelta

from flask import Flask, current_app, g, request
from flask.sessions import SessionInterface
from werkzeug.wrappers import Response

A_YEAR_S = 365 * 24 * 3600
SESSION, DEVICE = "sid", "device"
MARK = "mark"  # by it a browser is known to the accounts that signed in with it


def _name(kind: str) -> str:
    return f"__Host-{kind}" if current_app.config["SETTINGS"].is_https else kind


def read(kind: str) -> str:
    to_come: dict[str, str] = g.get("cookies_to_come", {})
    return to_come.get(kind) or request.cookies.get(_name(kind), "")


def hold(kind: str, token: str) -> None:
    """Let this request go on as if its answer had arrived: with the cookie that it will give."""
    g.setdefault("cookies_to_come", {})[kind] = token


def give(response: Response, kind: str, token: str, lasts: timedelta | None = None) -> None:
    response.set_cookie(
        _name(kind),
        token,
        max_age=lasts,
        secure=current_app.config["SETTINGS"].is_https,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def remember(response: Response, name: str, choice: str) -> None:
    """Keep for a year what a visitor chose."""
    secure = current_app.config["SETTINGS"].is_https
    response.set_cookie(name, choice, max_age=A_YEAR_S, samesite="Lax", secure=secure, httponly=True)


class NoFlaskSession(SessionInterface):
    """Who is signed in stands in the database: no cookie of Flask's is read or signed."""

    def open_session(self, app: Flask, request: object) -> None:  # noqa: ARG002
        return None


def install(app: Flask) -> None:
    app.session_interface = NoFlaskSession()


def take_back(response: Response, kind: str) -> None:
    secure = current_app.config["SETTINGS"].is_https
    response.delete_cookie(_name(kind), secure=secure, httponly=True, samesite="Lax", path="/")
