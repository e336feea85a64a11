"""What of a plan StratML cannot say: counted by kind, written as a report in Chinese and English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zeren.export.plain import Plain
from zeren.ground.model import Target
from zeren.ground.resources import table
from zeren.table import whole
from zeren.table.choice import Choice
from zeren.table.duties import Duties, Duty, MeasureRow

_TREATMENTS = {"flattened": ("写成文字", "as free text"), "omitted": ("没有写入", "left out")}
_SHOWN = ("Goal", "Objective", "Stakeholder", "Role", "PerformanceIndicator")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")


@dataclass(frozen=True, slots=True)
class Counted:
    """What one plan's document holds and what it could not say."""

    title: str
    file: str
    elements: Mapping[str, int]
    """name of an element → how many the file has"""
    losses: Mapping[str, int]
    """key of ``ontology/vocabulary/stratml.tsv`` → number of facts"""


_MARKED = """SELECT measure, count(DISTINCT CASE WHEN likely THEN id END), count(DISTINCT CASE WHEN open_ended THEN id END)
FROM duty
WHERE measure IN ($measures)
GROUP BY measure"""
_CLAUSES = "SELECT measure, count(DISTINCT id) FROM clause WHERE measure IN ($measures) GROUP BY measure"
_REFERENCES = """SELECT plan, count(DISTINCT id) FROM reference WHERE plan IS NOT NULL
  AND file IN ($files)
GROUP BY plan"""
_RESIDUE = """SELECT plan, count(DISTINCT id) FROM residue WHERE plan IS NOT NULL
  AND file IN ($files)
GROUP BY plan"""


class Losses:
    """Counts the facts of one plan after the other that were not said in elements of their own."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._references = {whole(plan): int(count) for plan, count in choice.rows(_REFERENCES)}
        self._residue = {whole(plan): int(count) for plan, count in choice.rows(_RESIDUE)}

    def of_portion(self, duties: Duties) -> Portion:
        """Return what counts the plans of a portion; it is asked for once."""
        marked = {whole(measure): (int(likely), int(going_on)) for measure, likely, going_on in self._choice.of_measures(_MARKED, duties.measures)}
        clauses = {whole(measure): int(count) for measure, count in self._choice.of_measures(_CLAUSES, duties.measures)}
        return Portion(duties, marked, clauses, self._references, self._residue)


@dataclass(frozen=True, slots=True)
class Portion:
    """What is counted of some whole plans."""

    duties: Duties
    marked: Mapping[str, tuple[int, int]]
    """measure → its duties whose reading is the likelier of two, and those behind which the list goes on"""
    clauses: Mapping[str, int]
    """measure → its clauses"""
    references: Mapping[str, int]
    """plan → its references"""
    residue: Mapping[str, int]
    """plan → what of it no record took"""

    def of(self, plan: str, measures: Sequence[MeasureRow], shares: Sequence[Duty], targets: Sequence[Target]) -> Counter[str]:
        """Return the number of facts by key of ``ontology/vocabulary/stratml.tsv``; ``targets`` of the measures and the plan."""
        written = [duty for duty in shares if duty.expansion is None]
        marked = [self.marked.get(row.id, (0, 0)) for row in measures]
        found = Counter[str]()
        found.update(_of_duties(shares, written, self.duties))
        found.update(_of_measures(measures, self.duties))
        found.update(_of_targets(targets))
        found["likely"] = sum(likely for likely, _ in marked)
        found["open-ended"] = sum(going_on for _, going_on in marked)
        found["clauses"] = sum(self.clauses.get(row.id, 0) for row in measures)
        found["references"] = self.references.get(plan, 0)
        found["residue"] = self.residue.get(plan, 0)
        found["offsets"] = len(measures) + len(written) + len(targets)
        return found


def _of_duties(shares: Sequence[Duty], written: Sequence[Duty], duties: Duties) -> dict[str, int]:
    kinds = {body: duties.bodies[body].kind for body in {duty.body for duty in written}}
    return {
        "roles": len(written),
        "bodies": len(kinds),
        "groups": sum(kinds[duty.body] in ("group", "standing-group") for duty in written),
        "expanded-certain": sum(duty.expansion == "certain" for duty in shares),
        "expanded-possible": sum(duty.expansion == "possible" for duty in shares),
        "first-listed": sum(duty.position == 1 for duty in written),
        "basis": sum(duty.basis != "cell" for duty in written),
    }


def _of_measures(rows: Sequence[MeasureRow], duties: Duties) -> dict[str, int]:
    dated = [row for row in rows if row.deadline_start or row.deadline_end]
    return {
        "sections": sum(bool(row.section) for row in rows),
        "deadlines": len(dated),
        "undated": sum(bool(row.deadline) and not (row.deadline_start or row.deadline_end) for row in rows),
        "recurring": sum(row.deadline_rrule is not None for row in rows),
        "text-dates": sum(len(duties.dates.get(row.id, ())) for row in rows),
    }


def _of_targets(targets: Sequence[Target]) -> dict[str, int]:
    return {
        "comparators": sum(target.comparator is not None for target in targets),
        "ranges": sum(target.value_max is not None for target in targets),
        "forces": sum(target.force != "binding" for target in targets),
        "changes": sum(bool(target.change or target.baseline) for target in targets),
        "frequencies": sum(target.kind == "frequency" for target in targets),
        "unit-codes": sum(target.unit_code is not None for target in targets),
        "concepts": sum(target.concept is not None for target in targets),
    }


def report(plans: Iterable[Counted]) -> str:
    """Return the report as Markdown: a table a plan, in both languages."""
    lines = [
        "# StratML 不能表达的内容 · What StratML cannot say",
        "",
        "每份计划一个 XML 文件（StratML Part 2）。下表列出该格式只能写成文字或无法写入的事实及其条数；"
        "图谱库中的事实并未减少，可另用 `zeren export --as trig` 取得全部。",
        "计划没有写愿景、使命、价值观，这三项为空；计划不写完成情况，没有 ActualResult。",
        "",
        "One XML file a plan (StratML Part 2). The tables count the facts that the format holds only as free text or not at "
        "all; the store has lost nothing, and `zeren export --as trig` gives everything.",
        "The plans print no vision, mission or values, so these are empty; they report no results, so there is no ActualResult.",
    ]
    for plan in plans:
        lines += _section(plan)
    return "\n".join(lines) + "\n"


def _section(plan: Counted) -> list[str]:
    held = " · ".join(f"{name} {plan.elements.get(name, 0)}" for name in _SHOWN)
    lines = ["", f"## {_escaped(plan.title)}", "", f"{_escaped(plan.file)}: {held}", ""]
    rows = [row for row in table("vocabulary/stratml") if row["kind"] == "loss" and plan.losses.get(row["key"])]
    if not rows:
        return [*lines, "没有遗漏 (nothing was left out)"]
    lines += ["| 内容 | 处理 | what | treatment | 条数 count |", "|---|---|---|---|---:|"]
    for row in rows:
        zh, en = _TREATMENTS[row["treatment"]]
        lines.append(f"| {row['zh']} | {zh} | {row['en']} | {en} | {plan.losses[row['key']]} |")
    return lines


def _escaped(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", Plain()(" ".join(text.split())))
