"""A question in Chinese by whichever way fits: one's own phrasing, a shipped question that fits whole, else the grammar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from zeren.ask.answer import Cell, Rows, run
from zeren.ask.aside import set_aside
from zeren.ask.chinese import Understood, understand
from zeren.ask.held import both_roles
from zeren.ask.lookup import Reader
from zeren.ask.questions import Question, questions
from zeren.ask.sentence.answer import answer
from zeren.ask.sentence.doubtful import doubtful
from zeren.ask.sentence.lexicon import turns
from zeren.ground.errors import Ambiguous, NotFound

WHOLE = frozenset(
    (
        "by-deadline", "by-year", "cascade", "chain", "chain-amounts", "changes", "editions", "series", "series-targets",
        "cascade-bodies", "cascade-changes", "cascade-targets", "cited", "companies",
        "connected", "date-conflicts", "expanded", "groups", "likely", "named-townships", "no-lead", "no-deadline", "overloaded", "plans", "bodies",
        "posted", "residue", "sources-of", "stricter-targets", "target-consistency", "two-roles", "undated", "unresolved",
    )
)  # fmt: skip
"""shipped questions whose phrasings, where they fit a sentence whole, say more than the grammar can"""


_ROWS = {
    "measures": "measure", "when": "measure", "who": "measure", "largest": "measure", "count": "figure", "share": "figure",
    "summary": "figure", "compare": "body",
    "standing": "body", "rank": "body", "members": "body", "pairs": "pair", "targets": "target", "plans": "plan",
}  # fmt: skip
"""what is asked → what one row of the answer is"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence, how it was understood, and the answer."""

    question: str
    """name of the shipped or own question that answered; ``sentence`` for the grammar"""
    told: str
    """the reading in plain Chinese"""
    columns: tuple[str, ...]
    """keys of the rows, in order"""
    rows: list[dict[str, Cell]]
    figure: str
    """the number that was asked for, in words; empty where none was"""
    notes: tuple[str, ...]
    """what else belongs to the answer"""
    unused: tuple[str, ...]
    """words of the sentence that were not used"""
    row: str
    """what one row is: ``measure``, ``body``, ``pair``, ``target``, ``figure``, ``plan``, or the name of a shipped question"""
    query: str
    """the query that gave the rows"""
    understood: Understood | None
    """slots and parameters, where a phrasing answered"""


def asked(
    reader: Reader,
    sentence: str,
    among: Mapping[str, Question] | None = None,
    runner: Callable[[Question, dict[str, str]], Rows] | None = None,
) -> Asked:
    """Answer a question in Chinese.

    ``among`` are the questions there are (None: the shipped ones), ``runner`` runs one of them (None: in this process).
    Raises NotUnderstood, OutOfScope, NotFound and Ambiguous, each with what can be asked instead.
    """
    known = questions() if among is None else among
    by = runner or (lambda question, params: run(reader, question, params))
    own = {name: question for name, question in known.items() if question.own}
    fitting = _fitting(reader, sentence, own) or _fitting(
        reader, sentence, {name: known[name] for name in WHOLE & set(known)}
    )
    if fitting is not None and fitting.question.name == "no-lead" and any(word in sentence for word in turns("responsible")):
        # Who answers is asked for by its own name: where a plan has leads, none of them is no 主责.
        fitting = None
    if fitting is not None:
        return _by_question(reader, fitting, by)
    # What the grammar refuses no phrasing answers: its free slots would swallow the words that were not understood.
    found = answer(reader, sentence)
    return Asked(
        question="sentence",
        told=found.told,
        columns=found.columns,
        rows=found.rows,
        figure=found.figure,
        notes=(*found.notes, *doubtful(reader, found.rows)),
        unused=found.unused,
        row=_ROWS.get(found.reading.asks, found.reading.question),
        query=found.query,
        understood=None,
    )


def _fitting(reader: Reader, sentence: str, among: Mapping[str, Question]) -> Understood | None:
    """Return what a phrasing of some questions makes of the whole sentence; None where none fits."""
    if not among:
        return None
    try:
        return understand(reader, sentence, among)
    except (NotFound, Ambiguous):
        return None


def _by_question(reader: Reader, meant: Understood, by: Callable[[Question, dict[str, str]], Rows]) -> Asked:
    found = by(meant.question, dict(meant.params))
    open_ = (p for p in meant.question.params if p.default or p.kind == "choice")
    fixed = {p.name: meant.params[p.name] for p in open_ if meant.params.get(p.name, p.default) != p.default}
    slots = "，".join(f"{name} = {value}" for name, value in (fixed | meant.slots).items())
    told = meant.question.question + (f"（{slots}）" if slots else "")
    notes = [*meant.question.notes]
    if not found.rows:
        notes[:0] = [meant.question.empty or "没有结果 (no rows)", *set_aside(reader)]
    if meant.question.name == "two-roles" and (both := both_roles(reader, meant.params.get("plan"))):
        notes.insert(0 if found.rows else 1, both)
    if meant.question.name == "cascade" and not found.rows and "plan" in meant.slots and by(meant.question, {}).rows:
        told = f"{meant.slots['plan']}: 没有与上级计划对照过，说不出承接了哪些 (not set beside a plan above)"
        raise NotFound(told, "zeren question cascade 列出对照过的 (what was set beside one)")
    columns = tuple(column.name for column in found.columns)
    return Asked(meant.question.name, told, columns, found.rows, "", tuple(notes), (), meant.question.name, found.sparql, meant)
