"""Bugs in whose rows are reached, who is let in, and what stands for ever."""

from tests.plant.bug import POSTGRES, Bug

WALL = "the second wall"
TENANCY = "the first wall"
SEALED = "what is sealed"
LOCK = "a wait after wrong guesses"
SECRET = "a secret at rest"
LIMIT = "a rate limit that counts"
LEDGER = "an entry of the ledger"

SECOND = ("tests/migrations/test_rights.py", "tests/core/test_second_wall.py", "tests/core/test_probe.py")
FIRST = ("tests/core/test_walls.py", "tests/web/test_two_worlds.py", "tests/web/test_exposure.py")
SIGN_IN = (
    "tests/core/test_figures.py",
    "tests/service/identity/test_lockouts.py",
    "tests/service/identity/test_signing_in.py",
    "tests/service/identity",
)
LEDGERS = ("tests/core/test_ledger_forms.py", "tests/core/test_ledger.py", "tests/core/test_acts.py")
COUNTED = ("tests/core/test_figures.py", "tests/service/web/test_limits.py", "tests/mobile_api")

BUGS = [
    Bug(
        "a bureau reads every sector",
        WALL,
        "migrations/policies.py",
        """" and ((select current_setting('app.sectors', true)) = '' or sector = ''\"""",
        """" and ((select current_setting('app.sectors', true)) is not null or sector = ''\"""",
        SECOND,
        POSTGRES,
    ),
    Bug(
        "a region without its end",
        WALL,
        "migrations/policies.py",
        """    " and area_code < (select current_setting('app.area_hi', true))"
""",
        "",
        SECOND,
        POSTGRES,
    ),
    Bug(
        "a job reads all plants",
        WALL,
        "migrations/policies.py",
        '_allow(table, "job", may["job"], OF_ENTERPRISE)',
        '_allow(table, "job", may["job"], "true")',
        SECOND,
        POSTGRES,
    ),
    Bug(
        "a plant reads what is not yet shown",
        WALL,
        "migrations/policies.py",
        'f"{OF_ENTERPRISE} and shown_at is not null" if shown',
        'f"{OF_ENTERPRISE} or shown_at is not null" if shown',
        SECOND,
        POSTGRES,
    ),
    Bug(
        "whoever runs the platform reads invitations",
        WALL,
        "migrations/versions/0041_secrets.py",
        '"invitation": ("platform", "job", "enterprise"),',
        '"invitation": ("job", "enterprise"),',
        (*SECOND, "tests/core/test_logins.py"),
        POSTGRES,
    ),
    Bug(
        "the planner deletes what was attached",
        WALL,
        "migrations/versions/0040_machine.py",
        '("attachment", "machine_deletes", "delete", "using (expires_at is not null)"),',
        '("attachment", "machine_deletes", "delete", "using (true)"),',
        SECOND,
        POSTGRES,
    ),
    Bug(
        "a code opens every plant's",
        WALL,
        "migrations/policies.py",
        'BY_CODE = f"{ENTERPRISE} is null and opened_by = {OPENS}"',
        'BY_CODE = f"{ENTERPRISE} is null and {OPENS} is not null"',
        SECOND,
        POSTGRES,
    ),
    Bug(
        "a signature that never ends",
        WALL,
        "migrations/signed.py",
        " and last_moment::bigint > extract(epoch from pg_catalog.now()) then",
        " then",
        ("tests/core/test_signed_scopes.py",),
        POSTGRES,
    ),
    Bug(
        "a plant reads the bureau's entries",
        TENANCY,
        "service/core/guard.py",
        """                with_loader_criteria(LedgerEntry, LedgerEntry.audience == "plant", include_aliases=True),
""",
        "",
        (*FIRST, "tests/core/test_ledger.py"),
    ),
    Bug(
        "a plant reads a bureau's drafts",
        TENANCY,
        "service/core/guard.py",
        """                with_loader_criteria(BureauRow, lambda row: row.shown_at.is_not(None), include_aliases=True),
""",
        "",
        ("tests/service/enforcement/test_secrecy.py", *FIRST),
    ),
    Bug(
        "a bureau reads beyond its sectors",
        TENANCY,
        "service/core/guard.py",
        "_or_own(row, row.sector.in_(sectors), own)",
        "_or_own(row, row.sector.is_not(None), own)",
        FIRST,
    ),
    Bug(
        "a city is a whole province",
        TENANCY,
        "service/core/scope.py",
        'while len(low) in (4, 6) and low.endswith("00"):',
        'while len(low) in (4, 6) and low.endswith("0"):',
        ("tests/core/test_area_range.py", *FIRST),
    ),
    Bug(
        "a row outside the scope is written",
        TENANCY,
        "service/core/guard.py",
        """        if not holds(here, row):
            raise NoScope(f"{type(row).__name__} lies outside the scope")
""",
        "",
        FIRST,
    ),
    Bug(
        "an officer reads another's unannounced visit",
        TENANCY,
        "service/enforcement/secrecy.py",
        "(leads & (_named(viewer, model) | _applied(viewer, model)))",
        "leads",
        ("tests/service/enforcement/test_secrecy.py",),
    ),
    Bug(
        "an inbox of all in the plant",
        TENANCY,
        "service/notifications/queries.py",
        "return teller == viewer.organisation_id, model.person_id == viewer.person_id",
        "return (teller == viewer.organisation_id,)",
        ("tests/admin_ui/test_inbox.py", "tests/admin_ui/test_inbox_of_bureau.py"),
    ),
    Bug(
        "what is sealed is deleted",
        SEALED,
        "migrations/sealing.py",
        '(("is_sealed", "update", f"when {changed}"), ("stays", "delete", "")):',
        '(("is_sealed", "update", f"when {changed}"),):',
        ("tests/service/enforcement/test_sealed_rows.py",),
    ),
    Bug(
        "a void paper is made valid again",
        SEALED,
        "migrations/sealing.py",
        """f'(old."{one}" is not null and old."{one}" is not new."{one}")'""",
        """f'(old."{one}" is not null and new."{one}" is not null and old."{one}" is not new."{one}")'""",
        ("tests/service/enforcement/test_sealed_rows.py", "tests/service/enforcement/test_void.py"),
    ),
    Bug(
        "sealed content is changed once",
        SEALED,
        "migrations/versions/0033_sealed_one_way.py",
        '        "void_reason",\n',
        '        "void_reason",\n        "sealed_by",\n',
        ("tests/service/enforcement/test_sealed_rows.py", "tests/migrations/test_rights.py"),
        POSTGRES,
    ),
    Bug(
        "another's guesses keep everybody out",
        LOCK,
        "service/identity/commands/proof.py",
        """    if counter is None:
        counter = kept
    else:""",
        """    if counter is None or kept is not None:
        counter = kept
    else:""",
        SIGN_IN,
    ),
    Bug(
        "fourteen guesses before a wait",
        LOCK,
        "service/identity/rules.py",
        "FREE_FAILURES = 4",
        "FREE_FAILURES = 14",
        SIGN_IN,
    ),
    Bug(
        "the right password ends a wait",
        LOCK,
        "service/identity/commands/proof.py",
        "right = secrets.matches(kept.hash if kept else None, given) and not waits",
        "right = secrets.matches(kept.hash if kept else None, given)",
        SIGN_IN,
    ),
    Bug(
        "wrong guesses are never forgotten",
        LOCK,
        "service/identity/commands/proof.py",
        "before = 0 if last and last + rules.FORGIVEN_AFTER <= moment else counter.failures",
        "before = counter.failures",
        SIGN_IN,
    ),
    Bug(
        "a plant takes 500 wrong PINs",
        LOCK,
        "service/identity/rules.py",
        "PLANT_FAILURES = 50",
        "PLANT_FAILURES = 500",
        SIGN_IN,
    ),
    Bug(
        "a password of an hour ago proves",
        LOCK,
        "service/identity/rules.py",
        "PROOF_LASTS = timedelta(minutes=5)",
        "PROOF_LASTS = timedelta(minutes=60)",
        ("tests/service/identity/test_step_up.py", *SIGN_IN),
    ),
    Bug(
        "an idle desk stays open for an hour",
        LOCK,
        "service/identity/rules.py",
        "OrganisationKind.ENTERPRISE: timedelta(minutes=30),",
        "OrganisationKind.ENTERPRISE: timedelta(minutes=60),",
        SIGN_IN,
    ),
    Bug(
        "birthdays are PINs",
        LOCK,
        "service/identity/pins.py",
        "days = ((one, two, three), (three, two, one), (three, one, two))",
        "days = ((one, two, three), (three, one, two))",
        ("tests/service/identity/test_pins.py",),
    ),
    Bug(
        "tokens are kept as they are",
        SECRET,
        "service/identity/secrets.py",
        "    return hashlib.sha256(token.encode()).hexdigest()\n",
        "    return token\n",
        ("tests/core/test_secrets_at_rest.py", "tests/service/identity/test_secrets.py"),
    ),
    Bug(
        "a claim is kept as it is",
        SECRET,
        "service/codes/rules.py",
        "return hashlib.sha256(_bare(claim).encode()).hexdigest()",
        "return _bare(claim)",
        ("tests/mobile_api/test_claims.py", "tests/core/test_secrets_at_rest.py", "tests/mobile_api"),
    ),
    Bug(
        "a claim is the same in every plant",
        SECRET,
        "service/hazards/commands/reporting.py",
        'b"claim of a form|" + enterprise_id.bytes + form_id.bytes',
        'b"claim of a form|" + form_id.bytes',
        ("tests/mobile_api/test_anonymous.py", "tests/mobile_api"),
    ),
    Bug(
        "600 codes are guessed in a minute",
        LIMIT,
        "service/web/limits.py",
        'UNKNOWN_CODES = "60 per minute"',
        'UNKNOWN_CODES = "600 per minute"',
        COUNTED,
    ),
    Bug(
        "300 reports by nobody known in a minute",
        LIMIT,
        "service/web/limits.py",
        'ANONYMOUS_WRITES = "30 per minute; 300 per hour"',
        'ANONYMOUS_WRITES = "300 per minute; 300 per hour"',
        COUNTED,
    ),
    Bug(
        "wrong passwords are not counted",
        LIMIT,
        "service/web/limits.py",
        "return response.status_code in {401, 404, 410, 422}",
        "return response.status_code in {401, 404, 410}",
        (*COUNTED, "tests/service/identity"),
    ),
    Bug(
        "an address stands for one for ever",
        LIMIT,
        "service/web/limits.py",
        "|address|{clock.today()}",
        "|address|",
        COUNTED,
    ),
    Bug(
        "an act leaves no before",
        LEDGER,
        "service/hazards/commands/moving.py",
        "        before={name: before[name] for name in changed},\n",
        "",
        ("tests/service/hazards/test_entries.py", "tests/service/hazards", *LEDGERS),
    ),
    Bug(
        "an act leaves two entries",
        LEDGER,
        "service/enforcement/commands/orders.py",
        """    record(viewer, "order.confirm", order, act, after={"person_id": me.person_id})
""",
        """    record(viewer, "order.confirm", order, act, after={"person_id": me.person_id})
    record(viewer, "order.confirm", order, after={"person_id": me.person_id})
""",
        (
            "tests/service/enforcement/test_entries.py::test_each_verb_leaves_one_entry_of_its_own",
            "tests/service/enforcement",
            *LEDGERS,
        ),
    ),
    Bug(
        "a change of deadline does not say from when",
        LEDGER,
        "service/enforcement/commands/orders.py",
        'record(viewer, "order.set_deadlines", order, act, before=before, after=after)',
        'record(viewer, "order.set_deadlines", order, act, after=after)',
        (
            "tests/service/enforcement/test_entries.py::test_each_verb_leaves_one_entry_of_its_own",
            "tests/service/enforcement",
            *LEDGERS,
        ),
    ),
    Bug(
        "the device's clock is left out of the bytes",
        LEDGER,
        "service/core/ledger.py",
        '    "device_at",\n    "enterprise_id",',
        '    "enterprise_id",',
        LEDGERS,
    ),
    Bug(
        "a draft's entry is shown to the plant",
        LEDGER,
        "service/core/ledger.py",
        "(BUREAU if hidden else PLANT)",
        "PLANT",
        (*LEDGERS, "tests/service/enforcement/test_secrecy.py", "tests/service/enforcement"),
    ),
    Bug(
        "stopping a plan leaves no entry",
        LEDGER,
        "service/inspections/commands/planning.py",
        """    record(viewer, "plan.stop", found, act, after={"stopped_at": found.stopped_at})
""",
        "",
        ("tests/core/test_every_act.py", "tests/service/inspections"),
    ),
]
