"""How a row changes: the lock, the same act twice, a stale page, the guards, the state, one entry; once for all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from types import ModuleType
from typing import Any, Generic, Protocol
from uuid import UUID

from service.core import clock
from service.core.acts.ledger import Act, EntryFacts, is_known, record, repeated
from service.core.acts.problems import Conflict, Problem, _
from service.core.acts.step_up import require_recent_password
from service.core.acts.verbs import Case, DataGuard, Verbs, first_problem
from service.core.db.transactions import db
from service.core.tenancy.viewer import Viewer


@dataclass(frozen=True)
class Entry:
    """What an entry tells besides what its row shows of itself."""

    after: Mapping[str, Any]
    before: Mapping[str, Any] = field(default_factory=dict)


Details = Mapping[str, Any] | Entry
Load = Callable[[Viewer, UUID, UUID | None], Any]
STALE = _("这一页打开后内容已被改动，这次没有生效；请看过现在的内容，需要时再操作一次")


@dataclass(frozen=True)
class Acting(Generic[Case]):
    """Who acts on what, when, and as which act."""

    viewer: Viewer
    case: Case
    act: Act
    now: datetime


class Command(Protocol):
    """A verb as rooms and doors call it; raises the guards' problems, and then nothing is changed."""

    def __call__(
        self, viewer: Viewer, row_id: UUID, data: Any, act: Act, enterprise_id: UUID | None = None
    ) -> Any: ...


Change = Callable[[Acting[Any], Any], Details]
Make = Callable[[Acting[Any], Any], Any]
Then = Callable[[Viewer, Any], Any]


@dataclass(frozen=True)
class Changes:
    """The commands of a table of verbs.

    load       returns the case of a row, locked until the act is over; a bureau names the plant as well
    snapshot   returns what the ledger compares of a row before and after
    stale      what is said to whose page shows an older version
    """

    verbs: Verbs[Any]
    load: Load
    snapshot: Callable[[Any], dict[str, Any]]
    stale: str = STALE

    def __call__(self, verb_id: str, *, then: Then | None = None) -> Callable[[Change], Command]:
        """Make a command of what one verb changes.

        The change sets the row's columns and returns what the ledger should tell besides. `then` goes on from the
        changed row, in the same transaction.
        """

        def command_of(change: Change) -> Command:
            @wraps(change)
            def command(
                viewer: Viewer, row_id: UUID, data: Any, act: Act, enterprise_id: UUID | None = None
            ) -> Any:
                acting = Acting(viewer, self.load(viewer, row_id, enterprise_id), act, clock.now())
                if repeated(
                    acting.case.row.enterprise_id, act, self.verbs.act(verb_id, data), acting.case.row.id
                ):
                    return acting.case.row
                self._refuse(verb_id, acting, data)
                row = self._change(verb_id, change, acting, data)
                return then(viewer, row) if then else row

            self.verbs.commands[verb_id] = command
            return command

        return command_of

    def making(self, verb_id: str, earlier: Callable[[Any, Any], Any]) -> Callable[[Make], Command]:
        """Make a command of a verb that makes another row, which has an entry of its own.

        `earlier` returns what the same form made before, by the case and what was sent, or None.
        """

        def command_of(make: Make) -> Command:
            @wraps(make)
            def command(
                viewer: Viewer, row_id: UUID, data: Any, act: Act, enterprise_id: UUID | None = None
            ) -> Any:
                acting = Acting(viewer, self.load(viewer, row_id, enterprise_id), act, clock.now())
                known = earlier(acting.case, data)
                if known is not None:
                    return known
                self._refuse(verb_id, acting, data)
                row = make(acting, data)
                db.session.flush()
                return row

            self.verbs.commands[verb_id] = command
            return command

        return command_of

    def complete(self, *modules: ModuleType) -> Mapping[str, Command]:
        """Return the command of each verb, written in these modules; raise LookupError for one without."""
        missing = self.verbs.rows.keys() - self.verbs.commands.keys()
        if missing:
            raise LookupError(
                f"no command in {[module.__name__ for module in modules]} for {sorted(missing)}"
            )
        return self.verbs.commands

    def _refuse(self, verb_id: str, acting: Acting[Any], data: Any) -> None:
        self.refuse(verb_id, acting, data)
        verb = self.verbs[verb_id]
        if verb.step_up(acting.case):
            require_recent_password(acting.viewer)
        problem = _weighed(verb.with_data, acting, data)
        if problem:
            raise problem

    def refuse(self, verb_id: str, acting: Acting[Any], data: Any) -> None:
        """Raise why this viewer may not do it now, or that his page is stale."""
        row = acting.case.row
        self.verbs.refuse_step(verb_id, row.state, acting.viewer.roles)
        version = getattr(data, "version", None)
        if version is not None and version != row.version:
            raise Conflict(self.stale)
        problem = self.verbs.problem(verb_id, acting.viewer, acting.case, acting.now)
        problem = problem or _weighed(self.verbs[verb_id].on_part, acting, data)
        if problem:
            raise problem

    def refuse_outsider(self, verb_id: str, viewer: Viewer, case: Any, data: Any, act: Act) -> None:
        """Raise what the command would, before the photos that came with its form are taken in.

        A repeated act is let through: its command gives the same answer.
        """
        if not is_known(case.row.enterprise_id, act):
            self.refuse(verb_id, Acting(viewer, case, act, clock.now()), data)

    def _change(self, verb_id: str, change: Change, acting: Acting[Any], data: Any) -> Any:
        row, viewer, verb = acting.case.row, acting.viewer, self.verbs[verb_id]
        after = self.verbs.after(row.state, verb_id, viewer.roles)
        shown = self.snapshot(row)
        with db.session.no_autoflush:  # half a change need not satisfy the constraints
            details = change(acting, data)
        entry = details if isinstance(details, Entry) else Entry(details)
        row.state = verb.leads(acting.case) or after
        row.version += 1
        now = self.snapshot(row)
        changed = [name for name in now if now[name] != shown[name]]
        facts: EntryFacts = {
            "before": {name: shown[name] for name in changed} | dict(entry.before),
            "after": {name: now[name] for name in changed} | dict(entry.after),
        }
        if verb.audience:
            facts["audience"] = verb.audience
        record(viewer, self.verbs.act(verb_id, data), row, acting.act, **facts)
        db.session.flush()
        return row


def _weighed(guards: Iterable[DataGuard], acting: Acting[Any], data: Any) -> Problem | None:
    return first_problem(guard(acting.viewer, acting.case, data, acting.now) for guard in guards)
