"""Clauses that say who does what in verbs that no list knows: 县水务局担纲，各镇敲边鼓，2月下旬交账.

What tells them is the statement as a whole: every clause of it is nothing but bodies and a short word behind them, or a time
and a short word behind it. The first bodies answer for the matter, those of later clauses help, unless a part of the word
says more (heads.tsv). All functions take folded words without white space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from zeren.extract.bodies.endings import ending_of, is_body, is_solid, is_whole
from zeren.extract.lexicon import role_in, role_of, role_words
from zeren.extract.time.limits import limit_of

_VERB = re.compile("[\u4e00-\u9fff]{2,4}")
"""the short word behind the bodies or the time (唱主角, 交账)"""
_PLAIN = re.compile(
    "等|[编印]|发布|制[表发]|汇总|填[报表]|统计|[一二三四五六七八九十][份次个家处场]"
    "|以及|其中|有关|相关|部门|单位|[省市区县乡镇村局委办厅室站所队科处]$"
)
"""what is no verb behind a name, but more of a name"""
_GROUP = re.compile("各[省市区县乡镇村]{1,3}(?:[(][^()]{1,8}[)])?(?=[\u4e00-\u9fff]{2,4}$)")
"""bodies whose name no part follows (各镇|搭台)"""
_STOP = re.compile("[,;。]")
_NAMES = 60
"""code points of the names of one clause"""


@dataclass(frozen=True, slots=True)
class Verb:
    """A word behind bodies that no list knows, used as a role word."""

    begin: int
    end: int
    role: str
    told: bool
    """a part of the word says the role; else its place among the clauses does"""


@lru_cache(maxsize=1 << 10)
def verbs_in(words: str) -> tuple[Verb, ...]:
    """Return the unlisted role words of a statement; none where a clause of it says anything else, or only one clause says who."""
    if not 6 <= len(words) <= 4 * _NAMES or ":" in words or not _STOP.search(words):
        return ()
    found: list[Verb] = []
    clauses = timed = known = 0
    for match in re.finditer("[^,;。]+", words):
        clause = match[0]
        if limit_of(clause):
            timed += 1
            continue
        clauses += 1
        if (listed := _listed(clause)) is not None:
            role = role_of(listed["after"]) or "responsible"
            found.append(Verb(match.start() + listed.start(), match.end(), role, True))
            known += 1
            continue
        cut = _cut(clause)
        if cut is None:
            return ()
        told = role_in(clause[cut:])
        found.append(Verb(match.start() + cut, match.end(), told or ("support" if clauses > 1 else "responsible"), told is not None))
    return tuple(found) if known < clauses and clauses + timed > 1 else ()


def _listed(clause: str) -> re.Match[str] | None:
    """The role word of the list that ends a clause, right behind a body."""
    match = next((one for one in role_words().finditer(clause) if one["after"] and one.end() == len(clause)), None)
    names = re.sub("等[^、]{0,8}$", "", clause[: match.start()]) if match else ""
    return match if len(names) > 1 and is_body(re.split("[、和及与]", names)[-1]) else None


def _cut(clause: str) -> int | None:
    """Where the short word behind the bodies of a clause begins; None where the clause is not bodies and such a word."""
    names = clause.split("、")
    last = names.pop()
    group = _GROUP.match(last)
    if any(match["after"] and match.end() == len(clause) for match in role_words().finditer(clause)):
        return None
    named = all(is_whole(name) and (is_body(name) or ending_of(name)[0] == "body") for name in names)
    if not named or "等" in last or (is_whole(last) and not group):
        return None
    for size in range(len(last) - 2, 1, -1):
        name, rest = last[:size], last[size:]
        if len(rest) > 4:
            return None
        if is_body(name) and is_whole(name):
            if group and len(rest) > 2 and is_body(rest):
                return None  # 各乡镇|卫生院
            sure = is_solid(name) or names or name.startswith("各")
            return len(clause) - len(rest) if sure and _VERB.fullmatch(rest) and not _PLAIN.search(rest) else None
    return None
