"""Which plans a sentence is about, and which days."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.ask.lookup import KnownPlan
from zeren.ask.period import Period
from zeren.ask.sentence.cut import Token
from zeren.ask.sentence.known import Known
from zeren.ask.sentence.lexicon import folded
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
        measures = {row.id for row in store.duties.measures.values() if row.plan_id in self.plans}
        return {duty.body for duty in store.duties.duties if duty.measure in measures}


def scope_of(sentence: str, tokens: list[Token], store: Known) -> Scope:
    """Return the plans, days and level that a sentence names; NotFound where the store has no such plan or year."""
    scope = Scope(all=tokens)
    sets: list[list[KnownPlan]] = []
    said = []
    annexes: list[KnownPlan] = []
    for at, token in enumerate(tokens):
        after = next(
            (later.kind + later.value for later in tokens[at + 1 :] if later.kind not in ("skip", "of")), ""
        )
        found: list[KnownPlan] | None = None
        if token.kind == "level":
            kind = token.words.endswith(("级", "直", "层面"))
            if (kind and after.startswith(("thingunit", "rolenoun"))) or token.value == "township":
                scope.level = _LEVELS[token.value]
                continue
            found = _of_level(token.value, store)
        elif token.kind == "annex":
            found = _annex(token, store)
            if annexes:
                # 附1附2: one and the other.
                annexes += [plan for plan in found if plan not in annexes]
                said.append(token.words)
                scope.several = True
                continue
            annexes = found
        elif token.kind == "plan":
            found = [plan for plan in store.plans if plan.iri in token.iris]
        elif token.kind == "place":
            scope.places.append(token)
            found = _of_place(token.value, store)
            if not found and after.startswith("planword"):
                listed = "、".join(plan.caption for plan in store.plans)
                raise NotFound(
                    f"{token.words}: 库中没有这里的计划 (no plan of that place)",
                    f"现有 (there are): {listed}",
                )
            if not found:
                scope.rest.append(token)
                continue
        elif token.kind in ("years", "year", "period"):
            _days(sentence, token, scope, store)
            continue
        elif token.kind in ("planword", "eachplan") and token.kind == "planword":
            continue
        if found is None:
            scope.rest.append(token)
            continue
        said.append(token.words)
        sets.append(found)
    among = _common(sets, scope, store)
    if among is not None:
        parents = {plan.iri for plan in among}
        with_annexes = [plan for plan in store.plans if plan in among or plan.part_of_iri in parents]
        if not with_annexes:
            listed = "、".join(plan.caption for plan in store.plans)
            raise NotFound(
                f"{''.join(said)}: 库中没有这样的计划 (no such plan)", f"现有 (there are): {listed}"
            )
        if len(with_annexes) < len(store.plans):
            scope.plans = tuple(plan.iri for plan in with_annexes)
            scope.words = "、".join(said)
    return scope


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
    return [plan for plan in store.plans if plan.jurisdiction == place]


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


def _days(sentence: str, token: Token, scope: Scope, store: Known) -> None:
    """Take a period; a year that all plans are for says nothing, another year is refused."""
    years = {plan.year for plan in store.plans if plan.year}
    if token.kind == "years":
        named = {"去年", "上一年", "上年", "上年度", "往年", "明年", "后年", "前年", "下一年"}
        year = None if token.value in named else int(token.value)
        if year not in years:
            told = "、".join(map(str, sorted(years))) or "无年度"
            raise NotFound(
                f"{sentence}: 库中没有“{token.words}”的计划 (no plan of that year)",
                f"库中计划的年度 (years of the plans): {told}",
            )
        return
    if token.kind == "year" or token.period is None:
        return
    period = token.period
    due = any(other.kind == "due" for other in scope.all)
    whole = (
        not due
        and period.start is not None
        and (period.start.month, period.start.day) == (1, 1)
        and (period.end.month, period.end.day) == (12, 31)
    )
    if whole and period.end.year in years:
        return
    if period.end.year not in years and years:
        told = "、".join(map(str, sorted(years)))
        raise NotFound(
            f"{sentence}: 库中没有“{token.words}”的计划 (no plan of that year)",
            f"库中计划的年度 (years of the plans): {told}",
        )
    scope.period, scope.period_words = period, token.words
