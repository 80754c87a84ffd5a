from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import and_, select, tuple_

from service.core.acts.problems import Message, _
from service.core.db.transactions import db
from service.reference.models import Basis, BasisCitation, Law, LawArticle
from service.reference.queries.dates import is_in_force
from service.reference.rules import CitationRole, Confidence

Version = tuple[str, str]  # law and version
PLACE = ("law_code", "version", "article", "paragraph", "item")  # what names a clause


@dataclass(frozen=True)
class Clause:
    """A clause in one version of its law, as a finding keeps it and a document prints its label."""

    law_code: str
    version: str
    article: int
    paragraph: int
    item: int  # 0: the paragraph itself
    label: str

    @property
    def place(self) -> tuple[str | int, ...]:
        return tuple(getattr(self, name) for name in PLACE)


@dataclass(frozen=True)
class Citation:
    """How a basis is cited on a day, and what the officer should look at before he prints it."""

    violated: tuple[Clause, ...]
    penalty: tuple[Clause, ...]
    warnings: tuple[str, ...]
    in_force: bool  # else what is violated has no cited version of that day


def clause_texts(clauses: Collection[Clause]) -> dict[Clause, str]:
    """Return what clauses say in their versions; those that the library does not hold are left out."""
    columns = [getattr(LawArticle, name) for name in PLACE]
    places = tuple_(*columns).in_({clause.place for clause in clauses})
    query = select(LawArticle.text, *columns).where(LawArticle.article_sub == 0, places)
    texts = {tuple(row[1:]): row[0] for row in db.session.execute(query)}
    return {clause: texts[clause.place] for clause in clauses if clause.place in texts}


def bases(search: str = "", trade: str = "") -> list[Basis]:
    """Return the bases whose topic, group or code holds every word, for all trades or for this one."""
    words = search.lower().split()
    # Some two hundred rows, read whole: no index would be quicker.
    rows = db.session.scalars(select(Basis).order_by(Basis.code))
    return [row for row in rows if _is_for(row, trade) and all(word in _searched(row) for word in words)]


def _is_for(row: Basis, trade: str) -> bool:
    return not trade or any(listed.trade in ("all", trade) for listed in row.trades)


def _searched(row: Basis) -> str:
    return f"{row.code} {row.group_name} {row.topic} {row.topic_en}".lower()


def bases_by_code(codes: Collection[str]) -> dict[str, Basis]:
    return {row.code: row for row in db.session.scalars(select(Basis).where(Basis.code.in_(codes)))}


def citation(basis: Basis, on: date) -> Citation:
    """Return the clauses of a basis for a finding of a day: of each law, those of the version of that day.

    Warns where a legal officer must look first, and where none of the cited versions was in force that day;
    then the latest of them is cited.
    """
    return citations([(basis, on)])[0]


def citations(wanted: Sequence[tuple[Basis, date]]) -> list[Citation]:
    """Do as `citation` for several findings, and read their laws once."""
    codes = {clause.law_code for basis, _on in wanted for clause in basis.citations}
    laws = list(db.session.scalars(select(Law).where(Law.law_code.in_(codes))))
    return [_citation(basis, on, laws) for basis, on in wanted]


def _citation(basis: Basis, on: date, laws: Sequence[Law]) -> Citation:
    warnings = []
    if basis.confidence == Confidence.CHECK:
        warnings.append(Message(_("依据 %(code)s 尚未经法制人员核对"), code=basis.code))
    if basis.review:
        warnings.append(Message(_("依据 %(code)s 须复核：%(reason)s"), code=basis.code, reason=basis.review))
    valid = _valid(basis.citations, on, laws)
    chosen = _of_the_day(basis.citations, valid)
    lapsed = [clause for clause in chosen if (clause.law_code, clause.version) not in valid]
    warnings += [
        Message(_("%(label)s：所引版本在 %(day)s 不施行"), label=clause.label, day=on.isoformat())
        for clause in lapsed
    ]
    violated, penalty = (_clauses(chosen, role) for role in (CitationRole.VIOLATED, CitationRole.PENALTY))
    of_the_day = not any(clause.role == CitationRole.VIOLATED for clause in lapsed)
    return Citation(violated, penalty, tuple(warnings), of_the_day)


def _of_the_day(cited: Iterable[BasisCitation], valid: set[Version]) -> list[BasisCitation]:
    best: dict[tuple[CitationRole, str], str] = {}
    for clause in sorted(
        cited, key=lambda clause: ((clause.law_code, clause.version) in valid, clause.version)
    ):
        best[clause.role, clause.law_code] = clause.version
    return [clause for clause in cited if best[clause.role, clause.law_code] == clause.version]


def _valid(cited: Iterable[BasisCitation], on: date, laws: Sequence[Law]) -> set[Version]:
    """Return which of the cited versions may be in force on a day: of a law that is not held, those begun by then."""
    codes = {law.law_code for law in laws}
    valid = {(law.law_code, law.version) for law in laws if is_in_force(law, on)}
    # A version is named by its first day.
    return valid | {
        (clause.law_code, clause.version)
        for clause in cited
        if clause.law_code not in codes and clause.version <= on.isoformat()
    }


def _clauses(cited: Iterable[BasisCitation], role: CitationRole) -> tuple[Clause, ...]:
    names = [field.name for field in fields(Clause)]
    return tuple(
        Clause(**{name: getattr(clause, name) for name in names}) for clause in cited if clause.role == role
    )


def unresolved_citations() -> list[BasisCitation]:
    """Return the clauses of our bases whose law's text is in the library, but not they themselves."""
    same = and_(*(getattr(LawArticle, name) == getattr(BasisCitation, name) for name in PLACE))
    query = (
        select(BasisCitation)
        .join(Law, and_(Law.law_code == BasisCitation.law_code, Law.version == BasisCitation.version))
        .outerjoin(LawArticle, and_(same, LawArticle.article_sub == 0))
        .where(Law.has_text, LawArticle.law_code.is_(None))
        .order_by(BasisCitation.basis_code, BasisCitation.position)
    )
    return list(db.session.scalars(query))
