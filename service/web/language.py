"""zh-CN is written in the code, English is a complete catalogue."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, gettext
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from service.core import clock
from service.core.problems import COMMA, Said

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
COOKIE = "lang"
CATALOGUES = Path(__file__).parent / "translations"


def chosen() -> str:
    """Return zh or en: the visitor's cookie, else zh."""
    if not has_request_context():
        return "zh"
    kept = request.cookies.get(COOKIE, "zh")
    return kept if kept in LANGUAGES else "zh"


def tag() -> str:
    """Return the language as pages name it."""
    return "en" if chosen() == "en" else "zh-CN"


def either(chinese: str, english: str) -> str:
    """Return the words of a text that is kept in both languages, in the visitor's."""
    return english if english and chosen() == "en" else chinese


def say(text: str) -> str:
    """Return a sentence of the rooms, and what is said in it, in the visitor's language."""
    if isinstance(text, Said):
        return str(gettext(text.msgid, **{name: _say_value(one) for name, one in text.values.items()}))
    return str(gettext(text)) if text else ""


def _say_value(value: Any) -> Any:
    if isinstance(value, list):
        return say(COMMA).join(str(_say_value(one)) for one in value)
    return say(value) if isinstance(value, Said) else value


def at(moment: datetime | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """Return a moment in the site's zone, 24 hours."""
    return clock.local(moment).strftime(form) if moment else ""


@pass_context
def _translated(context: Context, text: str, /, **values: Any) -> str:
    """Do what Jinja's own gettext does; a text without values is translated, escaped and formatted once a language."""
    lang = context.get("lang") or tag()
    escaped = context.eval_ctx.autoescape
    return _words(text, lang, escaped) if not values else _form(text, lang, escaped) % values


@lru_cache(maxsize=20_000)
def _words(text: str, lang: str, escaped: bool) -> str:
    return _form(text, lang, escaped) % {}


@lru_cache(maxsize=20_000)
def _form(text: str, lang: str, escaped: bool) -> str:
    form = text if lang == "zh-CN" else str(gettext(text))
    return Markup(form) if escaped else form


def install(app: Flask) -> None:
    Babel(
        app,
        default_locale=LANGUAGES["zh"],
        default_timezone=clock.DEFAULT_ZONE,
        default_translation_directories=str(CATALOGUES),
        locale_selector=lambda: LANGUAGES[chosen()],
    )
    app.jinja_env.filters.update(say=say, at=at)
    app.jinja_env.globals.update(_=_translated, gettext=_translated)

    @app.context_processor
    def language() -> dict[str, Any]:
        now = clock.now()
        return {
            "lang": tag(),
            "now": g.setdefault("now", now),
            "today": clock.today(),
        }
