"""Tables of reference data: the same for everybody, read by all, written by the platform."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.db.columns import AREA_CODE
from service.core.db.tables import Base
from service.reference.rules import AreaLevel, CitationRole, Confidence, IndustryLevel
from service.reference.working_days import DayKind


class DataEdition(Base):
    """Which edition of a shipped data file stands in the tables: the hash of its bytes."""

    __tablename__ = "data_edition"

    name: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    loaded_at: Mapped[datetime]


class Area(Base):
    """行政区划 (GB/T 2260). A retired code stays: what was written under it must still be read."""

    __tablename__ = "area"
    __table_args__ = (Index(None, "name"), Index(None, "full_name"), Index(None, "parent_code"))

    code: Mapped[str] = mapped_column(AREA_CODE, primary_key=True)
    name: Mapped[str]
    full_name: Mapped[str]  # 河南省安阳市殷都区
    level: Mapped[AreaLevel]
    parent_code: Mapped[str | None] = mapped_column(AREA_CODE, ForeignKey("area.code"))
    retired_on: Mapped[date | None]


class Industry(Base):
    """行业 (GB/T 4754-2017): sections, divisions, and single classes that another sector supervises."""

    __tablename__ = "industry"

    code: Mapped[str] = mapped_column(primary_key=True)  # C · 31 · 3054
    name: Mapped[str]
    level: Mapped[IndustryLevel]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("industry.code"))
    sector: Mapped[str]  # our default; empty for a section
    verified: Mapped[bool]


class CalendarDay(Base):
    """An exception to Monday-to-Friday, or a day that the operator says is none."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind]
    name: Mapped[str]
    source: Mapped[str]
    version: Mapped[int]  # 0 as shipped; the operator's word counts up, and no upgrade undoes it


class CalendarYear(Base):
    """A year whose official list of days is known: any other is reckoned."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    version: Mapped[int]  # as that of a day


class Law(Base):
    """One version of a law; which one applies is told by the day of the act."""

    __tablename__ = "law"

    law_code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    short_title: Mapped[str]
    rank: Mapped[str]  # 法律, 行政法规, 部门规章, 司法解释
    document_no: Mapped[str | None]
    issuer: Mapped[str]
    adopted_on: Mapped[date | None]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]  # the last day
    has_text: Mapped[bool]
    source: Mapped[str]
    content_sha256: Mapped[str]  # of its articles as they were imported
    verified: Mapped[bool]


class LawArticle(Base):
    """A paragraph (款) of an article, or an item (项) of it; item 0 is the paragraph itself."""

    __tablename__ = "law_article"
    __table_args__ = (ForeignKeyConstraint(["law_code", "version"], ["law.law_code", "law.version"]),)

    law_code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    article: Mapped[int] = mapped_column(primary_key=True)
    article_sub: Mapped[int] = mapped_column(primary_key=True)  # 第…条之一 is 1
    paragraph: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    item_label: Mapped[str | None]
    chapter: Mapped[str | None]
    section: Mapped[str | None]
    text: Mapped[str]


class Basis(Base):
    """依据: a ready topic for a finding, with the clauses it violates and those that punish it."""

    __tablename__ = "basis"

    code: Mapped[str] = mapped_column(primary_key=True)
    group_name: Mapped[str]
    topic: Mapped[str]
    topic_en: Mapped[str]
    fact_template: Mapped[str]  # slots in braces: place, thing, time, unit …
    authority: Mapped[str]
    authority_name: Mapped[str]
    confidence: Mapped[Confidence]
    criterion_code: Mapped[str | None]
    review: Mapped[str | None]  # why a legal officer looks again
    citations: Mapped[list["BasisCitation"]] = relationship(
        order_by="BasisCitation.role.desc(), BasisCitation.position", lazy="selectin", viewonly=True
    )
    trades: Mapped[list["BasisTrade"]] = relationship(lazy="selectin", viewonly=True)


class BasisTrade(Base):
    __tablename__ = "basis_trade"

    basis_code: Mapped[str] = mapped_column(ForeignKey("basis.code"), primary_key=True)
    trade: Mapped[str] = mapped_column(primary_key=True)  # all, or a trade


class BasisCitation(Base):
    """A clause of a basis. The law may not be in the library: then its label is all there is."""

    __tablename__ = "basis_citation"

    basis_code: Mapped[str] = mapped_column(ForeignKey("basis.code"), primary_key=True)
    role: Mapped[CitationRole] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    law_code: Mapped[str]
    version: Mapped[str]
    article: Mapped[int]
    paragraph: Mapped[int]
    item: Mapped[int]  # 0: the paragraph itself
    label: Mapped[str]  # 《中华人民共和国安全生产法》第四十一条第一款


class Criterion(Base):
    """重大事故隐患判定情形, condensed, under the version of its standard."""

    __tablename__ = "criterion"
    __table_args__ = (Index(None, "sector"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    standard: Mapped[str]
    standard_title: Mapped[str]
    document_no: Mapped[str]
    article: Mapped[str]
    item: Mapped[int]
    sector: Mapped[str]
    sector_name: Mapped[str]
    text: Mapped[str]
    text_en: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    source: Mapped[str]
    verified: Mapped[bool]


class RuleProfile(Base):
    """A set of figures that belong together. A stored result names the profile and version it came from."""

    __tablename__ = "rule_profile"

    kind: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    body: Mapped[dict[str, Any]]  # decimals as text
    source: Mapped[str]
    verified: Mapped[bool]


class DocumentTemplate(Base):
    """The words of a document of enforcement, chosen by the day of sealing."""

    __tablename__ = "document_template"
    __table_args__ = (
        CheckConstraint("effective_to IS NULL OR effective_to >= effective_from", name="ends_after_start"),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    number_pattern: Mapped[str]  # （{prefix}）应急责改〔{year}〕{serial}号; empty: not numbered
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    wording: Mapped[dict[str, Any]]  # sentences with slots in braces
    source: Mapped[str]
    verified: Mapped[bool]
