"""Rate limits: for guesses, for what nobody known writes, and for what costs much, whoever asks for it.

A good code is never counted. Who is not known is counted by what no address can be read from. Counts are in
Redis; while it is away each process counts for itself, with the same limits.
"""

import hashlib
import hmac
import time
from collections.abc import Callable
from functools import reduce
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from redis.exceptions import RedisError

from service.core import clock
from service.web import viewers

View = Callable[..., Any]
FREE, CODES, GUESSES, SIGN_IN, WRITES = "free", "codes", "guesses", "sign-in", "writes"
PROOFS, UPLOADS, IMPORTS, EXPORTS = "proofs", "uploads", "imports", "exports"
NAMES = {FREE, CODES, GUESSES, SIGN_IN, WRITES, PROOFS, UPLOADS, IMPORTS, EXPORTS}
IPV6_NETWORK = 64  # what one household or one machine is given (RFC 6177, RFC 7421)


class NamedRoutes(Limiter):
    """Counts the routes that name a limit, as they are entered; before others nothing is looked up."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if callable_name is None:
            return
        try:
            super()._check_request_limit(callable_name, in_middleware)
        except RedisError:  # another thread has just found it away: from now on each process counts alone
            self.context.seen_limits.clear()
            super()._check_request_limit(callable_name, in_middleware)

    def _Limiter__check_conditional_deductions(self, response: Response) -> None:  # noqa: N802
        """Count what was refused. Redis may have been found full or away only now; the library would answer 500."""
        try:
            super()._Limiter__check_conditional_deductions(response)  # type: ignore[misc]
        except RedisError:
            self._storage_dead = True
            super()._Limiter__check_conditional_deductions(response)  # type: ignore[misc]


def sender() -> str:
    """Return what stands for the address today; tomorrow it is another, and who reported is not to be found."""
    key = f"{current_app.config['SECRET_KEY']}|address|{clock.today()}"
    return hmac.new(key.encode(), network(get_remote_address()).encode(), hashlib.sha256).hexdigest()


def network(address: str) -> str:
    """Return what of an address is counted: all of IPv4, also where it is written as IPv6; of IPv6 its /64."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped or IPv6Network((parsed, IPV6_NETWORK), strict=False))


def browser() -> str:
    """Return what stands for a browser that somebody has signed in with before; for any other its address.

    So who guesses from an address that he shares with the owner does not use up the owner's tries.
    """
    if "browser" not in g:
        mark = viewers.known_mark()
        g.browser = f"browser|{mark}" if mark else sender()
    key: str = g.browser
    return key


limiter = NamedRoutes(key_func=sender, strategy="moving-window")

UNKNOWN_CODES = "60 per minute"
ANONYMOUS_WRITES = "30 per minute; 300 per hour"  # a shift of 300 shares one address
SIGN_INS = "30 per minute; 300 per hour"
OF_ONE_PERSON = {  # of all routes of a kind together
    UPLOADS: "60 per minute; 1000 per hour",
    IMPORTS: "10 per minute; 60 per hour",
    EXPORTS: "60 per minute; 600 per hour",
}


def failed(response: Response) -> bool:
    return response.status_code in {401, 404, 410, 422}


def person() -> str:
    """Return who is counted: a person at his desk or on his phone."""
    if g.viewer:
        return str(g.viewer.person_id)
    owner = viewers.on_phone()
    return str(owner.person.id) if owner else sender()


def _each(kind: str, exempt_when: Callable[[], bool] | None = None) -> Any:
    return limiter.shared_limit(OF_ONE_PERSON[kind], kind, key_func=person, exempt_when=exempt_when)


def _stated(name: str, *limits: Any) -> Callable[[View], View]:
    """Make the decorator by which a route states its limit; it stands below the one of its access."""

    def over(view: View) -> View:
        counted: View = reduce(lambda inner, limit: limit(inner), limits, view)
        counted.limit, counted.page = name, view  # type: ignore[attr-defined]
        return counted

    return over


def _is_known() -> bool:
    return viewers.on_phone() is not None


unknown_codes = _stated(GUESSES, limiter.limit(UNKNOWN_CODES, deduct_when=failed))
sign_ins = _stated(SIGN_IN, limiter.limit(SIGN_INS, key_func=browser, deduct_when=failed))
proofs = _stated(PROOFS, limiter.limit(SIGN_INS, key_func=person, deduct_when=failed))
anonymous_writes = _stated(
    WRITES,
    limiter.limit(ANONYMOUS_WRITES, exempt_when=_is_known),
    _each(UPLOADS, lambda: not (request.files and _is_known())),
)
uploads = _stated(UPLOADS, _each(UPLOADS, lambda: not request.files))
imports = _stated(IMPORTS, _each(IMPORTS))
exports = _stated(EXPORTS, _each(EXPORTS))


def need(*names: str) -> None:
    """Raise RuntimeError in a route that does what must be counted and states no such limit: a fault of ours.

    Where no route is taken, nothing is counted.
    """
    access = g.get("access") if has_request_context() else None
    if access and access.limit not in names:
        raise RuntimeError(f"{request.endpoint} states the limit {access.limit!r}, not one of {names}")


def wait_s() -> int:
    """Return after how many seconds the limit that was just passed lets the next one through."""
    passed = limiter.current_limit
    return max(1, int(passed.reset_at - time.time())) if passed else 60  # the moment is given rounded up


@limiter.limit(UNKNOWN_CODES)
def count_unknown() -> None:
    """Count a code that was never printed against its sender; too many are refused. Good codes cost nothing."""


def install(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.redis_url.replace("unix://", "redis+unix://"),
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_HEADERS_ENABLED=False,
    )
    limiter.init_app(app)
