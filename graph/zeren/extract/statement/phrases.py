"""Whether words state roles by labels or by words of their own, as their grammar alone tells, before any body is looked for."""

from __future__ import annotations

import re
from functools import lru_cache

from zeren.extract.bodies.endings import EXCEPT, LEVELS, begins_with_place, ending_of
from zeren.extract.lexicon import label, verbs
from zeren.extract.statement import grammar
from zeren.extract.time.limits import is_deadline

REMEMBERED = 1 << 10
"""statements whose reading is kept"""
_FIRST_NAME = re.compile(f"(?P<name>(?:组织|统筹|协调|督办|推进)(?:[^,;。、:{LEVELS}各]){{1,5}}?)(?=牵头|负责|承办|主办|配合|协助|[,;。、]|$)")
"""a body whose name begins like a verb (组织宣传部负责)"""


MAINLY = "以(?=[^,;。:以]{2,24}为主体?(?:[,;。、负牵抓]|$))"
"""what stands before the bodies that answer in the main (以县民政局为主，县残联为辅)"""


@lru_cache(maxsize=REMEMBERED)
def is_phrase(text: str) -> bool:
    """Whether a table cell states roles by words of its own (市经信局牵头，相关部门参与) and must be read as prose."""
    if is_labelled(text):
        return True
    its = grammar.read(text, 0)
    if not grammar.may_tell_roles(its.words) or is_ordinary(its.words):
        return False
    return any(group.role for run in grammar.runs(its, 0, len(its.words)) for group in grammar.groups(its, *run))


def is_labelled(text: str) -> bool:
    """Whether words hold labels with what they are for (包抓：区城管局 落实：区交通局, 【配合】区公安分局)."""
    return any(part.label for part in grammar.parts(grammar.read(text, 0)))


def is_accessory(text: str) -> bool:
    """Whether bracketed words hold nothing but what belongs to a statement beside them: a deadline, persons."""
    its = grammar.read(text, 0)
    kinds = [label(part.label)[0] for part in grammar.parts(its) if part.label]
    return "role" not in kinds and (bool(kinds) or is_deadline(its.words))


def is_ordinary(words: str) -> bool:
    """Whether words begin like an ordinary sentence, with a verb that opens no name of a body (支持龙头企业牵头)."""
    if not words.startswith(verbs()) or begins_with_place(words) or EXCEPT.match(words) or re.match(MAINLY, words):
        return False
    name = _FIRST_NAME.match(words)
    return name is None or ending_of(name["name"])[0] != "body"
