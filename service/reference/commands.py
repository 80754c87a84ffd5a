"""Bring reference data into the tables: the shipped files, an operator's library of laws, his word on the calendar.

All run under the platform's scope and may be repeated; nothing that a stored row names is deleted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import delete, inspect, select

from service.core import clock
from service.core.acts.ledger import Act, record, repeated
from service.core.acts.problems import Conflict, Invalid, _
from service.core.db.tables import Base, TenantRow
from service.core.db.transactions import db
from service.core.db.upserts import inserting
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
from service.reference.working_days import DayKind, is_weekend

Row = dict[str, Any]
DAY_FACTS = ("day", "kind", "name", "source")
CHUNK = 1000  # rows a round trip
WHOLE = (BasisTrade, BasisCitation)  # nothing points at their rows: a new edition replaces them


def load_reference() -> dict[str, int]:
    """Load each shipped file whose edition is not in the tables yet; return its rows by file name."""
    stored = {edition.name: edition.sha256 for edition in db.session.scalars(select(DataEdition))}
    return {name: _load(name) for name in shipped.READERS if stored.get(name) != shipped.digest(name)}


def _load(name: str) -> int:
    tables = [(model, _unless_set(model, rows)) for model, rows in shipped.read(name)]
    for model, rows in tables:
        if model in WHOLE:
            db.session.execute(delete(model))
        upsert_many(model, rows)
    edition = {"name": name, "sha256": shipped.digest(name), "loaded_at": clock.now()}
    upsert_many(DataEdition, [edition])
    return sum(len(rows) for _model, rows in tables)


def _unless_set(model: type[Base], rows: list[Row]) -> list[Row]:
    """Leave out what the operator has set of the calendar: an upgrade does not undo his word."""
    if model not in (CalendarDay, CalendarYear):
        return rows
    years = set(db.session.scalars(select(CalendarYear.year).where(CalendarYear.version > 0)))
    days = set(db.session.scalars(select(CalendarDay.day).where(CalendarDay.version > 0)))
    if model is CalendarYear:
        return [row for row in rows if row["year"] not in years]
    return [row for row in rows if row["day"] not in days and row["day"].year not in years]


def set_day(viewer: Viewer, home: TenantRow, facts: Mapping[str, Any], act: Act) -> None:
    """Say what one day is. The calendar is nobody's: its entries stand with `home`, who runs the platform.

    facts: day, kind, name, source, and the version of the day on the page he acted on.
    """
    verb = "calendar.set_day"
    if repeated(home.enterprise_id, act, verb, home.id):
        return
    if facts["kind"] is DayKind.MAKEUP and not is_weekend(facts["day"]):
        raise Invalid.at("kind", _("%(day)s 是周一至周五，本来上班"), day=facts["day"].isoformat())
    stored = rulebook.calendar_day(facts["day"])
    before = _told(stored) if stored else None
    row = {name: facts[name] for name in DAY_FACTS} | {"version": facts["version"] + 1}
    if not _put_day(row, facts["version"], is_new=stored is None):
        raise Conflict(_("这一页打开后内容已被改动，这次没有生效；请看过现在的内容，需要时再操作一次"))
    record(viewer, verb, home, act, before=before, after=row)


def _put_day(row: Row, seen: int, *, is_new: bool) -> bool:
    """Store a day as it was seen by who sets it; false where it is another by now."""
    if is_new and seen:
        return False
    statement = inserting(CalendarDay).values(row)
    statement = statement.on_conflict_do_update(
        index_elements=["day"], set_=row, where=CalendarDay.version == seen
    )
    stored = db.session.scalar(bypass_scope(statement.returning(CalendarDay.version), "reference data"))
    return stored is not None


def set_year(viewer: Viewer, home: TenantRow, facts: Mapping[str, Any], act: Act) -> None:
    """Give a year its official list: it takes the place of all that was known of its days.

    facts: year, source, days, of which each is day, kind and name, and seen, the mark of the days that he was
    shown. Raises Conflict where there are others by now.
    """
    verb, year, own = "calendar.set_year", facts["year"], {"source": facts["source"]}
    if repeated(home.enterprise_id, act, verb, home.id):
        return
    known = db.session.get(CalendarYear, year)
    version = (known.version if known else 0) + 1
    upsert_many(
        CalendarYear, [{"year": year, "version": version} | own]
    )  # first: another who sets it waits here
    before = _clear(year)
    if before and year_list.mark(before) != facts["seen"]:
        raise Conflict(_("%(year)s 年的清单与打开页面时不同，请重新打开这一年，看过再保存"), year=year)
    versions = {row.day: row.version for row in before}
    rows = [row | own | {"version": versions.get(row["day"], 0) + 1} for row in facts["days"]]
    upsert_many(CalendarDay, rows)
    was = {"days": {row.day.isoformat(): row.kind for row in before}}
    days = {row["day"].isoformat(): row["kind"] for row in rows}
    record(viewer, verb, home, act, before=was, after={"year": year, "version": version, "days": days} | own)


def _clear(year: int) -> list[CalendarDay]:
    """Delete a year's days and return them: of two who set one at this moment, the other waits or is seen."""
    within = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    cleared = delete(CalendarDay).where(within).returning(CalendarDay)
    days = db.session.scalars(cleared, execution_options={"synchronize_session": False})
    return sorted(days, key=lambda row: row.day)


def _told(day: CalendarDay) -> Row:
    return {name: getattr(day, name) for name in (*DAY_FACTS, "version")}


def import_laws(directory: Path) -> dict[str, Any]:
    """Load laws.json and articles.jsonl of a directory; repeating it changes nothing.

    Returns what became of laws and articles, and the clauses of our bases that the library should
    hold and does not. Raises Invalid where the library cannot be trusted as it is.
    """
    library = law_library.read(directory)
    stored = {(law.law_code, law.version): law for law in db.session.scalars(select(Law))}
    laws: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    for version, row in library.laws.items():
        law = stored.get(version)
        laws[_fate(law, row)] += 1
        if law is None or law.content_sha256 != row["content_sha256"]:
            articles += _replace_articles(version, library.articles[version], row)
        else:
            articles["unchanged"] += len(library.articles[version])
            upsert_many(Law, [row])
    db.session.expire_all()
    return {
        "laws": _counts(laws),
        "articles": _counts(articles),
        "unresolved": [clause.label for clause in law_queries.unresolved_citations()],
    }


def _replace_articles(version: tuple[str, str], rows: list[Row], law: Row) -> Counter[str]:
    of_version = (LawArticle.law_code == version[0]) & (LawArticle.version == version[1])
    before = {_key(row): row.text for row in db.session.scalars(select(LawArticle).where(of_version))}
    db.session.execute(delete(LawArticle).where(of_version), execution_options={"synchronize_session": False})
    upsert_many(Law, [law])
    upsert_many(LawArticle, rows)
    after = {_key(LawArticle(**row)): row["text"] for row in rows}
    fates = Counter("removed" for key in before if key not in after)
    for key, text in after.items():
        fates["created" if key not in before else "unchanged" if before[key] == text else "updated"] += 1
    return fates


def _key(row: LawArticle) -> tuple[int, ...]:
    return row.article, row.article_sub, row.paragraph, row.item


def _fate(law: Law | None, row: Row) -> str:
    if law is None:
        return "created"
    return "unchanged" if all(getattr(law, name) == value for name, value in row.items()) else "updated"


def _counts(fates: Counter[str]) -> dict[str, int]:
    return {name: fates[name] for name in ("created", "updated", "unchanged", "removed")}


def upsert_many(model: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows, or set their columns where the key is there. All rows have the same columns."""
    keys = [column.name for column in inspect(model).primary_key]
    statement = inserting(model)
    values = {name: statement.excluded[name] for name in rows[0] if name not in keys} if rows else {}
    if values:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=values)
    else:
        statement = statement.on_conflict_do_nothing()
    for start in range(0, len(rows), CHUNK):
        db.session.execute(bypass_scope(statement, "reference data"), list(rows[start : start + CHUNK]))
