"""Bugs that let an attack of `docs/threats.md` through, and in the acts that were looked at last."""

from tests.plant.bug import Bug

STRANGER = "a stranger's id"
WORDS = "words that are more than words"
ELSE = "another origin, and a cache"
OPERATOR = "the operator's commands"
TRACE = "an act without its trace"

MATRIX = "tests/web/test_matrix.py"
HOSTILE = "tests/web/test_hostile_requests.py"

BUGS = [
    Bug(
        "another plant's door is shut, not missing",
        STRANGER,
        "service/web/access.py",
        """    if member.organisation.id != enterprise:
        raise NotFound
""",
        """    if member.organisation.id != enterprise:
        raise NotAllowed(_("请先登录"))
""",
        (f"{MATRIX}::test_a19_so_is_a_row_of_another_plant_of_the_same_district",),
    ),
    Bug(
        "a plant's questions are not narrowed",
        STRANGER,
        "service/core/tenancy/session_guard.py",
        """                _narrow(OfTenant, lambda row: row.enterprise_id == enterprise),
                _narrow(BureauRow""",
        "                _narrow(BureauRow",
        (
            f"{MATRIX}::test_a19_so_is_a_row_of_another_plant_of_the_same_district",
            "tests/web/test_strange_ids.py",
        ),
    ),
    Bug(
        "a district goes on into the next",
        STRANGER,
        "service/core/tenancy/regions.py",
        "(row.area_code >= low) & (row.area_code < high)",
        "(row.area_code >= low)",
        (
            "tests/web/test_strange_everywhere.py::test_a20_one_strange_id_among_ones_own_leads_nowhere",
            "tests/web/test_strange_ids.py",
        ),
    ),
    Bug(
        "who may not is refused without a trace",
        STRANGER,
        "service/web/access.py",
        "        retrying(lambda: note_refusal(viewer, tried))\n",
        "        retrying(tried.strip)\n",
        (HOSTILE,),
    ),
    Bug(
        "an expert moves an order",
        STRANGER,
        "admin_ui/enforcement/orders/views.py",
        "@bureau(Role.HEAD, Role.OFFICER, form=order)",
        "@bureau(Role.HEAD, Role.OFFICER, Role.EXPERT, form=order)",
        (HOSTILE, "tests/web/test_exposure_by_role.py", "tests/admin_ui/test_enforcement.py"),
    ),
    Bug(
        "a per cent sign is every name",
        WORDS,
        "service/identity/queries/people.py",
        '    return and_(column >= text, column < text + "\\U0010ffff")\n',
        '    return column.like(text + "%")\n',
        (f"{HOSTILE}::test_a29_wildcards_are_letters",),
    ),
    Bug(
        "a search is written into its statement",
        WORDS,
        "service/identity/queries/people.py",
        '    return and_(column >= text, column < text + "\\U0010ffff")\n',
        "    from sqlalchemy import literal_column\n\n    return column >= literal_column(f\"'{text}'\")\n",
        (HOSTILE,),
    ),
    Bug(
        "blanks that take a second",
        WORDS,
        "mobile_api/pages/verify/views.py",
        'asked = request.args.get("number", "").strip()',
        'asked = __import__("re").sub(r"(\\s|　)+$", "", request.args.get("number", ""))',
        (f"{HOSTILE}::test_a49_text_that_is_dear_to_a_pattern_costs_little",),
    ),
    Bug(
        "an account in other letters",
        WORDS,
        "service/identity/schemas.py",
        r'Account = Annotated[str, Regexp(r"^$|^[a-z0-9._-]{4,40}$")]',
        r'Account = Annotated[str, Regexp(r"^$|^[\w.-]{4,40}$")]',
        (HOSTILE,),
    ),
    Bug(
        "pages for every origin",
        ELSE,
        "service/web/headers.py",
        '    ("Cross-Origin-Opener-Policy", "same-origin"),\n',
        '    ("Cross-Origin-Opener-Policy", "same-origin"),\n    ("Access-Control-Allow-Origin", "*"),\n',
        (f"{HOSTILE}::test_a39_no_other_origin_reads_or_frames_anything",),
    ),
    Bug(
        "pictures for every origin",
        ELSE,
        "service/web/headers.py",
        '("Cross-Origin-Resource-Policy", "same-origin")',
        '("Cross-Origin-Resource-Policy", "cross-origin")',
        (f"{HOSTILE}::test_a39_no_other_origin_reads_or_frames_anything",),
    ),
    Bug(
        "a paper stays in the browser",
        ELSE,
        "admin_ui/enforcement/papers.py",
        'response.headers["Cache-Control"] = "private, no-store"',
        'response.headers["Cache-Control"] = "private, max-age=600"',
        ("tests/web/test_kept_pages.py::test_a64_whatever_needs_somebody_says_no_store",),
    ),
    Bug(
        "the demo world is for every site",
        OPERATOR,
        "service/commands_line/__init__.py",
        "    if not settings.demo:\n",
        "    if settings.demo is None:\n",
        ("tests/service/commands_line/test_seed_demo.py",),
    ),
    Bug(
        "the demo world's accounts are printed and not made",
        OPERATOR,
        "service/commands_line/__init__.py",
        "        world.build(lambda line: click.echo(line, err=True))\n",
        "        click.echo(err=True)\n",
        ("tests/service/commands_line/test_seed_demo.py",),
    ),
    Bug(
        "laws come in without an entry",
        TRACE,
        "service/commands_line/imports.py",
        '    platform.note_load(viewer, "reference.import_laws", counts["articles"])\n',
        "",
        ("tests/service/reference/test_law_import.py",),
    ),
    Bug(
        "a unit of another kind does not say what it was",
        TRACE,
        "service/risks/commands.py",
        'record(self.viewer, "risk_unit.change", unit, before=before, after=after)',
        'record(self.viewer, "risk_unit.change", unit, after=after)',
        ("tests/service/commands_line/test_import_risks.py",),
    ),
    Bug(
        "the ledger holds a code for a phone",
        TRACE,
        "service/identity/commands/phones.py",
        'record(as_self(person), "person.offer_device", person, after={"expires_at": ends})',
        'record(as_self(person), "person.offer_device", person, after={"expires_at": ends, "code": code})',
        ("tests/core/test_every_act.py", "tests/core/test_secrets_at_rest.py"),
    ),
    Bug(
        "a roster leaves the cards as they were",
        TRACE,
        "service/reactions.py",
        '    "enterprise.update": [RENEW],\n',
        "",
        ("tests/service/commands_line/test_import_enterprises.py",),
    ),
]
