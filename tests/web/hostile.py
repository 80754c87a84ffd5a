"""A world in which every word that a person can write is markup, a template, a format, and how pages are searched."""

from html.parser import HTMLParser
from typing import Any
from uuid import UUID

from sqlalchemy import Enum, String

from service.core.db.tables import Base, TenantRow
from service.enforcement.commands import orders, reinspections, site_inspection
from tests import databases
from tests.builders import enforcement as a
from tests.builders import hazards, inspections
from tests.builders.hazards import Plant
from tests.web import own
from tests.web.own import Own

MARKUP = "<img src=x onerror=alert(1)>\"'{{7*7}}%(x)s"
# What people write, by table. `team` says the same everywhere: rows are matched by it.
WORDS = {
    "organisation": ["name"],
    "bureau": ["appeal_body", "court", "address", "phone"],
    "enterprise": ["name", "town", "legal_representative", "address", "duty_phone"],
    "person": ["name", "post", "team"],
    "certificate": ["number", "issuer"],
    "import_run": ["file_name"],
    "import_finding": ["sheet", "field", "about"],
    "login_session": ["agent"],
    "risk_object": ["name"],
    "risk_unit": ["sheet", "number", "name"],
    "risk_event": [
        "step",
        "hazard_source",
        "accident_text",
        "consequence",
        "inner_grade",
        "responsible_unit",
        "responsible_person",
        "note",
    ],
    "control_measure": ["text"],
    "checklist": ["name"],
    "checklist_item": ["text"],
    "plan": ["team"],
    "occurrence": ["team"],
    "hazard": ["place", "description", "interim_control", "dismissed_reason"],
    "criterion_match": ["evidence", "withdrawal_reason"],
    "hazard_extension": ["reason", "opinion", "grounds"],
    "hazard_round": ["rectification", "opinion", "review"],
    "rectification_plan": [
        "state_and_cause",
        "harm_and_difficulty",
        "goals",
        "measures",
        "materials",
        "responsible_unit",
        "safety_measures",
        "emergency_plan",
        "returned_reason",
    ],
    "visit": [
        "reason",
        "report",
        "opinion",
        "legal_reason",
        "cancel_reason",
        "met_person",
        "met_post",
        "site",
        "objection",
        "refusal",
        "witness",
    ],
    "visit_item": ["text"],
    "visit_officer": ["name", "certificate_number"],
    "finding": ["item", "place", "fact", "deadline_reason"],
    "rectification_order": ["end_reason"],
    "order_item": ["text", "deadline_reason"],
    "item_answer": ["measure"],
    "item_result": ["fact", "deadline_reason"],
    "reinspection_officer": ["name", "certificate_number"],
    "document": ["void_reason", "objection", "refusal", "witness"],
    "document_service": ["receiver", "receiver_post", "refusal", "witness", "consent"],
}
SEALED = {"document"}  # one way: only commands write what stands in it
UNIQUE = {"certificate.number"}
# What nobody writes as free text: keys, hashes, names of code, words of reference data, and what is drawn from others.
CODES = {
    *("area_code", "sector", "region", "credit_code", "industry_code", "prefix", "number_prefix"),
    *("approval_number", "notice_number"),
    *("code", "opened_by", "replaced_by", "claim", "template_version", "profile", "profile_version"),
    *(
        "sha256",
        "clean_sha256",
        "original_sha256",
        "file_hash",
        "hash",
        "token_hash",
        "mark_hash",
        "digest",
        "key",
    ),
    *("media_type", "kind", "target_kind", "object_kind", "act", "audience", "bigram"),
    *("basis_code", "criterion_code", "size", "stated_level", "standardisation"),
    "account",
    "work_number",
    "checklist_item.clause",
    "label_run.sheet",
    "label_run.missing",  # characters
    "plan.post",  # instead of a team
    "occurrence.post",
    "ledger_entry.actor_name",
    "reaction.name",
    "reaction.last_error",
    "document.number",
    *("departure.name", "departure.address", "departure.town"),  # the plant's own
    "verification.number",
    "verification.issuer",
}


def columns() -> set[str]:
    """Every column of text that a tenant has."""
    return {
        f"{table.name}.{column.name}"
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, TenantRow)
        for table in [mapper.local_table]
        for column in table.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum) and not column.foreign_keys
    }


def written() -> dict[str, str]:
    """What each column says, by its name."""
    return {f"{table}.{name}": said(table, name) for table, names in WORDS.items() for name in names}


def said(table: str, name: str) -> str:
    return f"{MARKUP} {name if name == 'team' else f'{table}.{name}'} "


def fill(place: str, leaving: set[str]) -> None:
    """Write it into every row there is, past every wall."""
    for table, names in WORDS.items():
        if table not in leaving:
            values = ", ".join(f"{name} = {_value(table, name)}" for name in names)
            databases.change(place, f"UPDATE {table} SET {values}")


def _value(table: str, name: str) -> str:
    """What has not been said yet (a reason of something that did not happen) stays so."""
    quoted = said(table, name).replace("'", "''")
    value = f"'{quoted}' || CAST(id AS TEXT)" if f"{table}.{name}" in UNIQUE else f"'{quoted}'"
    return f"CASE WHEN {name} IS NULL THEN NULL ELSE {value} END"


def build(place: str) -> Own:
    """A world of one's own; what is sealed and printed is sealed when all its words are such already."""
    mine = own.build()
    plant, bureau = mine.plant, mine.bureau
    more = _hazards(plant)
    inspections.answered(mine.checked, {2: "没有检定标识"})
    visit = a.noticed(bureau, plant)
    for _number in range(2):
        a.a_finding(bureau, visit)
    now = a.clock.now()
    a.act(bureau.first, site_inspection.describe, visit, site="罐区", began_at=now, ended_at=now)
    fill(place, SEALED)
    a.act(bureau.first, site_inspection.confirm_record, visit)
    a.act(bureau.second, site_inspection.confirm_record, visit)
    a.act(a.proven(bureau.first), site_inspection.seal_record, visit)
    order = a.drafted(bureau.first, visit.id)
    fill(place, SEALED)
    a.act(bureau.first, orders.confirm, order)
    a.act(bureau.second, orders.confirm, order)
    a.act(a.proven(bureau.first), orders.seal, order)
    a.act(bureau.first, orders.serve_order, order, **a.service_facts())
    for item in a.items_of(plant.manager, order):
        a.answer(plant, order, item)
    a.act(plant.principal, a.answers.ask, order)
    again = a.a_reinspection(bureau, order)
    for item, passed in zip(a.items_of(bureau.first, order), (True, False), strict=True):
        a.judge(bureau, again, item, passed)
    fill(place, SEALED)
    a.act(bureau.first, reinspections.confirm, again)
    a.act(bureau.second, reinspections.confirm, again)
    a.act(a.proven(bureau.second), reinspections.seal, again)
    fill(place, SEALED)
    sealed = {"visit_id": visit.id, "order_id": order.id, "reinspection_id": again.id}
    return Own(plant, bureau, mine.checked, mine.claim, mine.ids | sealed | more)


def _hazards(plant: Plant) -> dict[str, UUID]:
    more = {
        "planned": hazards.planned(plant),
        "closed": hazards.closed(plant),
        "dismissed": hazards.act(plant.manager, hazards.a_hazard(plant), "dismiss", reason="不是隐患"),
        "later": hazards.assigned(plant),
    }
    asked = {"until": hazards.in_days(9), "reason": "等备件"}
    hazards.act(plant.worker, more["later"], "request_extension", **asked)
    return {f"hazard {state}": one.id for state, one in more.items()}


class Page(HTMLParser):
    """What a browser makes of a page: its texts and values, where it leads, and what would run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: list[str] = []
        self.dangers: list[str] = []
        self.open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.open = tag
        given = {name: value or "" for name, value in attrs}
        self.texts += given.values()
        self.links += [given["href"]] if tag == "a" and "href" in given else []
        for name, value in given.items():
            leads = name in {"href", "src", "action", "formaction", "data", "xlink:href", "srcset", "hx-get"}
            scheme = "".join(value.split()).lower().startswith(("javascript:", "data:", "vbscript:"))
            if name.startswith(("on", "hx-on")) or name == "srcdoc" or (leads and (scheme or value == "x")):
                self.dangers.append(f"{tag} {name}={value}")
        if tag in {"iframe", "object", "embed", "base"} or (tag == "script" and "src" not in given):
            self.dangers.append(f"{tag} {given}")

    def handle_endtag(self, tag: str) -> None:
        self.open = ""

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self.open in {"script", "style"} and "onerror" in data:
            self.dangers.append(f"{self.open}: {data}")

    @property
    def text(self) -> str:
        return "\n".join(self.texts)
