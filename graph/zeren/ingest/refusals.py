"""What a document is refused for, and what it is taken in with a notice of."""

from __future__ import annotations

import re

from zeren.editions.titles import marks
from zeren.extract.compact import compact
from zeren.extract.prose import segments
from zeren.extract.time.deadline import impossible_days
from zeren.extract.time.due import first_due
from zeren.ground.errors import NotAPlan
from zeren.ground.model import Document, Measure, Notice, Paragraph, Table, TableTarget

EXPLAINS = "是解读，不是计划 (explains a plan): "
"""begins what is said of a refused text that explains a plan; its title follows"""


def _explains(document: Document) -> str | None:
    """The title of a document that says it explains a plan; None for any other."""
    stated = [words for name, words in document.meta if name in ("page-title", "document-title", "title")]
    lines = [block.text for block in document.blocks[:_HEADED] if isinstance(block, Paragraph)]
    titles = (" ".join(words.split()) for words in (*lines, *stated) if len(words) <= _TITLE)
    return next((words for words in titles if _OF_PLAN.search(words) and "explanation" in marks(words)), None)


_OF_PLAN = re.compile("《|计划|方案|要点|清单|措施|意见")
_TITLE = 120
"""characters of a title at most"""
_HEADED = 8
"""blocks of a document among which its title stands"""
_ACTS = re.compile(r"负责|牵头")
_ASKS = re.compile("(?<![申聘邀])请(?![示假客])")
"""how a sentence asks (请你们研究), but not 申请, 请示"""
_SHOWN = 3
"""tables whose heads a refusal shows"""


def refuse_empty(document: Document, measures: list[Measure], targets: list[TableTarget]) -> None:
    """Refuse a document that states neither duties nor tasks with goals, with what was seen in it."""
    if targets and (measures or any(target.target.due for target in targets)):
        return
    if title := _explains(document):
        raise NotAPlan(f"{document.name}: {EXPLAINS}{title}", "take in the plan that it explains")
    tables = [block for block in document.blocks if isinstance(block, Table)]
    heads = ["|".join(cell.text.strip()[:12] for cell in table.cells if cell.row == 0)[:60] for table in tables[:_SHOWN]]
    sentences = sum(bool(_ACTS.search(sentence)) for sentence in re.split("[。；\n]", document.text))
    lines = [line for line in document.text.split("\n") if line.strip()]
    timed = sum(segments.mark_of(line.lstrip()) is not None and first_due(line, 0) is not None for line in lines)
    asking = sum(bool(_ASKS.search(sentence)) for sentence in re.split("[。；\n]", document.text))
    more = f": {'; '.join(heads)}{' …' if len(tables) > _SHOWN else ''}" if heads else ""
    raise NotAPlan(
        f"{document.name}: 没有找到任务措施：见到含“负责”“牵头”的句子 {sentences} 个、"
        f"“请…”的句子 {asking} 个、带时限的编号条目 {timed} 个、表 {len(tables)} 个"
        f" (no measure found; seen: {sentences} sentences with 负责 or 牵头, {asking} that ask with 请, {timed} numbered lines with a time,"
        f" {len(tables)} tables{more})",
        "计划要有“工作措施”“责任单位”这样的表头，或“（责任单位：…）”这样的责任表述 (a plan needs a table with such columns, or such statements)",
    )


def notices_of_bodiless(measures: list[Measure], targets: list[TableTarget]) -> tuple[Notice, ...]:
    """What is said of a plan that names no body and is kept with its tasks and goals."""
    words = f"没有写明任何责任单位：{len(measures)} 项任务、{len(targets)} 个目标照录，不作责任 (no body is named: they are kept without duties)"
    return (Notice(words),)


def no_such_days(measures: list[Measure]) -> tuple[Notice, ...]:
    """What is said of the days that measures print and no calendar has."""
    found: dict[tuple[str, str], Notice] = {}
    for measure in measures:
        deadline, year = measure.deadline, measure.plan.base_year
        for printed, place in ((deadline.raw, deadline.place), (measure.text, measure.place)):
            for day in impossible_days(compact(printed, 0).words, year):
                words = f"“{day}”：日历上没有这一天，照录，不作日期 (no calendar has this day: kept as printed, without a date)"
                found.setdefault((measure.id, day), Notice(words, place))
    return tuple(found.values())


def notices_of(document: Document, more: tuple[Notice, ...] = ()) -> tuple[Notice, ...]:
    """What is said of a document that was taken in: as it was read, ``more``, and tables whose rows differ in their cells."""
    uneven = []
    for block in document.blocks:
        if isinstance(block, Paragraph) or not block.uneven or block.spans_stated:
            continue
        rows = ", ".join(str(row + 1) for row in block.uneven)
        uneven.append(
            Notice(
                f"第 {block.place.table} 个表: 第 {rows} 行的格数与首行不同"
                f" (table {block.place.table}: rows {rows} have another number of cells than the first row)",
                block.place,
            )
        )
    return document.notices + more + tuple(uneven)
