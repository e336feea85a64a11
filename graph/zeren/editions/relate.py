"""How two texts stand to one another: the same text, draft and issued, editions, excerpt, a higher plan made local.

Of a series only neighbouring years are next editions. Only texts that share a subject (the title without place, year and
kind) or measures word for word are compared, so that the time grows with the pairs that share something. ``alike`` is the
share of the measures of the shorter text that the other prints word for word, ``near`` the share of those that it prints in
similar words. In one division:

* **mirror**: ``SAME`` of all measures of both are the same; or the subjects and years, and nearly all in similar words;
* **draft-issued**: the same subject, one is a draft;
* **revision**: the same subject and one says that it revises, repeals or amends the other; or it has the same title, a later
  date, a later number of the same series and ``HALF`` of the measures; else, of one year and with ``PART`` of the measures, it
  waits for a person;
* **next-edition**: the same subject, the next year of the series in the store;
* **excerpt**: ``SAME`` of the shorter text stands in the other, which has more, and its title says so (else for a person).

Of a division and one above it, **localised**: the same subject and year. A text whose title says that it explains another,
named in it, is its **explanation**. Other divisions have nothing to do with one another, whatever their titles. What a
person decided holds before all rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from zeren.cascade.plans import LEAST_TITLE
from zeren.editions.identity import Identity
from zeren.editions.titles import bare
from zeren.ground.fold import fold, key

KINDS = ("mirror", "draft-issued", "revision", "next-edition", "excerpt", "localised", "explanation")
SAME = 0.9
PART = 0.3
HALF = 0.5
WIDE = 20
"""plans that print a measure word for word from which it tells nothing of a pair"""


@dataclass(frozen=True, slots=True)
class Relation:
    """Two texts of one matter."""

    source: Identity
    """the draft, the earlier edition, the whole plan, the upper plan; of a mirror the one that is counted"""
    derived: Identity
    kind: str
    """one of ``KINDS``"""
    likely: bool
    """True where a person has yet to confirm it"""
    basis: str
    """in words"""


Decided = Mapping[tuple[str, str], str]
"""IRIs of two plans, sorted → one of ``KINDS`` or ``none``"""
Near = Callable[[Identity, Identity], float]
"""the share of the measures of the shorter text that the other prints in similar words"""


def related(found: Iterable[Identity], near: Near, decided: Decided | None = None) -> Iterator[Relation]:
    """Give every relation between texts, by the IRIs of both."""
    every = {one.text: one for one in found}
    years: dict[tuple[str, str], set[int]] = {}
    for one in every.values():
        if one.year is not None:
            years.setdefault((one.code, one.about), set()).add(one.year)
    for pair in sorted(_met(every.values(), decided or {})):
        relation = judged(every[pair[0]], every[pair[1]], near, decided or {})
        if relation and not _over(relation, years):
            yield relation


def _over(one: Relation, years: Mapping[tuple[str, str], set[int]]) -> bool:
    """Whether another year of the series lies between two editions."""
    first, last = one.source.year, one.derived.year
    if one.kind != "next-edition" or first is None or last is None:
        return False
    return any(first < year < last for year in years.get((one.derived.code, one.derived.about), ()))


Text = tuple[str, str]


def _met(found: Iterable[Identity], decided: Decided) -> set[tuple[Text, Text]]:
    """Pairs of plans that share a subject or a measure."""
    found = tuple(found)
    shared = _shared(found)
    shelves: dict[str, list[Identity]] = {}
    held_by: dict[str, list[Text]] = {}
    for one in found:
        held_by.setdefault(one.id, []).append(one.text)
        names = {"about " + one.about} if len(one.about) >= LEAST_TITLE else set()
        for name in names.union(shared.intersection(one.measures)):
            shelves.setdefault(name, []).append(one)
    met: set[tuple[Text, Text]] = set()
    for name, held in shelves.items():
        if len(held) < 2 or (len(held) > WIDE and not name.startswith("about ")):
            continue
        for shelf in _divided(held):
            years = sorted({one.year for one in shelf if one.year is not None}) if name.startswith("about ") else []
            place = {year: number for number, year in enumerate(years)}
            met.update(
                (min(a.text, b.text), max(a.text, b.text))
                for i, a in enumerate(shelf)
                for b in shelf[i + 1 :]
                if not (a.year in place and b.year in place and abs(place[a.year] - place[b.year]) > 1)
            )
    told = {(min(a, b), max(a, b)) for one, other in decided for a in held_by.get(one, ()) for b in held_by.get(other, ())}
    return {pair for pair in met | told if pair[0][1] != pair[1][1] or not pair[0][1]}


def _shared(found: Iterable[Identity]) -> set[str]:
    """Measures that stand in several texts: most stand in one alone."""
    seen: set[str] = set()
    shared: set[str] = set()
    for one in found:
        shared |= seen.intersection(one.measures)
        seen.update(one.measures)
    return shared


def _divided(held: list[Identity]) -> Iterator[list[Identity]]:
    """Plans of one subject by division, each with those of the divisions above it."""
    by: dict[str, list[Identity]] = {}
    for one in held:
        by.setdefault(one.code, []).append(one)
    for code, its in by.items():
        above = [one for length in (2, 4, 6) if length < len(code) for one in by.get(code[:length], ())]
        yield its
        yield from ([one, other] for one in its for other in above)
        if code:
            yield from ([one, other] for one in its for other in by.get("", ()))


def judged(one: Identity, other: Identity, near: Near, decided: Decided) -> Relation | None:
    """Return how two texts stand to one another; None where they are two matters."""
    if word := decided.get((min(one.id, other.id), max(one.id, other.id))):
        if word == "none":
            return None
        return Relation(*_ordered(one, other, word), word, False, "人的判定")
    if ("explanation" in one.marks) != ("explanation" in other.marks):
        told, plan = (one, other) if "explanation" in one.marks else (other, one)
        return explained(plan, told.title, told)
    if one.code == other.code or not one.code or not other.code:
        return _of_one_place(one, other, near)
    short, long = sorted((one, other), key=lambda each: (len(each.code), each.text))
    return _localised(short, long, near) if long.code.startswith(short.code) else None


def explained(plan: Identity, title: str, told: Identity) -> Relation | None:
    """Return the relation of a plan to a text whose title explains it; None where it names another. A draft waits for a person."""
    if len(plan.about) < LEAST_TITLE or bare(plan.title) not in bare(title):
        return None
    draft = "draft" in plan.marks
    return Relation(plan, told, "explanation", draft, "标题写明是解读" + ("，解读的可能是印发稿，待人确认" if draft else ""))


def not_counted(relation: Relation) -> Identity | None:
    """Return the text whose figures are not taken, because the other says the same; None where both count.

    A text that amends only some measures of another takes nobody's place.
    """
    if relation.likely:
        return None
    if relation.kind in ("mirror", "excerpt", "explanation"):
        return relation.derived
    amends = len(relation.derived.measures) < HALF * len(relation.source.measures)
    return relation.source if relation.kind in ("draft-issued", "revision") and not amends else None


def left_out(every: Iterable[Identity], found: Iterable[Relation]) -> dict[str, str]:
    """Return document → the one whose figures are taken in its place: where that is so of each of its texts.

    The one that counts may itself be left out for a third: a draft for the issued text, that for its revision.
    """
    texts, instead = _texts(every), _instead(found)
    return {graph: instead[min(held)] for graph, held in sorted(texts.items()) if held and held <= instead.keys()}


def plans_left_out(every: Iterable[Identity], found: Iterable[Relation]) -> dict[str, dict[str, str]]:
    """Return document → plan → the document whose figures are taken for it, of documents that count but for these plans."""
    texts, instead = _texts(every), _instead(found)
    parts = {graph: {plan: instead[plan, graph] for plan, _ in sorted(held & instead.keys())} for graph, held in sorted(texts.items())}
    return {graph: plans for graph, plans in parts.items() if plans and len(plans) < len(texts[graph])}


def _texts(every: Iterable[Identity]) -> dict[str, set[Text]]:
    """Document → its texts."""
    texts: dict[str, set[Text]] = {}
    for one in every:
        texts.setdefault(one.graph, set()).add(one.text)
    return texts


def _instead(found: Iterable[Relation]) -> dict[Text, str]:
    """Text that does not count → the document that counts in its place."""
    instead: dict[Text, str] = {}
    reached: dict[str, str] = {}
    for relation in sorted(found, key=lambda one: (KINDS.index(one.kind), one.source.text, one.derived.text)):
        left = not_counted(relation)
        if left is None or left.text in instead:
            continue
        kept = (relation.derived if left is relation.source else relation.source).graph
        # A person may decide that two texts take each other's place: one of them counts all the same.
        if kept != left.graph and left.graph not in _chain(kept, reached):
            instead[left.text] = kept
            reached.setdefault(left.graph, kept)
    return instead


def _chain(graph: str, reached: Mapping[str, str]) -> list[str]:
    found = [graph]
    while (above := reached.get(found[-1])) is not None and above not in found:
        found.append(above)
    return found


def _of_one_place(one: Identity, other: Identity, near: Near) -> Relation | None:
    shared = len(set(one.measures) & set(other.measures))
    fewest, most = sorted((len(one.measures), len(other.measures)))
    alike = shared / fewest
    about = len(one.about) >= LEAST_TITLE and one.about == other.about
    drafts = "draft" in one.marks, "draft" in other.marks
    if _ended(one, other) or _ended(other, one):
        return Relation(*_ordered(one, other, "revision"), "revision", False, "后一份写明废止或修改前一份")
    if about and drafts[0] != drafts[1] and _close(one, other):
        close = max(alike, near(one, other))
        why = f"标题相同（除地名、年份），一份写明征求意见或草案；{close:.0%}的措施相同或相近"
        return Relation(*_ordered(one, other, "draft-issued"), "draft-issued", close < PART, why)
    if about and (again := _issued_again(one, other, near)) is not None:
        return again
    if shared / most >= SAME and drafts[0] == drafts[1] and _same_year(one, other):
        return _mirror(one, other, f"{shared}条措施逐字相同")
    if (excerpt := _excerpt(one, other, alike, near)) is not None:
        return excerpt
    return _editions(one, other, near) if about else None


def _editions(one: Identity, other: Identity, near: Near) -> Relation | None:
    """Two texts of one subject and place, both issued or both drafts."""
    earlier, later = _ordered(one, other, "revision")
    close = near(one, other)
    base = f"标题相同（除地名、年份），{close:.0%}的措施相同或相近"
    if "revision" in later.marks and "revision" not in earlier.marks:
        return Relation(earlier, later, "revision", close < PART, f"{base}，后一份写明修订")
    if not _same_year(one, other):
        return Relation(earlier, later, "next-edition", False, f"{base}，年度{earlier.year}、{later.year}")
    if close >= SAME and len(one.measures) == len(other.measures) and (not one.date or not other.date or one.date == other.date):
        return _mirror(one, other, base)
    if close >= PART:
        return Relation(earlier, later, "revision", True, f"{base}，同年两份，没有写明修订，待人确认")
    return None


def _mirror(one: Identity, other: Identity, why: str) -> Relation:
    """Two prints of one text; two numbers are two documents, of which a person says what they are."""
    numbers = bool(one.number and other.number) and key(one.number or "") != key(other.number or "")
    return Relation(*_ordered(one, other, "mirror"), "mirror", numbers, why + ("，文号不同，待人确认" if numbers else ""))


_NUMBER = re.compile(r"(\D{2,30})(\d{4})\D(\d{1,5})\D?")
"""日政办字〔2026〕8号: the series of an issuer, its year, the place in it"""


def _issued_again(one: Identity, other: Identity, near: Near) -> Relation | None:
    """A plan that its issuer printed again under a later number and date; None where one of these is not told.

    Two sites that print one text give one date or one number; the next part of a campaign prints other measures.
    """
    if bare(one.title) != bare(other.title) or not _same_year(one, other) or "draft" in one.marks + other.marks:
        return None
    earlier, later = sorted((one, other), key=lambda each: (each.date or "", each.text))
    numbers = [_NUMBER.fullmatch(fold(each.number or "")) for each in (earlier, later)]
    if not earlier.date or not later.date or earlier.date == later.date or not numbers[0] or not numbers[1]:
        return None
    places = [(int(number[2]), int(number[3])) for number in numbers if number]
    if numbers[0][1] != numbers[1][1] or places[0] >= places[1] or (close := near(earlier, later)) < HALF:
        return None
    said = f"后一份文号更大（{earlier.number}、{later.number}）、日期更晚（{earlier.date}、{later.date}）"
    why = f"标题相同，{close:.0%}的措施相同或相近；{said}"
    return Relation(earlier, later, "revision", False, why)


def _excerpt(one: Identity, other: Identity, alike: float, near: Near) -> Relation | None:
    whole, part = sorted((one, other), key=lambda each: (-len(each.measures), each.text))
    if len(part.measures) >= len(whole.measures) or not _close(whole, part):
        return None
    said = "excerpt" in part.marks and "excerpt" not in whole.marks
    inside = bool(whole.about) and len(whole.about) >= LEAST_TITLE and whole.about in part.about
    if alike < SAME and not (said and inside and near(whole, part) >= SAME):
        return None
    why = f"短的一份的措施都在另一份中（{len(part.measures)}条、{len(whole.measures)}条）"
    certain = said or (inside and len(part.measures) > 2)
    if not certain and len(part.measures) <= 2:
        return None
    return Relation(whole, part, "excerpt", not certain, why + ("" if certain else "，标题没有写明摘录，待人确认"))


def _localised(upper: Identity, lower: Identity, near: Near) -> Relation | None:
    if len(upper.about) < LEAST_TITLE or upper.about != lower.about or not _same_year(upper, lower):
        return None
    why = f"标题相同（除地名、年份），辖区相属，{near(upper, lower):.0%}的措施相同或相近"
    return Relation(upper, lower, "localised", False, why)


def _ended(earlier: Identity, later: Identity) -> bool:
    """Whether a text says that it repeals or amends the other, by title or number."""
    names = {key(name) for name in (earlier.title, earlier.number or "") if len(name) >= 2 * LEAST_TITLE}
    return any(name in end or end in name for name in names for end in later.ends if len(end) >= 2 * LEAST_TITLE)


def _same_year(one: Identity, other: Identity) -> bool:
    return one.year is None or other.year is None or one.year == other.year


def _close(one: Identity, other: Identity) -> bool:
    """Whether two texts can be of one edition: a draft may be of the year before."""
    return one.year is None or other.year is None or abs(one.year - other.year) <= 1


def _ordered(one: Identity, other: Identity, kind: str) -> tuple[Identity, Identity]:
    """The source first: the draft, the earlier one, the longer; of a mirror the one that tells most of itself."""
    if kind == "localised":
        ranked = sorted((one, other), key=lambda each: (len(each.code), each.text))
    elif kind == "excerpt":
        ranked = sorted((one, other), key=lambda each: (-len(each.measures), each.text))
    elif kind == "mirror":
        ranked = sorted((one, other), key=lambda each: ("reprint" in each.marks, not each.number, not each.date, each.date or "", each.text))
    else:
        ranked = sorted((one, other), key=lambda each: _when(each, kind))
    return ranked[0], ranked[1]


def _when(one: Identity, kind: str) -> tuple[bool, bool, int, str, str, str]:
    draft = "draft" in one.marks
    return (not draft if kind == "draft-issued" else False, "revision" in one.marks, one.year or 0, one.date or "", *one.text)
