"""Bugs in what is printed, numbered, graded and shown."""

from tests.plant.bug import Bug

PAPER = "a paper"
NUMBER = "a number or a check character"
LEVEL = "a level of risk"
MARKUP = "markup that is taken as such"
LABEL = "a size on paper"
WORDS = "a language"

WORDING, PAGES = "service/enforcement/document_content.py", "service/documents/paper.py"
RECORD, OPINION, RECEIPT = (
    f"service/printing/documents/templates/{kind}/2026-11-01.typ"
    for kind in ("site_record", "opinion", "receipt")
)
READ_BACK = "tests/service/enforcement/test_papers.py"
PAPERS = (
    f"{READ_BACK}::test_each_value_stands_behind_its_own_label",
    f"{READ_BACK}::test_the_verdict_of_an_opinion_stands_in_the_row_of_its_item",
    "tests/service/enforcement/test_wording.py",
    "tests/service/enforcement/test_printed_forms.py",
    "tests/service/enforcement",
    "tests/service/printing",
)
GRADING = (
    "tests/service/risks/test_rules.py",
    "tests/service/risks/test_register.py",
    "tests/service/exchange/test_risk_ledger.py",
    "tests/service/risks",
)
SHOWN = ("tests/architecture/test_escaping.py", "tests/web/test_markup.py")

BUGS = [
    Bug(
        "the court reviews and the reviewing body judges",
        PAPER,
        WORDING,
        "review_body=frame.bureau.appeal_body, court=frame.bureau.court,",
        "review_body=frame.bureau.court, court=frame.bureau.appeal_body,",
        PAPERS,
    ),
    Bug(
        "passed reads as failed",
        PAPER,
        WORDING,
        'words["passed"] if result.passed else words["failed"]',
        'words["failed"] if result.passed else words["passed"]',
        PAPERS,
    ),
    Bug(
        "the certificates stand in another order",
        PAPER,
        WORDING,
        '"、".join(officer.certificate for officer in frame.officers)',
        '"、".join(officer.certificate for officer in frame.officers[::-1])',
        PAPERS,
    ),
    Bug(
        "who was met has the other's post",
        PAPER,
        RECORD,
        '("现场负责人：", content.met_person), ("职务：", content.met_post)',
        '("现场负责人：", content.met_post), ("职务：", content.met_person)',
        PAPERS,
    ),
    Bug(
        "the phone of the legal representative",
        PAPER,
        RECORD,
        '("法定代表人（负责人）：", content.legal_representative), ("联系电话：", content.phone)',
        '("法定代表人（负责人）：", content.phone), ("联系电话：", content.legal_representative)',
        PAPERS,
    ),
    Bug(
        "the verdict stands beside the fact of another column",
        PAPER,
        OPINION,
        "item.text, item.fact, item.verdict)",
        "item.text, item.verdict, item.fact)",
        PAPERS,
    ),
    Bug(
        "agreed reads as refused",
        PAPER,
        "service/enforcement/printed_forms.py",
        'verdict = "不同意实施检查。" if visit.state is VisitState.REFUSED else "同意实施检查。"',
        'verdict = "不同意实施检查。" if visit.state is VisitState.CANCELLED else "同意实施检查。"',
        PAPERS,
    ),
    Bug(
        "the receipt names the receiver's post as the receiver",
        PAPER,
        RECEIPT,
        '("签收人：", content.receiver), ("职务：", content.receiver_post)',
        '("签收人：", content.receiver_post), ("职务：", content.receiver)',
        PAPERS,
    ),
    Bug(
        "a void paper looks valid",
        PAPER,
        PAGES,
        '_form(content, content["number"], day, mark, verification)',
        '_form(content, content["number"], day, "", verification)',
        ("tests/service/enforcement/test_void_papers.py", *PAPERS),
    ),
    Bug(
        "who asked for recusal did not",
        PAPER,
        WORDING,
        'recusal = "是" if visit.recusal else "否"',
        'recusal = "否" if visit.recusal else "是"',
        PAPERS,
    ),
    Bug(
        "a number of each order, whatever its year",
        NUMBER,
        "service/documents/numbering.py",
        "            DocumentCounter.kind == kind,\n            DocumentCounter.year == year,\n",
        "            DocumentCounter.kind == kind,\n",
        ("tests/service/enforcement/test_numbers.py", "tests/service/enforcement"),
    ),
    Bug(
        "numbers with gaps",
        NUMBER,
        "service/documents/numbering.py",
        "last=DocumentCounter.last + 1",
        "last=DocumentCounter.last + 2",
        ("tests/service/enforcement/test_numbers.py",),
    ),
    Bug(
        "records and orders share their numbers",
        NUMBER,
        "service/documents/commands/sealing.py",
        "next_serial(frame.issuer, NumberedKind(kind), frame.day.year)",
        "next_serial(frame.issuer, NumberedKind.ORDER, frame.day.year)",
        ("tests/service/enforcement/test_numbers.py", "tests/service/enforcement"),
    ),
    Bug(
        "a credit code of another weight",
        NUMBER,
        "service/reference/credit_code.py",
        "pow(3, place, 31)",
        "pow(3, place + 1, 31)",
        ("tests/service/reference/test_credit_code.py",),
    ),
    Bug(
        "the inner check is never looked at",
        NUMBER,
        "service/reference/credit_code.py",
        "if inner_check_character(code[8:16]) != code[16]:",
        "if inner_check_character(code[8:16]) not in ALPHABET:",
        ("tests/service/reference/test_credit_code.py",),
    ),
    Bug(
        "a printed code is taken without its check",
        NUMBER,
        "service/codes/rules.py",
        "return bare if _sum(bare) == 0 else None",
        "return bare if _sum(bare) >= 0 else None",
        ("tests/service/codes/test_rules.py",),
    ),
    Bug(
        "1至3 reads as 1至4",
        NUMBER,
        "service/enforcement/limits.py",
        'f"{run[0]}至{run[-1]}" if len(run) > 2',
        'f"{run[0]}至{run[-1] + 1}" if len(run) > 2',
        PAPERS,
    ),
    Bug(
        "the score adds",
        LEVEL,
        "service/risks/rules.py",
        "    return likelihood * severity\n",
        "    return likelihood + severity\n",
        GRADING,
    ),
    Bug(
        "exposure is left out",
        LEVEL,
        "service/risks/rules.py",
        "return likelihood * exposure * consequence",
        "return likelihood * consequence",
        GRADING,
    ),
    Bug(
        "a bound belongs to the level below",
        LEVEL,
        "service/risks/profiles.py",
        "score >= self.bound if self.inclusive else score > self.bound",
        "score > self.bound",
        GRADING,
    ),
    Bug(
        "a parent is as good as its best child",
        LEVEL,
        "service/risks/rules.py",
        "return min(levels, key=lambda level: level.rank, default=None)",
        "return max(levels, key=lambda level: level.rank, default=None)",
        (*GRADING, "tests/admin_ui/test_risks.py"),
    ),
    Bug(
        "a workshop owns a considerable risk",
        LEVEL,
        "service/risks/rules.py",
        "Level.CONSIDERABLE: Tier.COMPANY,",
        "Level.CONSIDERABLE: Tier.WORKSHOP,",
        GRADING,
    ),
    Bug(
        "considerable is drawn yellow",
        LEVEL,
        "service/printing/levels.py",
        '2: Look("#E96D00", BLACK, "2", _triangle, "slash"),',
        '2: Look("#FFE100", BLACK, "2", _triangle, "slash"),',
        ("tests/service/printing/test_levels.py",),
    ),
    Bug(
        "a description is taken as markup",
        MARKUP,
        "admin_ui/hazards/templates/hazards/facts.html",
        '(_("隐患描述"), hazard.description),',
        '(_("隐患描述"), hazard.description|safe),',
        SHOWN,
    ),
    Bug(
        "a plan is taken as markup",
        MARKUP,
        "admin_ui/hazards/templates/hazards/facts.html",
        '(_("治理措施"), plan.measures),',
        '(_("治理措施"), plan.measures|safe),',
        SHOWN,
    ),
    Bug(
        "a notice is taken as markup",
        MARKUP,
        "admin_ui/inbox/templates/inbox/list.html",
        "{% else %}{{ line.words }}{% endif %}</th>",
        "{% else %}{{ line.words|safe }}{% endif %}</th>",
        SHOWN,
    ),
    Bug(
        "the symbol is too small to be read",
        LABEL,
        "service/printing/labels.py",
        "SMALL = Size(60, 40, symbol=25, scale=1.0)",
        "SMALL = Size(60, 40, symbol=20, scale=1.0)",
        (
            "tests/core/test_figures.py",
            "tests/service/printing/test_labels.py",
            "tests/admin_ui/test_papers.py",
        ),
    ),
    Bug(
        "a label two millimetres too narrow",
        LABEL,
        "service/printing/labels.py",
        "MEDIUM = Size(90, 55, symbol=35, scale=1.35)",
        "MEDIUM = Size(88, 55, symbol=35, scale=1.35)",
        (
            "tests/core/test_figures.py",
            "tests/service/printing/test_labels.py",
            "tests/admin_ui/test_papers.py",
        ),
    ),
    Bug(
        "a sheet begins a label too low",
        LABEL,
        "service/printing/labels.py",
        "top = (PAGE_HEIGHT - self.rows * down + self.gap) / 2",
        "top = (PAGE_HEIGHT - self.rows * down + self.gap)",
        (
            "tests/core/test_figures.py",
            "tests/service/printing/test_labels.py",
            "tests/admin_ui/test_papers.py",
        ),
    ),
    Bug(
        "a sentence that nobody translates",
        WORDS,
        "service/inspections/rules.py",
        'MISSED = "missed", _("漏检")',
        'MISSED = "missed", _("漏检了")',
        ("tests/service/web/test_catalogue.py",),
    ),
    Bug(
        "English stays Chinese",
        WORDS,
        "service/web/language.py",
        'cookies[COOKIE] if COOKIE in cookies else "zh"',
        'cookies["language"] if "language" in cookies else "zh"',
        ("tests/service/web/test_language.py", "tests/service/web/test_english_pages.py"),
    ),
]
