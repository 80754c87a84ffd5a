"""One row of a risk ledger: read, graded anew, and compared with what the sheet states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from service.core.acts.problems import Message, _
from service.exchange.cells import number, text, words
from service.exchange.findings import FileRow, Finding, Severity
from service.exchange.ledger_columns import (
    FIELD_WORDS,
    STATED_SCORES,
    stated_level,
    stated_tier,
    stated_unit_kind,
)
from service.exchange.workbook import Cell
from service.risks.accident_types import AccidentType, accident_types
from service.risks.profiles import Assessment, Profile
from service.risks.rules import LOWEST_TIER, Level, MeasureKind, Method, Tier, UnitKind, may_own, shown_score

LONGEST_NAME = 200
LONGEST_TEXT = 2_000
_NAMES = ("object", "unit_no", "unit_name", "step", "responsible_unit", "responsible_person")
_TEXTS = ("hazard_source", "accident", "consequence", "note", *(kind.value for kind in MeasureKind))


@dataclass(frozen=True)
class RiskRow(FileRow):
    """A factor is None, and the assessment too, where the cell cannot be used."""

    object_name: str
    unit_no: str
    unit_name: str
    unit_kind: UnitKind | None
    step: str
    hazard_source: str
    accident_text: str
    accident_types: tuple[AccidentType, ...]
    consequence: str
    method: Method
    factors: dict[str, Decimal | None]
    assessment: Assessment | None
    stated_score: str
    stated_level: str
    measures: dict[MeasureKind, str]
    tier: Tier | None
    responsible_unit: str
    responsible_person: str
    note: str

    @property
    def unit_key(self) -> tuple[str, str, str]:
        """What a repeated import finds the unit by."""
        return (self.sheet, self.unit_no, self.unit_name)

    @property
    def key(self) -> tuple[str, ...]:
        """What a repeated import finds the row by."""
        return (*self.unit_key, self.step, self.hazard_source, self.accident_text)


@dataclass
class RowReader:
    """Reads the rows of one sheet in order; a unit named once holds until the next one is named."""

    sheet: str
    columns: Mapping[str, int]
    method: Method
    profile: Profile
    findings: list[Finding] = field(default_factory=list)
    _unit: dict[str, str] = field(default_factory=dict)
    _first_rows: dict[tuple[str, ...], int] = field(default_factory=dict)

    def read(self, row: int, cells: Sequence[Cell]) -> RiskRow:
        filled = {name: cells[at] for name, at in self.columns.items() if at < len(cells)}
        by_field = dict.fromkeys(FIELD_WORDS, "") | filled
        self._carry_unit(by_field)
        factors = {factor: self._factor(row, factor, by_field[factor]) for factor in self.method.factors}
        known = {factor: value for factor, value in factors.items() if value is not None}
        risk_row = RiskRow(
            sheet=self.sheet,
            row=row,
            object_name=self._unit["object"] or self.sheet,
            unit_no=self._unit["unit_no"],
            unit_name=self._unit["unit_name"],
            unit_kind=stated_unit_kind(self._unit["unit_kind"]),
            step=words(by_field["step"]),
            hazard_source=words(by_field["hazard_source"]),
            accident_text=words(by_field["accident"]),
            accident_types=accident_types(words(by_field["accident"])),
            consequence=words(by_field["consequence"]),
            method=self.method,
            factors=factors,
            assessment=self.profile.assess(self.method, known) if len(known) == len(factors) else None,
            stated_score=next(
                (text(by_field[name]) for name in STATED_SCORES[self.method] if name in self.columns), ""
            ),
            stated_level=words(by_field["level"]),
            measures={kind: measure for kind in MeasureKind if (measure := words(by_field[kind.value]))},
            tier=stated_tier(words(by_field["tier"])),
            responsible_unit=words(by_field["responsible_unit"]),
            responsible_person=words(by_field["responsible_person"]),
            note=words(by_field["note"]),
        )
        self._check_texts(risk_row, by_field)
        self._compare(risk_row, by_field)
        return risk_row

    def _carry_unit(self, by_field: Mapping[str, Cell]) -> None:
        """A row that names no unit belongs to the one above; number and kind never pass to another unit."""
        unit = {name: words(by_field[name]) for name in ("object", "unit_no", "unit_name", "unit_kind")}
        above = self._unit
        if above and not unit["unit_no"] and not unit["unit_name"]:
            same_object = unit["object"] in ("", above["object"])
            unit |= {name: above[name] for name in ("unit_no", "unit_name") if same_object}
            unit["unit_kind"] = unit["unit_kind"] or (above["unit_kind"] if same_object else "")
        if above and unit["unit_name"] == "" and unit["unit_no"] and unit["unit_no"] == above["unit_no"]:
            unit["unit_name"] = above["unit_name"]
        unit["object"] = unit["object"] or (above["object"] if above else "")
        self._unit = unit

    def _factor(self, row: int, factor: str, cell: Cell) -> Decimal | None:
        scale = self.profile.scales[self.method][factor]
        steps = list(map(str, sorted(scale.steps)))
        details = {"field": FIELD_WORDS[factor], "value": text(cell), "steps": steps}
        value = number(cell)
        if not text(cell):
            sentence = _("%(field)s 没有填。请填 %(steps)s 之一。")
            self._find(row, f"{factor}_MISSING", factor, sentence, **details)
        elif value is None:
            sentence = _("%(field)s 填的是“%(value)s”，不是数字。请填 %(steps)s 之一。")
            self._find(row, f"{factor}_NOT_NUMBER", factor, sentence, **details)
        elif value not in scale:
            code = f"{factor}_OUT_OF_RANGE" if self.method is Method.LS else f"{factor}_NOT_IN_SCALE"
            sentence = _("%(field)s 填的是“%(value)s”，不在分值表里。请填 %(steps)s 之一。")
            self._find(row, code, factor, sentence, **details)
            value = None
        elif value in scale.variants:
            sentence = _("%(field)s 填的是“%(value)s”，是另一版分值表的数值，已按原值计算。")
            code = f"{factor}_SCALE_VARIANT"
            self.findings.append(
                Finding(self.sheet, row, code, Severity.INFO, factor, Message(sentence, **details))
            )
        return value

    def _check_texts(self, risk_row: RiskRow, by_field: Mapping[str, Cell]) -> None:
        if not risk_row.unit_name:
            sentence = _("不知道属于哪个风险点。请填风险点名称，或与上一行合并单元格。")
            self._find(risk_row.row, "UNIT_MISSING", "unit_name", sentence)
        if not risk_row.hazard_source:
            sentence = _("危险源没有填。请写明什么会伤人。")
            self._find(risk_row.row, "HAZARD_MISSING", "hazard_source", sentence)
        for names, longest in ((_NAMES, LONGEST_NAME), (_TEXTS, LONGEST_TEXT)):
            for name in names:
                if len(text(by_field[name])) > longest:
                    sentence = _("%(field)s 超过 %(longest)s 个字。请缩短。")
                    about = {"field": FIELD_WORDS[name], "longest": longest}
                    self._find(risk_row.row, "TEXT_TOO_LONG", name, sentence, **about)
        first = self._first_rows.setdefault(risk_row.key, risk_row.row)
        if first != risk_row.row and risk_row.hazard_source:
            sentence = _("与第 %(first)s 行重复（风险点、步骤、危险源、事故类型都相同）。请删去其中一行。")
            self._find(risk_row.row, "ROW_DUPLICATE", "", sentence, first=first)

    def _compare(self, risk_row: RiskRow, by_field: Mapping[str, Cell]) -> None:
        """Point out what the sheet states and the computation does not bear out."""
        if risk_row.assessment is not None:
            self._compare_score(risk_row, risk_row.assessment.score)
            self._compare_level(risk_row, risk_row.assessment.level)
            self._compare_tier(risk_row, risk_row.assessment.level)
        for name, value in (("tier", risk_row.tier), ("unit_kind", risk_row.unit_kind)):
            written = words(by_field[name])
            if written and value is None:
                sentence = _("%(field)s “%(value)s”无法识别，已留空。导入后请在页面上选择。")
                about = {"field": FIELD_WORDS[name], "value": written}
                self._flag(risk_row.row, f"{name.upper()}_UNKNOWN", name, sentence, **about)

    def _compare_score(self, risk_row: RiskRow, score: Decimal) -> None:
        if not risk_row.stated_score or number(risk_row.stated_score) == score:
            return
        name = STATED_SCORES[self.method][0]
        sentence = _("表中%(field)s 是 %(value)s，按分值计算是 %(score)s，已采用计算值。请核对分值。")
        about = {"field": FIELD_WORDS[name], "value": risk_row.stated_score, "score": shown_score(score)}
        self._flag(risk_row.row, f"{name}_MISMATCH", name, sentence, **about)

    def _compare_level(self, risk_row: RiskRow, level: Level) -> None:
        stated = stated_level(risk_row.stated_level)
        if not risk_row.stated_level or stated is level:
            return
        code = "LEVEL_UNKNOWN" if stated is None else "LEVEL_MISMATCH"
        sentence = _("表中风险等级是“%(value)s”，按分值计算是%(level)s，已采用计算值。")
        if stated is None:
            sentence = _("风险等级“%(value)s”无法识别，按分值计算是%(level)s，已采用计算值。")
        about = {"value": risk_row.stated_level, "level": Message(level.word)}
        self._flag(risk_row.row, code, "level", sentence, **about)

    def _compare_tier(self, risk_row: RiskRow, level: Level) -> None:
        if risk_row.tier is None or may_own(risk_row.tier, level):
            return
        sentence = _(
            "管控层级填的是%(tier)s，%(level)s至少由%(lowest)s负责，已按原值导入。请核对由哪一级管控。"
        )
        named = {"level": level.word, "tier": risk_row.tier.word, "lowest": LOWEST_TIER[level].word}
        about = {name: Message(word) for name, word in named.items()}
        self._flag(risk_row.row, "TIER_TOO_LOW", "tier", sentence, **about)

    def _find(self, row: int, code: str, name: str, sentence: str, **values: object) -> None:
        message = Message(sentence, **values)
        self.findings.append(Finding(self.sheet, row, code, Severity.ERROR, name, message))

    def _flag(self, row: int, code: str, name: str, sentence: str, **values: object) -> None:
        message = Message(sentence, **values)
        self.findings.append(Finding(self.sheet, row, code, Severity.WARNING, name, message))
