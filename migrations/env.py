"""Runs the migrations as the owner; the app's login gets the roles and nothing of its own."""

from alembic import context
from sqlalchemy import create_engine, make_url

from migrations.policies import ROLES, admit
from migrations.signed import keep_keys
from service.core.db.tables import Base
from service.core.settings import Settings


def served(settings: Settings) -> dict[str, set[str]]:
    """Return the roles of each login: what has no login of its own is left to the app's."""
    own = {"platform": {"platform"}, "auth": {"auth"}, "phone": {"enterprise"}}
    urls = [(url, own[name]) for name, url in settings.logins.items()]
    apart = {name for name in settings.logins if name in ROLES}
    found: dict[str, set[str]] = {}
    for url, roles in [(settings.database_url, {*ROLES} - apart), *urls]:
        login = make_url(url).username
        if login:
            found.setdefault(login, set()).update(roles)
    return found


settings: Settings = context.config.attributes.get("settings") or Settings.from_env()


engine = create_engine(settings.owner_url)
with engine.connect() as connection:
    postgres = connection.dialect.name == "postgresql"
    if postgres:
        connection.exec_driver_sql("SET lock_timeout = '4s'")
        connection.exec_driver_sql("SELECT pg_advisory_lock(7201)")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=not postgres,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if postgres:
        admit(connection, served(settings))
        keep_keys(connection, settings.scope_keys)
        connection.commit()
engine.dispose()
