"""The bases of findings as an officer chooses them: by subject, narrowed by words, with their clauses and warnings."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint, render_template, request

from service.core import clock
from service.core.viewer import Viewer
from service.identity.rules import Role
from service.reference import queries as reference
from service.reference.rules import CitationRole
from service.web.access import bureau
from service.web.language import say

blueprint = Blueprint("bases", __name__)
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Clause:
    label: str
    text: str  # empty where the library does not hold the law


@dataclass(frozen=True)
class Shown:
    """What an officer reads of a basis before he cites it."""

    clauses: list[Clause]
    warnings: list[str]


def groups(search: str = "", chosen: str = "") -> list[tuple[str, Options]]:
    """Return the bases that hold every word, by subject; the chosen one is always among them."""
    found = {basis.code: basis for basis in reference.bases(search)}
    if chosen and chosen not in found:
        found |= {basis.code: basis for basis in reference.bases(chosen) if basis.code == chosen}
    ordered = sorted(found.values(), key=lambda basis: basis.code)
    by_subject = groupby(ordered, key=lambda basis: basis.group_name)
    return [
        (name, [(one.code, f"{one.code} {one.topic}") for one in several]) for name, several in by_subject
    ]


def shown(code: str, on: date) -> Shown | None:
    basis = next((one for one in reference.bases(code) if one.code == code), None) if code else None
    if basis is None:
        return None
    clauses = []
    for cited in basis.citations:
        if cited.role == CitationRole.VIOLATED:
            found = reference.article(
                cited.law_code, cited.article, cited.paragraph, cited.item or None, on=on
            )
            clauses.append(Clause(cited.label, found.text if found else ""))
    return Shown(clauses, [say(one) for one in reference.citation_label(basis, on).warnings])


@blueprint.get("/g/<region>/basis")
@bureau(Role.OFFICER)
def one(viewer: Viewer, region: str) -> str:
    """A part of the page of a finding: what stands in the basis just chosen."""
    code = request.args.get("basis_code", "")
    return render_template("visits/basis.html", basis=shown(code, clock.today()), part=True)
