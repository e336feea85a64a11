"""How the columns of a document's tables were taken, why, and what else they could have been."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zeren.extract.cells.boxes import ticked
from zeren.extract.columns import Column
from zeren.extract.table.card_labels import repeated_labels
from zeren.extract.table.judge import Judgement, near
from zeren.extract.table.laid import Laid
from zeren.extract.table.layout import Decided, lay
from zeren.extract.table.turned import as_rows
from zeren.ground.labels import label_of
from zeren.ground.model import Block, Table

_CHINESE = {
    "number": "序号", "section": "类别", "task": "任务", "measure": "措施", "deadline": "时限", "role": "单位", "person": "人员",
    "target": "目标", "remark": "随行记载", "mark": "单位（下列标记）",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explained:
    """A column of a table."""

    table: int
    """1-based table of the document"""
    column: int
    """1-based grid column"""
    head: str
    taken: str
    """what the column was taken for, with its role"""
    why: str
    """evidence with its weights, strongest first"""
    others: str
    """what else it could have been, with the distance of each; empty where nothing is near"""
    sure: bool
    """no other reading is near"""


def explained(blocks: Sequence[Block], decided: Decided | None = None) -> list[tuple[str, list[Explained]]]:
    """Return the heads of every table in reading order, as decisions name them, each with its columns."""
    tables = [block for block in blocks if isinstance(block, Table)]
    told = [ticked(table)[0] for table in tables]
    repeated = repeated_labels(told)
    parts = [(part, at) for at, table in enumerate(told, 1) for part in as_rows(table, repeated)]
    laid = lay([part for part, _ in parts], decided, forced=True)
    return [_table(one, at) for one, (_, at) in zip(laid, parts, strict=True)]


def _table(laid: Laid, at: int) -> tuple[str, list[Explained]]:
    if not laid.heads:
        return "", []
    top = laid.heads[0]
    found = []
    for grid, column in sorted(top.header.columns.items()):
        judgement = (top.header.judgements or {}).get(grid)
        if judgement:
            found.append(_column(at, grid + 1, column, judgement))
    return top.words, found


def _column(table: int, column: int, taken: Column, judgement: Judgement) -> Explained:
    words = f"{_CHINESE[taken.kind]} {taken.kind}"
    if taken.kind == "role":
        words = f"{label_of(taken.role or 'responsible')}{words[:2]} {taken.role}"
    if taken.content:
        words += "（由内容判断 told from content）"
    why = "; ".join(f"{one.words} {one.weight:+.1f}" if one.weight else one.words for one in judgement.evidence)
    if judgement.decided:
        why = "人工决定 (decided by a person)"
    others = "; ".join(f"{_CHINESE[name]} {name} {behind:+.1f}" for name, behind in judgement.others[:3])
    return Explained(table, column, taken.header, words, why, others, not near(judgement))
