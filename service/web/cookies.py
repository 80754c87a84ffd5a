"""The cookies: `__Host-` and Secure when the service is on https, plain names on loopback."""

from datetime import timedelta

from flask import Response, current_app, request

SESSION, DEVICE = "sid", "device"


def _name(kind: str) -> str:
    return f"__Host-{kind}" if current_app.config["SETTINGS"].is_https else kind


def read(kind: str) -> str:
    return request.cookies.get(_name(kind), "")


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


def take_back(response: Response, kind: str) -> None:
    secure = current_app.config["SETTINGS"].is_https
    response.delete_cookie(_name(kind), secure=secure, httponly=True, samesite="Lax", path="/")
