"""Numbers of a sentence: how many bodies on a measure, how many measures of a body, how many rows."""

from __future__ import annotations

import re

from zeren.ask.sentence.clause import Clause, besides

_UNIT = re.compile("(?:多少|几)(公里|平方公里|平方米|立方米|公顷|亩|米|吨|万吨|微克|天|盏|棵|株|度|小时|户|辆|台|所|座|块)$")
_SIGNS = {"atleast": ">=", "morethan": ">", "exactly": "=", "several": ">=", "fewer": "<", "atmost": "<="}


def top_said(clause: Clause) -> int | None:
    """前五名, or 三个部门 beside 最多."""
    kinds = ("top", "exactly") if clause.has("most", "least") else ("top",)
    found = next((token for token in clause.tokens if token.kind in kinds), None)
    return int(found.value) if found and found.value.isdigit() else None


def number_said(clause: Clause) -> tuple[str, int, str] | None:
    """The number of bodies that a sentence asks for on a measure: sign, number and role; None where it asks for none."""
    for at, token in enumerate(clause.tokens):
        if token.kind == "exactly" and clause.has("most", "least"):
            continue
        if token.kind in _SIGNS:
            later = [other for other in clause.tokens[at + 1 :] if other.kind in ("role", "rolenoun")][:1]
            earlier = [other for other in clause.tokens[:at] if other.kind in ("role", "rolenoun")][-1:]
            role = (later or earlier)[0].value if later or earlier else "any"
            return _SIGNS[token.kind], int(token.value) + besides(clause, token), role
    return None


def unit_said(clause: Clause) -> str:
    """公顷 in 多少公顷, 几公顷: the unit of the figure that is asked for; empty where the words have none."""
    for token in clause.tokens:
        found = _UNIT.search(token.words) if token.kind == "reach" else None
        if found is not None:
            return found[1]
    return ""


def nth_said(clause: Clause) -> int | None:
    """第二多: the place in a rank; None where none is said, or more than one."""
    found = [token for token in clause.tokens if token.kind == "nth"]
    return int(found[0].value) if len(found) == 1 else None


def body_count_said(clause: Clause) -> tuple[str, int] | None:
    """The number of measures that a body asked for has, with its sign; None where none is said."""
    for token in clause.tokens:
        if token.kind.startswith("bodycount"):
            return token.kind.removeprefix("bodycount"), int(token.value)
    return None
