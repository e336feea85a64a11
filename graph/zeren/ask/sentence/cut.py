"""Cut a sentence completely: every character belongs to a token, and of all cuts the cheapest is taken.

A token is a word of the lexicon, a name of the store, a time, a number, words that the texts of the store hold, or,
dearest of all, characters that nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.ask.period import Period, read_period
from zeren.ask.sentence.forms import FORMS, number_of
from zeren.ask.sentence.known import Known
from zeren.ask.sentence.lexicon import GRAMMAR, QUOTES, folded, folded_with_quotes, spoken, turns, words
from zeren.ask.sentence.names import LONGEST, bodies_in, plans_in, slips
from zeren.ask.sentence.token import Token

_MARKS = "，,。.？?！!；;：:…—“”\"'‘’「」『』()（）【】[]~·/|+&"
_STOPS = frozenset("，,。；;？?！!：:")
"""marks at which a matter ends: in 换新能源，谁牵头 the comma is none of it, though texts print 能源，"""
_TITLE = re.compile("《([^《》]*)》")
_QUOTED = re.compile(f"[{QUOTES}]([^{QUOTES}]{{2,{LONGEST}}})[{QUOTES}]")
# “三监联动”, "一微克"
_QUOTES = re.compile(f"[{QUOTES}]")
_APART = re.compile(r"(?<=[0-9０-９])\s{1,9}(?=[0-9０-９])")
"""blanks that part two numbers: PM2.5 30微克 is not 2.530"""
_WHO = re.compile("谁|哪(?:个|些|家|几家|几个)(?:单位|部门|机构)")
_ROLE_NEXT = re.compile("(?:政府)?(?:所|要|被|来)?(?:牵头|主责|负责|协办|配合|参与|承担|主办|主抓|跟|和|与|同)")
_NUMERALS = frozenset("几两一二三四五六七八九十少0123456789")
_CLASSIFIERS = frozenset("项条个件家次类份点")
_EDGE = frozenset("且的了和与及在由等是为将对把被其谁哪、《》")
_NO_TOPIC = re.compile("第?[一二两三四五六七八九十百0-9]+[年个月天次家项条轮批]?")
"""numbers and words of grammar that texts print too, never words of a matter: 一年, 两个, 第一, 既有"""


def cut(sentence: str, store: Known) -> tuple[Token, ...]:
    """Return the cheapest cut of a sentence into tokens, in order; nothing of it is left out."""
    sentence = _APART.sub("·", sentence)
    text = folded_with_quotes(sentence)
    first = _cheapest(text, list(_tokens(text, store)))
    if not any(token.kind == "unknown" for token in first):
        return first
    if (plain := folded(sentence)) != text:
        # 区“生态环境局”: the marks stand in the middle of a name.
        bare = _cheapest(plain, list(_tokens(plain, store)))
        if not any(token.kind == "unknown" for token in bare):
            return bare
    return _cheapest(text, [*_tokens(text, store), *slips(text, store)])


def _cheapest(text: str, tokens: list[tuple[float, Token]]) -> tuple[Token, ...]:
    """Return the cheapest row of tokens from the first character to the last."""
    printed = frozenset(token.start + 2 for _, token in tokens if token.kind == "topic" and len(token.words) == 2)
    starting: list[list[tuple[float, Token]]] = [list(_unknown(text, at, printed)) for at in range(len(text))]
    for cost, token in tokens:
        starting[token.start].append((cost, token))
    ways: list[tuple[float, tuple[Token, ...]] | None] = [(0.0, ())] + [None] * len(text)
    for at in range(len(text)):
        way = ways[at]
        if way is None:
            continue
        for cost, token in starting[at]:
            end, total = at + len(token.words), way[0] + cost
            known = ways[end]
            if known is None or total < known[0]:
                ways[end] = (total, (*way[1], token))
    last = ways[-1]
    return last[1] if last is not None else ()


def _unknown(text: str, start: int, printed: frozenset[int] = frozenset()) -> Iterator[tuple[float, Token]]:
    """Give the runs of unknown characters; one that swallows words which the texts hold (``printed``: their ends) costs more."""
    swallowed = False
    for end in range(start + 1, min(len(text), start + 16) + 1):
        if end - start > 1 and (text[start] in _STOPS or text[end - 1] in _STOPS):
            return
        swallowed = swallowed or (end in printed and end - start > 1)
        edges = sum(text[at] in GRAMMAR for at in {start, end - 1}) if end - start > 1 else 0
        yield 2 + 1.2 * (end - start) + 2.5 * swallowed + 0.1 * edges, Token("unknown", text[start:end], text[start:end], start)


def _tokens(text: str, store: Known) -> Iterator[tuple[float, Token]]:
    """Give every token that may stand anywhere in the text, with its cost."""
    yield from bodies_in(text, store)
    yield from plans_in(text, store)
    for match in _TITLE.finditer(text):
        yield 0.8, Token("topic", folded(match[1]), match.group(), match.start(), how="title")
    for match in _QUOTED.finditer(text):
        if store.prints(match[1]):
            # Names and words of asking in quotes are cheaper; of a matter, what the marks hold is one word.
            yield 1.6, Token("topic", match[1], match.group(), match.start(), how="quoted")
    for start in range(len(text)):
        if text[start] in _MARKS:
            yield 0.1, Token("mark", text[start], text[start], start)
        for kind, form in FORMS:
            found = form.match(text, start)
            if found and kind == "ask" and found.group() in words():
                continue  # 重不重 asks for more than whether
            if found and not (kind == "number" and start and text[start - 1].isascii() and text[start - 1].isalnum()):
                number = found.groupdict().get("n") or "2"
                yield (1.15 if kind == "plural" else 0.9), Token(kind, number_of(number), found.group(), start)
        for end in range(start + 1, min(len(text), start + LONGEST) + 1):
            yield from _word(text, start, end, store)


def _word(text: str, start: int, end: int, store: Known) -> Iterator[tuple[float, Token]]:
    word = text[start:end]
    meant = words().get(word)
    if meant is not None:
        single = meant.kind == "skip" and len(word) == 1
        cost = 0.3 if meant.kind == "of" else 1.2 if single else 1.5 if meant.kind == "outside" else 1.0
        yield cost, Token(meant.kind, meant.value, word, start)
    said = meant is not None and meant.kind == "skip"  # 全年 is no period: what has no date is done in it too
    if word in store.places:
        cost = 0.4 if word in store.names and _asks_who_there(text, word, end, store) else 0.9
        yield cost - 0.02 * len(word), Token("place", store.places[word], word, start)
    if not said and (period := _period(word, store)) is not None:
        yield 0.8, Token("period", word, word, start, period=period)
    if (
        len(word) > 1
        and word in spoken()
        and not store.prints(word)
        and any(store.prints(w) for w in spoken()[word])
    ):
        yield 2.0, Token("topic", word, word, start, how="synonym")
    counted = start > 0 and text[start - 1] in _NUMERALS and word[0] in _CLASSIFIERS  # 几项重点活: not 项重点
    compared = word[-1] in "多少" and not text[end:].strip(_MARKS) and store.prints(word[:-1])  # 谁牵头的噪声多: not 噪声多发
    if store.prints(word) and _may_be_topic(word) and not compared and not counted and not store.ends_within(word, text[end : end + 1]):
        loose = 0.6 if word[0] in "有是要能可不需从" else 0.0
        after = words().get(text[end : end + 1])
        # 重污染天气应|对: a word of asking behind it is the rest of a word that the plans do not print.
        loose += 1.3 if after is not None and after.kind == "skip" and store.splits(word) else 0.0
        yield 2.0 + 0.05 * len(word) + loose, Token("topic", word, word, start)
    if (title := _QUOTES.sub("", word)) in store.task_titles and word[-1] not in QUOTES[::2]:
        # 推动企业“含绿量”提升: the marks stand within the title.
        yield 1.0, Token("topic", title, word, start, how="task")
    if (
        len(word) > 3
        and meant is None
        and word in store.indicators
        and word[0] not in _EDGE
        and word[-1] not in _EDGE
    ):
        yield 2.0 + 0.05 * len(word), Token("topic", word, word, start)


def _asks_who_there(text: str, word: str, end: int, store: Known) -> bool:
    """Tell whether a name of a place and of its government is the place: its own plan is stored, and who does what there is asked.

    东港区秸秆禁烧谁配合 asks for bodies of that plan; 东港区牵头的事谁配合 is about the government.
    """
    return folded(store.places[word]) in store.planned and _WHO.search(text, end) is not None and not _ROLE_NEXT.match(text, end)


def _period(word: str, store: Known) -> Period | None:
    """The days that a word means (6月底, 2026年3月底前); None for a year alone and for what names no days."""
    dated = word.startswith("20")
    fits = 5 < len(word) < 16 if dated else len(word) < 12
    return read_period(word, _year(store)) if fits else None


def _year(store: Known) -> int:
    years = sorted({plan.year for plan in store.plans if plan.year})
    return years[-1] if years else 2000


def _may_be_topic(word: str) -> bool:
    """Tell whether characters can be words of a matter: two or more, and no word of asking at either end."""
    if len(word) < 2 or word[0] in _EDGE or word[-1] in _EDGE or word[-1] == "." or "\n" in word or word.isdigit():
        return False
    if any(char in _STOPS for char in word) or word[0] in ")）" or word[-1] in "(（" or word.count("(") != word.count(")"):
        return False
    if _NO_TOPIC.fullmatch(word) or word in turns("grammar"):
        return False
    asking = words()
    for size in range(2, min(len(word), 6) + 1):
        for part in (word[:size], word[-size:]):
            meant = asking.get(part)
            if meant is not None and meant.kind == "role" and meant.value in ("lead", "responsible", "support") and len(part) < len(word):
                return False
            if (
                meant is not None
                and meant.kind in _STRUCTURE
                and (len(part) < len(word) or meant.kind != "thing")
            ):
                return False
    return True


_STRUCTURE = frozenset(
    ("thing", "who", "list", "count", "rolenoun", "most", "by", "not", "sole", "two", "target")
)


