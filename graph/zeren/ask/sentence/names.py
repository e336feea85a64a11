"""Names in a sentence: bodies by every spelling, nickname, function and slip, and plans by words of their titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.ask.sentence.home import at_place
from zeren.ask.sentence.known import Known
from zeren.ask.sentence.lexicon import folded, nicknames, words
from zeren.ask.sentence.slips import slip, slip_at_end
from zeren.ask.sentence.token import Token
from zeren.ask.short import departments_at, functions_at, national_at

LONGEST = 24
"""characters of the longest name or topic"""
_UNIT = 0.45
"""cost of a word for the members of a group: less than that of an office by its function"""
_BRANCH = re.compile("(?:[一-龥]{2,3})?(?:分局|支队|大队)")
_COMMITTEE = re.compile("管委会|管理委员会")
"""an office that the store may not hold (滨海新区管委会): it is never read as 管 and a topic"""
_YEAR_ONLY = re.compile("(?:20[0-9]{2})?年?度?")
"""2025年的计划 are the plans of that year, whatever their titles print"""
_PLACE_WORDS = frozenset(
    ("区", "市", "县", "省", "本区", "我区", "咱区", "咱们区", "全区", "本市", "我市", "全市", "区里", "市里")
)
_AFTER_NICKNAME = re.compile("部门|系统|那边|口|都|主要|要|和|跟|与|、|的?任务|今年|本年|有|啥|什么|哪些|手上")


def bodies_in(text: str, store: Known) -> Iterator[tuple[float, Token]]:
    """Give the bodies that stand in a text, by whatever spelling, each with its cost; and offices that the store does not hold."""
    for start in range(len(text)):
        for end in range(start + 2, min(len(text), start + 2 * LONGEST) + 1):
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
    roles = tuple(word for word, meant in words().items() if meant.kind == "role" and len(word) > 1)
    for start in range(len(text)):
        for end in range(start + 4, min(len(text), start + 16) + 1):
            name = slip(text[start:end], store.names)
            if name is None and text.startswith(roles, end):
                # Whatever stands at its end, right before a role word stands a body.
                name = slip_at_end(text[start:end], store.names)
            if name is not None:
                yield 0.9, Token("body", name, text[start:end], start, store.names[name], how="slip")


def plans_in(text: str, store: Known) -> Iterator[tuple[float, Token]]:
    """Give the plans that words of their titles name: 《持续污染防治攻坚2026年行动计划》, 低碳转型计划."""
    end_words = re.compile("(?:这个|这份|该|那份|的)?(?:20[0-9]{2}年)?(?:行动|工作|实施)?(?:计划|方案)")
    for match in end_words.finditer(text):
        for start in range(max(0, match.start() - 20), match.start() - 1):
            words_ = text[start : match.start()]
            iris = tuple(iri for title, iri in store.titled if words_ in title)
            if (
                iris
                and len(words_) > 1
                and words_[-1] != "的"
                and not _YEAR_ONLY.fullmatch(words_)
                and not at_place(words_, store.places)
            ):
                yield 0.7, Token("plan", words_, text[start : match.end()], start, iris)
    yield from _parts_of_titles(text, store)
    for title, _ in store.titled:
        at = text.find(title)
        if at >= 0:
            yield 0.4, Token("plan", title, title, at, tuple(iri for other, iri in store.titled if other == title))


def _parts_of_titles(text: str, store: Known) -> Iterator[tuple[float, Token]]:
    """Give the plans by what their titles say right before their place: 美丽西城 of 持续深入推进美丽西城建设行动计划."""
    titles: list[tuple[str, str]] = []
    for at, end in ((at, at + size) for size in range(4, 9) for at in range(len(text) - size + 1)):
        words_ = text[at:end]
        if not any(words_[before:] in store.places for before in (2, 3, 4)):
            continue
        titles = titles or [(folded(f"{plan.title} {plan.part_of or ''}"), plan.iri) for plan in store.plans]
        iris = tuple(iri for title, iri in titles if words_ in title)
        if iris:
            # 美丽西城建设: on to where the title goes another way.
            last = end
            while last < len(text) and all(text[at : last + 1] in title for title, iri in titles if iri in iris):
                last += 1
            yield 0.8, Token("plan", words_, words_, at, iris)
            if last > end + 1:
                yield 0.8, Token("plan", words_, text[at:last], at, iris)
