"""A plant moves to another district or sector: what no page does, for it takes the login that owns the tables."""

import click
from flask import current_app
from flask.cli import with_appcontext

from service.commands_line import importing
from service.core.db.transactions import reading
from service.core.tenancy import rescoping
from service.core.tenancy.scope import Scope, opened
from service.enterprises import queries as enterprises
from service.enterprises.models import Enterprise
from service.reference.queries import areas
from service.reference.rules import Sector


@click.command()
@click.argument("credit_code")
@click.option("--area", help="The county's code, six digits; as it is unless named.")
@click.option("--sector", type=click.Choice([*Sector]), help="As it is unless named.")
@click.option("--as", "account", help="Which operator acts; nobody by name unless given.")
@with_appcontext
def rescope(credit_code: str, area: str | None, sector: str | None, account: str | None) -> None:
    """Move the plant of CREDIT_CODE, with every row of it, to another area or sector; repeatable."""
    viewer = importing.operator(account)
    with opened(Scope.platform()), reading():
        plant = _plant(credit_code)
        wanted = area or plant.area_code, sector or plant.sector
        if areas.area(wanted[0]) is None:
            raise click.BadParameter(f"{wanted[0]} is no area", param_hint="--area")
    changed = rescoping.rescope(current_app.config["SETTINGS"].owner_url, viewer, plant.id, *wanted)
    for name, count in changed.items():
        click.echo(f"{name}: {count}")
    click.echo(f"{plant.name}: {' '.join(wanted)}")


def _plant(credit_code: str) -> Enterprise:
    plant_id = enterprises.id_by_credit_code(credit_code)
    if plant_id is None:
        raise click.BadParameter(f"no plant has the credit code {credit_code}", param_hint="CREDIT_CODE")
    return enterprises.enterprise(plant_id)
