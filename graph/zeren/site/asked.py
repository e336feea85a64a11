"""The shipped questions with their rows, as pages and files of a site."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from zeren import ask
from zeren.ask import Question, Rows
from zeren.ask.example import examples
from zeren.ground.errors import ZerenError
from zeren.serve import questions
from zeren.store.reader import Reader

SHOWN = 500
"""rows on a page; files hold all"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the values it was asked with and what came out."""

    question: Question
    given: Mapping[str, str]
    """values that were filled in, each of them something that is in the store"""
    answer: Rows | None
    """None where a value that is needed is not in the store, or the question took too long"""

    def files(self) -> dict[str, bytes]:
        """Return the rows and the query as files, by ending; none without an answer."""
        if self.answer is None:
            return {}
        rows = json.dumps(self.answer.rows, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
        return {"csv": questions.table(self.answer), "json": rows, "rq": self.answer.sparql.encode("utf-8", "backslashreplace")}


def asked(reader: Reader, name: str) -> Asked:
    """Ask a question of a store, with values out of that store where it needs some."""
    question = ask.questions()[name]
    given = examples(reader, question)
    if any(param.required and param.name not in given for param in question.params):
        return Asked(question, given, None)
    try:
        return Asked(question, given, ask.run(reader, question, given))
    except ZerenError:
        return Asked(question, given, None)


def values(its: Asked) -> dict[str, object]:
    """Return what the page of a question is given."""
    columns = [column for column in its.question.columns if column.kind != "iri"]
    rows = its.answer.rows[:SHOWN] if its.answer else []
    return {"its": its, "columns": columns, "rows": rows, "links": questions.links(its.question), "endings": tuple(its.files())}
