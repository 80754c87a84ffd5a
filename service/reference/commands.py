"""Bring reference data into the tables: the shipped files, and an operator's library of laws.

Both run under the platform's scope and may be repeated; nothing that a stored row names is deleted.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import delete, inspect, select

from service.core import clock
from service.core.db import Base, db
from service.core.guard import scoped
from service.core.upserts import inserting
from service.reference import law_library, queries, shipped
from service.reference.models import BasisCitation, BasisTrade, DataEdition, Law, LawArticle

Row = dict[str, Any]
CHUNK = 1000  # rows a round trip
WHOLE = (BasisTrade, BasisCitation)  # nothing points at their rows: a new edition replaces them


def load_reference() -> dict[str, int]:
    """Load each shipped file whose edition is not in the tables yet; return its rows by file name."""
    stored = {edition.name: edition.sha256 for edition in db.session.scalars(select(DataEdition))}
    return {name: _load(name) for name in shipped.READERS if stored.get(name) != shipped.digest(name)}


def _load(name: str) -> int:
    tables = shipped.read(name)
    for model, rows in tables:
        if model in WHOLE:
            db.session.execute(delete(model))
        put_all(model, rows)
    edition = {"name": name, "sha256": shipped.digest(name), "loaded_at": clock.now()}
    put_all(DataEdition, [edition])
    return sum(len(rows) for _model, rows in tables)


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
        here = stored.get(version)
        laws[_fate(here, row)] += 1
        if here is None or here.content_sha256 != row["content_sha256"]:
            articles += _replace_articles(version, library.articles[version], row)
        else:
            articles["unchanged"] += len(library.articles[version])
            put_all(Law, [row])
    db.session.expire_all()
    return {
        "laws": _counts(laws),
        "articles": _counts(articles),
        "unresolved": [clause.label for clause in queries.unresolved_citations()],
    }


def _replace_articles(version: tuple[str, str], rows: list[Row], law: Row) -> Counter[str]:
    of_version = (LawArticle.law_code == version[0]) & (LawArticle.version == version[1])
    before = {_key(row): row.text for row in db.session.scalars(select(LawArticle).where(of_version))}
    db.session.execute(delete(LawArticle).where(of_version), execution_options={"synchronize_session": False})
    put_all(Law, [law])
    put_all(LawArticle, rows)
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


def put_all(model: type[Base], rows: Sequence[Row]) -> None:
    """Insert rows, or set their columns where the key is there. All rows have the same columns."""
    keys = [column.name for column in inspect(model).primary_key]
    statement = inserting(model)
    values = {name: statement.excluded[name] for name in rows[0] if name not in keys} if rows else {}
    if values:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=values)
    else:
        statement = statement.on_conflict_do_nothing()
    for start in range(0, len(rows), CHUNK):
        db.session.execute(scoped(statement, "reference data"), list(rows[start : start + CHUNK]))
