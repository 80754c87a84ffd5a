"""The number of a request: in every line that it leaves in the log, and on the page that says something broke.

It is made here; none is taken from outside.
"""

import logging
import secrets

from flask import Flask, g, has_request_context

LINE = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"


def request_id() -> str:
    """Return the number of this request, or - outside one."""
    return str(g.get("request_id", "-")) if has_request_context() else "-"


def _number(record: logging.LogRecord) -> bool:
    record.request_id = request_id()
    return True


def _writer() -> logging.Handler:
    handler = logging.StreamHandler()
    handler.set_name(__name__)
    handler.setFormatter(logging.Formatter(LINE))
    handler.addFilter(_number)
    return handler


def install(app: Flask) -> None:
    ours = logging.getLogger("service")
    if __name__ not in [handler.name for handler in ours.handlers]:
        ours.addHandler(_writer())

    @app.before_request
    def number() -> None:
        g.request_id = secrets.token_hex(8)
