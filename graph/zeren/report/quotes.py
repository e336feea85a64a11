"""The source words behind a summary, one row each, and the duties behind each of its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from zeren.ground.labels import place
from zeren.report.records import Item, Summary
from zeren.report.words import label
from zeren.table.duties import PRINCIPAL, ROLES, Words

Clean = Callable[[str | None], str]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source document as the summary shows them."""

    kind: str
    """``measure``, ``deadline``, ``target`` or a role code"""
    derived: bool
    """True where the duty comes through a group expression"""
    number: int
    """1-based in the list of duties, of those as written or through groups"""
    text: str
    """verbatim, but for characters that cannot be shown"""
    plan: str
    """annex mark and title"""
    file: str
    place: str
    """place in that file"""
    start: int
    """first code point in the text of the document"""
    end: int
    """one past the last code point"""

    @property
    def what(self) -> str:
        """The Chinese word for what the words prove."""
        return _NAMES.get(self.kind) or label("role", self.kind)


_NAMES = {"measure": "措施", "deadline": "时限", "target": "指标"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the overview and the duties that it counts."""

    part: int
    """0: the figures by role; 1: the plans"""
    row: int
    """0-based in the rows of that table"""
    column: int
    """0-based"""
    name: str
    """row and column in words"""
    derived: bool
    numbers: tuple[int, ...]
    """1-based in the list of duties"""


def quotes(summary: Summary, clean: Clean) -> tuple[Quote, ...]:
    """Return the words behind every duty, deadline and target, in the order of the lists; none where none are known."""
    found: list[Quote] = []
    for derived, items in ((False, summary.items), (True, summary.derived)):
        for number, item in enumerate(items, 1):
            proofs = list(item.proofs)
            if proofs and not derived:
                spots = [(target.quote, target.place) for target in item.targets]
                proofs += [("target", Words(q, item.measure.file, at.locator, at.start, at.end)) for q, at in spots]
            found += [_quote(kind, words, number, item, derived, clean) for kind, words in proofs]
    return tuple(found)


def _quote(kind: str, words: Words, number: int, item: Item, derived: bool, clean: Clean) -> Quote:
    return Quote(
        kind=kind,
        derived=derived,
        number=number,
        text=clean(words.quote),
        plan=" ".join(clean(part) for part in (item.measure.annex, item.measure.plan) if part),
        file=clean(words.file),
        place=place(clean(words.locator)),
        start=words.start,
        end=words.end,
    )


def figures(summary: Summary, clean: Clean) -> tuple[Figure, ...]:
    """Return the duties behind each figure above nought of the overview, in the order of its tables."""
    found: list[Figure] = []
    roles = shown(summary)
    for row, role in enumerate(roles):
        found.append(_figure(0, row, 1, label("role", role), _having(summary.items, role)))
        for column, certainty in ((2, "certain"), (3, "possible")):
            numbers = _having(summary.derived, role, certainty)
            name = f"{label('role', role)}（集合展开，{label('certainty', certainty)}）"
            found.append(_figure(0, row, column, name, numbers, derived=True))
    marks: tuple[tuple[str, Callable[[Item], bool]], ...] = (
        ("主要责任", lambda item: item.principal),
        ("列首", lambda item: item.first_listed),
        ("独担", lambda item: item.sole),
    )
    for row, (name, holds) in enumerate(marks, len(roles)):
        found.append(_figure(0, row, 1, name, [n for n, item in enumerate(summary.items, 1) if holds(item)]))
    for row, source in enumerate(summary.sources):
        key = (source.plan, source.part_of, source.annex, source.file)
        numbers = [
            n
            for n, item in enumerate(summary.items, 1)
            if (item.measure.plan, item.measure.part_of, item.measure.annex, item.measure.file) == key
        ]
        name = " ".join(clean(part) for part in (source.annex, source.plan) if part)
        found.append(_figure(1, row, 2, name, numbers))
    return tuple(figure for figure in found if figure.numbers)


def shown(summary: Summary) -> tuple[str, ...]:
    """Return the roles of the overview: the three of every plan, and the rarer two where they occur."""
    counts = (summary.counts, summary.expanded["certain"], summary.expanded["possible"])
    return tuple(
        role for role in ROLES if role in (*PRINCIPAL, "support") or any(its[role] for its in counts)
    )


def _figure(
    part: int, row: int, column: int, name: str, numbers: Iterable[int], *, derived: bool = False
) -> Figure:
    return Figure(part, row, column, name, derived, tuple(numbers))


def _having(items: Sequence[Item], role: str, certainty: str | None = None) -> list[int]:
    """Return the numbers of the items with a role; a measure that comes through two groups counts once."""
    seen: dict[str, int] = {}
    for number, item in enumerate(items, 1):
        if role in item.roles and item.certainty == certainty:
            seen.setdefault(item.measure.id, number)
    return list(seen.values())
