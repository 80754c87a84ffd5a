"""zh-CN is written in the code, English is a complete catalogue."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, force_locale, gettext
from markupsafe import Markup

from service.core import clock
from service.core.acts.problems import COMMA, Message
from service.core.worded import Worded

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
COOKIE = "lang"
CALLS = ("_", "gettext")  # by which a template calls for words
CATALOGUES = Path(__file__).parent / "translations"


def chosen() -> str:
    """Return zh or en: the visitor's cookie, else zh."""
    if not has_request_context():
        return "zh"
    cookies = request.cookies
    language = cookies[COOKIE] if COOKIE in cookies else "zh"
    return language if language in LANGUAGES else "zh"


def tag() -> str:
    """Return the language as pages name it."""
    return "en" if chosen() == "en" else "zh-CN"


def either(chinese: str, english: str) -> str:
    """Return the words of a text that is kept in both languages, in the visitor's."""
    return english if english and chosen() == "en" else chinese


def translate(text: str) -> str:
    """Return a sentence of the rooms, and what is said in it, in the visitor's language."""
    return _sentence(text, chosen())


def _sentence(text: str, language: str) -> str:
    if isinstance(text, Message):
        form = _plain(text.msgid, language)
        values = {name: _say_value(value, language) for name, value in text.values.items()}
        return form % values if values else form
    return _plain(text, language) if text else ""


def _say_value(value: Any, language: str) -> Any:
    if isinstance(value, list):
        return _sentence(COMMA, language).join(str(_say_value(part, language)) for part in value)
    return _sentence(value, language) if isinstance(value, Message) else value


def options(choices: Mapping[Any, str] | Iterable[Worded]) -> list[tuple[str, str]]:
    """Return the choices of a field: members of an enumeration with their words."""
    titles = choices.items() if isinstance(choices, Mapping) else ((each, each.word) for each in choices)
    return [(member.value, translate(title)) for member, title in titles]


def at(moment: datetime | None, form: str = "%Y-%m-%d %H:%M") -> str:
    """Return a moment in the site's zone, 24 hours."""
    return clock.local(moment).strftime(form) if moment else ""


def _speaker(language: str) -> Callable[..., Any]:
    """Return Jinja's gettext for a language; a text without values is translated, escaped and formatted once."""

    def translated(text: str, /, **values: Any) -> Any:
        return _form(text, language) % values if values else _words(text, language)

    return translated


@lru_cache(maxsize=20_000)
def _words(text: str, language: str) -> Markup:
    return _form(text, language) % {}


@lru_cache(maxsize=20_000)
def _form(text: str, language: str) -> Markup:
    """Return a text as it stands in HTML, before its values are put in."""
    form = text if language == "zh" else _plain(text, language)
    return Markup(form)


@lru_cache(maxsize=20_000)
def _plain(text: str, language: str) -> str:
    """Return a text in a language, before its values are put in."""
    with force_locale(LANGUAGES[language]):
        return str(gettext(text))


# `translate` of a template, which is drawn in one language
TRANSLATORS = {language: partial(_sentence, language=language) for language in LANGUAGES}
SPEAKERS = {language: _speaker(language) for language in LANGUAGES}


def _spoken(text: str, /, **values: Any) -> Any:
    """Speak the visitor's language where a template is drawn without what every page knows."""
    return SPEAKERS[chosen()](text, **values)


def install(app: Flask) -> None:
    Babel(
        app,
        default_locale=LANGUAGES["zh"],
        default_timezone=clock.DEFAULT_ZONE,
        default_translation_directories=str(CATALOGUES),
        locale_selector=lambda: LANGUAGES[chosen()],
    )
    app.jinja_env.filters.update(translate=translate, at=at)
    app.jinja_env.globals.update(dict.fromkeys(CALLS, _spoken))

    @app.context_processor
    def language() -> dict[str, Any]:
        language = chosen()
        speak = SPEAKERS[language]
        return {
            "lang": tag(),
            "now": g.setdefault("now", clock.now()),
            "today": clock.today(),
            **dict.fromkeys(CALLS, speak),
        }
