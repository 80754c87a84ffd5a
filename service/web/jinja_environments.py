"""The environment that pages are drawn in: one for each language, with the words already in its templates.

A text that stands in a template as it is, `_("整改")`, is translated once, when the template is compiled; so
most of a page is written as it is. Calls go the short way where nobody asks for the context.
"""

from collections.abc import Iterator
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from flask import Flask
from flask.sansio.app import App
from flask.templating import Environment
from flask_babel import force_locale, gettext
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from service.web.language import CALLS, LANGUAGES, TRANSLATORS, chosen

FOLDED = ("name", "lparen", "string", "rparen")  # _("…"), the kinds of its tokens
PLAIN = {BuiltinFunctionType, FunctionType, MethodType}


class QuickContext(Context):
    """Calls what a template calls; only what asks for the context goes Jinja's whole way."""

    def call(self, called: Any, /, *values: Any, **named: Any) -> Any:
        kind = type(called)
        if kind is Macro:
            values = (self.eval_ctx, *values)
        elif kind not in PLAIN or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *values, **named)
        if named:
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
        return called(*values, **named)


def written(value: Any) -> str:
    """Return a value as it stands in HTML: what is HTML already stands as it is."""
    return value if type(value) is Markup else escape(value)


class QuickCode(CodeGenerator):
    """Writes what a template shows by `written`, which makes no second Markup of one."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        self.writeline(f"from {__name__} import written")
        super().visit_Template(node, frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("written(")


class Words(Extension):
    """Puts a text that stands in a template as it is into the language of its environment."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        language = getattr(self.environment, "language", None)
        waiting: list[Token] = []
        for token in stream:
            waiting.append(token)
            if token.type == FOLDED[len(waiting) - 1] and (len(waiting) > 1 or token.value in CALLS):
                if len(waiting) < len(FOLDED):
                    continue
                waiting = _folded(waiting, language) if language else waiting
            yield from waiting
            waiting = []
        yield from waiting


def _folded(call: list[Token], language: str) -> list[Token]:
    """Return ("…"|safe) in the place of a call: Jinja makes one text of it and of what stands round it."""
    line, text = call[0].lineno, call[2].value
    with force_locale(LANGUAGES[language]):
        words = str(gettext(text)) % {}
    parts = ("lparen", "("), ("string", words), ("pipe", "|"), ("name", "safe"), ("rparen", ")")
    return [Token(line, kind, value) for kind, value in parts]


class Templates(Environment):
    """Leads from the one environment of the app to that of the visitor's language."""

    code_generator_class = QuickCode
    context_class = QuickContext

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, **options)
        self.add_extension(Words)

    def get_template(self, name: str | Template, *arguments: Any, **named: Any) -> Template:
        if self.overlayed:
            return super().get_template(name, *arguments, **named)
        return self._in(chosen()).get_template(name, *arguments, **named)

    def _in(self, language: str) -> Environment:
        known: dict[str, Environment] = self.__dict__.setdefault("known", {})
        if language not in known:
            environment = self.overlay()
            environment.language = language  # type: ignore[attr-defined]
            environment.filters = {**self.filters, "translate": TRANSLATORS[language]}
            known[language] = environment
        return known[language]


class Site(Flask):
    """The application, which draws by these templates from its first moment."""

    jinja_environment = Templates
