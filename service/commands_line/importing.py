"""What every imported workbook shares at the command line: who acts, chunk after chunk, and the JSON at the end."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from service.core.acts.ledger import Act
from service.core.acts.problems import Message, Problem, _
from service.core.db.tables import TenantRow
from service.core.db.transactions import db, reading, retrying
from service.core.db.upserts import Outcome
from service.core.ids import new_id
from service.core.storage import store
from service.core.tenancy.scope import Scope, opened
from service.core.tenancy.viewer import Viewer
from service.exchange import commands
from service.exchange.error_workbook import with_reasons
from service.exchange.findings import Finding, ImportResult, Severity
from service.exchange.models import ImportRun
from service.exchange.parsed_files import ParsedFile
from service.exchange.rules import ImportKind, rows_at_once
from service.exchange.unreadable import UnreadableWorkbook
from service.identity.queries import people, signed_in
from service.identity.rules import MANAGERS, Role

UNREADABLE = 2  # the exit code of an import whose file cannot be taken at all
UNCONFIRMED = 3  # and of one whose title names another company, which nobody confirmed
NOBODY = Viewer(Scope.platform(), roles=frozenset({Role.OPERATOR}))


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    file: Path
    dry_run: bool
    errors: Path | None
    account: str | None
    confirm: bool


@dataclass(frozen=True)
class Import:
    """How a kind of file comes in; `owner` gives a row of whom the run belongs to."""

    kind: ImportKind
    viewer: Viewer
    owner: Callable[[], TenantRow]
    read: Callable[[bytes], ParsedFile]
    land: commands.Land


def of_file(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the FILE and the options of every import, as its `options`."""

    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Tell what would become of the rows, and change nothing.")
    @click.option("--errors", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT.xlsx")
    @click.option("--as", "account", help="Who acts; the operator unless named.")
    @click.option("--confirm", is_flag=True, help="Import although a title names another company.")
    @wraps(command)
    def ordered(file: Path, dry_run: bool, errors: Path | None, **more: Any) -> None:
        options = Options(file, dry_run, errors, more.pop("account"), more.pop("confirm"))
        command(options=options, **more)

    return ordered


def acting(account: str | None) -> Viewer:
    """Return whose hand the command is: the operator's, or that of a named operator or manager."""
    if account is None:
        return NOBODY
    with opened(Scope.auth()), reading():
        person = people.by_account(account.lower())
        viewer = signed_in.membership(person).viewer() if person and not person.left_at else None
    if viewer is None or not viewer.has(*MANAGERS, Role.OPERATOR):
        raise click.BadParameter(f"{account} is no operator and no plant's manager", param_hint="--as")
    return viewer


def operator(account: str | None) -> Viewer:
    """Do as `acting`, for what only an operator may bring in."""
    viewer = acting(account)
    if not viewer.has(Role.OPERATOR):
        raise click.BadParameter(f"{account} is no operator", param_hint="--as")
    return viewer


def run_import(options: Options, coming: Import) -> None:
    """Bring a file in, print what became of it, and write the error workbook where one is asked for."""
    content = options.file.read_bytes()
    try:
        with reading():
            book = coming.read(content)
    except UnreadableWorkbook as refused:
        _refuse(refused)
    _echo(book)
    if book.others and not (options.confirm or options.dry_run):
        _stop(book)
    outcomes = (
        dry_run(book, coming) if options.dry_run else import_in_chunks(options.file, content, book, coming)
    )
    if options.errors:
        options.errors.write_bytes(with_reasons(content, book.findings, book.header_rows))
    result = book.result()
    result.created, result.updated, result.unchanged = (outcomes[outcome] for outcome in Outcome)
    click.echo(result.as_json())


def _refuse(refused: Problem) -> NoReturn:
    finding = Finding("", 0, refused.code, Severity.ERROR, "", refused.detail)  # type: ignore[arg-type]
    click.echo(refused.detail, err=True)
    click.echo(ImportResult(findings=[finding]).as_json())
    raise SystemExit(UNREADABLE) from refused


def _echo(book: ParsedFile) -> None:
    """Name what the file leaves open before anything lands."""
    for note in book.notes:
        click.echo(note, err=True)
    for sheet in book.titles:
        if sheet.unknown:
            sentence = _("工作表“%(sheet)s”里这些列不认识，将不导入：%(titles)s")
            click.echo(Message(sentence, sheet=sheet.sheet, titles=list(sheet.unknown)), err=True)


def _stop(book: ParsedFile) -> NoReturn:
    click.echo(_("什么都没有导入。确实要导入到这家企业，请加上 --confirm 再试一次。"), err=True)
    findings = [Finding("", 0, "OTHER_COMPANY", Severity.ERROR, "", note) for note in book.others]
    click.echo(ImportResult(findings=findings).as_json())
    raise SystemExit(UNCONFIRMED)


class _Rehearsed(Exception):
    """Raised at the end of a dry run, so that its transaction is given up."""


def dry_run(book: ParsedFile, coming: Import) -> Counter[Outcome]:
    """Land everything in one transaction and give it up; return what would have become of the rows."""
    outcomes: Counter[Outcome] = Counter()

    def act() -> None:
        outcomes.clear()
        step = rows_at_once(coming.kind)
        for start in range(0, len(book.entries), step):
            outcomes.update(coming.land(book.entries[start : start + step]))
            _tell(start + step, len(book.entries))
        raise _Rehearsed

    with suppress(_Rehearsed):
        retrying(act)
    return outcomes


def import_in_chunks(file: Path, content: bytes, book: ParsedFile, coming: Import) -> Counter[Outcome]:
    """Take a run of the import through all its steps, each kept by itself."""
    upload = commands.Upload(coming.kind, file.name, store().put(content).sha256)
    act = Act(new_id())
    begun = retrying(lambda: commands.begin(coming.viewer, coming.owner(), upload, act, attended=True))

    def step() -> tuple[bool, ImportRun]:
        run = db.session.get_one(ImportRun, (begun.enterprise_id, begun.id), with_for_update=True)
        return commands.advance(run, lambda: book, coming.land), run

    more = True
    while more:
        more, run = retrying(step)
        _tell(run.settled, run.rows)
    return Counter(
        {Outcome.CREATED: run.created, Outcome.UPDATED: run.updated, Outcome.UNCHANGED: run.unchanged}
    )


def _tell(settled: int, rows: int) -> None:
    click.echo(f"{min(settled, rows)}/{rows}", err=True)
