"""What was reported, as of a day, for the pages: asked of the landing when a page shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from zeren.ground.errors import WrongUsage
from zeren.ledger.progress import Standing, progress
from zeren.ledger.standing import MeasureStanding, standing
from zeren.table import Landing, landing_of, short, whole
from zeren.table.landing import Store

STATES = ("done", "said-done", "changed", "on-the-way", "words-only", "not-started", "late", "no-report")
"""states of a measure in the order in which bars and tables show them"""

_ANY = "SELECT count(DISTINCT measure), count(DISTINCT file), max(reported_on) FROM report"
_REPORTS = """
SELECT status, reported_on, reporter, progress, problem, next_step, leader, person, completed_on, material, note, basis, file, locator
FROM report
WHERE measure = $measure
  AND (reported_on IS NULL OR reported_on <= $on)
ORDER BY reported_on DESC NULLS LAST, saved_at DESC NULLS LAST, file, locator
"""
_OF_BODY = """
SELECT d.measure, max(CASE WHEN d.role = a.role THEN 1 ELSE 0 END)
FROM duty d
LEFT JOIN answering a ON a.measure = d.measure AND a.file = d.file
WHERE d.body = $body
GROUP BY d.measure
ORDER BY d.measure
"""
_OF_PLAN = "SELECT id, min(start_offset) AS place FROM measure WHERE plan = $plan GROUP BY id ORDER BY place, id"
_TEXTS = "SELECT id, min(text) FROM measure WHERE id IN ($measures) GROUP BY id"


@dataclass(frozen=True, slots=True)
class Reported:
    """One report of a measure, in the words of whoever reported."""

    status: str | None
    """code; None where only words were reported"""
    on: str | None
    """ISO date; None where nothing tells it"""
    reporter: str | None
    said: tuple[tuple[str, str], ...]
    """key of a column of the ledger and its words, only filled ones"""
    basis: str | None
    """why the row of an own ledger is about the measure; None for a ledger of ours"""
    file: str
    locator: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many measures stand in one state."""

    state: str
    count: int
    at: float
    """place of its part in a bar of 100"""
    wide: float


Part = tuple[str, list[Share], list[tuple[str, str, MeasureStanding]]]
"""``principal`` or ``others``; its measures by state; of the reported and late ones IRI, words and how it stands, late first, then the newest"""


class AsOf:
    """What was reported until one day."""

    def __init__(self, landing: Landing, on: str, *, chosen: bool) -> None:
        self._landing = landing
        self.on = on
        """ISO date"""
        self.chosen = chosen
        """whether the address names the day"""
        self._known: dict[str, MeasureStanding] = {}
        self._plans: dict[str, list[Share]] = {}
        self._bodies: dict[str, list[Part]] = {}
        self._reports: dict[str, list[Reported]] = {}

    @cached_property
    def _told(self) -> tuple[int, int, str | None]:
        measures, files, newest = self._landing.rows(_ANY)[0]
        return int(measures), int(files), newest

    def __bool__(self) -> bool:
        return self._told[0] > 0

    @property
    def files(self) -> int:
        """Number of returned files with reports."""
        return self._told[1]

    @property
    def newest(self) -> str | None:
        """ISO date of the newest report of the store; None where none has one."""
        return self._told[2]

    def load(self, measures: Iterable[str]) -> None:
        """Ask for measures (IRIs) at once, so that ``of`` need not ask for each."""
        wanted = [short(iri) for iri in measures if short(iri) not in self._known]
        if wanted and self:
            self._known |= standing(self._landing, self.on, measures=wanted)

    def of(self, measure: str) -> MeasureStanding | None:
        """How a measure (IRI) stands; None where the store has no such measure or no report at all."""
        self.load([measure])
        return self._known.get(short(measure))

    def prime(self, template: str, values: Mapping[str, Any]) -> None:
        """Ask for all that a page will show while the store is held open for it."""
        if not self:
            return
        if template.endswith("/home.html"):
            _ = self.plans
        elif template.endswith(("/plan.html", "/matrix.html")) and values.get("plan"):
            self.of_plan(values["plan"].id)
        elif template.endswith("/body.html"):
            self.of_body(values["row"].id)
        elif template.endswith("/measure.html"):
            self.load([values["row"].id])
            self.reports(values["row"].id)

    @cached_property
    def plans(self) -> list[Standing]:
        """The counts of each plan and annex, those with late measures first."""
        return progress(self._landing, self.on)

    def bodies(self) -> dict[str, str]:
        """Name of a body → ``late``, ``on-the-way``, ``done`` or ``no-report``: the measures that it answers for, all together."""
        return {its.group: _together(its) for its in progress(self._landing, self.on, "body")}

    def of_plan(self, plan: str) -> list[Share]:
        """The measures of a plan (IRI) by state; asks for them all."""
        if plan not in self._plans:
            self._plans[plan] = self._shares([whole(str(row[0])) for row in self._landing.rows(_OF_PLAN, {"plan": short(plan)})])
        return self._plans[plan]

    def of_measures(self, measures: Sequence[str]) -> list[Share]:
        """Measures (IRIs) by state."""
        return self._shares(measures)

    def of_body(self, body: str) -> list[Part]:
        """What a body (IRI) answers for and what it shares in, each by state with the measures that were reported or are late."""
        if body not in self._bodies:
            self._bodies[body] = self._of_body(body)
        return self._bodies[body]

    def _of_body(self, body: str) -> list[Part]:
        held = [(whole(str(measure)), bool(principal)) for measure, principal in self._landing.rows(_OF_BODY, {"body": short(body)})]
        found = []
        for name, kept in (("principal", True), ("others", False)):
            measures = [measure for measure, principal in held if principal is kept]
            if measures:
                found.append((name, self._shares(measures), self._listed(measures)))
        return found

    def reports(self, measure: str) -> list[Reported]:
        """Every report of a measure (IRI) until the day, the newest first."""
        if measure not in self._reports:
            self._reports[measure] = self._reports_of(measure)
        return self._reports[measure]

    def _reports_of(self, measure: str) -> list[Reported]:
        keys = ("progress", "problem", "next_step", "leader", "person", "completed", "material", "remark")
        found = []
        for status, on, reporter, *said, basis, file, locator in self._landing.rows(_REPORTS, {"measure": short(measure), "on": self.on}):
            filled = tuple((name, str(words)) for name, words in zip(keys, said, strict=True) if words)
            found.append(Reported(status, on, reporter, filled, basis, str(file), str(locator)))
        return found

    def shares(self, counts: Standing) -> list[Share]:
        """The counts of a plan as parts of a bar."""
        return _shares({state: int(getattr(counts, state.replace("-", "_"))) for state in STATES})

    def _shares(self, measures: Sequence[str]) -> list[Share]:
        self.load(measures)
        return _shares(Counter(its.state for measure in measures if (its := self._known.get(short(measure)))))

    def _listed(self, measures: Sequence[str]) -> list[tuple[str, str, MeasureStanding]]:
        stands = [(measure, self._known[short(measure)]) for measure in measures if short(measure) in self._known]
        told = [(measure, its) for measure, its in stands if its.file is not None or its.state == "late"]
        texts = dict(self._landing.rows(_TEXTS, {"measures": [short(measure) for measure, _ in told]})) if told else {}
        newest = sorted(told, key=lambda one: one[1].reported_on or "", reverse=True)
        return [(measure, str(texts.get(short(measure), "")), its) for measure, its in sorted(newest, key=lambda one: one[1].state != "late")]


def _shares(counts: Mapping[str, int]) -> list[Share]:
    """The states that occur, as parts of a bar of 100."""
    total = sum(counts.values()) or 1
    found, at = [], 0.0
    for state in STATES:
        if count := counts.get(state, 0):
            wide = round(100 * count / total, 2)
            found.append(Share(state, count, round(at, 2), wide))
            at += wide
    return found


def _together(its: Standing) -> str:
    """One state for many measures: late where one is, done where all are done or changed, no-report where nothing was reported."""
    if its.late:
        return "late"
    if its.no_report == its.total:
        return "no-report"
    return "done" if its.done + its.changed == its.total else "on-the-way"


def day_of(query: Mapping[str, str]) -> str:
    """The ISO date that an address asks for with ``on``, today where it asks for none; raises WrongUsage for no date."""
    wanted = query.get("on", "")
    if not wanted:
        return date.today().isoformat()
    try:
        return date.fromisoformat(wanted).isoformat()
    except ValueError as error:
        raise WrongUsage(f"on={wanted}: 不是日期 (no date)", "写成 on=2026-10-01") from error


def as_of(store: Store, query: Mapping[str, str]) -> AsOf:
    """What was reported to a store (its reader) until the day that an address asks for; raises WrongUsage for no date."""
    return AsOf(landing_of(store), day_of(query), chosen=bool(query.get("on")))
