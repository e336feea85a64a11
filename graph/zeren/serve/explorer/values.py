"""What columns and facets are made of: values, their words and their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from zeren.ground.figures import figure
from zeren.report.records import Item
from zeren.serve.explorer import words
from zeren.serve.explorer.cells import Said, Value
from zeren.serve.explorer.library import Promise
from zeren.serve.explorer.review import KINDS
from zeren.table.duties import ROLES, MeasureRow

AS_WRITTEN = "as-written"


def indicator_name(promises: Sequence[Promise]) -> str:
    """Return what an indicator is most often called."""
    names = Counter(promise.target.indicator for promise in promises)
    return min(names, key=lambda name: (-names[name], name))


def value_words(promise: Promise) -> str:
    """Return a target's value as people write it: ≥65%."""
    target = promise.target
    return figure(promise.comparator, target.value, target.value_max, target.unit, target.change)


def case_label(_: str, value: str, lang: str) -> str:
    """Return the words for a kind of matter that needs a person."""
    return words.among(KINDS, value, lang)


def task(row: MeasureRow) -> str:
    """Return number and title of a measure's task."""
    return " ".join(filter(None, (row.task_no, row.task)))


def standing(item: Item) -> Said | None:
    """Return whether a body answers alone, or is listed first."""
    if item.sole:
        return Said("sole", "独担", "alone")
    return Said("first-listed", "列首", "first listed") if item.first_listed else None


def target_words(promise: Promise) -> str:
    """Return what of a target is searched."""
    return f"{promise.target.indicator}\n{promise.target.quote}\n{promise.target.scope or ''}"


def due(row: MeasureRow) -> str:
    """Return what a measure is due by: a month, or the kind of a deadline without a date."""
    return row.deadline_end[:7] if row.deadline_end else row.deadline_kind


def dues(row: MeasureRow) -> list[str]:
    """Return all that a measure is due by: its deadline, and the months and rhythms that its text sets."""
    texts = [date.end[:7] if date.end else date.kind for date in row.dates if date.end or date.rrule or date.kind == "relative"]
    return list(dict.fromkeys((due(row), *texts)))


def due_date(row: MeasureRow) -> str:
    """Return what a measure is sorted by: its date, then those without one."""
    return row.deadline_end or "~" + row.deadline_kind


def due_label(_: str, value: str, lang: str) -> str:
    """Return a deadline of a facet in words."""
    return words.month(value, lang)


def due_order(_: str, value: str) -> str:
    """Return what deadlines are sorted by: months first."""
    return value if value[:1].isdigit() else "~" + value


def held_label(name: str, value: str, lang: str) -> str:
    """Return a role or level in words."""
    return words.word(name, value, lang)


def held_order(name: str, value: str) -> int:
    """Return the place of a role or level among its like."""
    return level_number(value) if name == "level" else ROLES.index(value) if value in ROLES else len(ROLES)


def level_number(level: str) -> int:
    """Return the place of a level, the highest first."""
    return words.LEVELS.index(level) if level in words.LEVELS else len(words.LEVELS)


def counted_label(_: str, value: str, lang: str) -> str:
    """Return how a duty is counted, in words."""
    if value == AS_WRITTEN:
        return "按原文" if lang == "zh" else "as written"
    certain = words.word("certainty", value, lang)
    if certain == value and value not in ("certain", "possible"):
        return value
    return f"经群体（{certain}）" if lang == "zh" else f"through groups ({certain})"


def counted_order(_: str, value: str) -> int:
    """Return the place of a way to count."""
    return (AS_WRITTEN, "certain", "possible").index(value)


NAMED, THROUGH = "named", "through"
"""whether a plan lists a body, or only a group of which it is a member"""


def listed_label(_: str, value: str, lang: str) -> str:
    """Return whether a body is listed by a plan, in words."""
    known = {NAMED: ("原文列名", "listed as written"), THROUGH: ("只经群体", "only through groups")}
    return known.get(value, (value, value))[lang != "zh"]


def itself(_: str, value: str, lang: str) -> str:
    """Return a value that is its own word."""
    return value or ("未写明" if lang == "zh" else "not stated")


MEASURE_FILES: tuple[tuple[str, str, str, Callable[[MeasureRow], Value]], ...] = (
    ("deadline_kind", "时限类型", "Kind of deadline", lambda r: r.deadline_kind),
    ("deadline_start", "起", "From", lambda r: r.deadline_start),
    ("deadline_end", "止", "To", lambda r: r.deadline_end),
    ("section", "章节", "Section", lambda r: " / ".join(r.section)),
    ("file", "文件", "File", lambda r: r.file),
    ("locator", "位置", "Place", lambda r: r.locator),
    ("id", "标识", "Identifier", lambda r: r.id),
)
"""columns of measures that stand in files only"""
