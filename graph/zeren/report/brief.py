"""The page that a person reads in two minutes: what a body leads, what falls due next, with whom it works, its targets, what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from zeren.ground.labels import label_of, place
from zeren.ground.recurrence import occurrences
from zeren.ground.tables import Row, Table
from zeren.report.records import Item, Partner, Summary, responsible_beside
from zeren.report.reported import returned
from zeren.report.words import label

Clean = Callable[[str | None], str]

SHOWN = 5
"""rows of a table of the page; what is left out is counted"""
NEWS = 4
"""rows of what is new or reported, each of two lines in Word"""
AHEAD = 366
"""days ahead in which a rhythm has its next day"""
_SAID = 18
"""code points of what was reported: with its measure two lines of the page in Word"""
_LONG = 40
"""code points of a measure that the page shows"""


def brief(summary: Summary, clean: Clean) -> tuple[Table, ...]:
    """Return the five tables of the page, each with at most ``SHOWN`` rows and one for the rest."""
    return (
        _tasks(summary, clean),
        _due(summary, clean),
        _partners(summary.partners, clean),
        _targets(summary.items, clean),
        _news(summary, clean),
    )


def _tasks(summary: Summary, clean: Clean) -> Table:
    """The tasks under which the body answers for most measures: those it leads, where it leads none those it is responsible for."""
    beside = responsible_beside(summary)
    own = [item for item in summary.items if item.principal] or beside
    counts: Counter[str] = Counter()
    sole: Counter[str] = Counter()
    for item in own:
        task = " ".join(clean(part) for part in (item.measure.annex, item.measure.task_no, item.measure.task) if part) or "（没有任务名称）"
        counts[task] += 1
        sole[task] += item.sole
    ordered = sorted(counts.items(), key=lambda one: -one[1])
    rows: list[Row] = [(task, count, f"其中独担{sole[task]}项" if sole[task] else "", "") for task, count in ordered]
    leads = sum("lead" in item.roles for item in own)
    led = "负责" if not leads else "牵头" if leads == len(own) else "牵头或负责"
    more = "" if not beside else "，由其他单位牵头" if own is beside else f"，另有主责{len(beside)}项"
    title = f"{led}的任务（{len(own)}项措施，{len(counts)}项任务{more}）"
    return Table(title, ("任务", "措施数", "说明", ""), _cut(rows, lambda rest: (f"另有{len(rest)}项任务", _sum(rest), "", "")))


def _due(summary: Summary, clean: Clean) -> Table:
    """The next days on which something is due, with what is past and not reported done before them."""
    on = summary.as_of.on
    days: dict[str, list[Item]] = {}
    years: dict[str, str] = {}
    for item in summary.items:
        years[item.measure.plan_id] = max(years.get(item.measure.plan_id, ""), (item.measure.deadline_end or "")[:4])
    for item in summary.items:
        told = summary.as_of.standings.get(item.measure.id)
        if told is None or told.state not in ("done", "changed"):
            for day in _days(item, on, years[item.measure.plan_id]):
                days.setdefault(day, []).append(item)
    rows: list[Row] = []
    late = [item for item in summary.items if _state(summary, item) == "late"] if on else []
    if late:
        late.sort(key=lambda item: summary.as_of.standings[item.measure.id].due or "9")
        rows.append(("已过期限", len(late), *_said(late, clean)))
    rows += [(day, len(held), *_said(held, clean)) for day, held in sorted(days.items()) if on is None or day >= on]
    title = f"接下来到期（截至{on}，未报告完成的）" if on else "到期"
    return Table(title, ("日期", "措施数", "措施", "依据"), _cut(rows, lambda rest: (f"另有{len(rest)}个日期", _sum(rest), "", "")))


def _days(item: Item, on: str | None, year: str) -> Iterable[str]:
    """The days on which a measure is due, each once; of a rhythm the next one, where a day was asked for.

    ``year``: the last in which anything of its plan is due, until which a rhythm goes on; empty where none is known.
    """
    row = item.measure
    found = {day for day in (row.deadline_end, *(said.end for said in row.dates)) if day}
    if on:
        last = (date.fromisoformat(on) + timedelta(days=AHEAD)).isoformat()
        ends = min(last, f"{year or '9999'}-12-31")
        for rule in (row.deadline_rrule, *(said.rrule for said in row.dates)):
            found.update(occurrences(rule, on, ends)[:1] if rule and on <= ends else ())
    return found


def _said(held: Sequence[Item], clean: Clean) -> tuple[str, str]:
    """The first measure of several, and where it stands."""
    first = held[0].measure
    more = f" 等{len(held)}项" if len(held) > 1 else ""
    return f"{_short(clean(first.text))}{more}", _place(held[0], clean)


def _partners(partners: Sequence[Partner], clean: Clean) -> Table:
    rows: list[Row] = []
    for one in partners:
        roles = "、".join(f"{label('role', role)}{count}" for role, count in one.counts.items() if count)
        rows.append((clean(one.agency), one.count, f"对方{roles}", ""))
    return Table("合作最多的单位", ("单位", "共同措施", "对方的角色", ""), _cut(rows, lambda rest: (f"另有{len(rest)}个单位", "", "", "")))


def _targets(items: Sequence[Item], clean: Clean) -> Table:
    """The promised values, those of measures that the body answers for first."""
    ordered = sorted(items, key=lambda item: not item.principal)
    rows: list[Row] = [
        (clean(target.indicator), "、".join(label("role", role) for role in item.roles), _short(clean(target.quote)), _place(item, clean))
        for item in ordered
        for target in item.targets
        if target.value is not None
    ]
    return Table(f"指标（{len(rows)}个数值）", ("指标", "角色", "原文", "依据"), _cut(rows, lambda rest: (f"另有{len(rest)}个", "", "", "")))


def _news(summary: Summary, clean: Clean) -> Table:
    """What was reported, newest first, and what the last version of a plan brought."""
    told = summary.as_of
    known = {item.measure.id: item for item in summary.items}
    reports = [(item, told.standings[key]) for key, item in known.items() if key in told.standings and told.standings[key].status]
    rows: list[Row] = []
    fresh = [item for key, item in known.items() if key in told.history.fresh]
    if fresh:
        rows.append(("新增措施", len(fresh), *_said(fresh, clean)))
    moved = [item for key, item in known.items() if told.history.changes.get(key)]
    if moved:
        rows.append(("期限有变", len(moved), *_said(moved, clean)))
    states = Counter(str(one.status) for _, one in reports)
    counted = "、".join(f"{label_of(code)}{count}" for code, count in sorted(states.items()))
    rows.append(("收到报告", len(reports), counted or "没有收到报告", ""))
    for item, one in sorted(reports, key=lambda pair: pair[1].reported_on or "", reverse=True):
        words = label_of(str(one.status)) + (f"：{_short(clean(one.progress), _SAID)}" if one.progress else "")
        rows.append((one.reported_on or "日期未注明", "", f"{_short(clean(item.measure.text), 16)}——{words}", returned(one, clean)))
    cut = _cut(rows, lambda rest: (f"另有{len(rest)}条", "", "", ""), NEWS)
    return Table("新增与报告（按各单位报告，未经核实）", ("日期", "措施数", "内容", "依据"), cut)


def _state(summary: Summary, item: Item) -> str | None:
    told = summary.as_of.standings.get(item.measure.id)
    return told.state if told else None


def _place(item: Item, clean: Clean) -> str:
    return f"{clean(item.measure.annex)} {place(clean(item.measure.locator))}".strip()


def _short(text: str, longest: int = _LONG) -> str:
    line = " ".join(text.split("\n"))
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _sum(rows: Sequence[Row]) -> int:
    return sum(int(row[1]) for row in rows)


def _cut(rows: Sequence[Row], rest: Callable[[Sequence[Row]], Row], most: int = SHOWN) -> tuple[Row, ...]:
    return tuple(rows) if len(rows) <= most + 1 else (*rows[:most], rest(rows[most:]))
