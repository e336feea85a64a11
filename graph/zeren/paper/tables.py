"""The tables of a paper: cells with their colours, and a block for each name that a template may give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from zeren.ground.labels import label_of
from zeren.ledger.progress import Standing
from zeren.ledger.standing import SOON, Light
from zeren.paper.items import Item
from zeren.paper.shown import LIGHTS, Shown, is_awaited, is_late, is_said_done, is_soon

FILLS: dict[Light, str] = {"red": "E06666", "yellow": "FFD966", "blue": "9DC3E6", "green": "A9D18E"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    colour: str | None = None
    """hexadecimal, of the words; None: black"""
    fill: str | None = None
    """hexadecimal, of the ground"""
    middle: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A table of a paper; without rows it is told that there is nothing."""

    heads: tuple[str, ...]
    """none: a table without a row of heads"""
    widths: tuple[int, ...]
    """shares of the breadth"""
    rows: tuple[tuple[Cell, ...], ...]


Make = Callable[[int, Item], tuple[Cell, ...]]


def blocks(listed: Sequence[Item], by_body: Sequence[Standing], show: Shown, days: int, alone: bool) -> dict[str, Block]:
    """Return placeholder → table; ``alone``: the measures of one body."""
    late = [item for item in listed if is_late(item)]
    due = [item for item in listed if is_late(item) or is_soon(item, show.on, days) or is_awaited(item, show.on, days) or item.often]
    return {
        "任务表": _tasks(listed, show, alone),
        "责任表": _tasks([item for item in listed if item.answers], show, alone),
        "协办表": _tasks([item for item in listed if not item.answers], show, alone),
        "催办表": _due(due, show),
        "逾期表": _due(late, show),
        "灯色表": _lights(listed),
        "灯色图": _bar(listed),
        "单位表": _bodies(by_body),
        "问题表": _problems(listed, show),
        "签收表": _receipt(),
    }


def _table(heads: Sequence[str], widths: Sequence[int], found: Iterable[Item], make: Make) -> Block:
    return Block(tuple(heads), tuple(widths), tuple(make(number, item) for number, item in enumerate(found, 1)))


def _tasks(found: Sequence[Item], show: Shown, alone: bool) -> Block:
    """``alone``: of one body, so that its role is told and the other bodies that answer for the measure."""

    def make(number: int, item: Item) -> tuple[Cell, ...]:
        row = show.row(number, item)
        role = (Cell(row["角色"], middle=True),) if alone else ()
        return (
            Cell(str(number), middle=True), Cell(row["任务"]), Cell(row["措施"]), *role, Cell(row["牵头单位"]), Cell(row["配合单位"]),
            Cell(row["时限"], middle=True), Cell(row["出处"]),
        )  # fmt: skip

    heads = ["序号", "任务", "措施", *(["角色"] if alone else []), "牵头（责任）单位", "配合单位", "完成时限", "出处"]
    return _table(heads, [4, 12, 42 if alone else 44, *([8] if alone else []), 19, 19, 10, 10], found, make)


def _due(found: Sequence[Item], show: Shown) -> Block:
    def make(number: int, item: Item) -> tuple[Cell, ...]:
        row = show.row(number, item)
        aside = "待确认" if is_said_done(item) else "经常" if item.often else ""
        word, colour, _ = LIGHTS["red"] if is_late(item) else (aside, LIGHTS["blue"][1], "") if aside else LIGHTS["yellow"]
        return (
            Cell(str(number), middle=True), Cell(f"●{word}", colour, middle=True), Cell(row["牵头单位"]), Cell(row["任务"]),
            Cell(row["措施"]), Cell(show.due(item), middle=True), Cell(show.report(item)), Cell(row["出处"]),
        )  # fmt: skip

    heads = ["序号", "灯", "牵头（责任）单位", "任务", "措施", "完成期限", "最近报告", "出处"]
    return _table(heads, [4, 5, 16, 11, 36, 16, 24, 9], found, make)


def _problems(listed: Sequence[Item], show: Shown) -> Block:
    def make(number: int, item: Item) -> tuple[Cell, ...]:
        row = show.row(number, item)
        return (
            Cell(str(number), middle=True), Cell(row["牵头单位"]), Cell(row["措施"]), Cell(row["问题"]), Cell(row["下一步"]),
            Cell(show.reported(item)),
        )  # fmt: skip

    heads = ["序号", "牵头（责任）单位", "措施", "存在问题", "下一步措施", "报告出处"]
    return _table(heads, [6, 15, 30, 18, 16, 15], [item for item in listed if item.standing.problem], make)


def _lights(listed: Sequence[Item]) -> Block:
    counts = Counter(item.standing.light for item in listed)
    rows = []
    for key, (word, colour, meaning) in LIGHTS.items():
        share = f"{100 * counts[key] / len(listed):.1f}%" if listed else "—"
        cells = Cell(f"●{word}", colour, middle=True), Cell(str(counts[key]), middle=True), Cell(share, middle=True)
        rows.append((*cells, Cell(meaning.format(soon=SOON))))
    return Block(("灯", "措施数", "占比", "含义"), (10, 12, 12, 66), tuple(rows) if listed else ())


def _bar(listed: Sequence[Item]) -> Block:
    """One row whose cells are as broad as the lights are many, none too narrow for its figure."""
    counts = Counter(item.standing.light for item in listed)
    held = [(word, counts[key], FILLS[key]) for key, (word, _, _) in LIGHTS.items() if counts[key]]
    row = tuple(Cell(f"{word}{count}", fill=fill, middle=True) for word, count, fill in held)
    return Block((), tuple(max(count, -(-len(listed) // 12)) for _, count, _ in held), (row,) if row else ())


def _bodies(by_body: Sequence[Standing]) -> Block:
    rows = tuple(
        tuple(Cell(str(cell), middle=at > 0) for at, cell in enumerate(
            (one.group, one.total, one.done, one.said_done, one.on_the_way, one.not_started, one.changed, one.late, one.words_only, one.no_report)
        ))
        for one in by_body
    )  # fmt: skip
    states = [label_of(code) for code in ("on-the-way", "not-started", "changed", "late")]
    heads = ("单位", "措施数", label_of("done"), "称已完成", *states, "只报进展", "未报告")
    return Block(heads, (28, 8, 8, 10, 8, 8, 7, 7, 10, 8), rows)


def _receipt() -> Block:
    words = (("交办单位", "承办单位"), ("交办人", "签收人"), ("交办日期", "签收日期"))
    return Block((), (14, 36, 14, 36), tuple((Cell(a, middle=True), Cell(""), Cell(b, middle=True), Cell("")) for a, b in words))
