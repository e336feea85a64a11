"""From tokens to a reading: which roles belong to which bodies, and what is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from zeren.ask.lookup import is_open
from zeren.ask.sentence.accounted import refuse_dropped
from zeren.ask.sentence.bind import bind
from zeren.ask.sentence.clause import Clause, Named
from zeren.ask.sentence.home import at_place, divisions, elsewhere_named, place_like, within
from zeren.ask.sentence.known import Known
from zeren.ask.sentence.lexicon import turns
from zeren.ask.sentence.others import join_roles, others_in_one, with_others
from zeren.ask.sentence.reading import Reading
from zeren.ask.sentence.refusal import NoBody, not_understood, out_of_scope, several
from zeren.ask.sentence.scope import in_year_of, scope_of, tell_year
from zeren.ask.sentence.timed import without_denied_times
from zeren.ask.sentence.token import Token
from zeren.ask.sentence.turns import plain
from zeren.ask.sentence.wanted import wanted
from zeren.ground.errors import NotFound


def parse(sentence: str, tokens: Iterable[Token], store: Known) -> Reading:
    """Return what the tokens ask.

    Raises OutOfScope for what plans do not say, NotUnderstood for words nobody knows, NotFound for bodies and plans that
    the store does not hold, Ambiguous for names of several bodies.
    """
    row = tuple(tokens)
    said = _mentioned([token for token in row if token.kind != "mark"])
    kept = plain(sentence, said, lambda iri: store.body(iri).label + store.body(iri).name)
    _refuse(sentence, kept, store)
    kept, denied, used = without_denied_times(kept)
    kept, verb = _without_verb(kept)
    unused = [f"没用上：{verb}（“谁”后面的动词）"] if verb else []
    if any(one.words == "应" and after.words == "对" and after.start == one.start + 1 for one, after in pairwise(row)):
        unused.append("没用上：应对（按其余的词回答）")  # printed by no plan as a word of its own
    scope = scope_of(sentence, kept, store)
    clause = Clause(sentence, scope.rest, store, scope, not_due=denied, used=used)
    _name(clause)
    in_year_of(scope, store, plans := _plans_of(clause))
    if len({plan.year for plan in store.plans if plan.iri in plans}) != 1:
        tell_year(scope, store)
    others_in_one(clause)
    bind(clause)
    join_roles(clause)
    with_others(clause)
    _nobody_does(clause)
    if clause.asked_role == "do":
        clause.asked_role = "any"
    reading = wanted(clause)
    refuse_dropped(clause, reading)
    return replace(reading, notes=(*reading.notes, *unused))


def _plans_of(clause: Clause) -> set[str]:
    """The plans of years in which every named body holds a duty, where the sentence names no plans; empty where it does."""
    named = [one for one in clause.named if not one.excepted]
    if clause.scope.plans or clause.scope.period is None or not named:
        return set()
    years: dict[int | None, list[str]] = {}
    for plan in clause.store.plans:
        years.setdefault(plan.year, []).append(plan.iri)
    if len(years) < 2:
        return set()
    active = {year: clause.store.active(plans) for year, plans in years.items()}
    return {plan for year, plans in years.items() if all(set(one.bodies) & active[year] for one in named) for plan in plans}


_VERB = 2
"""characters of a verb behind 谁"""


def _without_verb(tokens: list[Token]) -> tuple[list[Token], str]:
    """加油站油气回收谁检查: what those asked for do is no second word of the matter, though texts print it."""
    before = next((token.kind for token in reversed(tokens[:-1]) if token.kind != "skip"), "")
    if len(tokens) < 3 or tokens[-1].kind != "topic" or len(tokens[-1].words) > _VERB or before != "who":
        return tokens, ""
    if not any(token.kind == "topic" for token in tokens[:-1]):
        return tokens, ""
    return tokens[:-1], tokens[-1].words


def _mentioned(tokens: list[Token]) -> list[Token]:
    """Take words that nobody knows behind 提到, 涉及, 含 for words of a matter: that no text holds them is an answer."""
    found = list(tokens)
    for at, (before, token) in enumerate(pairwise(tokens), 1):
        after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        if token.kind == "unknown" and before.kind == "mention" and len(token.words) > 1 and after in ("of", "thing", "list", "count", ""):
            found[at] = replace(token, kind="topic", how="absent")
    return found


def _refuse(sentence: str, tokens: list[Token], store: Known) -> None:
    for token in tokens:
        if token.kind == "outside":
            raise out_of_scope(sentence, token.value, token.words)
    for done, past in pairwise(tokens):
        # 办完了多少, 6月底前做好了的: what was done, whatever word says so.
        if done.kind == "due" and not done.value and past.words in ("了", "过") and past.start == done.start + len(done.words):
            raise out_of_scope(sentence, "progress", done.words + past.words)
    for token in tokens:
        if token.kind == "missing":
            raise _no_body(token.words, store)
    for place, office, role in zip(tokens, tokens[1:], tokens[2:], strict=False):
        # 都匀市|代建中心|负责什么: an office that the texts only name, no word of the matter.
        if (place.kind, office.kind, role.kind) == ("place", "topic", "role") and office.words.endswith(tuple(turns("office"))):
            raise _no_body(place.words + office.words, store)
    strange = "”“".join(token.words for token in tokens if token.kind == "unknown")
    # 阜阳|民政局: the office of a place that the store does not know, never that of another place.
    before = next((one.words for one, after in pairwise(tokens) if one.kind == "unknown" and after.kind == "body" and one.words in divisions()), "")
    if strange and (elsewhere := elsewhere_named(sentence, store.places) or before):
        listed = "、".join(plan.caption for plan in store.plans)
        raise NotFound(
            f"{elsewhere}: 库中没有这里的计划 (no plan of that place)", "；".join([*_unplaced(tokens, store), f"现有 (there are): {listed}"])
        )
    if strange:
        raise not_understood(sentence, strange, "")


def _unplaced(tokens: list[Token], store: Known) -> list[str]:
    """Name the bodies of a sentence of which no plan tells the place (省交通运输厅): they may be those of the place that is asked for."""
    found = [store.body(iri).name for token in tokens if token.kind == "body" for iri in token.iris if iri not in store.homes]
    return [f"没有写明地方的 {'、'.join(dict.fromkeys(found))}，可以不写地名再问 (of no told place: ask without the place)"] if found else []


def _no_body(words: str, store: Known) -> NoBody:
    """Say that there is no such body, and which are near: those of the place that the words begin with before any other."""
    from zeren.ask.lookup import Candidate, near

    known = [Candidate(row.id, store.called(row.id), (row.name, *row.aliases)) for row in store.duties.bodies.values()]
    place = at_place(words, store.places)
    here = [one for one in known if store.homes.get(one.iri) == store.places.get(place)] if place else []
    bare = words.removeprefix(place)
    close = near(words, here, 4) or near(place[-1:] + bare, here, 4) or near(bare, here, 4) or near(words, known, 4)
    hint = f"是否要问 (did you mean): {'、'.join(close)}" if close else "zeren question bodies 列出全部单位"
    return NoBody(words, hint)


def _at_its_place(token: Token, iris: tuple[str, ...], clause: Clause) -> tuple[str, ...]:
    """Return those bodies that belong to the place right before the name (海安市|市妇联).

    Raises NotFound where none does: the body of another place is no answer, and the place no word of the matter.
    """
    before = next((one for one in clause.scope.all if one.start + len(one.words) == token.start), None)
    if before is None or not (before.kind == "place" or (before.kind == "topic" and (place_like(before.words) or before.words in divisions()))):
        return iris
    store, place = clause.store, before.value
    fitting = tuple(iri for iri in iris if iri not in store.homes or within(store.homes[iri], place) or place in store.homes[iri])
    if not fitting:
        raise _no_body(before.words + token.words, store)
    return fitting


def _with_its_place(token: Token, at: int, iris: tuple[str, ...], clause: Clause) -> Token:
    """Take the place right before a name for that of the body, no word of the matter (平潭|区公安局 of 平潭综合实验区)."""
    for place, one in enumerate(clause.tokens[:at]):
        of_body = all(one.words in clause.store.homes.get(iri, "") for iri in iris)
        if one.kind in ("topic", "skip") and one.start + len(one.words) == token.start and one.words in divisions() and of_body:
            clause.tokens[place] = replace(one, kind="skip")
            clause.tokens[at] = replace(token, words=one.words + token.words, start=one.start)
    return clause.tokens[at]


def _nobody_does(clause: Clause) -> None:
    """没人管的事 has nobody who answers for it; what 不归甲地管 is, plans do not say.

    Raises NotUnderstood with what can be asked instead.
    """
    if clause.asked_not == "do" or ("do" in clause.lacking and clause.has("by")):
        raise not_understood(
            clause.sentence,
            "不" + ("归…管" if clause.has("by") else "做"),
            "计划不写单位归谁管；可以问 (plans do not say who is under whom; ask): 某地的计划里有哪些单位；哪些措施没有牵头单位；"
            "哪些措施与某单位没关系",
        )
    clause.lacking = ["principal" if role == "do" else role for role in clause.lacking]


def _name(clause: Clause) -> None:
    """Find the bodies of the sentence, each of the one jurisdiction that scope or neighbour tells."""
    before: Named | None = None
    for at, token in enumerate(clause.tokens):
        if token.kind == "place" and (government := _government(clause, at)):
            token = clause.tokens[at] = replace(token, kind="body", iris=government, how="place")
        if token.kind != "body":
            continue
        iris = _one(token, clause, before)
        token = _with_its_place(token, at, iris, clause)
        if before is not None and _or_the_one_before(clause.tokens, before.at, at):
            # 甲或乙: one of the two will do.
            before.token = clause.tokens[before.at] = replace(before.token, words=f"{before.token.words}或{token.words}", how="either")
            before.bodies = (*before.bodies, *iris)
            clause.used.add(clause.tokens[at - 1].start)
            clause.tokens[at - 1] = replace(clause.tokens[at - 1], kind="skip")
            clause.tokens[at] = replace(token, kind="skip")
            continue
        named = Named(token, at, iris)
        named.excepted = _excepted(clause.tokens, at)
        clause.named.append(named)
        before = named


def _or_the_one_before(tokens: list[Token], first: int, at: int) -> bool:
    """Tell whether only 或 stands between two bodies, and the first of them ends no list (甲、乙或丙 is left to be refused)."""
    between = [token.kind for token in tokens[first + 1 : at]]
    return bool(between) and between[-1] == "or" and set(between) <= {"or", "skip"} and (not first or tokens[first - 1].kind != "and")


def _government(clause: Clause, at: int) -> tuple[str, ...]:
    """The government of a place without a plan, where the place is said to do something (朝阳区负责什么)."""
    after = next((token for token in clause.tokens[at + 1 :] if token.kind not in ("skip", "of")), None)
    if after is None or after.kind not in (
        "role",
        "rolenoun",
        "thing",
        "list",
        "count",
        "period",
        "not",
        "sole",
    ):
        return ()
    serving = clause.store.functions.get("政府", ())
    return tuple(iri for iri in serving if clause.store.body(iri).jurisdiction == clause.tokens[at].value)


def _one(token: Token, clause: Clause, before: Named | None) -> tuple[str, ...]:
    store, iris = clause.store, token.iris
    if token.how == "unit":
        return iris
    iris = _at_its_place(token, iris, clause)
    if len(iris) > 1 and clause.scope.plans:
        active = clause.scope.active(store)
        iris = tuple(iri for iri in iris if iri in active) or iris
    if len(iris) > 1 and before is not None:
        place = store.body(before.bodies[0]).jurisdiction
        iris = tuple(iri for iri in iris if store.body(iri).jurisdiction == place) or iris
    if len(iris) > 1 and not all(store.body(iri).kind == "group" for iri in iris):
        raise several(token.words, sorted(store.called(iri) + _OPEN * is_open(iri) for iri in iris))
    return iris


_OPEN = "（没有认定是哪里的）"
"""behind a name that no rule settled, which beside others says nothing"""


def _excepted(tokens: list[Token], at: int) -> bool:
    """Tell whether 除了 or 之外 stands by a body, or by the list of bodies that it belongs to."""
    left = at - 1
    while left >= 0 and tokens[left].kind in ("body", "and", "skip"):
        left -= 1
    right = at + 1
    while right < len(tokens) and tokens[right].kind in ("body", "and"):
        right += 1
    beside = [tokens[left]] if left >= 0 else []
    beside += [tokens[right]] if right < len(tokens) else []
    return any(
        token.kind == "except" and token.words not in ("其他", "其它", "别的", "另外", "另有", "此外")
        for token in beside
    )
