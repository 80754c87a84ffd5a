from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from service.core import clock
from service.core.acts.problems import Message, _, existing
from service.core.db.transactions import db
from service.reference.models import (
    Basis,
    CalendarDay,
    CalendarYear,
    Criterion,
    DocumentTemplate,
    Industry,
    Law,
    RuleProfile,
)
from service.reference.queries.dates import in_force
from service.reference.rules import Confidence, criteria_of
from service.reference.working_days import WorkCalendar

NOVEMBER = 11  # the State Council publishes next year's holidays in it


@dataclass(frozen=True)
class Unverified:
    """Figures and words nobody has compared with the official text yet."""

    kind: str
    source: str
    count: int


def calendar() -> WorkCalendar:
    """Return what every working day is reckoned by."""
    days = db.session.execute(select(CalendarDay.day, CalendarDay.kind))
    years = db.session.scalars(select(CalendarYear.year))
    return WorkCalendar({day: kind for day, kind in days}, frozenset(years))


def calendar_days(year: int | None = None) -> list[CalendarDay]:
    """Return every exception to Monday-to-Friday, or those of a year, by day."""
    query = select(CalendarDay)
    if year is not None:
        query = query.where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
    return list(db.session.scalars(query.order_by(CalendarDay.day)))


def calendar_years() -> list[CalendarYear]:
    """Return the years whose official list is known, the latest first."""
    return list(db.session.scalars(select(CalendarYear).order_by(CalendarYear.year.desc())))


def calendar_day(day: date) -> CalendarDay | None:
    return db.session.get(CalendarDay, day)


def calendar_warning(today: date, known: WorkCalendar) -> str | None:
    """Say that a year's holidays are missing: this year's, and from November on next year's."""
    wanted = [today.year] if today.month < NOVEMBER else [today.year, today.year + 1]
    missing = [year for year in wanted if year not in known.years]
    if not missing:
        return None
    return Message(_("%(year)d 年的节假日安排尚未导入，工作日暂按周一至周五和固定节日推算"), year=missing[0])


def criteria(sector: str | None = None) -> list[Criterion]:
    """Return the criteria in force today: all, or those that apply to an enterprise of a sector."""
    query = select(Criterion).where(in_force(Criterion, clock.today()))
    if sector is not None:
        query = query.where(Criterion.sector.in_(criteria_of(sector)))
    return list(db.session.scalars(query.order_by(Criterion.code)))


def profile(kind: str, code: str, on: date | None = None) -> RuleProfile:
    """Return the newest version in force on a day (today). Raises NotFound. Decimals in it are text."""
    query = select(RuleProfile).where(
        RuleProfile.kind == kind, RuleProfile.code == code, in_force(RuleProfile, on or clock.today())
    )
    return existing(db.session.scalars(query.order_by(RuleProfile.effective_from.desc())).first())


def template(kind: str, on: date) -> DocumentTemplate:
    """Return the words of a document sealed on a day. Raises NotFound."""
    query = select(DocumentTemplate).where(DocumentTemplate.kind == kind, in_force(DocumentTemplate, on))
    return existing(db.session.scalars(query.order_by(DocumentTemplate.effective_from.desc())).first())


def unverified() -> list[Unverified]:
    """Return what an operator still has to have checked, with its source and how many rows it is."""
    entries = []
    for model in (Criterion, RuleProfile, DocumentTemplate, Law):
        query = select(model.source, func.count()).where(~model.verified).group_by(model.source)
        entries += [
            Unverified(str(model.__tablename__), *row)
            for row in db.session.execute(query.order_by(model.source))
        ]
    sectors = db.session.scalar(select(func.count()).select_from(Industry).where(~Industry.verified))
    entries.append(Unverified("industry", _("行业与监管类别的对应为本产品默认"), sectors or 0))
    doubtful = select(func.count()).where((Basis.confidence == Confidence.CHECK) | Basis.review.is_not(None))
    entries.append(Unverified("basis", _("依据须法制人员核对"), db.session.scalar(doubtful) or 0))
    return [entry for entry in entries if entry.count]
