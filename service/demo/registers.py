"""Step two of the world: each plant's ledger comes in as a workbook, and its units get their labels."""

import csv
from functools import partial
from pathlib import Path

from sqlalchemy import select

from service.codes import commands as codes
from service.codes.models import CodeKind
from service.core.db.transactions import db, reading, retrying
from service.core.storage import store
from service.core.tenancy import scope
from service.core.tenancy.viewer import Viewer
from service.demo import cast, names, sheets
from service.demo.people import viewer_of
from service.enterprises.models import Enterprise
from service.exchange import commands, risk_import
from service.exchange.commands import Upload
from service.exchange.models import ImportRun
from service.exchange.rules import ImportKind
from service.risks import queries as risks
from service.risks.commands import apply_rows
from service.risks.models import RiskUnit

MANAGERS = {
    "demo.manager": (cast.HUAAN, "HA-"),
    "demo.cold": (cast.XINYUAN, "XY-"),
    "demo.foundry": (cast.TAIHANG, "TH-"),
}
LEDGERS = (
    Path(__file__).parent / "ledgers.csv"
)  # in the columns plants really keep, with their own L and S (1–5)


def fill() -> None:
    for account, (plant, numbers) in MANAGERS.items():
        viewer = viewer_of(account)
        with scope.opened(viewer.scope):
            bring(viewer, f"{plant.name}风险分级管控清单.xlsx", workbook(plant.name, numbers))
            retrying(partial(_label, viewer))


def workbook(name: str, numbers: str) -> bytes:
    """Return a ledger as a plant keeps it: a title, two rows of heads, and the units whose numbers begin so."""
    with LEDGERS.open(encoding="utf-8", newline="") as file:
        upper, lower, *lines = csv.reader(file)
    own = [line for line in lines if line[1].startswith(numbers)]
    rows = [[int(cell) if cell.isdigit() else cell or None for cell in row] for row in (upper, lower, *own)]
    return sheets.written("风险分级管控清单", [[f"{name}安全风险分级管控清单"], *rows])


def bring(viewer: Viewer, name: str, content: bytes) -> None:
    """Upload a ledger and take its run through all its steps."""
    with reading():
        plant = db.session.get_one(Enterprise, (viewer.organisation_id, viewer.organisation_id))
        profile = risk_import.grading()
    upload = Upload(ImportKind.RISKS, name, store().put(content).sha256)
    act = names.act("import", name)
    run_id = retrying(lambda: commands.begin(viewer, plant, upload, act, attended=True).id)
    book = risk_import.read(content, plant.name, profile)

    def step() -> bool:
        run = db.session.get_one(ImportRun, (plant.enterprise_id, run_id))
        return commands.advance(run, lambda: book, lambda rows: apply_rows(viewer, plant, rows))

    while retrying(step):
        pass


def _label(viewer: Viewer) -> None:
    for unit in db.session.scalars(select(RiskUnit)):
        codes.issue(viewer, CodeKind.UNIT, unit)


def unit_named(viewer: Viewer, name: str) -> RiskUnit:
    assert viewer.organisation_id is not None
    return next(unit for unit in risks.units(viewer.organisation_id) if unit.name == name)
