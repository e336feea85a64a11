"""What an answer about days leaves out: deadlines without a year, without a day, and measures without any, with the way to see them."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.ask.lookup import Reader, landing_for, plan_paths
from zeren.table import scope, short

_KINDS = {
    "by-date": "没有年份", "interval": "没有年份", "staged": "没有年份", "ongoing": "持续推进或长期", "long-term": "持续推进或长期",
    "relative": "没有固定日子", "recurring": "周期性", "none": "没有读出时间",
}  # fmt: skip
"""kind of a deadline without a last day → why it has none"""
_UNWRITTEN = "没有写时限"
_LEFT_OUT = """SELECT coalesce(d.kind, 'none'), translate(coalesce(d.raw, ''), $blanks, '') <> '', count(DISTINCT m.id)
FROM measure m
LEFT JOIN deadline d ON d.measure = m.id AND d.file = m.file AND d.origin = 'Deadline'
WHERE TRUE
  AND m.plan IN ($plan)
  AND m.id IN (SELECT measure FROM duty WHERE body = $body)
  AND m.id IN (SELECT measure FROM duty WHERE role = $role)
  AND m.id NOT IN (SELECT measure FROM deadline WHERE end_date IS NOT NULL OR ($listed AND rrule IS NOT NULL))
GROUP BY ALL
ORDER BY ALL"""


def reason(kind: str, printed: bool) -> str:
    """Return why a deadline without a last day falls on none; ``printed``: its words are."""
    return _UNWRITTEN if kind == "none" and not printed else _KINDS[kind]


def left_out(reader: Reader, *, plan: str | None = None, body: str | None = None, role: str = "any", recurring: bool = False) -> str:
    """Say how many measures an answer about days leaves out, and why; empty for none.

    ``body`` is an IRI; ``recurring``: those that recur are listed on their days.
    """
    landing = landing_for(reader)
    params = {"plan": plan_paths(reader, plan), "body": short(body) if body else None, "role": None if role == "any" else role, "listed": recurring}
    files = landing.files_of(scope.OF_BODY, {"body": params["body"]}) if body else None
    counts: dict[str, int] = {}
    for kind, printed, count in landing.rows(_LEFT_OUT, params, files):
        counts[reason(kind, printed)] = counts.get(reason(kind, printed), 0) + int(count)
    return told(counts)


def told(counts: Mapping[str, int]) -> str:
    """Say how many measures fall on no day, by reason; empty for none."""
    if not counts:
        return ""
    listed = "、".join(f"{why} {count} 项" for why, count in counts.items())
    way = "zeren question undated 列出写了的，no-deadline 列出没有写的"
    return f"另有 {sum(counts.values())} 项没有日子，不在其内：{listed}；{way} (measures without a day, left out)"
