"""Imports that go on behind the page: each call of a job lands one chunk."""

from functools import lru_cache
from uuid import UUID

from service.core.acts import editions
from service.core.acts.actors import who_began
from service.core.db.transactions import db
from service.core.jobs.outbox import CONTINUE, job
from service.core.models import LedgerEntry
from service.core.storage import store
from service.enterprises import commands as enterprises
from service.enterprises.models import Enterprise
from service.exchange import commands, enterprise_import, risk_import
from service.exchange.models import ImportRun
from service.exchange.parsed_files import ParsedFile
from service.exchange.rules import RunState
from service.risks import commands as risks


def run_of(entry: LedgerEntry) -> ImportRun:
    return db.session.get_one(ImportRun, (entry.enterprise_id, entry.object_id), with_for_update=True)


def _is_done(run: ImportRun) -> bool:
    return run.state is RunState.DONE


@job("exchange.land_risks")
def land_risks(entry: LedgerEntry) -> object:
    run, viewer = run_of(entry), who_began(entry)
    if _is_done(run):  # the step after the last: what the walls show has changed
        editions.renew_again(run.enterprise_id)
        return None
    plant = db.session.get_one(Enterprise, (run.enterprise_id, run.enterprise_id))

    def read() -> ParsedFile:
        book = _ledger(run.file_hash, plant.name, risk_import.grading().version)
        opens = run.state is RunState.WAITING  # the step that keeps the findings
        return risk_import.with_held(plant.id, book) if opens else book

    more = commands.advance(run, read, lambda entries: risks.apply_rows(viewer, plant, entries))
    return CONTINUE if more or _is_done(run) else None


@lru_cache(maxsize=1)  # the chunks of one file follow each other
def _ledger(sha256: str, plant_name: str, _version: str) -> ParsedFile:
    with store().open(sha256) as file:
        return risk_import.read(file.read(), plant_name, risk_import.grading())


@job("exchange.land_enterprises", platform=True)
def land_enterprises(entry: LedgerEntry) -> object:
    run, viewer = run_of(entry), who_began(entry)
    more = commands.advance(
        run,
        lambda: _roster(run.id, run.file_hash),
        lambda entries: enterprises.take_in(viewer, entries),
    )
    return CONTINUE if more else None


@lru_cache(maxsize=1)
def _roster(_run: UUID, sha256: str) -> ParsedFile:
    with store().open(sha256) as file:
        return enterprise_import.read(file.read())
