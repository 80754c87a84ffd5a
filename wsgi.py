"""Wires the rooms and the doors. Nothing happens on import.

gunicorn "wsgi:create_app()" · flask --app wsgi migrate|work|plan|seed-demo|import
"""

import logging

from flask import Flask

from admin_ui import blueprints as desk
from mobile_api import blueprints as phone
from mobile_api.api.v1 import records_at_once
from mobile_api.pages.scan import at_once
from service import commands_line, web
from service.core.acts.editions import Editions
from service.core.db.outages import AWAY, options
from service.core.db.transactions import bind_engines, db, let_go
from service.core.jobs import outbox
from service.core.settings import Misconfigured, Settings
from service.core.tenancy import session_guard
from service.reactions import PERIODICS, REACTIONS
from service.web.health import stray_account
from service.web.jinja_environments import Site
from service.web.serving.arriving import MOST_BODY
from service.web.shared_pages import SharedPages
from service.web.shelf import Shelf

# Connections of one process: every request signs somebody in, few are the operator's.
POOLS = {
    "platform": {"pool_size": 1, "max_overflow": 7},
    "auth": {"pool_size": 4, "max_overflow": 6},
    "phone": {"pool_size": 4, "max_overflow": 6},
}


def create_app(settings: Settings | None = None) -> Flask:
    settings = settings or Settings.from_env()
    settings.refuse_unsafe()
    app = Site("dual_prevention", static_folder=None, template_folder=None)
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=settings.url,
        SQLALCHEMY_ENGINE_OPTIONS=options(settings.url),
        SQLALCHEMY_BINDS={
            name: {"url": url, **options(url), **POOLS[name]} for name, url in settings.logins.items()
        },
        TRUSTED_HOSTS=settings.trusted_hosts,
        MAX_CONTENT_LENGTH=MOST_BODY,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=500,
    )
    warn_of_shared_logins(settings)
    db.init_app(app)
    with app.app_context():
        bind_engines()
        session_guard.stand_everywhere()
        if not settings.demo:
            be_production(settings)
    outbox.install(app, REACTIONS, PERIODICS)
    for blueprint in (*desk.BLUEPRINTS, *phone.BLUEPRINTS):
        app.register_blueprint(blueprint)
    web.install(app, "admin_ui", "mobile_api")
    commands_line.install(app)
    records_at_once.install(app)
    shelf = Shelf(Editions(settings.redis_url))
    at_once.install(app, shelf)
    app.wsgi_app = SharedPages(app.wsgi_app, shelf)  # type: ignore[method-assign, assignment]
    return app


def warn_of_shared_logins(settings: Settings) -> None:
    missing = [name for name in ("platform", "auth") if name not in settings.logins]
    if settings.is_postgres and missing:
        logging.getLogger(__name__).warning(
            "%s not set: the operator and the sign-in share the app's login; the next release will not start so",
            " and ".join(f"DATABASE_{name.upper()}_URL" for name in missing),
        )


def be_production(settings: Settings) -> None:
    """Say what this release does not hold yet; raise Misconfigured beside the accounts of a demo world."""
    if settings.auth_profile == "mlps3":
        logging.getLogger(__name__).warning(
            "AUTH_PROFILE=mlps3: passwords hold to the profile, a second factor is not there yet"
        )
    file = settings.sqlite_file()
    if file and not file.exists():
        return
    try:
        account = stray_account()
    except AWAY:  # not migrated yet, or away: /readyz asks again
        return
    finally:
        let_go()  # whoever forks after this starts without a connection
    if account:
        raise Misconfigured(
            f"the database holds the demo account {account}: start with DEMO=1, or on another one"
        )
