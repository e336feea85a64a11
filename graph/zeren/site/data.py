"""The tables of a site as data that its pages read: compressed JSON in scripts, for a page on a disk may load no other file.

Each script calls ``ZEREN.put(name, text)``; the text is JSON, compressed by zlib, in base64. What the rows hold is
described at the head of ``assets/tables.js``.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zeren.ground import initials
from zeren.ground.reasons import reason_in
from zeren.serve.explorer import words
from zeren.serve.explorer.review import KINDS
from zeren.site.facts import Facts
from zeren.site.names import file_of
from zeren.site.records import Body, Measure, Plan
from zeren.store.reader import Reader
from zeren.table import Landing
from zeren.table.duties import PRINCIPAL, ROLES

_LEFT = """SELECT DISTINCT text, reason, plan, file, locator, start_offset
FROM residue
WHERE NOT ignored
ORDER BY file, start_offset, text, reason"""

_NAMES = """SELECT body, mention, count(*) AS often
FROM duty
GROUP BY body, mention
ORDER BY body, often, mention DESC"""


def script(name: str, data: object) -> bytes:
    """Return data as a script that hands it over under a name."""
    told = zlib.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace"), 7)
    return f'ZEREN.put("{name}","{b64encode(told).decode()}");\n'.encode()


class Tables:
    """The rows of all tables, measures entered plan by plan."""

    def __init__(self, facts: Facts, landing: Landing, reader: Reader) -> None:
        self._facts, self._landing, self._reader = facts, landing, reader
        self._plans = {plan: number for number, plan in enumerate(facts.plans)}
        self._bodies = {body: number for number, body in enumerate(self._ordered())}
        self._tasks: dict[str, int] = {}
        self._dues: dict[tuple[object, ...], int] = {}
        self._measures: dict[str, list[Any]] = {key: [] for key in ("plan", "at", "text", "task", "due", "by", "dates", "place")}
        self._numbers: dict[str, int] = {}
        """measure → its number"""
        self._doubts: dict[str, list[list[object]]] = {kind: [] for kind in KINDS}

    def _ordered(self) -> list[str]:
        bodies = self._facts.bodies.values()
        return [body.id for body in sorted(bodies, key=lambda b: (-b.every, b.name, b.id))]

    def add(self, plan: Plan, measures: Sequence[Measure]) -> None:
        """Enter the measures of one plan."""
        table = self._measures
        dated = any(measure.due_kind != "none" for measure in measures)
        for measure in measures:
            number = self._numbers[measure.id] = len(self._numbers)
            table["plan"].append(self._plans[plan.id])
            table["at"].append(measure.anchor)
            table["text"].append(measure.text)
            table["task"].append(_place(self._tasks, measure.task))
            table["due"].append(_place(self._dues, (measure.due, measure.due_kind, measure.due_start, measure.due_end)))
            held = dict.fromkeys((self._bodies[d.body], ROLES.index(d.role)) for d in measure.duties if d.body in self._bodies)
            table["by"].append([number for pair in held for number in pair])
            table["dates"].append(list(measure.months[1:]) or 0)
            table["place"].append(measure.locator)
            for kind, said in _matters(measure, self._facts.bodies, dated):
                self._doubts[kind].append([kind, said, "m", number, self._plans[plan.id], measure.file, measure.locator])

    def scripts(self) -> Iterable[tuple[str, bytes]]:
        """Give the name of each table and its script."""
        yield "measures", script("measures", {**self._measures, "tasks": list(self._tasks), "dues": list(self._dues)})
        yield "bodies", script("bodies", self._body_rows())
        yield "plans", script("plans", [
            [p.key, p.name, p.jurisdiction, p.number, p.date or p.year, p.tasks, p.measures, p.bodies, p.status, p.issuer, p.file]
            for p in self._facts.plans.values()
        ])  # fmt: skip
        yield "targets", script("targets", [
            [file_of(t.indicator), t.label, t.value, t.scope, t.kind, t.force,
             self._numbers.get(t.measure or "", -1), self._plans.get(t.plan, -1), t.quote]
            for t in self._facts.targets
        ])  # fmt: skip
        yield "cascade", script("cascade", [
            [self._plans[its.upper_plan], self._plans[its.lower_plan], self._numbers[its.upper], self._numbers[its.lower],
             its.kind, int(its.likely), its.basis, words.basis(its.basis, "en")]
            for its in self._facts.links
            if its.upper in self._numbers and its.lower in self._numbers
        ])  # fmt: skip
        yield "review", script("review", self.review())

    def review(self) -> list[list[object]]:
        """Return what needs a person, most pressing first: kind, words, to what it leads, plan, file, place."""
        refused = [["refused", entry.reason or "", "", 0, -1, entry.name, ""] for entry in self._reader.documents() if entry.status == "refused"]
        left = [["left", f"{text}（{reason_in(reason, 'zh')} {reason}）", "", 0, self._plans.get(plan or "", -1), file, place]
                for text, reason, plan, file, place, _ in self._landing.rows(_LEFT)]  # fmt: skip
        unknown = [["unresolved", f"{body.every} 项措施 measures", "b", self._bodies[body.id], -1, "", ""]
                   for body in self._facts.bodies.values() if body.kind == "unresolved"]  # fmt: skip
        return [*refused, *left, *unknown, *(case for cases in self._doubts.values() for case in cases)]

    def _body_rows(self) -> dict[str, object]:
        called: dict[str, str] = {body: mention for body, mention, _ in self._landing.rows(_NAMES)}
        rows = []
        for iri in self._bodies:
            body = self._facts.bodies[iri]
            more = [label for label in body.labels if label != body.name]
            counts = [body.counts[role] for role in ROLES]
            shown = [body.key, body.name, called.get(iri, body.name), more]
            rows.append([*shown, body.kind, body.level, body.jurisdiction, *counts, body.every, body.through])
        names = (name for body in self._facts.bodies.values() for name in (body.name, *body.labels))
        return {"rows": rows, "letters": initials.letters_of(names)}


def _place(known: dict[Any, int], value: object) -> int:
    return known.setdefault(value, len(known))


def _matters(measure: Measure, bodies: Mapping[str, Body], dated: bool) -> Iterable[tuple[str, str]]:
    """Give kind and words of what a person should look at in a measure; ``dated``: its plan has a deadline."""

    def named(some: Iterable[str]) -> str:
        return "、".join(bodies[body].name for body in dict.fromkeys(some) if body in bodies)

    likely = [duty.body for duty in measure.duties if duty.likely]
    if likely:
        yield "likely", named(likely)
    principal = {duty.body for duty in measure.duties if duty.role in PRINCIPAL}
    both = [duty.body for duty in measure.duties if duty.role == "support" and duty.body in principal]
    if both:
        yield "two-roles", named(both)
    if not any(duty.role in PRINCIPAL for duty in measure.duties):
        yield "no-principal", "、".join(words.word("role", role, "zh") for role in PRINCIPAL)
    if measure.due_kind == "none" and not measure.due and dated:
        yield "no-deadline", measure.due
