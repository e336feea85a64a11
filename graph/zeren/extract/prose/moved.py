"""Duties that move from one body to another: 排水设施管护由县水务局移交|县城管局负责. The body that gets it answers, not the one that had it."""

from __future__ import annotations

import re

from zeren.extract.prose.subjects import subject
from zeren.extract.statement.grammar import Text

_MOVES = re.compile("(?:移交|划转|划归|划入|转交|转隶)(?:给|至|到|由)?")
_DUTY = re.compile("工作|职责|职能|管[理护养]|维护|业务|任务|事项|事务|权限|(?:负责|承担|牵头)的")
"""words for a duty before such a verb: papers and clues are handed over too (将线索移交县纪委监委)"""
_CARRIES = re.compile(
    "(?:(?:统一|具体|继续|全面)*(?:负责|承担|管理|管护|养护|维护|实施|承办|办理|牵头|运营|履行)[^,;。]{0,8})?[,;。!]*"
)
"""what may be said of the body that has it now"""
_HELD = re.compile("(?:负责|承担|牵头|主管|管理|实施|承办)的")
"""what is said of the body that had it (县林业局承担的|湿地管理)"""
_ACTS = re.compile("[将把]")
"""what shows that the body before it hands something over itself (县城投公司将道路移交县城管局)"""


def moved(text: Text, begin: int, end: int) -> re.Match[str] | None:
    """The verb in a clause right behind which the body stands that a duty has moved to; None where nothing moves there."""
    for match in _MOVES.finditer(text.words, begin, end):
        stop = subject(text, match.end())
        if stop is None or stop > end or not _CARRIES.fullmatch(text.words, stop, end):
            continue
        if not _DUTY.search(text.words, 0, match.start()) or _ACTS.search(text.words, begin, match.start()):
            continue
        had = subject(text, begin)
        if had is None or had > match.start() or _HELD.match(text.words, had):
            return match
    return None
