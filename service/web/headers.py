"""Response headers: what a browser may do with our pages."""

from flask import Flask, Response, current_app, g, request

POLICY = {
    "default-src": "'none'",
    "img-src": "'self' blob: data:",
    "style-src": "'self'",
    "script-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def allow_style(digest: str) -> None:
    """Let this one response carry the inline style of this hash (`sha256-…`)."""
    g.style_hashes = [*g.get("style_hashes", []), digest]


def policy() -> str:
    hashes = "".join(f" '{digest}'" for digest in g.get("style_hashes", []))
    return "; ".join(
        f"{name} {value}{hashes if name == 'style-src' else ''}" for name, value in POLICY.items()
    )


ALWAYS = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),  # a label, a claim, a desk: nothing here is for a search engine
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()"),
]
SECURE = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
# A form of a page without referrer sends `Origin: null`, which a report could not pass.
REFERRER, NO_REFERRER = ("Referrer-Policy", "same-origin"), ("Referrer-Policy", "no-referrer")
BARE = "; ".join(f"{name} {value}" for name, value in POLICY.items())


def add(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", policy() if "style_hashes" in g else BARE)
    headers.setdefault("Cache-Control", "no-store")
    headers.extend([*ALWAYS, NO_REFERRER if request.path.startswith("/r/") else REFERRER])
    if current_app.config["SETTINGS"].is_https:
        headers.add(*SECURE)
    return response


def install(app: Flask) -> None:
    app.after_request(add)
