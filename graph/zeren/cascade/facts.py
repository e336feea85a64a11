"""What the statements of a document say that a comparison needs, read from their lines without an engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from zeren.ground import packed as lines
from zeren.ground.fold import key
from zeren.ground.model import answering_role
from zeren.ground.statements import Known, known_of
from zeren.ground.vocabulary import expand


@dataclass(frozen=True, slots=True)
class Head:
    """A plan with measures, as far as it tells whether it carries out another."""

    id: str
    """IRI"""
    title: str
    code: str
    """division code; empty where the plan's division is unknown"""
    year: int | None
    number: str | None
    """document number as printed"""
    annex: str | None
    tasks: tuple[str, ...]
    """titles of its tasks, folded, sorted"""
    cites: tuple[str, ...]
    """titles and numbers of the documents that it, or the document that carries it, cites; folded, sorted"""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A promised number."""

    indicator: str
    """IRI"""
    value: float
    unit: str
    counted: bool
    """True for counted things, which add up over areas; False for rates, levels and changes"""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline."""

    kind: str = "none"
    """code of the deadline's kind, without its prefix (``by-date``, ``long-term``)"""
    end: str = ""
    """ISO date; empty for none"""
    raw: str = ""
    """as printed"""


@dataclass(frozen=True, slots=True)
class Part:
    """One body's share in a measure, as written."""

    role: str
    """code of the role (``lead``, ``responsible``, ``support``)"""
    body: str
    """IRI"""
    name: str
    """as printed"""
    word: str = ""
    """the word of the role as printed (总牵头, 配合单位)"""


@dataclass(frozen=True, slots=True)
class Fact:
    """A measure, as far as it is compared."""

    id: str
    """IRI"""
    plan: str
    """IRI"""
    order: int
    task: str
    """IRI; empty under no task"""
    task_title: str
    text: str
    """the printed words, as in the document; of a target in a table of indicators (28) with the words of its head before it"""
    spot: tuple[tuple[str, str | int], ...]
    """where they stand: property of the evidence → value, without start, end and quote"""
    start: int
    """first code point in the document"""
    bodies: tuple[str, ...]
    """IRIs of those that lead or are responsible, sorted"""
    quantities: tuple[Quantity, ...]
    leads: tuple[str, ...] = ()
    """names of those that lead or are responsible as printed, in their order"""
    helps: tuple[str, ...] = ()
    """names of all others with a share, in their order"""
    due: Due = Due()
    heading: str = ""
    """title of the innermost section; empty under none"""
    targets: tuple[tuple[str, int, int], ...] = ()
    """IRIs of its targets with the first and last code point of their words, sorted"""
    number: str = ""
    """number of its task as printed (6, 十一); empty where none is"""
    parts: tuple[Part, ...] = ()
    """every body with its role, in their order"""
    said: Due = Due()
    """the last day that its own words name as a limit; none where they name no day, or a column gives a deadline"""
    goal: bool = False
    """True for a target of the whole plan, which no measure promises; ``id`` is then that of the target"""

    @property
    def answering(self) -> tuple[Part, ...]:
        """Those that answer for it: the leading ones where a body leads it, else the responsible ones."""
        role = answering_role(one.role for one in self.parts)
        return tuple(one for one in self.parts if one.role == role)

    @property
    def others(self) -> tuple[Part, ...]:
        """Those with a share that do not answer for it."""
        answering = self.answering
        return tuple(one for one in self.parts if one not in answering)


@dataclass(slots=True)
class Facts:
    """A document."""

    document: str
    """IRI"""
    measures: list[Fact] = field(default_factory=list)
    """by plan and order"""
    goals: list[Fact] = field(default_factory=list)
    """targets of whole plans, by plan and place"""
    counterparts: dict[str, str] = field(default_factory=dict)
    """body → the body with the same function one level above"""

    def text_of(self, plan: str) -> list[Fact]:
        """Everything that is compared of a plan (IRI) with another text of it: its targets and its measures."""
        return [fact for fact in (*self.goals, *self.measures) if fact.plan == plan]


HEAD = (
    "rdf:type", "dcterms:title", "zr:jurisdiction", "zr:divisionCode", "zr:year", "zr:documentNumber", "zr:annex",
    "zr:inPlan", "zr:inTask", "dcterms:isPartOf", "zr:hasReference", "zr:relation",
)  # fmt: skip
_BODY = (
    *HEAD, "zr:order", "zr:evidence", "oa:exact", "oa:start", "oa:end", "oa:hasSource", "zr:locator", "zr:page", "zr:table", "zr:row",
    "zr:column", "zr:line", "zr:ledBy", "zr:responsibleParty", "zr:counterpartOf", "zr:hasTarget", "zr:indicator",
    "zr:value", "zr:unit", "zr:unitCode", "zr:change", "zr:targetKind", "zr:force", "zr:hasAssignment", "zr:role",
    "zr:mention", "zr:fullMention", "zr:position", "zr:hasDeadline", "zr:deadlineKind", "zr:endDate", "zr:raw", "zr:inSection", "zr:body",
    "zr:number", "zr:dueDate", "zr:indicatorRaw", "zr:scope", "zr:hasTextDate", "zr:roleRaw",
)  # fmt: skip
_SPOT = ("zr:locator", "zr:page", "zr:table", "zr:row", "zr:column", "zr:line")

_ENDING = ("relation-repeals", "relation-amends")
"""a plan that ends or changes another does not carry it out"""


def one_of(known: Known, subject: str, name: str) -> str:
    """Return the value of a property, of several the first by its words; empty where there is none."""
    return min(known.get(subject, {}).get(name, [""]))


def heads(statements: bytes) -> tuple[Head, ...]:
    """Return the plans with measures that N-Triples or N-Quads of one document state, by IRI."""
    return heads_in(known_of(statements, HEAD))


def heads_in(known: Known) -> tuple[Head, ...]:
    """Return the plans with measures of what ``known_of`` gave for ``HEAD`` or more."""
    measure, plan = expand("zr:Measure"), expand("zr:Plan")
    tasks: dict[str, set[str]] = {}
    for properties in known.values():
        if measure in properties.get("rdf:type", ()):
            for of in properties.get("zr:inPlan", ()):
                titles = {key(one_of(known, task, "dcterms:title")) for task in properties.get("zr:inTask", ())}
                tasks.setdefault(of, set()).update(titles - {""})
    found = []
    for iri in sorted(tasks):
        if plan not in known.get(iri, {}).get("rdf:type", ()):
            continue
        year = one_of(known, iri, "zr:year")
        found.append(
            Head(
                id=iri,
                title=one_of(known, iri, "dcterms:title"),
                code=one_of(known, one_of(known, iri, "zr:jurisdiction"), "zr:divisionCode"),
                year=int(year) if year else None,
                number=one_of(known, iri, "zr:documentNumber") or None,
                annex=one_of(known, iri, "zr:annex") or None,
                tasks=tuple(sorted(tasks[iri])),
                cites=tuple(sorted(_cites(known, iri))),
            )
        )
    return tuple(found)


def _cites(known: Known, plan: str) -> set[str]:
    over = known.get(plan, {}).get("dcterms:isPartOf", [])
    references = [
        one
        for each in (plan, *over)
        for one in known.get(each, {}).get("zr:hasReference", [])
        if not one_of(known, one, "zr:relation").endswith(_ENDING)
    ]
    return {key(one_of(known, one, name)) for one in references for name in ("dcterms:title", "zr:documentNumber")} - {""}


def packed(found: Iterable[Head]) -> str:
    """Return heads as one line, to be kept beside a document."""
    rows = [[h.id, h.title, h.code, h.year, h.number, h.annex, h.tasks, h.cites] for h in found]
    return lines.packed(rows)


def unpacked(line: str) -> tuple[Head, ...]:
    """Return the heads that ``packed`` wrote."""
    return tuple(
        Head(iri, title, code, year, number, annex, tuple(tasks), tuple(cites))
        for iri, title, code, year, number, annex, tasks, cites in lines.unpacked(line)
    )


def facts(statements: bytes, document: str) -> Facts:
    """Return the measures of one document with what is compared of them."""
    known = known_of(statements, _BODY)
    result, measure, plan = Facts(document), expand("zr:Measure"), expand("zr:Plan")
    for subject, properties in known.items():
        for over in properties.get("zr:counterpartOf", ()):
            result.counterparts[subject] = over
        if measure in properties.get("rdf:type", ()):
            result.measures += _measures(known, subject, properties)
        elif plan in properties.get("rdf:type", ()):
            result.goals += _goals(known, subject, properties)
    result.goals.sort(key=lambda fact: (fact.plan, fact.start, fact.id))
    result.measures.sort(key=lambda fact: (fact.plan, fact.order, fact.id))
    return result


def _measures(known: Known, subject: str, properties: dict[str, list[str]]) -> Iterator[Fact]:
    spots = [known[spot] for spot in properties.get("zr:evidence", ()) if "oa:exact" in known.get(spot, {})]
    if not spots:
        return
    spot = min(spots, key=lambda one: int(one["oa:start"][0]))
    task = one_of(known, subject, "zr:inTask")
    parts = _parts(known, properties.get("zr:hasAssignment", ()))
    due = _due(known, one_of(known, subject, "zr:hasDeadline"))
    yield Fact(
        id=subject,
        plan=one_of(known, subject, "zr:inPlan"),
        order=int(one_of(known, subject, "zr:order") or 0),
        task=task,
        task_title=one_of(known, task, "dcterms:title"),
        text=spot["oa:exact"][0],
        spot=_spot(spot),
        start=int(spot["oa:start"][0]),
        bodies=tuple(sorted({*properties.get("zr:ledBy", ()), *properties.get("zr:responsibleParty", ())})),
        quantities=tuple(_quantities(known, properties.get("zr:hasTarget", ()))),
        leads=tuple(one.name for one in parts if one.role in ("lead", "responsible")),
        helps=tuple(one.name for one in parts if one.role not in ("lead", "responsible")),
        due=due,
        said=Due() if due.end or due.raw else _said(known, properties.get("zr:hasTextDate", ())),
        heading=one_of(known, one_of(known, subject, "zr:inSection"), "dcterms:title"),
        targets=tuple(_targets(known, properties.get("zr:hasTarget", ()))),
        number=one_of(known, task, "zr:number"),
        parts=parts,
    )


GOAL = "目标"
"""stands for the number of a target of the whole plan"""


def _goals(known: Known, plan: str, properties: dict[str, list[str]]) -> Iterator[Fact]:
    """The targets of a plan itself, each with its own words."""
    for target in sorted(properties.get("zr:hasTarget", ())):
        spots = [known[spot] for spot in known.get(target, {}).get("zr:evidence", ()) if "oa:exact" in known.get(spot, {})]
        if not spots:
            continue
        spot = min(spots, key=lambda one: int(one["oa:start"][0]))
        day = one_of(known, target, "zr:dueDate")
        yield Fact(
            id=target, plan=plan, order=0, task="", task_title="", text=_goal_words(known, target, spot["oa:exact"][0]),
            spot=_spot(spot), start=int(spot["oa:start"][0]), bodies=(), quantities=tuple(_quantities(known, (target,))), number=GOAL, goal=True,
            due=Due("by-date", day, day) if day else Due(),
        )  # fmt: skip


def _goal_words(known: Known, target: str, quote: str) -> str:
    """The printed words of a target; of a cell that holds a mere number with whose and what it is of before it."""
    indicator, unit = one_of(known, target, "zr:indicatorRaw"), one_of(known, target, "zr:unit")
    if not indicator or indicator in quote or not quote.replace(".", "").isdigit():
        return quote
    return f"{one_of(known, target, 'zr:scope')}{indicator}：{quote}{unit}"


def _spot(spot: dict[str, list[str]]) -> tuple[tuple[str, str | int], ...]:
    return tuple((name, int(v) if name != "zr:locator" else v) for name in _SPOT for v in spot.get(name, ()))


def _parts(known: Known, assignments: Iterable[str]) -> tuple[Part, ...]:
    return tuple(
        Part(
            role=one_of(known, one, "zr:role").rpartition("/")[2],
            body=one_of(known, one, "zr:body"),
            name=one_of(known, one, "zr:fullMention") or one_of(known, one, "zr:mention"),
            word=one_of(known, one, "zr:roleRaw"),
        )
        for one in sorted(assignments, key=lambda one: (int(one_of(known, one, "zr:position") or 0), one))
    )


def _targets(known: Known, targets: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    for target in sorted(targets):
        for spot in sorted(known.get(target, {}).get("zr:evidence", ())):
            its = known.get(spot, {})
            if "oa:start" in its and "oa:end" in its:
                yield target, int(its["oa:start"][0]), int(its["oa:end"][0])


def _due(known: Known, deadline: str) -> Due:
    kind = one_of(known, deadline, "zr:deadlineKind").rpartition("/deadline-")[2]
    return Due(kind or "none", one_of(known, deadline, "zr:endDate"), one_of(known, deadline, "zr:raw"))


def _said(known: Known, dates: Iterable[str]) -> Due:
    """The last of the days that the words name as a limit; a stage before it is no limit of the whole."""
    limits = [due for one in dates if (due := _due(known, one)).kind == "by-date" and due.end]
    return max(limits, key=lambda due: (due.end, due.raw), default=Due())


def _quantities(known: Known, targets: Iterable[str]) -> Iterator[Quantity]:
    for target in sorted(targets):
        its = known.get(target, {})
        if "zr:value" not in its or "zr:indicator" not in its or one_of(known, target, "zr:force").endswith(("stretch", "alternative")):
            continue
        counted = "zr:unitCode" not in its and "zr:change" not in its and one_of(known, target, "zr:targetKind").endswith("target-numeric")
        unit = one_of(known, target, "zr:unit")
        yield Quantity(its["zr:indicator"][0], float(its["zr:value"][0]), unit, counted and "%" not in unit and "率" not in unit)
