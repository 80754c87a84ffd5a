"""Operator commands: flask --app wsgi …"""

import click
from flask import Flask, current_app

from service.core import migrations, planner


def install(app: Flask) -> None:
    for command in (migrate, work, plan):
        app.cli.add_command(command)


@click.command()
def migrate() -> None:
    """Bring the database to the newest migration."""
    migrations.upgrade(current_app.config["SETTINGS"])


@click.command()
def work() -> None:
    """Run one worker: it answers the doorbell."""
    from service.core.worker import run

    run(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command()
def plan() -> None:
    """Run the planner: it knocks again, and starts what the clock says."""
    planner.run_for_ever()
