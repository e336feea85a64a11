"""Which measure of the store a row of an office's own ledger is about: by words, task and number.

A row is **sure** where its words are those of exactly one measure, or one holds the other whole and task or bodies agree.
What is only like a measure is **doubtful**: a person decides. Punctuation, spaces and leading numbers are no words;
a number in the middle is one, so that 3家 and 5家 are never the same. Of two plans that print the same words, the one
that the sure rows of the ledger come from is meant; where that does not settle it either, the row is doubtful.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from zeren.ground.vocabulary import digest
from zeren.ledger.cells import plain
from zeren.ledger.office import OfficeRow

if TYPE_CHECKING:
    from zeren.table.landing import Store

MOST = 20_000
"""measures of a store up to which all are compared; of more, only those of plans that print a task or a measure of the ledger"""
WHOLE = 8
"""characters that words held whole must have: a shorter one stands in measures of any trade"""
SHARE = 0.6
"""of the longer words that the words held whole make up, where neither task nor bodies speak for the pair"""
LIKE = 0.5
"""likeness (Dice over pairs of characters) from which a measure is shown to a person"""
SHOWN = 3
"""measures that are shown of one row"""
GRAM = 2
FEW = 3
"""rows of a ledger too few to show which plan it is about"""
PART = 0.3
"""of the rows of a ledger that a document must account for before equal words alone make a row sure"""

_NAMES = re.compile(r"[、，,；;\s/]+")

_MEASURES = """
WITH near AS (
  SELECT DISTINCT plan FROM measure WHERE $every
     OR text IN ($texts)
  UNION
  SELECT DISTINCT m.plan FROM measure m JOIN task t ON t.id = m.task AND t.file = m.file WHERE NOT $every
    AND t.title IN ($tasks)
)
SELECT l.id, min(l.file), min(l.plan), min(l.text), min(l.task), min(l.task_no)
FROM measure_line l
WHERE l.plan IN (SELECT plan FROM near)
GROUP BY l.id
ORDER BY l.id
"""
_BODIES = "SELECT DISTINCT measure, coalesce(full_mention, mention) FROM duty WHERE measure IN ($measures) ORDER BY ALL"


@dataclass(frozen=True, slots=True)
class Known:
    """A measure of the store, as far as a row can name it."""

    id: str
    """path below the base IRI"""
    file: str
    """document that states it; of several the first by name"""
    plan: str
    text: str
    task: str
    """title; empty where it stands under none"""
    number: str
    """of its task, as printed; empty where none"""
    bodies: frozenset[str] = frozenset()
    """folded names as printed, in whatever role"""


@dataclass(frozen=True, slots=True)
class Match:
    """A row and a measure that it is, or may be, about."""

    row: OfficeRow
    measure: str
    sure: bool
    basis: str
    """in words, Chinese"""
    likeness: float
    """0 to 1, two decimals; 1 where the words are the same"""


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of the rows of one ledger."""

    sure: tuple[Match, ...]
    doubtful: tuple[tuple[OfficeRow, tuple[Match, ...]], ...]
    """rows that a person should look at, each with the measures that it may be about; none where only its answers are in doubt"""
    unknown: tuple[OfficeRow, ...]
    """rows that are like no measure of the store"""


Decided = Mapping[tuple[str, str], str]
"""row and measure (``NONE``: no measure at all) → ``same`` or ``different``, as people decided"""
NONE = "none"
DECIDED = "人工判定"


def row_id(row: OfficeRow) -> str:
    """What a decision about a row names: the same for the same task, words and bodies in every later ledger."""
    return "row/" + digest([plain(row.of(name)) for name in ("task", "text", "principal")])


def known_measures(store: Store, rows: Sequence[OfficeRow]) -> list[Known]:
    """Return the measures of a store (its reader) that rows may be about, by identifier."""
    from zeren.table import landing_of

    landing = landing_of(store)
    count = int(landing.rows("SELECT count(DISTINCT id) FROM measure")[0][0])
    texts = sorted({row.of("text") for row in rows} - {""})
    tasks = sorted({row.of("task") for row in rows} - {""})
    found = landing.rows(_MEASURES, {"every": count <= MOST, "texts": texts, "tasks": tasks})
    bodies: dict[str, set[str]] = defaultdict(set)
    for measure, name in landing.rows(_BODIES, {"measures": [str(cells[0]) for cells in found]}):
        bodies[str(measure)].add(plain(str(name)))
    return [
        Known(str(i), str(file), str(plan), str(text), str(task or ""), str(number or ""), frozenset(bodies[str(i)]))
        for i, file, plan, text, task, number in found
    ]


def matched(rows: Sequence[OfficeRow], measures: Sequence[Known], decided: Decided | None = None) -> Matched:
    """Match the rows of one ledger with measures; the same rows and measures give the same in any order of the measures."""
    return _Matching(rows, measures, decided or {}).result()


class _Matching:
    def __init__(self, rows: Sequence[OfficeRow], measures: Sequence[Known], decided: Decided) -> None:
        self._rows = rows
        self._measures = {one.id: one for one in sorted(measures, key=lambda one: one.id)}
        self._decided = decided
        self._plain = {one.id: plain(one.text) for one in self._measures.values()}
        self._task = {one.id: plain(one.task) for one in self._measures.values()}
        self._same: dict[str, list[str]] = defaultdict(list)
        self._grams: dict[str, list[str]] = defaultdict(list)
        self._under: dict[str, list[str]] = defaultdict(list)
        for measure, words in self._plain.items():
            self._same[words].append(measure)
            self._under[self._task[measure]].append(measure)
            for gram in _grams(words):
                self._grams[gram].append(measure)

    def result(self) -> Matched:
        judged = [(row, found) for row in self._rows if (found := self._judged(row)) is not None]
        files = Counter(self._measures[one.measure].file for _, found in judged for one in found if one.sure)
        sure: list[Match] = []
        doubtful: list[tuple[OfficeRow, tuple[Match, ...]]] = []
        unknown: list[OfficeRow] = []
        taken: dict[tuple[str, str | None, str], str] = {}
        for row, found in judged:
            certain = [one for one in found if one.sure]
            told = row.shared
            if len(certain) == 1 and not told:
                told = self._against(certain[0], files) or self._again(certain[0], taken)
            if len(certain) == 1 and not told:
                sure += certain
            elif found:
                doubtful.append((row, tuple(_unsure(one, told) for one in found[:SHOWN])))
            else:
                unknown.append(row)
        return Matched(tuple(sure), tuple(doubtful), tuple(unknown))

    def _against(self, match: Match, files: Mapping[str, int]) -> str:
        """Why a row should not be sure although its words are those of one measure; empty where nothing speaks against it.

        Plans of two levels, and of two districts, print the same words under the same task: where no body agrees, the other
        rows must show that the ledger is about this document.
        """
        row = match.row
        if match.basis == DECIDED or self._same_bodies(row, match.measure):
            return ""
        if len(plain(row.of("text") or row.of("task"))) < WHOLE and not self._same_task(row, match.measure):
            return "文字太短，任务和单位都不相同"
        if len(self._rows) <= FEW and row.of("principal"):
            return "单位不同"
        if len(self._rows) > FEW and files[self._measures[match.measure].file] < PART * len(self._rows):
            return "本台账大多数行不在这份文件中，单位不同"
        return ""

    def _again(self, match: Match, taken: dict[tuple[str, str | None, str], str]) -> str:
        """Where another row with the same bodies was taken for the measure already; empty where none was."""
        row = match.row
        first = taken.setdefault((match.measure, row.reported_on, plain(row.of("principal"))), row.locator)
        return "" if first == row.locator else f"与 {first} 是同一措施"

    def _judged(self, row: OfficeRow) -> list[Match] | None:
        """The measures that a row may be about, the best first; one that is sure stands alone. None: a person left the row out."""
        name = row_id(row)
        if self._decided.get((name, NONE)) == "same":
            return None
        for measure in self._measures:
            if self._decided.get((name, measure)) == "same":
                return [Match(row, measure, not row.shared, DECIDED, 1.0)]
        found = self._proposed(row)
        return [one for one in found if self._decided.get((name, one.measure)) != "different"]

    def _proposed(self, row: OfficeRow) -> list[Match]:
        words = plain(row.of("text"))
        if not words:
            return self._by_task(row)
        if same := self._same.get(words):
            return self._one_of(row, same, "措施文字相同", 1.0)
        holding = self._holding(words)
        if len(holding) == 1:
            return [self._held(row, words, holding[0])]
        if holding:
            return [Match(row, one, False, "一行含多条措施，或见于多条措施", self._likeness(words, one)) for one in holding]
        return self._like(row, words)

    def _by_task(self, row: OfficeRow) -> list[Match]:
        """A row without a measure is about its task: sure where that has one measure alone."""
        under = self._under.get(plain(row.of("task")), []) or self._same.get(plain(row.of("task")), [])
        if len(under) == 1:
            return [Match(row, under[0], True, "任务相同，且只有这一条措施", 1.0)]
        return [Match(row, one, False, f"只写任务，任务下有 {len(under)} 条措施", 0.5) for one in under]

    def _one_of(self, row: OfficeRow, same: Sequence[str], basis: str, likeness: float) -> list[Match]:
        """Of measures in the same words the one that task, bodies or the plan of the ledger speak for alone."""
        if len(same) == 1:
            return [Match(row, same[0], True, basis, likeness)]
        left = list(same)
        for told, holds in (("任务相同", self._same_task), ("单位相同", self._same_bodies), ("本台账其余各行所在的计划", self._in_plan)):
            kept = [one for one in left if holds(row, one)]
            if len(kept) == 1:
                return [Match(row, kept[0], True, f"{basis}，{told}", likeness)]
            left = kept or left
        return [Match(row, one, False, f"{len(left)} 条措施文字相同", likeness) for one in left]

    def _held(self, row: OfficeRow, words: str, measure: str) -> Match:
        """A row whose words hold those of a measure whole, or stand whole in them."""
        own = self._plain[measure]
        share = min(len(words), len(own)) / max(len(words), len(own))
        spoken = [told for told, holds in (("任务相同", self._same_task), ("单位相同", self._same_bodies)) if holds(row, measure)]
        against = not spoken and bool(row.of("principal")) and bool(self._measures[measure].bodies)
        sure = not against and (bool(spoken) or share >= SHARE)
        basis = "措施文字为其一部分" if len(words) < len(own) else "措施文字在其中"
        return Match(row, measure, sure, "，".join((basis, *spoken)), round(share, 2))

    def _holding(self, words: str) -> list[str]:
        """Measures whose words hold these whole or stand whole in them."""
        if len(words) < WHOLE:
            return []
        near = {one for gram in _grams(words) for one in self._grams.get(gram, ())}
        return [one for one in sorted(near) if len(self._plain[one]) >= WHOLE and (words in self._plain[one] or self._plain[one] in words)]

    def _like(self, row: OfficeRow, words: str) -> list[Match]:
        """Measures in other words: the likest, for a person."""
        counts = Counter(one for gram in set(_grams(words)) for one in self._grams.get(gram, ()))
        near = {one: self._likeness(words, one) for one, _ in counts.most_common(50)}
        number, task = plain(row.of("number")), plain(row.of("task"))
        found = []
        for one in sorted(near, key=lambda one: (-near[one], one)):
            least = LIKE if not task or self._task[one] != task else LIKE / 2
            if near[one] >= least:
                told = [f"文字相似 {near[one]:.2f}"]
                told += ["任务相同"] * (task != "" and self._task[one] == task)
                told += ["序号相同"] * (number != "" and number == plain(self._measures[one].number))
                told += ["数字不同"] * (_digits(words) != _digits(self._plain[one]))
                found.append(Match(row, one, False, "，".join(told), near[one]))
        return found[:SHOWN]

    def _likeness(self, words: str, measure: str) -> float:
        one, other = Counter(_grams(words)), Counter(_grams(self._plain[measure]))
        size = one.total() + other.total()
        return round(2 * (one & other).total() / size, 2) if size else 0.0

    def _same_task(self, row: OfficeRow, measure: str) -> bool:
        task = plain(row.of("task"))
        return bool(task) and task == self._task[measure]

    def _same_bodies(self, row: OfficeRow, measure: str) -> bool:
        named = {plain(name) for name in _NAMES.split(row.of("principal"))} - {""}
        return bool(named & self._measures[measure].bodies)

    def _in_plan(self, row: OfficeRow, measure: str) -> bool:
        return self._measures[measure].plan == self._plan

    @cached_property
    def _plan(self) -> str:
        """The plan that the rows which name one measure alone come from; empty where no plan has more than all others."""
        single = [same[0] for row in self._rows if len(same := self._same.get(plain(row.of("text")), [])) == 1]
        counts = Counter(self._measures[one].plan for one in single)
        first = max(counts, key=lambda plan: (counts[plan], plan), default="")
        others = counts.total() - counts[first]
        return first if counts[first] >= FEW and others * 2 <= counts[first] else ""


def _unsure(match: Match, told: str) -> Match:
    return Match(match.row, match.measure, False, "；".join(filter(None, (match.basis, told))), match.likeness)


def _grams(words: str) -> Iterable[str]:
    return (words[i : i + GRAM] for i in range(len(words) - GRAM + 1))


def _digits(words: str) -> list[str]:
    return sorted(re.findall(r"\d+(?:\.\d+)?", words))
