"""The figures, tables and rows of a paper: all count or show the measures that it lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.ground.labels import label_of, place
from zeren.ledger.progress import Standing
from zeren.ledger.standing import SOON, Light
from zeren.paper.items import Item
from zeren.paper.kinds import Kind
from zeren.report.words import Cleaner, label

LIGHTS: dict[Light, tuple[str, str, str]] = {
    "red": ("红", "C00000", "逾期：所写日期都已过而未报告完成或调整，或报告为逾期"),
    "yellow": ("黄", "B8860B", "临期：{soon}日内到期，或所写日期之一已过而此后没有报告"),
    "blue": ("蓝", "2E75B6", "其余：未到期、没有日期、报告为调整，或文字称已完成而待确认"),
    "green": ("绿", "548235", "按报告已完成"),
}
"""light → word, colour of the word, meaning"""
FILLS: dict[Light, str] = {"red": "E06666", "yellow": "FFD966", "blue": "9DC3E6", "green": "A9D18E"}
_NONE = "各有关单位"
_STATES = {"no-report": "未报告", "words-only": "只报进展", "said-done": "称已完成，待确认"}
_OFTEN = "每日、每周的经常性任务{count}项列在清单最后，请一并报告办理情况。"
_AWAITED = "另有{count}项，进展文字或完成日期称已完成，而完成情况未填或填写不同，列在清单最后，请确认后补填完成情况。"


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


@dataclass(frozen=True, slots=True)
class Values:
    """What a template is filled with."""

    title: str
    """of the file"""
    texts: Mapping[str, str]
    """placeholder → words; a name that the office did not tell is absent"""
    blocks: Mapping[str, Block]
    rows: tuple[Mapping[str, str], ...]
    """one a measure, in a bulletin only those past their date: placeholder of a row → words"""
    remark: str = ""
    """what stands below a paper of our own layout: which texts are not counted again; empty for none"""


def chosen(kind: Kind, found: Sequence[Item], on: str, days: int = SOON) -> list[Item]:
    """Return those of the measures of a body or plan that a paper of this kind lists.

    Those past their date come first in a reminder, then those due soon, those said to be done in words alone, those of every day or week.
    """
    if kind.list in ("plan", "all"):
        return list(found)
    kept = [item for item in found if item.open and item.answers]
    if kind.list == "open":
        return kept
    due = [item for item in kept if _late(item) or _soon(item, on, days) or _awaited(item, on, days)]
    often = [item for item in kept if item.often and not _late(item) and not _said_done(item)] if due else []
    return [*sorted(due, key=lambda item: (_awaited(item, on, days), not _late(item), item.standing.passed or item.due or "")), *often]


def values(
    kind: Kind, listed: Sequence[Item], on: str, given: Mapping[str, str], *,
    body: str | None = None, by_body: Sequence[Standing] = (), days: int = SOON, remark: str = "",
) -> Values:  # fmt: skip
    """Return the figures and tables of a paper that lists these measures as they stand on the ISO date ``on``.

    ``body`` is the name of the one it goes to, None for everyone; ``by_body`` the counts of each body, ``remark`` which texts are not
    counted again.
    """
    clean = Cleaner()
    plans = list(dict.fromkeys(clean(item.plan) for item in listed))
    basis = "、".join(f"《{name}》" for name in plans[:3]) + (f"等{len(plans)}份计划" if len(plans) > 3 else "")
    alone = body is not None and kind.addressed == "body"
    figures = _figures(listed, on, days)
    texts = {
        "主送": clean(body) if alone else _NONE,
        "单位": clean(body) if body else _NONE,
        "称谓": "你单位" if alone else "各单位",
        "依据": basis,
        "截至日期": chinese(on),
        "成文日期": chinese(on),
        "临期天数": str(days),
        **{name: str(count) for name, count in figures.items()},
        "经常说明": _OFTEN.format(count=often) if (often := sum(item.often for item in listed)) and kind.list == "due" else "",
        "待确认说明": _AWAITED.format(count=figures["待确认数"]) if figures["待确认数"] else "",
    }
    show = _Shown(on, clean, len(plans) > 1)
    told = [item for item in listed if _late(item)] if kind.list == "plan" else listed
    rows = tuple(show.row(number, item) for number, item in enumerate(told, 1))
    own = {name: clean(value) for name, value in given.items() if value}
    title, blocks = f"{clean(body) if body else ''}{kind.label}", _blocks(listed, by_body, show, days, body is not None)
    return Values(title, {**own, **texts}, blocks, rows, clean(remark))


def chinese(day: str | None) -> str:
    """An ISO date as official papers write it: 2026年10月1日; empty for None."""
    if day is None:
        return ""
    year, month, of_month = day[:10].split("-")
    return f"{int(year)}年{int(month)}月{int(of_month)}日"


def _said_done(item: Item) -> bool:
    return item.standing.state == "said-done"


def _late(item: Item) -> bool:
    return item.standing.state == "late"


def _awaited(item: Item, on: str, days: int) -> bool:
    """Whether it is past its date or soon due and its words say done without its state: the body must say which holds."""
    left = item.days(on)
    return _said_done(item) and left is not None and left <= days


def _soon(item: Item, on: str, days: int) -> bool:
    """Whether it is due within so many days, or a printed day went by without a report since."""
    left = item.days(on)
    is_near = left is not None and 0 <= left <= days
    return item.open and not _late(item) and not _said_done(item) and not item.often and (item.standing.passed is not None or is_near)


def _figures(listed: Sequence[Item], on: str, days: int) -> dict[str, int]:
    states = Counter(item.standing.state for item in listed)
    lights = Counter(item.standing.light for item in listed)
    reported = sum(item.standing.file is not None for item in listed)
    return {
        "任务数": len(listed),
        "责任数": sum(item.answers for item in listed),
        "协办数": sum(not item.answers for item in listed),
        "有期限数": sum(item.due is not None for item in listed),
        "无期限数": sum(item.due is None for item in listed),
        "完成数": states["done"],
        "推进数": states["on-the-way"],
        "未启动数": states["not-started"],
        "调整数": states["changed"],
        "逾期数": states["late"],
        "只报进展数": states["words-only"],
        "未报数": states["no-report"],
        "称完成数": states["said-done"],
        "待确认数": sum(_awaited(item, on, days) for item in listed),
        "收到报告数": reported,
        "未收到报告数": len(listed) - reported,
        "临期数": sum(_soon(item, on, days) for item in listed),
        **{f"{LIGHTS[light][0]}灯数": lights[light] for light in LIGHTS},
    }


class _Shown:
    """How a measure is put into words."""

    def __init__(self, on: str, clean: Cleaner, several: bool) -> None:
        self.on = on
        self.clean = clean
        self._several = several
        """whether measures of several plans are listed, so that a place must name the plan"""

    def row(self, number: int, item: Item) -> dict[str, str]:
        """The words of each placeholder of a row."""
        told, left, clean = item.standing, item.days(self.on), self.clean
        return {
            "序号": str(number),
            "任务": clean(item.task),
            "措施": clean(item.text),
            "角色": "、".join(label("role", role) for role in item.roles),
            "牵头单位": "、".join(map(clean, item.principal)),
            "配合单位": "、".join(map(clean, item.support)),
            "时限": clean(item.deadline),
            "完成期限": chinese(item.due) + self.told(item, item.due),
            "指标": "；".join(map(clean, item.targets)),
            "状态": state(item),
            "灯": LIGHTS[told.light][0],
            "逾期天数": str(-left) if left is not None and left < 0 else "",
            "剩余天数": str(left) if left is not None and left >= 0 else "",
            "进展": clean(told.progress),
            "问题": clean(told.problem),
            "下一步": clean(told.next_step),
            "责任人": clean(told.person),
            "电话": clean(told.phone),
            "填报日期": chinese(told.reported_on),
            "出处": self.source(item),
        }

    def source(self, item: Item) -> str:
        """Plan, annex and place of a measure."""
        plan = f"《{self.clean(item.plan)}》" if self._several else ""
        return f"{plan}{self.clean(item.annex)} {place(self.clean(item.locator))}".strip()

    def report(self, item: Item) -> str:
        """The state of a measure with the words of the report that counts, its day, file and row."""
        told = item.standing
        if told.file is None:
            return f"{state(item)}（未收到报告）" if _late(item) else "未收到报告"
        words = label_of(told.status) if told.status else _STATES["words-only"]
        if told.state == "said-done":
            words = f"{_STATES['said-done']}（完成情况：{label_of(told.status) if told.status else '未填'}）"
        said = self.clean(told.progress or told.problem)
        return f"{words}{f'：{said}' if said else ''}（{self.reported(item)}）"

    def reported(self, item: Item) -> str:
        """Day, file and row of the report that counts."""
        told = item.standing
        sheet, _, row = self.clean(told.locator).rpartition("!")
        return f"{chinese(told.reported_on) or '日期未注明'}报告，{self.clean(told.file)} “{sheet}”第{row}行"

    def due(self, item: Item) -> str:
        """The date, how far it is from it, and the words that set it."""
        day = item.standing.passed or item.due
        if day is None or item.often:
            return self.clean(item.deadline) or "未写明"
        left = (date.fromisoformat(day) - date.fromisoformat(self.on)).days
        how = f"已过{-left}日" if left < 0 else "当日到期" if left == 0 else f"还有{left}日"
        stage = "，其中一个日期" if item.standing.passed else ""
        words = (f"\n（{self.clean(item.deadline)}）" if item.deadline else "") + (f"\n{told}" if (told := self.told(item, day)) else "")
        return f"{chinese(day)}\n{how}{stage}{words}"

    def told(self, item: Item, day: str | None) -> str:
        """That the year of a day is not printed but told from the plan; empty where it is printed, or there is no day."""
        return "" if day is None or day in item.printed else "（年份按计划推定）"


def state(item: Item) -> str:
    """The word for the state on the day."""
    return _STATES.get(item.standing.state) or label_of(item.standing.state)


Make = Callable[[int, Item], tuple[Cell, ...]]


def _blocks(listed: Sequence[Item], by_body: Sequence[Standing], show: _Shown, days: int, alone: bool) -> dict[str, Block]:
    late = [item for item in listed if _late(item)]
    due = [item for item in listed if _late(item) or _soon(item, show.on, days) or _awaited(item, show.on, days) or item.often]
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


def _tasks(found: Sequence[Item], show: _Shown, alone: bool) -> Block:
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


def _due(found: Sequence[Item], show: _Shown) -> Block:
    def make(number: int, item: Item) -> tuple[Cell, ...]:
        row = show.row(number, item)
        aside = "待确认" if _said_done(item) else "经常" if item.often else ""
        word, colour, _ = LIGHTS["red"] if _late(item) else (aside, LIGHTS["blue"][1], "") if aside else LIGHTS["yellow"]
        return (
            Cell(str(number), middle=True), Cell(f"●{word}", colour, middle=True), Cell(row["牵头单位"]), Cell(row["任务"]),
            Cell(row["措施"]), Cell(show.due(item), middle=True), Cell(show.report(item)), Cell(row["出处"]),
        )  # fmt: skip

    heads = ["序号", "灯", "牵头（责任）单位", "任务", "措施", "完成期限", "最近报告", "出处"]
    return _table(heads, [4, 5, 16, 11, 36, 16, 24, 9], found, make)


def _problems(listed: Sequence[Item], show: _Shown) -> Block:
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
    heads = ("单位", "措施数", "已完成", "称已完成", "推进中", "未启动", "调整", "逾期", "只报进展", "未报告")
    return Block(heads, (28, 8, 8, 10, 8, 8, 7, 7, 10, 8), rows)


def _receipt() -> Block:
    words = (("交办单位", "承办单位"), ("交办人", "签收人"), ("交办日期", "签收日期"))
    return Block((), (14, 36, 14, 36), tuple((Cell(a, middle=True), Cell(""), Cell(b, middle=True), Cell("")) for a, b in words))
