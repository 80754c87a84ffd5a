from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select

from service.core.db import db
from service.core.problems import NotFound, Said, _
from service.reference.models import Basis, BasisCitation, Law, LawArticle
from service.reference.queries.dates import in_force
from service.reference.rules import CitationRole, Confidence


@dataclass(frozen=True)
class Citation:
    """How a basis is cited on a day, and what the officer should look at before he prints it."""

    violated: tuple[str, ...]
    penalty: tuple[str, ...]
    warnings: tuple[str, ...]


def law(code: str, on: date) -> Law | None:
    """Return the version of a law in force on a day, if the library holds it."""
    return db.session.scalars(select(Law).where(Law.law_code == code, in_force(Law, on))).first()


def article(
    code: str, article: int, paragraph: int = 1, item: int | None = None, *, on: date
) -> LawArticle | None:
    """Return a clause in the version in force on a day; without an item, the paragraph itself."""
    version = law(code, on)
    if version is None:
        return None
    return db.session.get(LawArticle, (code, version.version, article, 0, paragraph, item or 0))


def bases(search: str = "", trade: str = "") -> list[Basis]:
    """Return the bases whose topic, group or code holds every word, for all trades or for this one."""
    words = search.lower().split()
    # Some two hundred rows, read whole: no index would be quicker.
    rows = db.session.scalars(select(Basis).order_by(Basis.code))
    return [row for row in rows if _is_for(row, trade) and all(word in _searched(row) for word in words)]


def _is_for(row: Basis, trade: str) -> bool:
    return not trade or any(one.trade in ("all", trade) for one in row.trades)


def _searched(row: Basis) -> str:
    return f"{row.code} {row.group_name} {row.topic} {row.topic_en}".lower()


def basis(code: str) -> Basis:
    found = db.session.get(Basis, code)
    if found is None:
        raise NotFound
    return found


def citation_label(basis: Basis, on: date) -> Citation:
    """Return the labels of a basis for a finding of a day.

    Warns where a legal officer must look first, and where the library knows that another
    version of a cited law was in force that day.
    """
    warnings = []
    if basis.confidence == Confidence.CHECK:
        warnings.append(Said(_("依据 %(code)s 尚未经法制人员核对"), code=basis.code))
    if basis.review:
        warnings.append(Said(_("依据 %(code)s 须复核：%(reason)s"), code=basis.code, reason=basis.review))
    warnings += [
        Said(_("%(label)s：所引版本在 %(day)s 不施行"), label=clause.label, day=on.isoformat())
        for clause in _out_of_force(basis.citations, on)
    ]
    return Citation(
        _labels(basis, CitationRole.VIOLATED), _labels(basis, CitationRole.PENALTY), tuple(warnings)
    )


def _labels(basis: Basis, role: CitationRole) -> tuple[str, ...]:
    return tuple(clause.label for clause in basis.citations if clause.role == role)


def _out_of_force(clauses: Iterable[BasisCitation], on: date) -> list[BasisCitation]:
    clauses = list(clauses)
    laws = list(db.session.scalars(select(Law).where(Law.law_code.in_({one.law_code for one in clauses}))))
    held = {one.law_code for one in laws}
    valid = {(one.law_code, one.version) for one in laws if _covers(one, on)}
    return [one for one in clauses if one.law_code in held and (one.law_code, one.version) not in valid]


def _covers(version: Law, on: date) -> bool:
    return version.effective_from <= on and (version.effective_to is None or on <= version.effective_to)


def unresolved_citations() -> list[BasisCitation]:
    """Return the clauses of our bases whose law's text is in the library, but not they themselves."""
    names = ("law_code", "version", "article", "paragraph", "item")
    same = and_(*(getattr(LawArticle, name) == getattr(BasisCitation, name) for name in names))
    query = (
        select(BasisCitation)
        .join(Law, and_(Law.law_code == BasisCitation.law_code, Law.version == BasisCitation.version))
        .outerjoin(LawArticle, and_(same, LawArticle.article_sub == 0))
        .where(Law.has_text, LawArticle.law_code.is_(None))
        .order_by(BasisCitation.basis_code, BasisCitation.position)
    )
    return list(db.session.scalars(query))
