"""The product as gunicorn serves it, at the hour of the worlds."""

import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from flask import Flask

from service.core import clock
from tests.bench.store import NOON
from wsgi import create_app


def at_noon() -> Flask:
    app = create_app()
    inner, began = app.wsgi_app, time.monotonic()

    def served(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with clock.frozen(NOON + timedelta(seconds=time.monotonic() - began)):
            return inner(environ, start)

    app.wsgi_app = served  # type: ignore[method-assign]
    return app
