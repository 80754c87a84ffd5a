"""flask --app wsgi import …: progress goes to standard error, what became of the rows to standard output."""

import json
from pathlib import Path

import click
from flask.cli import with_appcontext

from service.commands_line import importing
from service.core.acts.problems import Invalid
from service.core.db.transactions import long_running, reading, retrying
from service.core.tenancy.scope import Scope, opened
from service.core.tenancy.viewer import Viewer
from service.enterprises import queries as enterprises
from service.enterprises.commands import take_in
from service.enterprises.models import Enterprise
from service.exchange import enterprise_import, risk_import
from service.exchange.rules import ImportKind
from service.identity.commands import platform
from service.reference.commands import Imported, import_laws
from service.risks import commands as register


@click.group("import")
@click.pass_context
def bring_in(context: click.Context) -> None:
    """Bring in files: what became of their rows is printed as JSON."""
    context.with_resource(long_running())


@bring_in.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--as", "account", help="Who acts; the operator unless named.")
@with_appcontext
def laws(directory: Path, account: str | None) -> None:
    """Load laws.json and articles.jsonl of DIRECTORY."""
    viewer = importing.operator(account)
    try:
        with opened(Scope.platform()):
            counts = retrying(lambda: _laws(viewer, directory))
    except Invalid as refused:
        for file, faults in refused.errors.items():
            for fault in faults:
                click.echo(f"{file}: {fault}", err=True)
        raise SystemExit(importing.UNREADABLE) from refused
    click.echo(json.dumps(counts, ensure_ascii=False))


def _laws(viewer: Viewer, directory: Path) -> Imported:
    counts = import_laws(directory)
    platform.note_load(viewer, "reference.import_laws", counts["articles"])
    return counts


@bring_in.command()
@importing.of_file
@click.option("--enterprise", "credit_code", required=True, help="Credit code of the plant.")
@with_appcontext
def risks(credit_code: str, options: importing.Options) -> None:
    """Bring the risk ledger FILE into one plant's register."""
    viewer = importing.acting(options.account)
    with opened(viewer.scope):
        with reading():
            plant, profile = _plant(credit_code), risk_import.grading()
        importing.run_import(
            options,
            importing.Import(
                kind=ImportKind.RISKS,
                viewer=viewer,
                owner=lambda: plant,
                read=lambda content: risk_import.with_held(
                    plant.id, risk_import.read(content, plant.name, profile)
                ),
                land=lambda entries: register.apply_rows(viewer, plant, entries),
            ),
        )


@bring_in.command("enterprises")
@importing.of_file
@with_appcontext
def roster(options: importing.Options) -> None:
    """Bring the enterprise roster FILE into the enterprises."""
    viewer = importing.operator(options.account)
    with opened(viewer.scope):
        importing.run_import(
            options,
            importing.Import(
                kind=ImportKind.ENTERPRISES,
                viewer=viewer,
                owner=platform.platform_organisation,
                read=enterprise_import.read,
                land=lambda entries: take_in(viewer, entries),
            ),
        )


def _plant(credit_code: str) -> Enterprise:
    enterprise_id = enterprises.id_by_credit_code(credit_code)
    if enterprise_id is None:
        raise click.BadParameter(f"no plant with the credit code {credit_code}", param_hint="--enterprise")
    return enterprises.enterprise(enterprise_id)
