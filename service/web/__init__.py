"""What both doors share; the only package of `service` that touches Flask's request, session and g."""

from pathlib import Path

from flask import Flask
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from service.web import (
    access,
    addresses,
    assets,
    compression,
    cookies,
    forms,
    headers,
    health,
    language,
    limits,
    problems,
    text_size,
    tracing,
    viewers,
)

# In their order: what is installed first is done first to a request, and last to its answer.
OUTER = (compression, tracing, addresses, language, limits, assets, cookies)
INNER = (text_size, access, forms, viewers, headers, problems, health)
ROOT = Path(__file__).resolve().parents[2]
SHARED = "service/web/templates"  # what both doors draw with


def install(app: Flask, *doors: str) -> None:
    """Put the doors' templates and what they share on one loader, and stand guard before and after every request."""
    proxies = app.config["SETTINGS"].trusted_proxies
    if proxies:  # whose word on a visitor's address counts: limits are per address
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    own = [folder for door in doors for folder in sorted((ROOT / door).rglob("templates"))]
    app.jinja_loader = ChoiceLoader([FileSystemLoader(folder) for folder in (ROOT / SHARED, *own)])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (*OUTER, *INNER):
        part.install(app)
