"""Pickers: a choice among too many to list, found by a few characters; at most twenty are ever shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from service.core.acts.problems import NotFound, _
from service.core.ids import parse
from service.core.tenancy.viewer import Viewer
from service.identity.queries import people
from service.identity.rules import PLANT_ROLES
from service.risks import queries as risks
from service.web.access import plant
from service.web.forms import shown

blueprint = Blueprint("pickers", __name__)
MOST = 20
LONGEST = 50  # characters that are looked for
Option = tuple[str, str, str]  # value, word, remark
NOT_LISTED = _("不在清单里，或说不准")
FIELDS = {"unit_id", "unit", "assigned_to", "responsible_id"}


@dataclass(frozen=True)
class Field:
    """Which field of which page picks."""

    name: str
    page: str = ""  # what its button opens without script
    blank: str = ""  # the word of no choice; empty where one must be made
    chosen: UUID | None = None  # at first


@dataclass(frozen=True)
class Picker:
    """What `components/pickers.html` draws."""

    field: Field
    source: str  # what is asked while one types
    prompt: str
    empty: str
    options: Sequence[Option]
    more: bool  # than are shown
    chosen: str = ""
    words: str = ""

    @property
    def searches(self) -> bool:
        """Tell whether there is more than what is shown: a small plant just chooses."""
        return self.more or bool(self.words)


def of_units(enterprise: UUID, field: Field) -> Picker:
    """Pick a risk unit by its number or name."""
    words, chosen = _words(), _chosen(field)
    matches = risks.units_page(enterprise, risks.Filters(text=words), None).rows
    mine = risks.units(enterprise, [chosen]) if chosen else []
    options = [(str(unit.id), f"{unit.number} {unit.name}".strip(), "") for unit in _first(mine, matches)]
    source = url_for("pickers.units", enterprise=enterprise, name=field.name, blank=int(bool(field.blank)))
    prompt, empty = _("输入风险点编号或名称"), _("还没有风险点")
    return Picker(field, source, prompt, empty, options, len(matches) > MOST, _id_of(mine), words)


def of_people(enterprise: UUID, field: Field) -> Picker:
    """Pick one of those who have a page to do it on, by how his name or work number begins."""
    words, chosen = _words(), _chosen(field)
    matches = people.desk_people(enterprise, words)
    mine = people.present(enterprise, [chosen]) if chosen else []
    options = [
        (str(person.id), person.name, " · ".join(filter(None, (person.work_number, person.team))))
        for person in _first(mine, matches)
    ]
    source = url_for("pickers.staff", enterprise=enterprise, name=field.name)
    prompt, empty = _("输入姓名或工号的开头"), _("还没有登记人员")
    return Picker(field, source, prompt, empty, options, len(matches) > MOST, _id_of(mine), words)


def _id_of(mine: Sequence[Any]) -> str:
    return str(mine[0].id) if mine else ""


def _first(mine: Sequence[Any], matches: Sequence[Any]) -> list[Any]:
    known = {row.id for row in mine}
    return [*mine, *(row for row in matches[:MOST] if row.id not in known)][:MOST]


def _words() -> str:
    return request.args.get("q", "").strip()[:LONGEST]


def _chosen(field: Field) -> UUID | None:
    """Return what was chosen: sent with a form that is shown again, asked with, or at first."""
    return parse(str(shown().values.get(field.name) or request.args.get("chosen") or field.chosen or ""))


def _asked(usual: str) -> Field:
    name = request.args.get("name", usual)
    if name not in FIELDS:
        raise NotFound
    return Field(name, blank=NOT_LISTED if request.args.get("blank") == "1" else "")


@blueprint.get("/e/<uuid:enterprise>/pickers/units")
@plant(*PLANT_ROLES)
def units(viewer: Viewer, enterprise: UUID) -> str:
    """Show what is found, as a part of a page."""
    return render_template("components/choices.html", picked=of_units(enterprise, _asked("unit_id")))


@blueprint.get("/e/<uuid:enterprise>/pickers/people")
@plant(*PLANT_ROLES)
def staff(viewer: Viewer, enterprise: UUID) -> str:
    """Show what is found, as a part of a page."""
    return render_template("components/choices.html", picked=of_people(enterprise, _asked("assigned_to")))
