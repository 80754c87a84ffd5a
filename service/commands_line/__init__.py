"""Operator commands: flask --app wsgi …; a door of its own beside `web/`."""

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from service.commands_line import importing
from service.commands_line.imports import bring_in
from service.commands_line.rescoping import rescope
from service.commands_line.seals import check_seals
from service.core import clock, migrations
from service.core.db.transactions import long_running, retrying
from service.core.jobs import scheduler
from service.core.tenancy.scope import Scope, opened
from service.core.tenancy.viewer import Viewer
from service.identity.commands import invitations, platform
from service.identity.rules import InvitationKind, Role
from service.reference.commands import load_reference


def install(app: Flask) -> None:
    for command in (migrate, work, plan, bring_in, seed_demo, invite_operator, check_seals, rescope):
        app.cli.add_command(command)


@click.command()
def migrate() -> None:
    """Bring the database to the newest migration, and the reference data to this release."""
    migrations.upgrade(current_app.config["SETTINGS"])
    with opened(Scope.platform()):
        retrying(_load)


def _load() -> None:
    loaded = load_reference()
    if loaded:
        platform.note_load(importing.NOBODY, "reference.load", loaded)


@click.command()
def work() -> None:
    """Run one worker: it answers a call."""
    from service.core.jobs.worker import run

    run(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command()
def plan() -> None:
    """Run the scheduler: it calls workers again, and starts what the clock says."""
    scheduler.run_for_ever()


@click.command("seed-demo")
@with_appcontext
def seed_demo() -> None:
    """Make the demo world once, and print its accounts."""
    from service.demo import cast, world

    settings = current_app.config["SETTINGS"]
    if not settings.demo:
        raise click.ClickException("the demo world exists only while DEMO=1")
    with long_running():
        world.build(lambda line: click.echo(line, err=True))
    click.echo(f"Accounts (password of all: {cast.PASSWORD}; PIN of the workers: {cast.PIN})")
    for who, account, role in world.accounts():
        click.echo(f"  {account:<16} {role:<16} {who}")


@click.command("invite-operator")
@click.argument("account")
@click.option("--name", default="平台运营", show_default=True)
@with_appcontext
def invite_operator(account: str, name: str) -> None:
    """Print the link with which the operator of ACCOUNT sets a password: single use, 24 hours."""
    # Who has the machine's shell proves himself by it.
    viewer = Viewer(Scope.platform(), roles=frozenset({Role.OPERATOR}), proven_at=clock.now().timestamp())
    with opened(Scope.platform()):
        person = retrying(lambda: platform.open_operator(viewer, account, name))
    with opened(Scope.auth()):
        token = retrying(lambda: invitations.invite(viewer, person, InvitationKind.PASSWORD))
    click.echo(f"{current_app.config['SETTINGS'].public_base_url}/invitations/{token}")
