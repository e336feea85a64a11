"""Where the measures of a summary stand by what bodies reported; nothing where none of them was reported on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from zeren.ground.tables import Row, Table
from zeren.report.records import Item, Summary
from zeren.report.words import label

if TYPE_CHECKING:
    from zeren.ledger.standing import MeasureStanding

Clean = Callable[[str | None], str]

STATES = ("done", "said-done", "on-the-way", "not-started", "changed", "late", "words-only", "no-report")
"""in the order in which they are counted"""
HEADS = ("状态（据报）", "所报")
"""of the columns that lists have where anything was reported"""


def is_reported(summary: Summary) -> bool:
    """Whether anything was reported on a measure of the summary until its day."""
    told = summary.as_of.standings
    return any(item.measure.id in told and told[item.measure.id].file for item in (*summary.items, *summary.derived))


def cells(summary: Summary, item: Item, clean: Clean) -> tuple[str, str]:
    """The word for the state of a measure, and what was reported: the day, the words, the file and its row."""
    told = summary.as_of.standings.get(item.measure.id)
    if told is None:
        return "", ""
    passed = f"\n（{told.passed}已过）" if told.passed and summary.as_of.on else ""
    state = label("state", _state(summary, told)) + passed
    if not told.file:
        return state, ""
    words = clean(told.progress or told.problem)
    said = f"{told.reported_on or '日期未注明'}{f'：{words}' if words else ''}"
    return state, f"{said}\n（{returned(told, clean)}）"


def _state(summary: Summary, told: MeasureStanding) -> str:
    """The state on the day of the summary; where no day was asked for nothing is late that was not reported so."""
    if summary.as_of.on is None and told.state == "late":
        return told.status or ("words-only" if told.file else "no-report")
    return told.state


def returned(told: MeasureStanding, clean: Clean) -> str:
    """The returned file, its sheet and row."""
    sheet, _, row = clean(told.locator).rpartition("!")
    return f"{clean(told.file)} {sheet}第{row}行"


def counted(summary: Summary) -> Table | None:
    """Measures by state, all and those that the body answers for; None where nothing was reported."""
    if not is_reported(summary):
        return None
    every: Counter[str] = Counter()
    own: Counter[str] = Counter()
    for item in summary.items:
        told = summary.as_of.standings.get(item.measure.id)
        if told is not None:
            every[_state(summary, told)] += 1
            own[_state(summary, told)] += item.principal
    rows: list[Row] = [(label("state", state), every[state], own[state], "") for state in STATES if every[state]]
    day = f"截至{summary.as_of.on}，" if summary.as_of.on else ""
    return Table(f"进展（{day}按各单位报告，未经核实）", ("状态", "措施数", "其中主要责任", ""), tuple(rows))


def sentence(summary: Summary) -> str:
    """The counts in one sentence; empty where nothing was reported."""
    table = counted(summary)
    if table is None:
        return ""
    day = f"截至{summary.as_of.on}，" if summary.as_of.on else ""
    return f"{day}按各单位报告（未经核实）：{'、'.join(f'{row[0]}{row[1]}项' for row in table.rows)}。"
