"""A change as a row: the same keys for the command, its files and the tools of assistants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zeren.cascade.facts import Fact
from zeren.editions.changes import Change, amounts_of

HEADS = (
    "kind", "before_no", "after_no", "labels", "certainty", "leads_before", "leads_after", "helps_before", "helps_after",
    "due_before", "due_after", "targets", "before", "after", "before_place", "after_place",
)  # fmt: skip
READ = ("kind", "labels", "before_no", "before", "after_no", "after", "leads_before", "leads_after", "due_before", "due_after", "targets")
"""the heads as they are read on a terminal, where the last ones find no room: what is said before who says it"""

COMPARED = "比较的是措施和整个计划的目标（序号为“目标”）；其余文字没有比较"
"""what a comparison must say of itself"""
COMPARED_EN = "measures and targets of the whole plan were compared, no other text"


def row_of(one: Change) -> dict[str, Any]:
    """A change with the keys of ``HEADS``."""
    leads, helps, due = one.leads or ("", ""), one.helps or ("", ""), one.due or ("", "")
    return {
        "kind": one.kind,
        "before_no": _numbers(one.before),
        "after_no": _numbers(one.after),
        "labels": " ".join(one.labels),
        "certainty": "certain" if one.certain else "likely",
        "leads_before": leads[0],
        "leads_after": leads[1],
        "helps_before": helps[0],
        "helps_after": helps[1],
        "due_before": due[0],
        "due_after": due[1],
        "targets": amounts_of(one),
        "before": "\n".join(fact.text for fact in one.before),
        "after": "\n".join(fact.text for fact in one.after),
        "before_place": "；".join(_place(fact) for fact in one.before),
        "after_place": "；".join(_place(fact) for fact in one.after),
    }


def _numbers(facts: Sequence[Fact]) -> str:
    """The printed numbers (of their tasks); the place in the document where none is printed."""
    return "、".join(dict.fromkeys(fact.number or str(fact.order) for fact in facts))


def _place(fact: Fact) -> str:
    return next((str(value) for name, value in fact.spot if name == "zr:locator"), "")
