"""What every document has, as plain values in the words of the template of the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from service.core import clock
from service.enterprises.models import Enterprise
from service.identity.models import Bureau, Organisation
from service.reference.models import DocumentTemplate

Content = dict[str, Any]


@dataclass(frozen=True)
class Signer:
    name: str
    certificate: str


class Officer(Protocol):
    """Who signs, as an inspection names them."""

    @property
    def name(self) -> str: ...
    @property
    def certificate_number(self) -> str: ...


def signers(officers: Iterable[Officer]) -> tuple[Signer, ...]:
    return tuple(Signer(officer.name, officer.certificate_number) for officer in officers)


@dataclass(frozen=True)
class Frame:
    """What every document has: who issues it to whom, in which words, and who signs."""

    template: DocumentTemplate
    issuer: Organisation
    bureau: Bureau
    plant: Enterprise
    officers: tuple[Signer, ...]
    day: date

    def number(self, serial: int | None) -> str:
        """Return the document's number; a draft has room where the serial will stand."""
        shown = "　" if serial is None else serial
        pattern: str = self.template.number_pattern
        return pattern.format(prefix=self.bureau.number_prefix, year=self.day.year, serial=shown)

    def content(self, body: Content) -> Content:
        words = self.template.wording
        return body | {
            "kind": self.template.kind,
            "template_version": self.template.version,
            "heading": words["head"],
            "title": self.template.title,
            "unit": self.plant.name,
            "credit_code": self.plant.credit_code,
            "officers": [vars(officer) for officer in self.officers],
            "issuer": self.issuer.name,
            "day": day_in_words(self.day),
            "copies": words["copies"].format(issuer=self.issuer.name),
        }


def day_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def minute_in_words(moment: datetime | None, after: datetime | None = None) -> str:
    """Return a minute of the site's zone; of the same day as `after`, the time alone."""
    if moment is None:
        return ""
    local = clock.local(moment)
    time = f"{local.hour}时{local.minute:02d}分"
    same = after is not None and clock.local(after).date() == local.date()
    return time if same else day_in_words(local.date()) + time
