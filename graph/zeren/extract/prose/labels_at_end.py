"""Labels of persons and times at the end of an item: 培育家庭农场15家。责任人：刘波。完成时间：2026年11月30日。"""

from __future__ import annotations

import re
from dataclasses import replace

from zeren.extract.lexicon import label_pattern
from zeren.extract.statement.phrases import is_accessory
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.statement import parse
from zeren.ground.fold import fold

_CLAUSE = re.compile(r"[^，,。；;\n]+[，,。；;\n]?")
_LABEL = re.compile(label_pattern())


def labels_at_end(words: str, begin: int) -> int:
    """Where the clauses begin that end an item and only label a person or a time; the length of ``words`` where none does."""
    cut = len(words)
    for clause in reversed([one for one in _CLAUSE.finditer(words, begin) if one[0].strip()][1:]):
        if not is_label(clause[0]):
            break
        cut = clause.start()
    return cut


def is_label(words: str) -> bool:
    """Whether words are nothing but labels of persons and times (完成时限：6月底)."""
    return _LABEL.match(fold(words.lstrip())) is not None and is_accessory(words.strip())


def with_labels(statement: Statement, words: str, start: int, place_of: PlaceOf) -> Statement:
    """A statement with what labels at offset ``start`` say beside it; persons go to its residue."""
    told = parse(words, start, place_of, "responsible", None)
    due = told if told.deadline else statement
    residue = (*statement.residue, *told.residue)
    return replace(statement, deadline=due.deadline, deadline_place=due.deadline_place, score=told.score or statement.score, residue=residue)
