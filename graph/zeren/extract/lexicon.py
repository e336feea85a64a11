"""Role words and labels of responsibility statements, from ``vocabulary/roles`` and ``vocabulary/columns``.

All patterns match folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from zeren.ground.fold import fold
from zeren.ground.resources import table

PRIORITY = ("lead", "support", "guide", "supervise", "responsible")
"""which role counts where role words of several run together (牵头组织实施)"""
_LEAD = r"[—–·•●■◆▪]{0,2}[【\[〔*]{0,2}"
"""what may stand before a label: the dash of a list, a bracket, bold print"""
_MARK = r"(?P<mark>\s*(?:[】\]〕*]{1,2}\s*)?:|[】\]〕]\s*:?)"


@cache
def rows(kind: str) -> dict[str, str]:
    """Words of a kind of ``vocabulary/roles`` with their role, folded."""
    return {fold(row["word"]): row["role"] for row in table("vocabulary/roles") if row["kind"] == kind}


@cache
def verbs() -> tuple[str, ...]:
    """Words that begin a phrase which is no body (支持龙头企业牵头)."""
    return tuple(rows("verb"))


@cache
def role_words() -> re.Pattern[str]:
    """A role word: group ``before`` (会同) or ``after`` (负责, in the match with its manner: 按职责分工负责)."""
    after, manner, before = (_either(rows(kind)) for kind in ("after", "manner", "before"))
    return re.compile(rf"(?P<before>{before})(?=[^,;。、:])(?!{after}|{manner})|(?:{manner}){{0,6}}(?P<after>(?:{after}){{1,8}})")


@cache
def remark() -> re.Pattern[str]:
    """A role in brackets at the end of a name: 市发展改革委（牵头）."""
    return re.compile(rf"[(\[〔](?P<word>(?:{_either(rows('after'))}){{1,8}})(?:责任)?(?:单位|部门)?[)\]〕]$")


@cache
def role_of(words: str) -> str | None:
    """The role of role words that run together; None where none of them has one."""
    roles = {rows("after")[word] for word in re.findall(_either(rows("after")), words)}
    return next((role for role in PRIORITY if role in roles), None)


@cache
def role_in(words: str) -> str | None:
    """The role that a part of a column's head gives (帮办单位: support); of several the first in the order of ``PRIORITY``."""
    found = {row["kind"] for row in _role_parts() if fold(row["part"]) in words}
    return next((role for role in PRIORITY if role in found), None)


@cache
def _role_parts() -> tuple[dict[str, str], ...]:
    return tuple(row for row in table("vocabulary/heads") if row["place"] == "role")


@cache
def labels() -> dict[str, tuple[str, str | None]]:
    """Labels with what they hold (``role``, ``person``, ``builder``, ``deadline``, ``score``) and their role."""
    found: dict[str, tuple[str, str | None]] = {}
    for row in table("vocabulary/columns"):
        if row["kind"] in ("role", "person", "builder", "deadline", "score"):
            found[fold(row["word"])] = (row["kind"], row["role"] or None)
    for word, role in rows("label").items():
        found[word] = ("role", role) if role in PRIORITY else (role, None)
    return found


def label(words: str) -> tuple[str, str | None]:
    """Kind and role of a label by the longest known word that it ends with; KeyError where it ends with none."""
    folded, known = fold(words), labels()
    for at in range(len(folded)):
        if folded[at:] in known:
            return known[folded[at:]]
    raise KeyError(words)


@cache
def label_pattern(*, spaced: bool = False) -> str:
    """The regular expression of a label with its colon or brackets; ``spaced`` allows 责 任 单 位：."""
    words = sorted(labels(), key=lambda word: (-len(word), word))
    between = r"\s*" if spaced else ""
    either = "|".join(between.join(map(re.escape, word)) for word in words)
    return rf"{_LEAD}(?P<label>{either}){_MARK}[*]{{0,2}}"


@cache
def label_words() -> re.Pattern[str]:
    """A label; group ``mark`` is missing where it stands without colon and brackets."""
    return re.compile(rf"{_LEAD}(?P<label>{_either(labels())}){_MARK}?[*]{{0,2}}")


def is_label_line(text: str) -> bool:
    """Whether a paragraph begins with a label (牵头单位：…)."""
    return _label_line().match(fold(text[:40])) is not None


@cache
def _label_line() -> re.Pattern[str]:
    return re.compile(r"[\s—–·•●■◆▪]*" + label_pattern(spaced=True))


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
