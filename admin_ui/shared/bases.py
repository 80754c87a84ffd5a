"""The bases and criteria of findings as an officer chooses them: by subject, with their clauses and warnings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from flask import Blueprint, render_template, request

from service.core import clock
from service.core.tenancy.viewer import Viewer
from service.enforcement.models.visits import Finding
from service.identity.rules import Role
from service.reference.models import Criterion
from service.reference.queries import laws, rulebook
from service.reference.rules import criteria_of
from service.web.access import bureau
from service.web.language import either, translate

blueprint = Blueprint("bases", __name__)
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Passage:
    label: str
    text: str  # empty where the library does not hold the law


@dataclass(frozen=True)
class Shown:
    """What an officer reads of a basis before he cites it."""

    clauses: list[Passage]
    warnings: list[str]
    in_force: bool = True


def groups(search: str = "", chosen: str = "") -> list[tuple[str, Options]]:
    """Return the bases that hold every word, by subject; the chosen one is always among them."""
    by_code = {basis.code: basis for basis in laws.bases(search)}
    if chosen and chosen not in by_code:
        by_code |= laws.bases_by_code([chosen])
    ordered = sorted(by_code.values(), key=lambda basis: basis.code)
    by_subject = groupby(ordered, key=lambda basis: basis.group_name)
    return [
        (name, [(basis.code, f"{basis.code} {basis.topic}") for basis in bases]) for name, bases in by_subject
    ]


def criteria(sector: str) -> list[tuple[str, Options]]:
    """Return all criteria of major hazards by what they are about, those of a plant's own sector first."""
    own = criteria_of(sector)
    ordered = sorted(rulebook.criteria(), key=lambda row: (row.sector, row.code))
    ordered.sort(key=lambda row: (row.sector != sector, row.sector not in own))
    by_sector = groupby(ordered, key=lambda row: row.sector_name)
    return [(name, [(row.code, criterion(row)) for row in rows]) for name, rows in by_sector]


def criterion(row: Criterion) -> str:
    """Return a criterion of major hazards as a field offers it and a page names it."""
    return f"{row.code} {either(row.text, row.text_en)}"


def shown(code: str, on: date) -> Shown | None:
    """Return a basis as it would be cited for a finding of a day."""
    basis = laws.bases_by_code([code]).get(code)
    if basis is None:
        return None
    cited = laws.citation(basis, on)
    texts = laws.clause_texts(cited.violated)
    return Shown(
        _passages(cited.violated, texts), [translate(warning) for warning in cited.warnings], cited.in_force
    )


def kept(findings: Sequence[Finding]) -> dict[UUID, Shown]:
    """Return what findings cite, as it was chosen on their days: the same few statements, however many."""
    bases = laws.bases_by_code({finding.basis_code for finding in findings})
    known = [finding for finding in findings if finding.basis_code in bases]
    cited = laws.citations([(bases[finding.basis_code], finding.found_on) for finding in known])
    warnings = {finding.id: citation.warnings for finding, citation in zip(known, cited, strict=True)}
    clauses = {
        finding.id: [laws.Clause(**citation) for citation in finding.citations] for finding in findings
    }
    texts = laws.clause_texts([clause for group in clauses.values() for clause in group])
    return {
        basis_id: Shown(
            _passages(group, texts), [translate(warning) for warning in warnings.get(basis_id, ())]
        )
        for basis_id, group in clauses.items()
    }


def _passages(clauses: Iterable[laws.Clause], texts: Mapping[laws.Clause, str]) -> list[Passage]:
    return [Passage(clause.label, texts.get(clause, "")) for clause in clauses]


@blueprint.get("/g/<region>/basis")
@bureau(Role.OFFICER)
def one(viewer: Viewer, region: str) -> str:
    """A part of the page of a finding: what stands in the basis just chosen."""
    code, on = request.args.get("basis_code", ""), clock.day(request.args.get("on", "")) or clock.today()
    return render_template("visits/basis.html", basis=shown(code, on), part=True)
