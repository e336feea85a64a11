"""Ask a store: named questions in SPARQL, bodies and plans by name, the plain table of duties."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from zeren.ask.answer import Bound, Cell, Rows, answered, begun, bind, run
from zeren.ask.lookup import (
    Candidate,
    KnownPlan,
    Reader,
    columns_of,
    find_bodies,
    find_body,
    find_plans,
    landing_for,
    plan_paths,
    plans,
)
from zeren.ask.mentions import mentions
from zeren.ask.questions import Column, Param, Question, questions, read_question, with_own

if TYPE_CHECKING:
    from zeren.ask.chinese import Understood, understand
    from zeren.ask.flow import Flow, MeasurePair, load_flow_duties, load_flows
    from zeren.ask.loading import (
        kept_bodies,
        load_bodies,
        load_duties,
        load_held,
        load_portions,
        load_proofs,
        load_targets,
    )
    from zeren.ask.sentence.asked import Asked, asked

__all__ = [
    "Asked",
    "Bound",
    "Candidate",
    "Cell",
    "Column",
    "Flow",
    "KnownPlan",
    "MeasurePair",
    "Param",
    "Question",
    "Reader",
    "Rows",
    "Understood",
    "answered",
    "asked",
    "begun",
    "bind",
    "columns_of",
    "find_bodies",
    "find_body",
    "find_plans",
    "kept_bodies",
    "landing_for",
    "load_bodies",
    "load_duties",
    "load_flow_duties",
    "load_flows",
    "load_held",
    "load_portions",
    "load_proofs",
    "load_targets",
    "mentions",
    "plan_paths",
    "plans",
    "questions",
    "read_question",
    "run",
    "understand",
    "with_own",
]

_LATER = {
    "Understood": "chinese", "understand": "chinese", "Asked": "sentence.asked", "asked": "sentence.asked",
    **dict.fromkeys(("Flow", "MeasurePair", "load_flow_duties", "load_flows"), "flow"),
    **dict.fromkeys(
        ("kept_bodies", "load_bodies", "load_duties", "load_held", "load_portions", "load_proofs", "load_targets"), "loading"
    ),
}  # fmt: skip
"""what only sentences and records need → its module: most of the time that this room takes to be imported"""


def __getattr__(name: str) -> Any:
    """Import what belongs to sentences or records when it is first asked for (PEP 562)."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
