"""Which plans a sentence is about, and which days."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

from zeren.ask.lookup import KnownPlan
from zeren.ask.period import Period, read_period
from zeren.ask.sentence.home import place_of, within
from zeren.ask.sentence.known import Known
from zeren.ask.sentence.lexicon import folded
from zeren.ask.sentence.refusal import not_understood
from zeren.ask.sentence.token import Token
from zeren.ground.errors import NotFound

_NUMERALS = dict(
    zip("一二三四五六七八九十", ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"], strict=True)
)
_ENDS = {"province": ("省", "自治区"), "city": ("市",), "county": ("区", "县", "旗")}
_LEVELS = {"province": "provincial", "city": "provincial", "county": "county", "township": "township"}


@dataclass(slots=True)
class Scope:
    """The plans and days of a sentence, and the tokens that say anything else."""

    plans: tuple[str, ...] = ()
    words: str = ""
    rest: list[Token] = field(default_factory=list)
    period: Period | None = None
    period_words: str = ""
    year: int = 0
    """the year whose plans are asked for; 0: none is said"""
    year_words: str = ""
    upper: tuple[str, ...] = ()
    """IRIs of the plans above, where the sentence names plans of two levels"""
    several: bool = False
    """several annexes are named one beside the other"""
    level: str = ""
    """level of the bodies asked for"""
    places: list[Token] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    all: list[Token] = field(default_factory=list)
    """every token of the sentence"""

    def active(self, store: Known) -> set[str]:
        """Return the bodies that hold a duty in these plans."""
        return store.active(self.plans)


def scope_of(sentence: str, tokens: list[Token], store: Known) -> Scope:
    """Return the plans, days and level that a sentence names; NotFound where the store has no such plan or year."""
    scope = Scope(all=tokens)
    sets: list[list[KnownPlan]] = []
    said = []
    annexes: list[KnownPlan] = []
    one_by_one = False
    for at, token in enumerate(tokens):
        if token.kind in ("years", "year", "period"):
            _days(sentence, at, scope, store)
        elif token.kind == "annex" and annexes:
            # 附1附2: one and the other.
            annexes += [plan for plan in _annex(token, store) if plan not in annexes]
            said.append(token.words)
            scope.several = True
        elif (found := _named(token, _after(tokens, at), scope, store)) is not None:
            if token.kind == "annex":
                annexes = found
            if sets and found and _beside_another(tokens, at):
                # 柯桥区和镜湖区各有几项: the plans of both, one by one.
                sets[-1] = [*sets[-1], *(plan for plan in found if plan not in sets[-1])]
                one_by_one = True
            else:
                sets.append(found)
            said.append(token.words)
    _narrow(_common(sets, scope, store), "、".join(said), "".join(said), scope, store)
    _of_year(scope, store)
    in_year_of(scope, store, scope.plans)
    if one_by_one:
        scope.rest = [replace(token, kind="eachplan") if token.kind == "each" else token for token in scope.rest]
    return scope


def _beside_another(tokens: list[Token], at: int) -> bool:
    """Tell whether a place is joined to one before it (昆山和都匀), where no body is named that would be of only one of them.

    One that holds the other is joined to it only where each is asked for (北京市和西城区各有几项); else their ties are.
    """
    if at < 2 or [one.kind for one in tokens[at - 2 : at + 1]] != ["place", "and", "place"]:
        return False
    kinds = {token.kind for token in tokens}
    return "body" not in kinds and ("each" in kinds or not within(tokens[at - 2].value, tokens[at].value))


def _after(tokens: list[Token], at: int) -> str:
    """Kind and value of the next token that says something."""
    return next((later.kind + later.value for later in tokens[at + 1 :] if later.kind not in ("skip", "of")), "")


def _named(token: Token, after: str, scope: Scope, store: Known) -> list[KnownPlan] | None:
    """The plans that one token names; None for one that names none, which is a level of bodies or stays for others to read."""
    if token.kind == "level":
        kind = token.words.endswith(("级", "直", "层面"))
        if (kind and after.startswith(("thingunit", "rolenoun"))) or token.value == "township":
            scope.level = _LEVELS[token.value]
            return None
        return _of_level(token.value, store)
    if token.kind == "annex":
        return _annex(token, store)
    if token.kind == "plan":
        return [plan for plan in store.plans if plan.iri in token.iris]
    if token.kind == "place":
        scope.places.append(token)
        if found := _of_place(token.value, store):
            return found
        if after.startswith("planword"):
            listed = "、".join(plan.caption for plan in store.plans)
            raise NotFound(f"{token.words}: 库中没有这里的计划 (no plan of that place)", f"现有 (there are): {listed}")
    if token.kind != "planword":
        scope.rest.append(token)
    return None


def _narrow(among: list[KnownPlan] | None, words: str, said: str, scope: Scope, store: Known) -> None:
    """Keep to some plans with their annexes, where that leaves any out; NotFound where there are none."""
    if among is None:
        return
    parents = {plan.iri for plan in among}
    with_annexes = [plan for plan in store.plans if plan in among or plan.part_of_iri in parents]
    if not with_annexes:
        listed = "、".join(plan.caption for plan in store.plans)
        raise NotFound(f"{said}: 库中没有这样的计划 (no such plan)", f"现有 (there are): {listed}")
    if len(with_annexes) < len(store.plans):
        scope.plans = tuple(plan.iri for plan in with_annexes)
        scope.words = words


def _common(sets: list[list[KnownPlan]], scope: Scope, store: Known) -> list[KnownPlan] | None:
    """The plans that all words for plans mean; where they are of two levels, those of the lower, and the upper apart."""
    if not sets:
        return None
    among = sets[0]
    for found in sets[1:]:
        parents = {plan.iri for plan in among}
        both = [plan for plan in found if plan in among or plan.part_of_iri in parents]
        if both or not among or not found:
            among = both
            continue
        upper, lower = sorted((among, found), key=lambda plans: len(plans[0].jurisdiction or ""))
        if (lower[0].jurisdiction or "").startswith(upper[0].jurisdiction or "?") and lower[
            0
        ].jurisdiction != upper[0].jurisdiction:
            scope.upper = tuple(plan.iri for plan in upper)
            among = lower
        else:
            among = []
    return among


def _of_level(level: str, store: Known) -> list[KnownPlan]:
    return [plan for plan in store.plans if (plan.jurisdiction or "").endswith(_ENDS.get(level, ()))]


def _of_place(place: str, store: Known) -> list[KnownPlan]:
    return [plan for plan in store.plans if place_of(plan) == place]


def _annex(token: Token, store: Known) -> list[KnownPlan]:
    number = _NUMERALS.get(token.value, token.value)
    found = [
        plan
        for plan in store.plans
        if folded(plan.annex or "") in (f"附{number}", f"附件{number}", f"附表{number}")
    ]
    if not found:
        listed = "、".join(plan.caption for plan in store.plans if plan.annex)
        raise NotFound(f"{token.words}: 库中没有这个附件 (no such annex)", f"现有 (there are): {listed}")
    return found


def _days(sentence: str, at: int, scope: Scope, store: Known) -> None:
    """Take a period, or a year: what is due in it, else the plans for it. A year of which the store has nothing is refused."""
    token = scope.all[at]
    if token.kind == "year" or (token.kind == "period" and token.period is None):
        return
    due = any(other.kind == "due" for other in scope.all)
    years = {year for plan in store.plans for year in _years(plan)}
    if due:
        years |= store.years_due()
    period = _period(token, scope.all)
    if period is None or (period.end.year not in years and (years or token.kind == "years")):
        told = "、".join(map(str, sorted({year for plan in store.plans for year in _years(plan)}))) or "无年度"
        raise NotFound(
            f"{sentence}: 库中没有“{token.words}”的计划 (no plan of that year)",
            f"库中计划的年度 (years of the plans): {told}",
        )
    whole = _is_year(period)
    after = next((other.kind for other in scope.all[at + 1 :] if other.kind not in ("skip", "of")), "")
    of_plans = whole and (not due or after in ("planword", "plan", "annex", "eachplan"))
    within = [other for other in scope.all if other is not token and other.kind in ("period", "years")]
    narrower = [one for one in (_period(other, scope.all) for other in within) if one is not None and not _is_year(one)]
    if of_plans and not scope.year:
        # 2025年的6月: the year of the month; 2025年的计划中6月…: that of the plan too.
        if not narrower or after == "planword":
            scope.year, scope.year_words = period.end.year, token.words
        return
    if whole and narrower and all(one.end.year == period.end.year for one in narrower):
        return
    if of_plans or scope.period is not None:
        raise not_understood(sentence, token.words, _TWO_YEARS if whole else "一次只问一段时间 (ask for one period at a time)")
    scope.period, scope.period_words = period, token.words


_TWO_YEARS = (
    "两年相比可以问：某单位的责任历年变化；也可以逐年问 (ask year by year)：2025年的计划有多少措施；"
    "同一系列的年度计划用 zeren series，两份计划用 zeren compare (two years beside one another)"
)
_YEAR_SAID = re.compile("20[0-9]{2}|今年|本年")


def in_year_of(scope: Scope, store: Known, plans: Collection[str]) -> None:
    """Take days that no year is said of (8月底) for those of the plans that are asked for: in the last of their years, unless theirs is meant."""
    years = {plan.year for plan in store.plans if plan.year and plan.iri in plans}
    if scope.period is not None and years and scope.period.end.year not in years and not _says_a_year(scope):
        scope.period = read_period(scope.period_words, max(years)) or scope.period


def tell_year(scope: Scope, store: Known) -> None:
    """Note in which year days were taken of which no year is said, where the plans that are asked for are of several."""
    if scope.period is None or _says_a_year(scope):
        return
    year = scope.period.end.year
    years = {plan.year for plan in store.plans if plan.year and (not scope.plans or plan.iri in scope.plans)} - {year}
    if years:
        others = "、".join(map(str, sorted(years)))
        scope.notes.append(f"“{scope.period_words}”没有写年份，按 {year} 年；要问 {others} 年的请写明年份或地方 (taken as of {year})")


def _says_a_year(scope: Scope) -> bool:
    return any(token.kind in ("years", "year") for token in scope.all) or _YEAR_SAID.search(scope.period_words) is not None


def _period(token: Token, tokens: list[Token]) -> Period | None:
    """The days of a year (2025年), or of a period, which is in the year that the sentence says apart (2025年的…6月); None: no days."""
    if token.kind == "years":
        return read_period(f"{token.value}年", 0) if token.value.isdigit() else None
    said = {int(other.value) for other in tokens if other.kind == "years" and other.value.isdigit()}
    if len(said) == 1 and not token.value.startswith(("20", "今年", "本年")):
        return read_period(token.value, said.pop())
    return token.period


def _is_year(period: Period) -> bool:
    return period.start == date(period.end.year, 1, 1) and period.end == date(period.end.year, 12, 31)


_SPAN = re.compile("(20[0-9]{2})年?[-—–~至到]{1,2}(20[0-9]{2})")
# 2024—2026年, 2024年至2026年


def _years(plan: KnownPlan) -> set[int]:
    """The years that a plan is for: that of the plan, and all of a span in its title; empty where none is told."""
    spans = _SPAN.findall(folded(f"{plan.title} {plan.part_of or ''}"))
    return {year for first, last in spans for year in range(int(first), int(last) + 1)} | ({plan.year} if plan.year else set())


def _of_year(scope: Scope, store: Known) -> None:
    """Keep the plans of the year that is said, where the store has others; NotFound where none is left."""
    chosen = [plan for plan in store.plans if not scope.plans or plan.iri in scope.plans]
    undated = [plan for plan in chosen if not _years(plan)]
    kept = [plan for plan in chosen if scope.year in _years(plan)]
    if not scope.year or len(kept) == len(chosen):
        return
    if len(kept) + len(undated) == len(chosen) and kept and not scope.year_words[:1].isdigit():
        scope.notes.append(f"含没有写年度的 {len(undated)} 份计划 (plans without a year are counted)")
        return
    if not kept:
        listed = "、".join(f"{plan.caption}（{plan.year or '未写年度'}）" for plan in chosen)
        raise NotFound(f"{scope.words}{scope.year_words}: 库中没有这样的计划 (no such plan of that year)", f"现有 (there are): {listed}")
    scope.plans = tuple(plan.iri for plan in kept)
    scope.words = "、".join(word for word in (scope.words, f"{scope.year}年的计划") if word)
    if undated:
        scope.notes.append(f"没有写年度的 {len(undated)} 份计划未计入 (plans without a year, not counted)")
