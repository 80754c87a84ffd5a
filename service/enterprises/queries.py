"""Plants: one, a page of them, those whose name holds some characters."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from service.core.db import db
from service.core.models import LedgerEntry
from service.core.paging import Page, page
from service.core.problems import NotFound, _
from service.core.viewer import Viewer
from service.enterprises.models import Enterprise, EnterpriseBigram
from service.enterprises.rules import bigrams, holds
from service.reference import credit_code

CODES_AT_ONCE = 1000  # databases bound the number of parameters


def enterprise(viewer: Viewer, enterprise_id: UUID) -> Enterprise:
    found = db.session.get(Enterprise, (enterprise_id, enterprise_id))
    if found is None:
        raise NotFound(_("没有这家企业"))
    return found


def names(viewer: Viewer, enterprise_ids: Collection[UUID]) -> dict[UUID, str]:
    query = select(Enterprise.id, Enterprise.name).where(Enterprise.enterprise_id.in_(enterprise_ids))
    return {row.id: row.name for row in db.session.execute(query)}


def list_page(viewer: Viewer, search: str = "", after: str | None = None) -> Page[Enterprise]:
    """Return a page of the plants in sight, by name; `search` is a part of the name or a whole credit code."""
    query, keys = select(Enterprise), [Enterprise.name, Enterprise.id]
    code = credit_code.normalise(search)
    if len(code) == credit_code.LENGTH and code.isascii() and code.isalnum():
        return page(query.where(Enterprise.credit_code == code), keys, after)
    if not search:
        return page(query, keys, after)
    query = query.where(Enterprise.enterprise_id.in_(_with_pairs_of(search)))
    return page(query, keys, after, sift=partial(_named, search))


def _named(search: str, found: Sequence[Enterprise]) -> Sequence[Enterprise]:
    """Leave the plants whose name, or a former one, holds the words."""
    others = {one.enterprise_id for one in found if not holds(one.name, search)}
    if not others:
        return found
    renamed = {one for one, name in _former_names(others) if holds(name, search)}
    return [one for one in found if one.enterprise_id not in others - renamed]


def _former_names(enterprise_ids: Collection[UUID]) -> list[tuple[UUID, str]]:
    query = select(LedgerEntry.enterprise_id, LedgerEntry.before).where(
        LedgerEntry.enterprise_id.in_(enterprise_ids), LedgerEntry.act == "enterprise.update"
    )
    return [(row[0], row[1]["name"]) for row in db.session.execute(query) if row[1] and "name" in row[1]]


def _with_pairs_of(search: str) -> Select[Any]:
    wanted = sorted(bigrams(search))
    if len(wanted) == 1 and len(wanted[0]) == 1:
        starts = EnterpriseBigram.bigram >= wanted[0], EnterpriseBigram.bigram < wanted[0] + "\U0010ffff"
        return select(EnterpriseBigram.enterprise_id).where(*starts)
    return (
        select(EnterpriseBigram.enterprise_id)
        .where(EnterpriseBigram.bigram.in_(wanted))
        .group_by(EnterpriseBigram.enterprise_id)
        .having(func.count() == len(wanted))
    )


def id_by_credit_code(text: str) -> UUID | None:
    code = credit_code.normalise(text)
    return db.session.scalars(select(Enterprise.id).where(Enterprise.credit_code == code)).first()


def by_credit_codes(viewer: Viewer, codes: list[str]) -> dict[str, Enterprise]:
    query = select(Enterprise).where(Enterprise.credit_code.in_(codes))
    return {row.credit_code: row for row in db.session.scalars(query)}


def areas_by_credit_code(viewer: Viewer, codes: Sequence[str]) -> dict[str, str]:
    """Return the county of each plant that is known by one of the credit codes."""
    found: dict[str, str] = {}
    for start in range(0, len(codes), CODES_AT_ONCE):
        some = codes[start : start + CODES_AT_ONCE]
        query = select(Enterprise.credit_code, Enterprise.area_code).where(Enterprise.credit_code.in_(some))
        found.update({row.credit_code: row.area_code for row in db.session.execute(query)})
    return found
