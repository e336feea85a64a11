"""What the versions of a document tell of its measures: how often a date changed, which measures came last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from zeren.ground.errors import NotFound
from zeren.ground.vocabulary import digest
from zeren.table.facts import Facts, read, whole

_PROPERTIES = (
    "zr:hasDeadline", "zr:hasTextDate", "zr:startDate", "zr:endDate", "zr:rrule", "zr:raw", "zr:evidence", "oa:start",
    "zr:text", "zr:inPlan",
)  # fmt: skip
Dates = tuple[str, str, str]
"""first day, last day and rule of a deadline; empty where absent"""


class _Version(Protocol):
    @property
    def number(self) -> int: ...


class Versions(Protocol):
    """A reader of a store, as far as its versions are needed."""

    def history(self, document: str) -> Sequence[_Version]:
        """The versions of a document, oldest first."""

    def statements(self, document: str, version: int | None = None) -> bytes:
        """The N-Quads of one version."""


@dataclass(frozen=True, slots=True)
class History:
    """What changed over all versions of some documents."""

    changes: dict[str, int] = field(default_factory=dict)
    """IRI of a measure for its deadline, and what ``date_keys`` gives → how often that date changed; absent: never"""
    fresh: frozenset[str] = frozenset()
    """IRIs of the measures that only the last of several versions of their document states"""


def date_keys(measure: str, words: Sequence[str]) -> list[str]:
    """The names of the dates that the text of a measure (IRI) sets, by their words in order; its deadline has its own name.

    They are the same in every version, and a calendar knows an event by them.
    """
    counts: dict[str, int] = {}
    keys = []
    for raw in words:
        counts[raw] = counts.get(raw, 0) + 1
        keys.append(f"{measure}/text/{digest([raw, str(counts[raw])])}")
    return keys


def history(versions: Versions, documents: Iterable[str]) -> History:
    """Return what the versions of these documents (graph IRIs or file names) tell; one with a single version tells nothing."""
    changes: dict[str, int] = {}
    fresh: set[str] = set()
    for document in sorted(set(documents)):
        try:
            numbers = [version.number for version in versions.history(document)]
        except NotFound:
            continue
        former: dict[str, Dates] = {}
        held: set[str] = set()
        for number in numbers if len(numbers) > 1 else ():
            now, measures = _dates(read(versions.statements(document, number), _PROPERTIES))
            for key in sorted(now.keys() & former.keys()):
                changes[key] = changes.get(key, 0) + (now[key] != former[key])
            fresh = (fresh - held) | (measures - held if number != numbers[0] else set())
            former, held = {**former, **now}, held | measures
    return History({key: count for key, count in changes.items() if count}, frozenset(fresh))


def _dates(facts: Facts) -> tuple[dict[str, Dates], set[str]]:
    """The dates that a version sets by their keys, and its measures."""
    found: dict[str, Dates] = {}
    measures = set()
    for subject, said in facts.items():
        if "zr:inPlan" not in said or "zr:text" not in said or not subject.startswith("measure/"):
            continue
        measure = whole(subject)
        measures.add(measure)
        for node in said.get("zr:hasDeadline", ()):
            found[measure] = _of(facts.get(node, {}))
        nodes = sorted(said.get("zr:hasTextDate", ()), key=lambda node: (_start(facts, node), node))
        keys = date_keys(measure, [facts.get(node, {}).get("zr:raw", [""])[0] for node in nodes])
        found.update((key, _of(facts.get(node, {}))) for key, node in zip(keys, nodes, strict=True))
    return found, measures


def _start(facts: Facts, node: str) -> int:
    place = facts.get(node, {}).get("zr:evidence", [""])[0]
    return int(facts.get(place, {}).get("oa:start", ["0"])[0])


def _of(said: dict[str, list[str]]) -> Dates:
    start, end, rule = (said.get(name, [""])[0] for name in ("zr:startDate", "zr:endDate", "zr:rrule"))
    return start, end, rule
