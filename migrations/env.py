"""Runs the migrations as the owner; the app's login gets the roles and nothing of its own."""

from alembic import context
from sqlalchemy import create_engine, make_url

from migrations.policies import admit
from service.core.db import Base
from service.core.settings import Settings

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
        admit(connection, make_url(settings.database_url).username or "")
        connection.commit()
engine.dispose()
