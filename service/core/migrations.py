"""Bring the database to the head of the migrations, and tell whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.core.db.transactions import db
from service.core.settings import Settings
from service.core.tenancy import scope
from service.core.tenancy.scope import Scope

HERE = Path(__file__).resolve().parents[2] / "migrations"


def config(settings: Settings) -> Config:
    configuration = Config(HERE / "alembic.ini")
    configuration.attributes["settings"] = settings
    return configuration


def upgrade(settings: Settings, revision: str = "head") -> None:
    file = settings.sqlite_file()
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(config(settings), revision)


def downgrade(settings: Settings, revision: str = "base") -> None:
    command.downgrade(config(settings), revision)


def is_at_head(settings: Settings) -> bool:
    wanted = set(ScriptDirectory.from_config(config(settings)).get_heads())
    with scope.opened(Scope.machine()), db.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == wanted
