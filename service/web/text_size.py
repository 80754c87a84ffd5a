"""How large the text is: a visitor's choice, kept in a cookie like the language."""

from flask import Flask, Response, redirect, request

from service.core.acts.problems import NotFound
from service.web.access import anyone
from service.web.forms import back_to

SIZES = {"m": "", "l": "text-l", "xl": "text-xl"}  # 100, 125 and 150 %; the classes are the stylesheet's
COOKIE = "text-size"
A_YEAR_S = 365 * 24 * 3600


def chosen() -> str:
    """Return m, l or xl."""
    size = request.cookies.get(COOKIE, "m")
    return size if size in SIZES else "m"


def install(app: Flask) -> None:
    @app.context_processor
    def text_size() -> dict[str, str]:
        size = chosen() if request else "m"
        return {"text_size": size, "text_class": SIZES[size]}

    @app.get("/text-size/<size>")
    @anyone
    def choose_text_size(size: str) -> Response:
        if size not in SIZES:
            raise NotFound
        response = redirect(back_to(request.args.get("next"), "/"), 303)
        secure = app.config["SETTINGS"].is_https
        response.set_cookie(
            COOKIE, size, max_age=A_YEAR_S, samesite="Lax", path="/", secure=secure, httponly=True
        )
        return response  # type: ignore[return-value]
