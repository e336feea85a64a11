"""What became of each measure from one text to the next: kept, reworded, moved, split, merged, dropped, new.

Measures are paired by the same letters, then by ``LIKE`` of their pairs of characters, then by the evidence that pairs
measures of two levels (``cascade.reworded``: words, bodies, amounts, deadline), which also tells what was split or merged.
``kept`` means the same words under the same heading; ``moved`` another heading, whether the words changed or not. Bodies,
deadline and amounts are compared whatever the kind; where no column gives a deadline, the day that stands in the words.
Headings that were renamed as a whole are the same heading. Targets of the whole plan (``Fact.goal``) are compared among
themselves (``editions.goals``) and come first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from zeren.cascade.amounts import amounts
from zeren.cascade.facts import Due, Fact, Part
from zeren.cascade.shares import Share, shares
from zeren.editions.goals import goal_pairs
from zeren.editions.identity import Identity, letters
from zeren.editions.pairing import groups_of, pairs_of
from zeren.ground.fold import key

KINDS = ("kept", "reworded", "moved", "split", "merged", "dropped", "new")
LABELS = ("加码", "减码", "延后", "提前", "改责", "换序", "换协办")

@dataclass(frozen=True, slots=True)
class Change:
    """A measure, or those that it was split into or merged from."""

    kind: str
    """one of ``KINDS``"""
    before: tuple[Fact, ...]
    """empty for a new one"""
    after: tuple[Fact, ...]
    """empty for a dropped one"""
    certain: bool
    """False where a person may call it dropped and new"""
    text_changed: bool
    leads: tuple[str, str] | None
    """those that answer for it before and after, as printed: who leads, or is responsible where nobody leads; 总牵头 marks who leads
    the others; None: the same in the same order"""
    helps: tuple[str, str] | None
    """all others before and after, as printed; 责任 marks those that are responsible beside a leading one; None: the same"""
    due: tuple[str, str] | None
    """the deadline before and after, as printed; None: the same, or only rolled on with the year"""
    targets: tuple[Share, ...]
    """amounts that changed, ``upper`` before and ``lower`` after"""
    labels: tuple[str, ...]
    """of ``LABELS``"""


def changes(before: Sequence[Fact], after: Sequence[Fact], code: str = "", rolled: int = 0) -> tuple[Change, ...]:
    """Return what became of every target of the plan, then of every measure, in the order of the earlier text, new ones last.

    ``code`` is the division of both; ``rolled`` the years between two editions, by which a deadline moves without change.
    """
    goals = _of_goals([fact for fact in before if fact.goal], [fact for fact in after if fact.goal], rolled)
    old, new = ([fact for fact in facts if not fact.goal] for facts in (before, after))
    return (*goals, *_of_measures(old, new, code, rolled))


def _of_goals(before: Sequence[Fact], after: Sequence[Fact], rolled: int) -> tuple[Change, ...]:
    """What became of the targets of a plan."""
    pairs = goal_pairs(before, after)
    found = [_change([i], [j], before, after, True, ({"/": "/"}, False), rolled) for i, j in sorted(pairs.items())]
    found += [_alone("dropped", (one,), ()) for i, one in enumerate(before) if i not in pairs]
    found += [_alone("new", (), (one,)) for j, one in enumerate(after) if j not in pairs.values()]
    return tuple(sorted(found, key=_order))


def _of_measures(before: Sequence[Fact], after: Sequence[Fact], code: str, rolled: int) -> tuple[Change, ...]:
    groups = groups_of(pairs_of(before, after, code))
    same = _headings(before, after, groups)
    tasks = _tasks_are_headings(before, after)
    found = [_change(below, above, before, after, certain, (same, tasks), rolled) for below, above, certain in groups]
    gone = {i for below, _, _ in groups for i in below}
    came = {j for _, above, _ in groups for j in above}
    found += [_alone("dropped", (one,), ()) for i, one in enumerate(before) if i not in gone]
    found += [_alone("new", (), (one,)) for j, one in enumerate(after) if j not in came]
    return tuple(sorted(found, key=_order))


def _order(one: Change) -> tuple[bool, int, int]:
    return not one.before, one.before[0].order if one.before else 0, one.after[0].order if one.after else 0


def _alone(kind: str, before: tuple[Fact, ...], after: tuple[Fact, ...]) -> Change:
    return Change(kind, before, after, True, False, None, None, None, (), ())


def _heading(fact: Fact, tasks: bool) -> str:
    return key(fact.heading) + ("/" + key(fact.task_title) if tasks or not fact.heading else "")


def _tasks_are_headings(*plans: Sequence[Fact]) -> bool:
    """Whether tasks stand over measures; where each holds one alone, its title is the measure's own."""
    return any(count > 1 for facts in plans for count in Counter(fact.task for fact in facts if fact.task).values())


def _headings(before: Sequence[Fact], after: Sequence[Fact], groups: Sequence[tuple[list[int], list[int], bool]]) -> dict[str, str]:
    """Heading before → the one after that stands in its place, where it is no longer printed itself."""
    tasks = _tasks_are_headings(before, after)
    kept = {_heading(one, tasks) for one in after}
    votes: dict[str, Counter[str]] = {}
    for below, above, _ in groups:
        votes.setdefault(_heading(before[below[0]], tasks), Counter())[_heading(after[above[0]], tasks)] += 1
    printed = {_heading(one, tasks) for one in before}
    found = {}
    for name, counted in votes.items():
        best = min(counted, key=lambda one: (-counted[one], one))
        found[name] = name if name in kept or best in printed else best
    return found


def _change(
    below: list[int],
    above: list[int],
    before: Sequence[Fact],
    after: Sequence[Fact],
    certain: bool,
    headings: tuple[dict[str, str], bool],
    rolled: int,
) -> Change:
    same, tasks = headings
    old, new = tuple(before[i] for i in below), tuple(after[j] for j in above)
    changed = [letters(one.text) for one in old] != [letters(one.text) for one in new]
    if len(old) > 1 or len(new) > 1:
        kind = "merged" if len(old) > 1 else "split"
    elif same.get(_heading(old[0], tasks)) != _heading(new[0], tasks):
        kind = "moved"
    else:
        kind = "reworded" if changed else "kept"
    leads, helps = _leads(old, new), _helps(old, new)
    due = _due(old, new, rolled)
    found = shares(amounts("；".join(one.text for one in old)), amounts("；".join(one.text for one in new)), level=True)
    targets = tuple(one for one in found if one.upper != one.lower)
    return Change(kind, old, new, certain, changed, leads, helps, due, targets, tuple(_labels(targets, due, old, new, leads, helps)))


def _leads(old: Sequence[Fact], new: Sequence[Fact]) -> tuple[str, str] | None:
    """Those that answer before and after as printed, part by part; None where they are the same in the same order."""
    if _bodies(old, "answering") == _bodies(new, "answering") and _over(old) == _over(new) and not _reordered(old, new):
        return None
    before, after = (
        "、".join(dict.fromkeys(one.name + ("（总牵头）" if _overall(one) else "") for fact in facts for one in fact.answering))
        for facts in (old, new)
    )
    return before, after


def _overall(part: Part) -> bool:
    """Whether a body leads those that lead: 总牵头, 牵头抓总."""
    return "牵头" in part.word and "总" in part.word


def _over(facts: Sequence[Fact]) -> set[str]:
    return {one.body for fact in facts for one in fact.answering if _overall(one)}


def _reordered(old: Sequence[Fact], new: Sequence[Fact]) -> bool:
    """Whether the same bodies lead one measure in another order: the first of them is the one that convenes."""
    if len(old) > 1 or len(new) > 1:
        return False
    orders = [list(dict.fromkeys(one.body for one in facts[0].answering if one.role == "lead")) for facts in (old, new)]
    return orders[0] != orders[1] and set(orders[0]) == set(orders[1])


def _helps(old: Sequence[Fact], new: Sequence[Fact]) -> tuple[str, str] | None:
    """All others before and after as printed; None where they are the same and as many of them are responsible."""
    if _bodies(old, "others") == _bodies(new, "others") and _responsible(old) == _responsible(new):
        return None
    before, after = (
        "、".join(dict.fromkeys(one.name + ("（责任）" if one.role == "responsible" else "") for fact in facts for one in fact.others))
        for facts in (old, new)
    )
    return before, after


def _bodies(facts: Sequence[Fact], which: str) -> set[str]:
    return {one.body for fact in facts for one in getattr(fact, which)}


def _responsible(facts: Sequence[Fact]) -> set[str]:
    """IRIs of those that are responsible beside a leading body."""
    return {one.body for fact in facts for one in fact.others if one.role == "responsible"}


def _due(old: Sequence[Fact], new: Sequence[Fact], rolled: int) -> tuple[str, str] | None:
    sides = [list(dict.fromkeys(_when(_limit(fact), years) for fact in facts)) for facts, years in ((old, rolled), (new, 0))]
    if sides[0] == sides[1]:
        return None
    said = ["、".join(dict.fromkeys(_limit(fact).raw for fact in facts)) for facts in (old, new)]
    return said[0], said[1]


def _limit(fact: Fact) -> Due:
    """The deadline of a measure: of its column, else the day that its words name."""
    return fact.due if fact.due.end or fact.due.raw else fact.said


def _when(due: Due, years: int) -> str:
    """The day that a deadline ends, moved on by some years; its words where it has none."""
    if not due.end:
        return key(due.raw)
    return f"{int(due.end[:4]) + years}{due.end[4:10]}"


def _labels(
    targets: Sequence[Share], due: tuple[str, str] | None, old: Sequence[Fact], new: Sequence[Fact],
    leads: tuple[str, str] | None, helps: tuple[str, str] | None,
) -> list[str]:  # fmt: skip
    found = []
    if any(one.stricter for one in targets):
        found.append("加码")
    if any(not one.stricter for one in targets):
        found.append("减码")
    ends = [max((_limit(fact).end[:10] for fact in facts if _limit(fact).end), default="") for facts in (old, new)]
    if due and all(ends) and date.fromisoformat(ends[0]) != date.fromisoformat(ends[1]):
        found.append("延后" if ends[0] < ends[1] else "提前")
    beside = _responsible(old), _responsible(new)
    helpers = [_bodies(facts, "others") - of for facts, of in zip((old, new), beside, strict=True)]
    turned = _reordered(old, new) and _over(old) == _over(new)
    moved = (leads and not turned) or beside[0] != beside[1]
    return [*found, *(["改责"] if moved else []), *(["换序"] if turned else []), *(["换协办"] if helps and helpers[0] != helpers[1] else [])]


def rolled(first: Identity, last: Identity, kind: str | None) -> int:
    """Return the years by which deadlines move on without change: between editions of a series, none else."""
    return last.year - first.year if kind == "next-edition" and first.year is not None and last.year is not None else 0


def amounts_of(one: Change) -> str:
    """Return the amounts that changed in words: ``18→15个``, parted by semicolons."""
    return "；".join(f"{share.upper:.10g}→{share.lower:.10g}{share.unit}" for share in one.targets)


def words(one: Change) -> tuple[tuple[str, str, str], ...]:
    """Return the words before and after, cut where they differ: ``equal``, ``insert``, ``delete`` or ``replace``."""
    old, new = ("\n".join(fact.text for fact in side) for side in (one.before, one.after))
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple((tag, old[a:b], new[c:d]) for tag, a, b, c, d in codes)


def by_body(found: Sequence[Change]) -> list[tuple[str, int, int]]:
    """Return each body that answers, as printed, with its measures before and after; those that changed most first."""
    names: dict[str, Counter[str]] = {}
    counts: dict[str, list[int]] = {}
    for one in found:
        for side, facts in enumerate((one.before, one.after)):
            for fact in facts:
                for body, name in {part.body: part.name for part in fact.answering}.items():
                    counts.setdefault(body, [0, 0])[side] += 1
                    names.setdefault(body, Counter())[name] += 1
    rows = [(min(names[body], key=lambda name: (-names[body][name], name)), old, new) for body, (old, new) in counts.items()]
    return sorted(rows, key=lambda row: (-abs(row[2] - row[1]), -row[2], row[0]))
