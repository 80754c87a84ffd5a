"""How large the text is: a visitor's choice, kept in a cookie like the language."""

from flask import Flask, Response, request

from service.core.acts.problems import NotFound
from service.web import cookies
from service.web.access import anyone
from service.web.addresses import go_to
from service.web.forms import back_to

SIZES = {"m": "", "l": "text-l", "xl": "text-xl"}  # 100, 125 and 150 %; the classes are the stylesheet's
COOKIE = "text-size"


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
        response = go_to(back_to(request.args.get("next"), "/"))
        cookies.remember(response, COOKIE, size)
        return response
