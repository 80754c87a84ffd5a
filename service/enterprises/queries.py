"""Plants: one, a page of them, those whose name holds some characters."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from service.core.acts.problems import _, existing
from service.core.db.among import among
from service.core.db.paging import Page, page
from service.core.db.transactions import db, is_postgres
from service.core.models import Departure, LedgerEntry
from service.enterprises.models import Enterprise, EnterpriseBigram
from service.enterprises.rules import bigrams, holds
from service.enterprises.rules import folded as folded_words
from service.reference import credit_code

MOST_PAIRS = 8  # of the words that are asked for; `_named` sees to the others
COMMON = 2000  # plants with a pair in their name, from where on it narrows little
CODES_AT_ONCE = 1000  # databases bound the number of parameters


def enterprise(enterprise_id: UUID) -> Enterprise:
    return existing(db.session.get(Enterprise, (enterprise_id, enterprise_id)), _("没有这家企业"))


def addressee(enterprise_id: UUID) -> Enterprise | Departure:
    """Return the plant that a paper is about, and of one that left the viewer's region who it was then."""
    plant = db.session.get(Enterprise, (enterprise_id, enterprise_id))
    if plant is not None:
        return plant
    query = select(Departure).where(Departure.enterprise_id == enterprise_id)
    left = db.session.scalars(query.order_by(Departure.left_at.desc()).limit(1)).first()
    return existing(left, _("没有这家企业"))


def names(enterprise_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names of plants, of those that left the viewer's region the name of then."""
    query = select(Enterprise.id, Enterprise.name).where(among(Enterprise.enterprise_id, enterprise_ids))
    named = {row.id: row.name for row in db.session.execute(query)}
    if missing := set(enterprise_ids) - named.keys():
        left = select(Departure.enterprise_id, Departure.name).where(among(Departure.enterprise_id, missing))
        named |= {row.enterprise_id: row.name for row in db.session.execute(left.order_by(Departure.left_at))}
    return named


def list_page(search: str = "", after: str | None = None) -> Page[Enterprise]:
    """Return a page of the plants in sight, by name; `search` is a part of the name or a whole credit code."""
    query, keys = select(Enterprise), [Enterprise.name, Enterprise.id]
    code = credit_code.normalise(search)
    if len(code) == credit_code.LENGTH and code.isascii() and code.isalnum():
        return page(query.where(Enterprise.credit_code == code), keys, after)
    if not search:
        return page(query, keys, after)
    rare = _rarest(search)
    wanted = Enterprise.enterprise_id.in_(_with(rare)) if rare else _in_name(search)
    return page(query.where(wanted), keys, after, sift=partial(_named, search))


def _named(search: str, plants: Sequence[Enterprise]) -> Sequence[Enterprise]:
    """Leave the plants whose name, or a former one, holds the words."""
    others = {plant.enterprise_id for plant in plants if not holds(plant.name, search)}
    if not others:
        return plants
    renamed = {enterprise_id for enterprise_id, name in _former_names(others) if holds(name, search)}
    return [plant for plant in plants if plant.enterprise_id not in others - renamed]


def _former_names(enterprise_ids: Collection[UUID]) -> list[tuple[UUID, str]]:
    query = select(LedgerEntry.enterprise_id, LedgerEntry.before).where(
        among(LedgerEntry.enterprise_id, enterprise_ids), LedgerEntry.act == "enterprise.update"
    )
    return [(row[0], row[1]["name"]) for row in db.session.execute(query) if row[1] and "name" in row[1]]


def _rarest(search: str) -> list[str]:
    """Return the two pairs that the fewest plants in sight have in their name; none where each is in most names.

    有限公司 is in every second name: who asks for such words alone reads the names themselves.
    """
    counted = sorted((_plants_with(pair), pair) for pair in sorted(bigrams(search))[:MOST_PAIRS])
    return [pair for n, pair in counted[:2] if n < COMMON]


def _plants_with(pair: str) -> int:
    """Count the plants in sight with a pair, no further than what makes it common."""
    some = aliased(EnterpriseBigram, _with([pair], EnterpriseBigram).limit(COMMON).subquery())
    return db.session.scalar(select(func.count(some.enterprise_id))) or 0


def _with(pairs: Sequence[str], what: Any = EnterpriseBigram.enterprise_id) -> Select[Any]:
    """Select by the index of names: those with each of one or two pairs, or with a single character."""
    first, *others = pairs
    if len(first) == 1:
        starts = EnterpriseBigram.bigram >= first, EnterpriseBigram.bigram < first + "\U0010ffff"
        return select(what).where(*starts)
    query = select(what).where(EnterpriseBigram.bigram == first)
    for pair in others:
        other = aliased(EnterpriseBigram)
        same = select(other.enterprise_id).where(other.bigram == pair)
        query = query.where(EnterpriseBigram.enterprise_id.in_(same))
    return query


def _in_name(search: str) -> ColumnElement[bool]:
    """Narrow to the plants whose name of today holds the words: `_named` says the last word on how it is written."""
    position = func.strpos if is_postgres() else func.instr
    name = func.lower(Enterprise.name)
    for written, folded in ((chr(0xFF08), "("), (chr(0xFF09), ")"), (" ", "")):  # of full width
        name = func.replace(name, written, folded)
    return position(name, folded_words(search)) > 0


def id_by_credit_code(text: str) -> UUID | None:
    code = credit_code.normalise(text)
    return db.session.scalars(select(Enterprise.id).where(Enterprise.credit_code == code)).first()


def by_credit_codes(codes: list[str]) -> dict[str, Enterprise]:
    query = select(Enterprise).where(Enterprise.credit_code.in_(codes))
    return {row.credit_code: row for row in db.session.scalars(query)}


def areas_by_credit_code(codes: Sequence[str]) -> dict[str, str]:
    """Return the county of each plant that is known by one of the credit codes."""
    areas: dict[str, str] = {}
    for start in range(0, len(codes), CODES_AT_ONCE):
        some = codes[start : start + CODES_AT_ONCE]
        query = select(Enterprise.credit_code, Enterprise.area_code).where(Enterprise.credit_code.in_(some))
        areas.update({row.credit_code: row.area_code for row in db.session.execute(query)})
    return areas
