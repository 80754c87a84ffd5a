"""Rate limits: for unknown codes, anonymous writes and sign-in; never for scans of good codes.

Counted in Redis by what no address can be read from; while Redis is away, by each process for itself,
with the same limits.
"""

import hashlib
import hmac

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from service.core import clock
from service.web import viewers


class NamedRoutes(Limiter):
    """Counts the routes that name a limit, as they are entered; before others nothing is looked up."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if callable_name is not None:
            super()._check_request_limit(callable_name, in_middleware)


def sender() -> str:
    """Return what stands for the address today; tomorrow it is another, and who reported is not to be found."""
    key = f"{current_app.config['SECRET_KEY']}|address|{clock.today()}"
    return hmac.new(key.encode(), get_remote_address().encode(), hashlib.sha256).hexdigest()


limiter = NamedRoutes(key_func=sender, strategy="moving-window")

UNKNOWN_CODES = "60 per minute"
ANONYMOUS_WRITES = "30 per minute; 300 per hour"  # a shift of 300 shares one address
SIGN_INS = "30 per minute; 300 per hour"


def _reads() -> bool:
    return request.method in {"GET", "HEAD"}


def failed(response: Response) -> bool:
    return response.status_code in {401, 404, 410, 422}


unknown_codes = limiter.limit(UNKNOWN_CODES, deduct_when=failed)
anonymous_writes = limiter.limit(
    ANONYMOUS_WRITES, exempt_when=lambda: _reads() or viewers.on_phone() is not None
)
sign_ins = limiter.limit(SIGN_INS, deduct_when=failed, exempt_when=lambda: _reads())


@limiter.limit(UNKNOWN_CODES)
def count_unknown() -> None:
    """Count a code that was never printed against its sender; too many are refused. Good codes cost nothing."""


def install(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.redis_url.replace("unix://", "redis+unix://"),
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 1, "socket_timeout": 1},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_HEADERS_ENABLED=False,
    )
    limiter.init_app(app)
