"""What a body is responsible for beside what it leads: an answer about leading alone would call it idle."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.ask.answer import Rows, run
from zeren.ask.lookup import Reader
from zeren.ask.questions import questions


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
