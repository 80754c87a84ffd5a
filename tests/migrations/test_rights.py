"""The whole table of rights: what each scope may do with each table, in which of its rows. Written by hand.

r reads, a adds, w changes, d deletes; columns in brackets where not all. A new table gets a line here.
"""

import re
from collections import defaultdict
from typing import Any

import pytest

from tests import databases

pytestmark = pytest.mark.postgres
Rights = dict[str, str]

SHARED = {role: "r" for role in ("public", "auth", "enterprise", "regulator", "job", "machine")} | {
    "platform": "r a w d"
}
MACHINE = {role: "a" for role in ("public", "auth", "enterprise", "regulator", "job")} | {
    "machine": "r a w",
    "platform": "r a w",
}
WITHIN = {"job": "r a w", "platform": "r a w"}  # jobs of the tenant, and whoever runs the platform
OF_PLANT = WITHIN | {"enterprise": "r a w"}
SEEN = OF_PLANT | {"regulator": "r"}  # the plant's, supervised
PRINTED = SEEN | {"public": "r"}  # a code shown opens it
OF_BUREAU = WITHIN | {"regulator": "r a w"}
SERVED = OF_BUREAU | {"enterprise": "r"}  # the bureau's, read by the plant once it is shown
OF_BOTH = OF_BUREAU | {"enterprise": "r a w"}
ONCE = WITHIN | {"enterprise": "r a", "regulator": "r"}  # the plant adds and never changes
SECRET = {"auth": "r a w"}  # the sign-in's alone
PHONE = (
    "r(area_code created_at ends_at enterprise_id id person_id revoked_at sector seen_at taken_back_at token_hash)"
    " w(revoked_at taken_back_at)"
)

RIGHTS: dict[str, Rights] = {
    "alembic_version": {"machine": "r"},
    "area": SHARED,
    "attachment": OF_BOTH
    | {
        "public": "r a",
        "machine": "r(area_code clean_sha256 enterprise_id expires_at form_id id original_sha256 sector"
        " shown_at target_id) d",
    },
    "basis": SHARED,
    "basis_citation": SHARED,
    "basis_trade": SHARED,
    "bureau": OF_BUREAU,
    "bureau_notice": SERVED
    | {"machine": "r(deadline enterprise_id kind object_id organisation_id person_id read_at) a w(read_at)"},
    "calendar_day": SHARED,
    "calendar_year": SHARED,
    "certificate": WITHIN | {"regulator": "r"},
    "checklist": ONCE,
    "checklist_item": ONCE,
    "control_measure": PRINTED,
    "credential": SECRET,
    "criterion": SHARED,
    "criterion_match": OF_BOTH,
    "data_edition": SHARED,
    "departure": {"platform": "r", "regulator": "r"},
    "device": {"auth": "r a w", "enterprise": PHONE, "platform": PHONE},
    "document": {
        **{role: "r" for role in ("enterprise", "job", "platform")},
        "regulator": "r a w(objection refusal shown_at signed_at void_reason voided_at voided_by witness)",
        "machine": "r(enterprise_id kind number subject_id voided_at)",
    },
    "document_counter": OF_BUREAU,
    "document_service": SERVED,
    "document_template": SHARED,
    "enterprise": PRINTED | {"auth": "r", "machine": "r(enterprise_id name)"},
    "enterprise_bigram": WITHIN | {"enterprise": "r", "regulator": "r"},
    "finding": SERVED,
    "hazard": OF_BOTH
    | {
        "public": "r a",
        "machine": "r(area_code assigned_to description due_at enterprise_id id place sector state)",
    },
    "hazard_claim": WITHIN | {"enterprise": "r", "public": "r a"},
    "hazard_extension": OF_PLANT | {"regulator": "r w"},
    "hazard_round": OF_BOTH | {"public": "r"},
    "heartbeat": MACHINE,
    "horizon": OF_PLANT | {"machine": "r(enterprise_id made_to) w(made_to)"},
    "import_finding": OF_PLANT,
    "import_run": OF_PLANT,
    "industry": SHARED,
    "invitation": SECRET,
    "item_answer": SEEN,
    "item_result": SERVED,
    "known_browser": SECRET,
    "label_run": {
        "enterprise": "r a",
        "job": "r w",
        "platform": "r",
        "machine": "r(area_code enterprise_id expires_at id parts sector sha256) d",
    },
    "law": SHARED,
    "law_article": SHARED,
    "ledger_entry": {
        **{role: "r a" for role in ("enterprise", "regulator", "platform", "job")},
        **{role: "a" for role in ("public", "auth", "machine")},
    },
    "login_session": SECRET,
    "notice": OF_PLANT
    | {"machine": "r(deadline enterprise_id kind object_id person_id read_at) a w(read_at)"},
    "occurrence": SEEN
    | {"machine": "r(area_code cancelled_at due_to enterprise_id id period plan_id post sector team) a"},
    "order_item": OF_BOTH | {"machine": "r(area_code due_on enterprise_id id order_id sector state)"},
    "organisation": WITHIN | {"enterprise": "r", "regulator": "r", "auth": "r", "public": "r"},
    "periodic_run": MACHINE,
    "person": SEEN | {"auth": "r a w", "machine": "r(account enterprise_id id left_at post team)"},
    "pin_watch": SECRET,
    "plan": SEEN
    | {
        "machine": "r(area_code checklist_id enterprise_id id made_to post sector starts_on stopped_at team"
        " unit_id)"
    },
    "printed_code": PRINTED,
    "reaction": MACHINE | {"job": "r a w"},
    "record": ONCE | {"machine": "r(enterprise_id occurrence_id stands)"},
    "rectification_order": OF_BOTH | {"machine": "r(enterprise_id id shown_at visit_id)"},
    "rectification_plan": SEEN,
    "reinspection": SERVED,
    "reinspection_officer": SERVED,
    "risk_event": PRINTED,
    "risk_object": PRINTED,
    "risk_unit": PRINTED,
    "risk_unit_bigram": SEEN,
    "role_grant": SEEN | {"auth": "r a w", "machine": "r(enterprise_id person_id revoked_at role until)"},
    "rule_profile": SHARED,
    "verification": {
        **{role: "r" for role in ("public", "job", "platform")},
        "regulator": "r a w(served_on voided_on)",
    },
    "visit": SERVED,
    "visit_item": SERVED,
    "visit_officer": SERVED | {"machine": "r(enterprise_id organisation_id person_id visit_id)"},
}

PLANT = "(enterprise_id = ( SELECT (NULLIF(current_setting('app.enterprise', true), ''))::uuid))"
OWN = "(enterprise_id = ( SELECT (NULLIF(current_setting('app.organisation', true), ''))::uuid))"
OPENED = "(opened_by = ( SELECT NULLIF(current_setting('app.opens', true), '')))"
CLAIMED = "(claim = ( SELECT NULLIF(current_setting('app.opens', true), '')))"
NO_PLANT = "(( SELECT (NULLIF(current_setting('app.enterprise', true), ''))::uuid) IS NULL)"
SECTORS = "( SELECT current_setting('app.sectors', true))"
REGION = (
    "((area_code >= current_setting('app.area_lo', true))"
    " AND (area_code < current_setting('app.area_hi', true))"
    f" AND (({SECTORS} = '') OR (sector = '') OR (sector = ANY (string_to_array({SECTORS}, ',')))))"
)
SHOWN = f"({PLANT} AND (shown_at IS NOT NULL))"
LEFT = "(enterprise_id IN ( SELECT departure.enterprise_id FROM departure))"
ISSUED = f"({LEFT} AND {OWN.replace('enterprise_id', 'organisation_id', 1)})"
LAST_DAY = "(deadline IS NOT NULL)"
HANDED = "(shown_at IS NOT NULL)"
ANY = "true"
SIGNED = ("dp_regulator", "dp_job", "dp_machine")  # whose scope reaches many plants
MACHINES = ("reaction", "periodic_run", "heartbeat")  # every scope adds here, signed or not

# Which rows, where no line below says otherwise.
ROWS = {
    "enterprise": PLANT,
    "job": PLANT,
    "regulator": REGION,
    "public": PLANT,
    "platform": ANY,
    "auth": ANY,
    "machine": ANY,
}
# What a bureau keeps about a plant, hidden from the plant until it is shown.
HIDDEN = (
    *("attachment", "bureau_notice", "document", "document_service", "finding", "item_result", "order_item"),
    *("rectification_order", "reinspection", "reinspection_officer", "visit", "visit_item", "visit_officer"),
)
OTHERWISE: dict[tuple[str, str], str | dict[str, str]] = {
    **{(table, "enterprise"): SHOWN for table in HIDDEN},
    **{
        (table, "regulator"): f"({REGION} OR {OWN})"
        for table in ("bureau", "certificate", "ledger_entry", "organisation", "person", "role_grant")
    },
    ("attachment", "machine"): {"r": ANY, "d": "(expires_at IS NOT NULL)"},
    ("attachment", "public"): {"r": f"({PLANT} AND {CLAIMED})", "a": PLANT},
    ("document_counter", "regulator"): OWN,
    ("hazard", "public"): f"({PLANT} AND {CLAIMED})",
    ("hazard_round", "public"): f"({PLANT} AND {CLAIMED})",
    ("hazard_claim", "public"): f"({OPENED} AND ({NO_PLANT} OR {PLANT}))",
    ("ledger_entry", "enterprise"): f"({PLANT} AND (audience = 'plant'))",
    ("printed_code", "public"): f"({NO_PLANT} AND {OPENED})",
    ("verification", "public"): f"({NO_PLANT} AND {OPENED})",
    **{(table, role): ANY for table in ("reaction", "periodic_run", "heartbeat") for role in MACHINE},
    **{("ledger_entry", role): ANY for role in ("auth", "machine")},
    **{(table, "machine"): LAST_DAY for table in ("notice", "bureau_notice")},
    **{(table, "machine"): HANDED for table in ("document", "order_item", "rectification_order")},
    ("reaction", "job"): {"r": PLANT, "a": ANY, "w": PLANT},
}

READ_ON = {
    **{table: ISSUED for table in HIDDEN if table != "bureau_notice"},
    "item_answer": f"({LEFT} AND (item_id IN ( SELECT order_item.id FROM order_item WHERE {ISSUED})))",
    "verification": f"({LEFT} AND (document_id IN ( SELECT document.id FROM document WHERE {ISSUED})))",
    "ledger_entry": f"({LEFT} AND (object_id IN ( SELECT visit.id FROM visit WHERE {ISSUED}"
    f" UNION ALL SELECT rectification_order.id FROM rectification_order WHERE {ISSUED}"
    f" UNION ALL SELECT reinspection.id FROM reinspection WHERE {ISSUED})))",
}

LETTERS = {"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d"}
GRANTED = """
select c.relname, grantee.rolname, one.privilege_type, '' from pg_class c, aclexplode(c.relacl) one
  join pg_roles grantee on grantee.oid = one.grantee
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p') and one.grantee <> c.relowner
union all
select c.relname, grantee.rolname, one.privilege_type, a.attname from pg_class c
  join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) one
  join pg_roles grantee on grantee.oid = one.grantee
 where c.relnamespace = 'public'::regnamespace and one.grantee <> c.relowner order by 1, 2, 3, 4
"""
TO_ALL = """
select relname from pg_class c, aclexplode(c.relacl) one where one.grantee = 0 and relnamespace = 'public'::regnamespace
"""
POLICIES = """
select tablename, role::text, policyname, cmd, permissive, coalesce(qual, with_check), coalesce(with_check, qual)
 from pg_policies, unnest(roles) role where schemaname = 'public' and role <> 'dp_owner'
"""
WALLED = """
select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
 and relrowsecurity and relforcerowsecurity
"""


def granted(name: str) -> dict[str, Rights]:
    held: Any = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for table, role, right, column in databases.rows(name, GRANTED):
        held[table][role.removeprefix("dp_")][LETTERS.get(right, right)].append(column)
    return {
        table: {role: " ".join(_words(letters)) for role, letters in roles.items()}
        for table, roles in held.items()
    }


def _words(letters: dict[str, list[str]]) -> list[str]:
    return [
        letter if "" in letters[letter] else f"{letter}({' '.join(letters[letter])})"
        for letter in (*"rawd", *sorted(letters.keys() - set("rawd")))
        if letter in letters
    ]


def signed(role: str, condition: str) -> str:
    """Return a condition without the check of the signature, which must stand before it."""
    check = f"(( SELECT walls.is_signed('{role.removeprefix('dp_')}'::text) AS is_signed) AND "
    assert condition.startswith(check), f"{role} is not signed: {condition}"
    return condition.removeprefix(check).removesuffix(")")


def plain(condition: str) -> str:
    """Return a condition without the casts and names that PostgreSQL adds."""
    bare = re.sub(r'::text| AS "?\w+"?', "", condition)
    return re.sub(r"\((\w+)\)(?=[ )])", r"\1", bare)


def unqualified(condition: str) -> str:
    """Return a condition in one line, its columns without their tables where that says all."""
    return re.sub(r"\b\w+\.(enterprise_id IN|organisation_id =)", r"\1", " ".join(condition.split()))


def test_each_scope_may_do_with_each_table_what_stands_here(app: Any, place: str) -> None:
    found = granted(place)
    for table in sorted({*found, *RIGHTS}):
        assert found.get(table) == RIGHTS.get(table), table
    assert databases.rows(place, TO_ALL) == []


def test_each_scope_reaches_the_rows_that_stand_here(app: Any, place: str) -> None:
    walled = {table for (table,) in databases.rows(place, WALLED)}
    assert walled == {table for table, rights in RIGHTS.items() if rights != SHARED} - {"alembic_version"}
    rows: Any = defaultdict(dict)
    read_on = {}
    for table, role, policy, command, permissive, using, check in databases.rows(place, POLICIES):
        assert (permissive, using) == ("PERMISSIVE", check), table
        if role in SIGNED and (table not in MACHINES or command != "INSERT"):
            using = signed(role, using)
        if policy == "issuer_reads":
            assert (role, command) == ("dp_regulator", "SELECT"), table
            read_on[table] = unqualified(plain(using))
            continue
        for letter in LETTERS.values() if command == "ALL" else [LETTERS[command]]:
            assert letter not in rows[table, role], f"two policies of {table} for {role}"
            rows[table, role][letter] = plain(using)
    assert read_on == READ_ON
    for table in walled:
        for role, rights in RIGHTS[table].items():
            wanted = OTHERWISE.get((table, role), ROWS[role])
            for letter in re.findall(r"\b[rawd]\b", rights):
                expected = wanted if isinstance(wanted, str) else wanted[letter]
                assert rows[table, f"dp_{role}"].get(letter) == expected, f"{table} {role} {letter}"
        reached = {role for name, role in rows if name == table}
        assert reached == {f"dp_{role}" for role in RIGHTS[table]}, table
