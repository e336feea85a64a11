"""Cut a sentence completely: every character belongs to a token, and of all cuts the cheapest is taken.

A token is a word of the lexicon, a name of the store, a time, a number, words that the texts of the store hold, or,
dearest of all, characters that nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zeren.ask.lookup import KnownPlan
from zeren.ask.period import Period, read_period
from zeren.ask.sentence.forms import FORMS, number_of
from zeren.ask.sentence.known import Known
from zeren.ask.sentence.lexicon import GRAMMAR, folded, nicknames, spoken, words
from zeren.ask.sentence.slips import slip
from zeren.ask.short import departments_at, functions_at, national_at

_LONGEST = 24
"""characters of the longest name or topic"""
_UNIT = 0.45
"""cost of a word for the members of a group: less than that of an office by its function"""
_MARKS = "，,。.？?！!；;：:…—“”\"'‘’「」『』()（）【】[]~·"
_TITLE = re.compile("《([^《》]*)》")
_EDGE = frozenset("且的了和与及在由等是为将对把被其谁哪、《》")
_NO_TOPIC = re.compile("第?[一二两三四五六七八九十百0-9]+[年个月天次家项条轮批]?|[既且还没]有|超过|低于|高于|个月|季度|月份|星期|小时|分钟|以内|之内")
"""numbers and words of grammar that texts print too, never words of a matter: 一年, 两个, 第一, 既有"""
_BRANCH = re.compile("(?:[一-龥]{2,3})?(?:分局|支队|大队)")
_COMMITTEE = re.compile("管委会|管理委员会")
"""an office that the store may not hold (滨海新区管委会): it is never read as 管 and a topic"""
_YEAR_ONLY = re.compile("(?:20[0-9]{2})?年?度?")
"""2025年的计划 are the plans of that year, whatever their titles print"""
@dataclass(frozen=True, slots=True)
class Token:
    """Some characters of a sentence and what they are."""

    kind: str
    """a kind of the lexicon, or body, missing, place, plan, level, period, topic, unknown, mark, or a form with a number"""
    value: str
    """which of its kind; for a topic and for unknown characters the words"""
    words: str
    """as they stand in the sentence"""
    start: int
    iris: tuple[str, ...] = ()
    """bodies or plans that the words may mean"""
    period: Period | None = None
    how: str = ""
    """how the words were taken, for people, where they do not speak for themselves"""


def cut(sentence: str, store: Known) -> tuple[Token, ...]:
    """Return the cheapest cut of a sentence into tokens, in order; nothing of it is left out."""
    text = folded(sentence)
    first = _cheapest(text, list(_tokens(text, store)))
    if not any(token.kind == "unknown" for token in first):
        return first
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
        swallowed = swallowed or (end in printed and end - start > 1)
        edges = sum(text[at] in GRAMMAR for at in {start, end - 1}) if end - start > 1 else 0
        yield 2 + 1.2 * (end - start) + 2.5 * swallowed + 0.1 * edges, Token("unknown", text[start:end], text[start:end], start)


def _tokens(text: str, store: Known) -> Iterator[tuple[float, Token]]:
    """Give every token that may stand anywhere in the text, with its cost."""
    yield from _bodies(text, store)
    yield from _plans(text, store)
    for match in _TITLE.finditer(text):
        yield 0.8, Token("topic", match[1], match.group(), match.start(), how="title")
    for start in range(len(text)):
        if text[start] in _MARKS:
            yield 0.1, Token("mark", text[start], text[start], start)
        for kind, form in FORMS:
            found = form.match(text, start)
            if found and not (kind == "number" and start and text[start - 1].isascii() and text[start - 1].isalnum()):
                number = found.groupdict().get("n") or "2"
                yield (1.15 if kind == "plural" else 0.9), Token(kind, number_of(number), found.group(), start)
        for end in range(start + 1, min(len(text), start + _LONGEST) + 1):
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
        yield 0.9 - 0.02 * len(word), Token("place", store.places[word], word, start)
    if not said and (period := _period(word, store)) is not None:
        yield 0.8, Token("period", word, word, start, period=period)
    if (
        len(word) > 1
        and word in spoken()
        and not store.prints(word)
        and any(store.prints(w) for w in spoken()[word])
    ):
        yield 2.0, Token("topic", word, word, start, how="synonym")
    if store.prints(word) and _may_be_topic(word) and not store.ends_within(word, text[end : end + 1]):
        loose = 0.6 if word[0] in "有是要能可不需从" else 0.0
        yield 2.0 + 0.05 * len(word) + loose, Token("topic", word, word, start)
    if word in store.task_titles:
        yield 1.0, Token("topic", word, word, start, how="task")
    if (
        len(word) > 3
        and meant is None
        and word in store.indicators
        and word[0] not in _EDGE
        and word[-1] not in _EDGE
    ):
        yield 2.0 + 0.05 * len(word), Token("topic", word, word, start)


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
    if len(word) < 2 or word[0] in _EDGE or word[-1] in _EDGE or "\n" in word or word.isdigit() or _NO_TOPIC.fullmatch(word):
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


def _bodies(text: str, store: Known) -> Iterator[tuple[float, Token]]:
    for start in range(len(text)):
        for end in range(start + 2, min(len(text), start + 2 * _LONGEST) + 1):
            word = text[start:end]
            if word in store.names:
                yield 0.5, Token("body", word, word, start, store.names[word])
            if word in store.streets:
                yield (
                    (0.6 if word[-1] in "道办处镇乡" else 0.95),
                    Token("body", word, word, start, (store.streets[word],), how="street"),
                )
            if word in store.units:
                # A word of a unit (区政府) is one office of it too; the store has the unit where a group of it stands in the plans: that is meant.
                yield _UNIT, Token("body", word, word, start, store.units[word], how="unit")
            nick = nicknames().get(word)
            if nick is not None and (not nick.bare or _beside_role(text, start, end)):
                yield from _served(text, start, end, nick.functions, store, 0.7)
    for match in _COMMITTEE.finditer(text):
        for at in range(max(0, match.start() - 12), match.start() + 1):
            if at == match.start() or text[at : match.start()] in store.places:
                word = text[at : match.end()]
                yield 1.3, Token("missing", word, word, at)
    for start, end, function in national_at(text):
        # 工信部, 国务院新闻办: the office of the state, never that of a place.
        offices = tuple(iri for iri in store.functions.get(function, ()) if store.body(iri).level == "national")
        if offices or (end - start > 2 and not store.prints(text[start:end])):
            yield 0.5 if offices else 0.95, Token("body" if offices else "missing", text[start:end], text[start:end], start, offices)
    for start, end, functions in (*functions_at(text), *departments_at(text)):
        yield from _served(text, start, end, functions, store, 0.5)


def _served(
    text: str, start: int, end: int, functions: tuple[str, ...], store: Known, cost: float
) -> Iterator[tuple[float, Token]]:
    """Give the bodies of a function, with every place that the words before it may name."""
    serving = [iri for function in functions for iri in store.functions.get(function, ())]
    branch = _BRANCH.match(text, end)
    if branch is not None:
        # 市规自委西城分局, 规自分局: of the function only the branch offices, of a place that is named only those of it.
        own = branch.group()[:-2]
        branches = [iri for iri in serving if store.body(iri).name.endswith(branch.group()[-2:])]
        if own:
            branches = [iri for iri in branches if own in folded(store.body(iri).name)]
        if branches:
            serving, end = branches, branch.end()
    for at in range(max(0, start - 12), start + 1):
        place = text[at:start]
        if place and place not in _PLACE_WORDS and place not in store.places:
            continue
        iris = store.at(place, serving)
        if not iris and branch is not None and end == branch.end() and (branch.group()[:-2] or not place):
            iris = tuple(serving)
        if not place:
            iris = tuple(dict.fromkeys((*iris, *store.ending(text[start:end]))))
        word = text[at:end]
        printed = store.names.get(word, ())
        if iris and printed and not place[1:] and not set(iris) <= set(printed):
            # 市城管局 as one plan prints it is the office of that place; of the other places it is said as well.
            yield 0.45, Token("body", word, word, at, tuple(dict.fromkeys((*printed, *iris))))
        elif iris:
            yield cost, Token("body", word, word, at, iris)
        elif end - start > 2 or place:
            yield 0.95, Token("missing", word, word, at)


_PLACE_WORDS = frozenset(
    ("区", "市", "县", "省", "本区", "我区", "咱区", "咱们区", "全区", "本市", "我市", "全市", "区里", "市里")
)


_AFTER_NICKNAME = re.compile("部门|系统|那边|口|都|主要|要|和|跟|与|、|的?任务|今年|本年|有|啥|什么|哪些|手上")


def _beside_role(text: str, start: int, end: int) -> bool:
    """Tell whether a word of responsibility follows or 由 precedes, or 部门 is said of it."""
    after = _AFTER_NICKNAME.match(text, end) or _BRANCH.match(text, end)
    roles = any(
        meant.kind in ("role", "each", "not", "sole") and text.startswith(word, end)
        for word, meant in words().items()
    )
    return bool(
        after
        or roles
        or text[:start].endswith(("由", "归", "找", "和", "跟", "与", "、"))
        or end == len(text)
    )


def slips(text: str, store: Known) -> Iterator[tuple[float, Token]]:
    """Give the names that stand in the text but for one wrong, missing or surplus character."""
    for start in range(len(text)):
        for end in range(start + 4, min(len(text), start + 16) + 1):
            name = slip(text[start:end], store.names)
            if name is not None:
                yield 0.9, Token("body", name, text[start:end], start, store.names[name], how="slip")


def _plans(text: str, store: Known) -> Iterator[tuple[float, Token]]:
    """Give the plans that words of their titles name: 《持续污染防治攻坚2026年行动计划》, 低碳转型计划."""
    end_words = re.compile("(?:这个|这份|该|那份|的)?(?:20[0-9]{2}年)?(?:行动|工作|实施)?(?:计划|方案)")
    for match in end_words.finditer(text):
        for start in range(max(0, match.start() - 20), match.start() - 1):
            words_ = text[start : match.start()]
            iris = tuple(plan.iri for plan in store.plans if words_ in folded(plan.title))
            if (
                iris
                and len(words_) > 1
                and words_[-1] != "的"
                and not _YEAR_ONLY.fullmatch(words_)
                and not any(words_.startswith(place) for place in store.places)
            ):
                yield 0.7, Token("plan", words_, text[start : match.end()], start, iris)
    yield from _parts_of_titles(text, store)
    for plan in store.plans:
        title = folded(plan.title)
        at = text.find(title)
        if at >= 0:
            same: list[KnownPlan] = [one for one in store.plans if folded(one.title) == title]
            yield 0.4, Token("plan", title, title, at, tuple(one.iri for one in same))


def _parts_of_titles(text: str, store: Known) -> Iterator[tuple[float, Token]]:
    """Give the plans by what their titles say right before their place: 美丽西城 of 持续深入推进美丽西城建设行动计划."""
    titles = [(folded(f"{plan.title} {plan.part_of or ''}"), plan.iri) for plan in store.plans]
    for at, end in ((at, at + size) for size in range(4, 9) for at in range(len(text) - size + 1)):
        words_ = text[at:end]
        place = next((place for place in store.places if words_.endswith(place) and len(words_) - len(place) in (2, 3, 4)), "")
        iris = tuple(iri for title, iri in titles if words_ in title) if place else ()
        if iris:
            yield 0.8, Token("plan", words_, words_, at, iris)
