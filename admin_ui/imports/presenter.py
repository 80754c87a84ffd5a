"""What the page of a run shows: how far it is, what it asks, and which rows to look at."""

from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from service.core.db.paging import Page
from service.exchange import queries
from service.exchange.findings import Severity
from service.exchange.models import ImportFinding, ImportRun
from service.exchange.queries import Cause
from service.exchange.rules import said
from service.exchange.wording import CODE_WORDS
from service.web.language import translate


@dataclass(frozen=True)
class RunLinks:
    """Where the pages of a run stand, and where its rows are seen once they have landed."""

    layout: str
    rows: str
    rows_word: str
    run_id: UUID
    enterprise: UUID | None = None  # whose run it is; none: the operator's

    @property
    def upload(self) -> str:
        return url_for(".new", enterprise=self.enterprise)

    def of_run(self, name: str = "run") -> str:
        return url_for(f".{name}", run_id=self.run_id, enterprise=self.enterprise)


@dataclass(frozen=True)
class RunPage:
    code: str  # of the findings that are shown; empty: all
    counts: list[tuple[str, Severity, int]]
    causes: Page[Cause]
    notes: list[str]  # about the file as a whole
    refusal: str

    @staticmethod
    def word(code: str) -> str:
        return translate(CODE_WORDS.get(code, code))

    @staticmethod
    def sentence(finding: ImportFinding) -> str:
        return translate(said(finding.said))


def page_of(run: ImportRun, code: str, after: str | None) -> RunPage:
    return RunPage(
        code=code,
        counts=queries.finding_counts(run),
        causes=queries.causes_page(run, code, after),
        notes=[translate(said(note)) for note in run.notes],
        refusal=translate(said(run.refusal)) if run.refusal else "",
    )
