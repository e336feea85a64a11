"""Words that nobody knows and that still change no answer: what is done to a matter, or more of a matter that is already one."""

from __future__ import annotations

import re
from functools import cache

from zeren.ask.sentence.conditions import selected
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.home import divisions
from zeren.ask.sentence.lexicon import GRAMMAR
from zeren.ask.sentence.nothing import widened
from zeren.ask.sentence.parse import parse
from zeren.ask.sentence.reading import Reading
from zeren.ask.sentence.token import Token
from zeren.ground.errors import Ambiguous, NotFound
from zeren.ground.resources import table

_FEW = 5
"""measures that the known words of a matter leave at most: their texts stand in the answer, where a person sees what is meant"""
_FEWER = 2
"""the same where no known word has three characters: 国家 of 国家电网 is another matter"""
_VERB = 2
"""characters of a verb behind 谁, 谁来, 由谁"""
_STOPS = frozenset("，,。；;！!？?")
_OFFICES = "局居句委办科处室股所站队组会院部司厅校园中心原前代副拟曾"
"""last characters of names of offices, and what makes a role another one (原, 拟)"""
_PERSONS = ("人", "员", "者", "哥", "姐", "师傅", "司机", "老板", "居民", "群众", "老人", "学生")
"""ends of words for people: 外卖小哥 is no matter of 外卖"""
_NUMERALS = "一二两三四五六七八九十百千几多少"
_TURNS = re.compile("[不没未无非别莫免除仅只几谁啥哪何怎钱费价罚0-9a-z]")
"""what may turn a meaning around, or name a thing by its number or its letters, is never passed over"""


def forgiven(sentence: str, tokens: tuple[Token, ...], facts: Facts) -> tuple[Reading | None, list[str]]:
    """Return the reading without the words that nobody knows, and these words; None where one of them may matter.

    干洗店换机器归谁管: the store knows 干洗 and one measure says it; 店换机器 is more of the same matter. 社区的园林垃圾谁来收:
    whatever verb stands behind 谁来, those who answer for the matter are asked for.
    """
    context, tokens = _without_context(tokens)
    said = [token for token in tokens if token.kind not in ("mark", "skip")]
    strange = [at for at, token in enumerate(said) if token.kind == "unknown"]
    if context and not strange:
        try:
            plain = parse(sentence, tokens, facts.store)
        except (NotFound, Ambiguous):
            return None, []
        return (plain, context) if plain.topics and 0 < len(selected(plain, facts)) <= _FEW else (None, [])
    if not strange or any(_TURNS.search(said[at].words) or _names_a_place(said[at].words) for at in strange):
        return None, []
    if any(said[at].words[-1] in _NUMERALS for at in strange):
        return None, []  # 三|个月内: a number is never passed over
    if any(at + 1 < len(said) and said[at + 1].kind == "role" and not _is_manner(said, at) for at in strange):
        return None, []  # 市水务居牵头哪些: before a role word stands a body, whose name nobody knows
    verbs = [at for at in strange if _is_verb(said, at) or _is_manner(said, at)]
    matters = [at for at in strange if at not in verbs]
    if any(_is_office(said, at) or said[at].words.endswith(_PERSONS) for at in matters):
        return None, []
    if any(not _beside_matter(said, at) or _of_grammar(said[at].words) for at in matters):
        return None, []
    rest = tuple(token for token in tokens if token.kind != "unknown")
    try:
        reading = parse(sentence, rest, facts.store)
    except (NotFound, Ambiguous):
        return None, []
    if matters and (reading.asks not in ("who", "measures", "when", "count") or not reading.topics):
        return None, []
    if matters and not selected(reading, facts) and (wider := widened(reading, facts)) is not None and not wider[1]:
        reading = wider[0]
    if matters and all(len(topic.words) < 3 for topic in reading.topics) and all(topic.words in _common() for topic in reading.topics):
        return None, []  # 国家森林|城市: a word that plans of every subject print is no matter without the rest
    few = _FEW if any(len(topic.words) > 2 for topic in reading.topics) else _FEWER
    if matters and not 0 < len(selected(reading, facts)) <= few:
        return None, []
    return reading, [*context, *(said[at].words for at in strange)]


@cache
def _common() -> frozenset[str]:
    """Words that measures on any subject print."""
    return frozenset(row["word"] for row in table("vocabulary/common"))


def _without_context(tokens: tuple[Token, ...]) -> tuple[list[str], tuple[Token, ...]]:
    """Take off the clauses at the beginning that hold nothing but words nobody knows: 住在马路边，车声太吵，交通噪声谁在治理.

    What is asked stands behind them; a clause that names a place, or anything else that a question may turn on, is none of these.
    """
    stops = [at for at, token in enumerate(tokens) if token.kind == "mark" and token.words in _STOPS]
    context: list[str] = []
    first = 0
    for stop in stops:
        clause = tokens[first:stop]
        strange = [token.words for token in clause if token.kind == "unknown"]
        if any(token.kind not in ("unknown", "skip", "of", "mark") for token in clause) or any(map(_names_a_place, strange)):
            break
        context += strange
        first = stop + 1
    if not context or not any(token.kind == "topic" for token in tokens[first:]):
        return [], tokens
    return context, tokens[first:]


def _is_verb(said: list[Token], at: int) -> bool:
    """Tell whether a word is what somebody asked for does: the last one, right behind 谁."""
    return at == len(said) - 1 and at > 0 and said[at - 1].kind == "who" and len(said[at].words) <= _VERB


def _is_manner(said: list[Token], at: int) -> bool:
    """Tell whether a word stands between a body and its role, where only how it does that can be said: 区商务局积极配合."""
    if not 0 < at < len(said) - 1 or len(said[at].words) > _VERB or said[at].words[-1] in _OFFICES:
        return False
    role = said[at + 1]
    told = role.kind == "role" and role.value in ("lead", "responsible", "principal", "support") and len(role.words) > 1
    return said[at - 1].kind == "body" and told


def _is_office(said: list[Token], at: int) -> bool:
    """Tell whether a word may be part of a name nobody knows: 区 and 居 in 区民政居."""
    words = said[at].words
    after = said[at + 1].kind if at + 1 < len(said) else ""
    return (len(words) == 1 and words in "省市区县镇乡") or (words[-1] in _OFFICES and after in ("of", "list", "role", "count"))


def _beside_matter(said: list[Token], at: int) -> bool:
    """Tell whether a matter stands beside it, or behind it with 的 between (用了十年的电采暖)."""
    near = [at - 1, at + 1]
    if at + 1 < len(said) and said[at + 1].kind == "of":
        near.append(at + 2)
    return any(said[other].kind == "topic" for other in near if 0 <= other < len(said))


def _of_grammar(strange: str) -> bool:
    """Tell whether a character at the edge binds words together (都, 或, 的): such a piece is no word of a matter."""
    return strange[0] in GRAMMAR or strange[-1] in GRAMMAR


def _names_a_place(words: str) -> bool:
    """Tell whether a division of the country is named, which the store does not know: 石家庄的干洗店."""
    return any(words[start : start + size] in divisions() for size in (2, 3, 4) for start in range(len(words) - size + 1))
