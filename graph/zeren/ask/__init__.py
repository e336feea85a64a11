"""Ask a store: named questions in SPARQL, bodies and plans by name, the plain table of duties."""

from __future__ import annotations

from zeren.ask.answer import Bound, Cell, Rows, answered, bind, run
from zeren.ask.chinese import Understood, understand
from zeren.ask.flow import Flow, MeasurePair, load_flows
from zeren.ask.loading import load_bodies, load_duties, load_proofs, load_targets
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
    "bind",
    "columns_of",
    "find_bodies",
    "find_body",
    "find_plans",
    "landing_for",
    "load_bodies",
    "load_duties",
    "load_flows",
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
