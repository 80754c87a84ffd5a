"""Bring reference data into the tables: the shipped files, an operator's library of laws, his word on the calendar.

All run under the platform's scope and may be repeated; nothing that a stored row names is deleted.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypedDict

from sqlalchemy import delete, select

from service.core import clock
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, _
from service.core.db.tables import Base, TenantRow, columns_of
from service.core.db.transactions import db
from service.core.db.upserts import inserting, upsert
from service.core.tenancy.session_guard import bypass_scope
from service.core.tenancy.viewer import Viewer
from service.reference import law_library, shipped, year_list
from service.reference.models import (
    BasisCitation,
    BasisTrade,
    CalendarDay,
    CalendarYear,
    DataEdition,
    Law,
    LawArticle,
)
from service.reference.queries import laws as law_queries
from service.reference.queries import rulebook
from service.reference.schemas import DayForm, YearForm
from service.reference.working_days import DayKind, is_weekend
from service.reference.year_list import ListedDay

WHOLE = (BasisTrade, BasisCitation)  # nothing points at their rows: a new edition replaces them


class Imported(TypedDict):
    """What became of a library: how many laws and articles by their fate, and which clauses of our bases it lacks."""

    laws: dict[str, int]
    articles: dict[str, int]
    unresolved: list[str]


def load_reference() -> dict[str, int]:
    """Load each shipped file whose edition is not in the tables yet; return its rows by file name."""
    stored = {edition.name: edition.sha256 for edition in db.session.scalars(select(DataEdition))}
    return {name: _load(name) for name in shipped.READERS if stored.get(name) != shipped.digest(name)}


def _load(name: str) -> int:
    tables = [_unless_set(rows) for rows in shipped.read(name)]
    for rows in tables:
        if rows and isinstance(rows[0], WHOLE):
            db.session.execute(delete(type(rows[0])))
        upsert(rows)
    upsert([DataEdition(name=name, sha256=shipped.digest(name), loaded_at=clock.now())])
    return sum(map(len, tables))


def _unless_set(rows: Sequence[Base]) -> list[Base]:
    """Leave out what the operator has set of the calendar: an upgrade does not undo his word."""
    years = set(db.session.scalars(select(CalendarYear.year).where(CalendarYear.version > 0)))
    days = set(db.session.scalars(select(CalendarDay.day).where(CalendarDay.version > 0)))
    return [
        row
        for row in rows
        if not (isinstance(row, CalendarYear) and row.year in years)
        if not (isinstance(row, CalendarDay) and (row.day in days or row.day.year in years))
    ]


def set_day(viewer: Viewer, home: TenantRow, data: DayForm, act: Act) -> None:
    """Say what one day is. The calendar is nobody's: its entries stand with `home`, who runs the platform."""
    verb = "calendar.set_day"
    if repeated(home.enterprise_id, act, verb, home.id):
        return
    if data.kind is DayKind.MAKEUP and not is_weekend(data.day):
        raise Invalid.at("kind", _("%(day)s 是周一至周五，本来上班"), day=data.day.isoformat())
    stored = rulebook.calendar_day(data.day)
    before = columns_of(stored) if stored else None
    version = data.version + 1
    row = CalendarDay(day=data.day, kind=data.kind, name=data.name, source=data.source, version=version)
    if not _put_day(row, data.version, is_new=stored is None):
        raise Conflict(_("这一页打开后内容已被改动，这次没有生效；请看过现在的内容，需要时再操作一次"))
    record(viewer, verb, home, act, before=before, after=columns_of(row))


def _put_day(row: CalendarDay, seen: int, *, is_new: bool) -> bool:
    """Store a day as it was seen by who sets it; false where it is another by now."""
    if is_new and seen:
        return False
    values = columns_of(row)
    statement = inserting(CalendarDay).values(values)
    statement = statement.on_conflict_do_update(
        index_elements=["day"], set_=values, where=CalendarDay.version == seen
    )
    stored = db.session.scalar(bypass_scope(statement.returning(CalendarDay.version), "reference data"))
    return stored is not None


def set_year(viewer: Viewer, home: TenantRow, data: YearForm, days: list[ListedDay], act: Act) -> None:
    """Give a year its official list, `days`: it takes the place of all that was known of its days.

    Raises Conflict where there are others by now than those whose mark is `data.seen`.
    """
    verb, year, own = "calendar.set_year", data.year, {"source": data.source}
    if repeated(home.enterprise_id, act, verb, home.id):
        return
    known = db.session.get(CalendarYear, year)
    version = (known.version if known else 0) + 1
    # first: another who sets it waits here
    upsert([CalendarYear(year=year, version=version, **own)])
    before = _clear(year)
    if before and year_list.mark(before) != data.seen:
        raise Conflict(_("%(year)s 年的清单与打开页面时不同，请重新打开这一年，看过再保存"), year=year)
    versions = {row.day: row.version for row in before}
    upsert([CalendarDay(**day._asdict(), version=versions.get(day.day, 0) + 1, **own) for day in days])
    was = {"days": {row.day.isoformat(): row.kind for row in before}}
    now = {day.day.isoformat(): day.kind for day in days}
    record(viewer, verb, home, act, before=was, after={"year": year, "version": version, "days": now} | own)


def _clear(year: int) -> list[CalendarDay]:
    """Delete a year's days and return them: of two who set one at this moment, the other waits or is seen."""
    within = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    cleared = delete(CalendarDay).where(within).returning(CalendarDay)
    days = db.session.scalars(cleared, execution_options={"synchronize_session": False})
    return sorted(days, key=lambda row: row.day)


def import_laws(directory: Path) -> Imported:
    """Load laws.json and articles.jsonl of a directory; repeating it changes nothing.

    Raises Invalid where the library cannot be trusted as it is.
    """
    library = law_library.read(directory)
    stored = {(law.law_code, law.version): law for law in db.session.scalars(select(Law))}
    laws: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    for version, row in library.laws.items():
        law = stored.get(version)
        laws[_fate(law, row)] += 1
        if law is None or law.content_sha256 != row.content_sha256:
            articles += _replace_articles(version, library.articles[version], row)
        else:
            articles["unchanged"] += len(library.articles[version])
            upsert([row])
    db.session.expire_all()
    return {
        "laws": _counts(laws),
        "articles": _counts(articles),
        "unresolved": [clause.label for clause in law_queries.unresolved_citations()],
    }


def _replace_articles(version: tuple[str, str], rows: list[LawArticle], law: Law) -> Counter[str]:
    of_version = (LawArticle.law_code == version[0]) & (LawArticle.version == version[1])
    before = {_key(row): row.text for row in db.session.scalars(select(LawArticle).where(of_version))}
    db.session.execute(delete(LawArticle).where(of_version), execution_options={"synchronize_session": False})
    upsert([law])
    upsert(rows)
    after = {_key(row): row.text for row in rows}
    fates = Counter("removed" for key in before if key not in after)
    for key, text in after.items():
        fates["created" if key not in before else "unchanged" if before[key] == text else "updated"] += 1
    return fates


def _key(row: LawArticle) -> tuple[int, ...]:
    return row.article, row.article_sub, row.paragraph, row.item


def _fate(law: Law | None, row: Law) -> str:
    if law is None:
        return "created"
    return "unchanged" if columns_of(law) == columns_of(row) else "updated"


def _counts(fates: Counter[str]) -> dict[str, int]:
    return {name: fates[name] for name in ("created", "updated", "unchanged", "removed")}
