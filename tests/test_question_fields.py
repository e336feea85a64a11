"""What the form of a question suggests costs the same few looks at the store, however many plans it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from zeren import ask
from zeren.serve import asking
from zeren.store import open_reader
from zeren.table import Landing

PLAN = "plan"


def plan_choices(reader: ask.Reader) -> list[tuple[str, str]]:
    question = ask.questions()["workload"]
    return [(choice.group, choice.label) for field in asking.fields(reader, question, {}, {}, "zh") if field.name == PLAN for choice in field.choices]


def test_the_plans_with_measures_are_looked_for_once(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    rows = Landing.rows

    def counted(self: Landing, sql: str, *rest: Any) -> Any:
        looks.append(sql)
        return rows(self, sql, *rest)

    with open_reader(store) as reader:
        listed = plan_choices(reader)
        monkeypatch.setattr(Landing, "rows", counted)
        assert plan_choices(reader) == listed
        assert sum("DISTINCT plan" in sql for sql in looks) == 1
        assert [group for group, _ in listed].count("计划") > 2


def test_of_very_many_plans_their_divisions_are_suggested(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_reader(store) as reader:
        every = plan_choices(reader)
        monkeypatch.setattr(asking, "LISTED", 1)
        assert plan_choices(reader) == [choice for choice in every if choice[0] != "计划"]
