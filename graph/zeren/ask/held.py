"""What a body is responsible for beside what it leads: an answer about leading alone would call it idle."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.ask.answer import Rows, run
from zeren.ask.lookup import Reader, landing_for, plan_paths
from zeren.ask.questions import questions

_BOTH = """SELECT n.name
FROM duty d
JOIN measure m ON m.id = d.measure AND m.file = d.file
JOIN body_name n ON n.id = d.body
WHERE d.role IN ('lead', 'responsible', 'support')
  AND m.plan IN ($plan)
GROUP BY n.id, n.name
HAVING count(DISTINCT CASE WHEN d.role = 'support' THEN 2 ELSE 1 END) = 2
ORDER BY count(DISTINCT m.id) DESC, n.name"""
_NAMED = 12
"""bodies that a note names"""


def both_roles(reader: Reader, plan: str | None) -> str:
    """Say which bodies lead or answer for some measures and assist in others, which nobody calls a conflict; empty for none."""
    names = [str(name) for (name,) in landing_for(reader).rows(_BOTH, {"plan": plan_paths(reader, plan)})]
    if not names:
        return ""
    listed = "、".join(names[:_NAMED]) + (" 等" if len(names) > _NAMED else "")
    return f"在不同措施上既牵头或主责、又协办的有 {len(names)} 个单位 (lead some measures and assist in others): {listed}"


def responsible_beside(reader: Reader, leads: Rows, given: Mapping[str, str]) -> str:
    """Say how many measures the body of a ``leads`` answer is responsible for that its rows do not list; empty for none.

    ``given``: the parameters as they were given to ``leads``; ``responsible-for`` takes the same.
    """
    if leads.question.name != "leads":
        return ""
    listed = {row["id"] for row in leads.rows}
    more = {row["id"] for row in run(reader, questions()["responsible-for"], given).rows} - listed
    if not more:
        return ""
    told = f"另有主责 {len(more)} 项" if listed else f"牵头 0 项；主责 {len(more)} 项"
    english = f"responsible for {len(more)} more" if listed else f"leads 0, responsible for {len(more)}"
    return f"{told}，所在计划另有牵头角色 ({english}, in plans with a lead role; zeren question responsible-for body={given['body']} 列出)"
