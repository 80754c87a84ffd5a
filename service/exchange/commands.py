"""An import run: begun by an upload, taken in by chunks, each in a transaction of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from service.core import clock
from service.core.acts.contents import values_of
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, NotAllowed, WrongState, _
from service.core.db.tables import TenantRow, tenancy_of
from service.core.db.transactions import db
from service.core.db.upserts import Outcome, insert_if_absent
from service.core.ids import new_id
from service.core.tenancy.viewer import Viewer
from service.exchange import queries
from service.exchange.findings import causes_of
from service.exchange.models import ImportFinding, ImportRun
from service.exchange.parsed_files import ParsedFile
from service.exchange.rules import ImportKind, RunState, kept, rows_at_once
from service.exchange.unreadable import UnreadableWorkbook
from service.identity.rules import MANAGERS, Role

Land = Callable[[Sequence[Any]], Sequence[Outcome]]


@dataclass(frozen=True)
class Upload:
    """A file that the storage already keeps."""

    kind: ImportKind
    name: str
    sha256: str


def begin(viewer: Viewer, owner: TenantRow, upload: Upload, act: Act, *, attended: bool = False) -> ImportRun:
    """Begin a run; its id is the act's, so that a repeated upload is the same run.

    owner      any row of whom the run belongs to: the plant, or the operator's organisation
    attended   whoever calls takes the run through its steps, also one of the same file that was cut off;
               else a job does. He also answers for what a file leaves open
    """
    if not viewer.has(*MANAGERS, Role.OPERATOR):
        raise NotAllowed(_("只有安全管理员或主要负责人可以导入；需要时请找本单位的安全管理员"))
    known = db.session.get(ImportRun, (owner.enterprise_id, act.id))
    if known:
        if known.file_hash != upload.sha256:
            raise Conflict(_("这个表单已经上传过另一个文件，请重新打开导入页面"))
        return known
    cut_off = queries.open_run(owner.enterprise_id, upload.kind, upload.sha256) if attended else None
    if cut_off:
        _confirm(viewer, cut_off)
        return cut_off
    run = ImportRun.child_of(
        owner,
        id=act.id,
        kind=upload.kind,
        file_name=upload.name,
        file_hash=upload.sha256,
        started_at=clock.now(),
        state=RunState.WAITING,
    )
    if attended:
        _confirm(viewer, run)
    db.session.add(run)
    verb = "import.attended" if attended else f"import.{upload.kind}"
    record(viewer, verb, run, act, after={"kind": upload.kind, "file": upload.name, "hash": upload.sha256})
    return run


def confirm(viewer: Viewer, run: ImportRun, act: Act, *, other_company: bool) -> None:
    """Let a run land that asked: columns that are not known stay out.

    other_company  whoever confirms says that a title naming another company does not matter
    """
    verb = f"import.confirm_{run.kind}"
    db.session.refresh(run, with_for_update=True)
    if repeated(run.enterprise_id, act, verb, run.id):
        return
    _must_ask(run)
    if run.notes and not other_company:
        raise Invalid.at("other_company", _("标题是别的企业：确认仍要导入到本企业，请勾选；否则换一个文件"))
    run.state = RunState.WAITING
    _confirm(viewer, run)
    unknown = [title for sheet in run.titles for title in sheet["unknown"]]
    record(
        viewer,
        verb,
        run,
        act,
        after={"file": run.file_name, "left_out": unknown, "other_company": bool(run.notes)},
    )


def decline(viewer: Viewer, run: ImportRun, act: Act) -> None:
    """Give a run up that asked: nothing of it landed."""
    db.session.refresh(run, with_for_update=True)
    if repeated(run.enterprise_id, act, "import.decline", run.id):
        return
    _must_ask(run)
    run.state, run.ended_at = RunState.DECLINED, clock.now()
    record(viewer, "import.decline", run, act, after={"file": run.file_name})


def _must_ask(run: ImportRun) -> None:
    if run.state is not RunState.ASKING:
        raise WrongState(_("这次导入已不在等待确认，请看它现在的进展"))


def _confirm(viewer: Viewer, run: ImportRun) -> None:
    if run.confirmed_at is None:
        run.confirmed_at, run.confirmed_by = clock.now(), viewer.person_id


def advance(run: ImportRun, read: Callable[[], ParsedFile], land: Land) -> bool:
    """Take one step: read the file, then land chunk after chunk; return whether there is more.

    Where the file leaves something open that nobody has confirmed, the step asks, and there is no more until then.
    Each step is a transaction of its own; a run that was cut off goes on from its last step.
    """
    if not run.state.moves:
        return False
    try:
        book = read()
    except UnreadableWorkbook as refused:
        run.state, run.refusal, run.ended_at = RunState.REFUSED, kept(refused.detail), clock.now()
        return False
    if run.state is RunState.WAITING and book.asks and run.confirmed_at is None:
        _ask(run, book)
        return False
    if run.state is RunState.WAITING:
        _open(run, book)
    else:
        _land_chunk(run, book, land)
    if run.settled == run.rows:
        run.state, run.ended_at = RunState.DONE, clock.now()
    return not run.state.is_over


def _ask(run: ImportRun, book: ParsedFile) -> None:
    run.state, run.rows = RunState.ASKING, book.rows
    run.titles, run.notes = [asdict(sheet) for sheet in book.titles], [kept(note) for note in book.notes]


def _open(run: ImportRun, book: ParsedFile) -> None:
    result = book.result()
    run.state = RunState.RUNNING
    run.rows, run.rejected, run.warnings = result.rows, result.rejected, result.warnings
    run.settled = run.rejected
    run.header_rows, run.notes = dict(book.header_rows), [kept(note) for note in book.notes]
    run.titles = [asdict(sheet) for sheet in book.titles]
    causes = causes_of(book.findings)
    rows = [
        {
            **tenancy_of(run),
            "id": new_id(),
            "run_id": run.id,
            "position": position,
            **values_of(finding, ("sheet", "row", "code", "severity", "field")),
            "said": kept(finding.message),
            "about": book.about.get(finding.place, ""),
            "cause": causes[finding.place][0],
            "nth": causes[finding.place][1],
        }
        for position, finding in enumerate(book.findings)
    ]
    db.session.flush()
    insert_if_absent(ImportFinding, rows)


def _land_chunk(run: ImportRun, book: ParsedFile, land: Land) -> None:
    start = run.settled - run.rejected
    chunk = book.entries[start : start + rows_at_once(run.kind)]
    counts = Counter(land(chunk))
    run.created += counts[Outcome.CREATED]
    run.updated += counts[Outcome.UPDATED]
    run.unchanged += counts[Outcome.UNCHANGED]
    run.settled += len(chunk)
