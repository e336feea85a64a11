"""Find bodies and plans by the names that people use for them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol, runtime_checkable
from weakref import WeakKeyDictionary

from zeren.ask.short import fits, functions_of
from zeren.ground.errors import Ambiguous, NotFound
from zeren.ground.fold import key
from zeren.table import Columns, Landing, landing_of, short, whole
from zeren.table.landing import Cell

SHOWN = 12
"""how many candidates a message lists"""

PREFIXES = """PREFIX zr: <https://w3id.org/zeren/ns#>
PREFIX zrc: <https://w3id.org/zeren/code/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""

_BODIES = """SELECT DISTINCT ?body ?name ?label ?function ?place WHERE {
  VALUES ?class { zr:Agency zr:AgencySet zr:StandingGroup zr:UnresolvedBody }
  ?body a ?class ; skos:prefLabel|rdfs:label ?usual .
  OPTIONAL { ?body skos:prefLabel ?printed }
  BIND(COALESCE(?printed, ?usual) AS ?name)
  OPTIONAL { ?body zr:printedAs|skos:altLabel ?label }
  OPTIONAL { ?body zr:function ?function ; zr:jurisdiction/skos:prefLabel ?place }
}"""

_HELD = """SELECT DISTINCT ?body WHERE {
  VALUES ?plan { $plans }
  ?measure zr:inPlan ?plan .
  { ?measure zr:hasAssignment ?duty } UNION { ?measure zr:hasExpandedAssignment ?duty }
  ?duty zr:body ?body
}"""

_ACTIVE = "SELECT DISTINCT ?body WHERE { ?duty zr:body ?body }"

_PLANS = """SELECT DISTINCT ?plan ?title ?annex ?number ?place ?parent ?over ?year ?file WHERE {
  ?plan a zr:Plan ; dcterms:title ?title ; prov:wasDerivedFrom/zr:fileName ?file .
  OPTIONAL { ?plan zr:annex ?annex }
  OPTIONAL { ?plan zr:year ?year }
  OPTIONAL { ?plan zr:documentNumber ?number }
  OPTIONAL { ?plan zr:jurisdiction/skos:prefLabel ?place }
  OPTIONAL { ?plan dcterms:isPartOf ?over . ?over dcterms:title ?parent }
}"""


class Value(Protocol):
    """An RDF term of an answer."""

    @property
    def value(self) -> str:
        """The IRI or the lexical form."""

    @property
    def python(self) -> str | int | float | bool:
        """The nearest Python value."""


class Reader(Protocol):
    """Whatever answers SPARQL: an embedded store, a remote one, a test's own."""

    def query(self, sparql: str) -> object:
        """Return solutions; each row maps every variable to a ``Value`` or None."""


Row = Mapping[str, Value | None]


@runtime_checkable
class Columned(Protocol):
    """A reader of a store that may keep columns."""

    def query(self, sparql: str) -> object:
        """Return solutions."""

    def current(self) -> Mapping[str, str]:
        """Graph IRI → digest of the statements of every current document."""

    def columns(self) -> Columns | None:
        """The parts that are kept; None where the store keeps none."""

    def statements(self, document: str) -> bytes:
        """The sorted N-Quads of the current version of a document."""

    def cache(self) -> Path | None:
        """A folder for parts made from what the store says; None where there is none."""


def ask_rows(reader: Reader, sparql: str) -> Iterator[Row]:
    """Give the rows of a SELECT query."""
    answer = reader.query(sparql)
    if not isinstance(answer, Iterable):
        raise TypeError("a SELECT query gives rows")
    return iter(answer)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A body that a name may stand for."""

    iri: str
    name: str
    """resolved name with its jurisdiction"""
    labels: tuple[str, ...]
    """printed spellings, sorted"""
    function: str | None = None
    """key of the function in the register"""
    jurisdiction: str | None = None
    """full name of the division"""


@dataclass(frozen=True, slots=True)
class KnownPlan:
    """A plan by all that a person may call it."""

    iri: str
    title: str
    annex: str | None
    number: str | None
    jurisdiction: str | None
    part_of: str | None
    """title of the plan it is an annex of"""
    part_of_iri: str | None
    year: int | None
    """the year it is for"""
    file: str

    @property
    def caption(self) -> str:
        """Annex, title and jurisdiction in one line."""
        place = f"（{self.jurisdiction}）" if self.jurisdiction else ""
        return " ".join(part for part in (self.annex, self.title) if part) + place


_BODIES_SQL = """SELECT DISTINCT b.id, b.name, s.label, b.function_key, b.jurisdiction
FROM body_name b LEFT JOIN spelling s ON s.body = b.id"""

_THESE_SQL = """WITH own AS MATERIALIZED (SELECT id, file, name, function_key, jurisdiction FROM body WHERE id IN ($ids)),
spelled AS MATERIALIZED (SELECT file, body, label FROM spelling WHERE body IN ($ids)),
named AS (
  SELECT b.id, coalesce(min(CASE WHEN s.body IS NOT NULL THEN b.name END), min(b.name)) AS name
  FROM own b LEFT JOIN (SELECT DISTINCT file, body FROM spelled) s ON s.file = b.file AND s.body = b.id
  GROUP BY b.id
)
SELECT DISTINCT b.id, n.name, s.label, b.function_key, b.jurisdiction
FROM own b
JOIN named n ON n.id = b.id
LEFT JOIN spelled s ON s.body = b.id"""
"""as the view ``body_name`` names them, but reading no other body"""

_HELD_SQL = """WITH chosen AS (SELECT id FROM measure WHERE plan IN ($plans))
SELECT body FROM duty WHERE measure IN (SELECT id FROM chosen)
UNION SELECT body FROM expanded_duty WHERE measure IN (SELECT id FROM chosen)"""

_ACTIVE_SQL = "SELECT body FROM duty UNION SELECT body FROM expanded_duty UNION SELECT body FROM clause_body WHERE body IS NOT NULL"

_PLANS_SQL = """SELECT DISTINCT id, title, annex, number, jurisdiction, part_of_title, part_of, plan_year, file FROM plan"""


def columns_of(reader: Reader) -> Landing | None:
    """Return the landing of a store that keeps columns; None for every other reader."""
    return landing_of(reader) if isinstance(reader, Columned) and reader.columns() is not None else None


def landing_for(reader: Reader) -> Landing:
    """Return the landing of any store; what a store keeps no columns of is read from its statements.

    TypeError for a reader that is no store.
    """
    if not isinstance(reader, Columned):
        raise TypeError("not a store")
    return landing_of(reader)


_key = lru_cache(1 << 14)(key)
"""the same labels are compared with every name that is asked for"""
_KNOWN: WeakKeyDictionary[Reader, list[Candidate]] = WeakKeyDictionary()
"""bodies by the reader that told them, which never tells others"""
_FOUND: WeakKeyDictionary[Reader, dict[tuple[str, str | None], list[Candidate]]] = WeakKeyDictionary()
"""by the reader: what ``find_bodies`` answered for a name and a plan"""
_REMEMBERED = 256
"""names by reader"""


def bodies(reader: Reader) -> list[Candidate]:
    """Return all bodies and group expressions of the store, sorted by name; a reader, a fixed view, is asked once."""
    if reader not in _KNOWN:
        _KNOWN[reader] = _bodies(reader)
    return list(_KNOWN[reader])


def _bodies(reader: Reader) -> list[Candidate]:
    landing = columns_of(reader)
    if landing is not None:
        return _candidates(landing.rows(_BODIES_SQL))
    names = ("body", "name", "label", "function", "place")
    rows = ask_rows(reader, PREFIXES + _BODIES)
    return _candidates(tuple(_text(row, name) or None for name in names) for row in rows)


def _candidates(rows: Iterable[tuple[str | None, ...]]) -> list[Candidate]:
    """Bodies sorted by name, of rows with identifier, name, one label, function and jurisdiction."""
    found: dict[str, Candidate] = {}
    labels: dict[str, set[str]] = {}
    for body, name, label, function, place in rows:
        iri = whole(body or "")
        if iri not in found or (name or "") < found[iri].name:
            # Of several names, which files may give, always the same. A function counts together with the jurisdiction that it is in.
            known = (function, place) if function and place else (None, None)
            found[iri] = Candidate(iri, name or "", (), *known)
        labels.setdefault(iri, set()).update([label] if label else [])
    listed = [replace(body, labels=tuple(sorted(labels[iri]))) for iri, body in found.items()]
    return sorted(listed, key=lambda body: (body.name, body.iri))


def find_bodies(reader: Reader, name: str, plan: str | None = None) -> list[Candidate]:
    """Return the bodies that a name may stand for: the best kind of match only, none where nothing fits.

    Kinds in order: IRI or resolved name; a printed spelling; the end of either (生态环境局); a short form of
    the register (区发改委). A name that no plan settles stands for each body that is printed so. Of several, those
    that hold a duty are kept where any does, with a plan those that hold one in it. Raises NotFound for a plan that is not there.
    """
    known = _FOUND.setdefault(reader, {})
    if (name, plan) not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[name, plan] = _find_bodies(reader, name, plan)
    return list(known[name, plan])


def _find_bodies(reader: Reader, name: str, plan: str | None) -> list[Candidate]:
    landing = columns_of(reader)
    found = match_bodies(bodies(reader), name) if landing is None else _matching(landing, name)
    if len(found) > 1:
        active = held(reader, plan)
        found = [body for body in found if body.iri in active] or found
    return found


_TIERS = (
    "SELECT id FROM body WHERE name_key = $wanted UNION SELECT id FROM body WHERE id = $iri",
    "SELECT body FROM spelling WHERE label_key = $wanted",
    "SELECT id FROM body WHERE ends_with(name_key, $wanted) UNION SELECT body FROM spelling WHERE ends_with(label_key, $wanted)",
)
"""the kinds of match of ``find_bodies`` but for the last, best first"""
_BY_NAME = "SELECT id FROM body WHERE name_key = $wanted"
"""the first of them for what is no identifier"""


def is_open(path: str) -> bool:
    """Tell whether a body (IRI or path) is a name that no rule and no person settled."""
    return short(path).startswith("unresolved/")


def _matching(landing: Landing, name: str) -> list[Candidate]:
    """As ``match_bodies`` over all bodies of a landing, of which only those are read that may fit."""
    wanted = key(name)
    if not wanted:
        return []
    params = {"wanted": wanted, "iri": short(name.strip())}
    for tier in _TIERS if "/" in name or ":" in name else (_BY_NAME, *_TIERS[1:]):
        # In two steps: the engine does not pass a list that it has yet to find on to the tables that it joins.
        ids = {str(path) for (path,) in landing.rows(tier, params)}
        if any(map(is_open, ids)):
            # Printed so in one plan and settled by none, it may be each body that is called so elsewhere.
            ids |= {str(path) for (path,) in landing.rows(_TIERS[1], params)}
        if ids:
            return _candidates(landing.rows(_THESE_SQL, {"ids": sorted(ids)}))
    told = list(functions_of(wanted))
    if not told:
        return []
    rows = landing.rows(f"{_BODIES_SQL} WHERE b.function_key IN ($functions)", {"functions": sorted({f for f, _ in told})})
    return _short(wanted, _candidates(rows))


def match_bodies(known: list[Candidate], name: str) -> list[Candidate]:
    """Return those of the known bodies that a name fits best, as ``find_bodies`` does."""
    wanted = key(name)
    if not wanted:
        return []
    named = [body for body in known if body.iri == name.strip() or _key(body.name) == wanted]
    spelled = [body for body in known if any(_key(label) == wanted for label in body.labels)]
    if any(is_open(body.iri) for body in named):
        named = [body for body in known if body in named or body in spelled]
    ending = [body for body in known if any(_key(label).endswith(wanted) for label in (body.name, *body.labels))]
    return next((tier for tier in (named, spelled, ending) if tier), None) or _short(wanted, known)


def _short(wanted: str, known: Iterable[Candidate]) -> list[Candidate]:
    """Return the bodies whose function and jurisdiction a short form names."""
    told = list(functions_of(wanted))
    return [
        body
        for body in known
        if body.function and any(body.function == f and fits(place, body.jurisdiction or "") for f, place in told)
    ]


def find_body(reader: Reader, name: str, plan: str | None = None) -> Candidate:
    """Return the one body of that name.

    Raises Ambiguous, which lists the candidates, NotFound, which lists the nearest names.
    """
    found = find_bodies(reader, name, plan)
    if len(found) == 1:
        return found[0]
    if found:
        more = f" … 共 {len(found)} 个" if len(found) > SHOWN else ""
        listed = "、".join(_told_apart(reader, found[:SHOWN]))
        raise Ambiguous(
            f"{name}: 可以指几个单位 (several bodies bear this name): {listed}{more}",
            "写出全名，或用 --plan 限定 (give the full name, or name the plan)",
        )
    from zeren.ask.printed import no_duty_of

    close = near(name, bodies(reader))
    hint = f"是否要找 (did you mean): {'、'.join(close)}" if close else "zeren question bodies 列出全部单位 (lists all bodies)"
    if printed := no_duty_of(reader, name):
        raise NotFound(f"{name}: {printed}", hint)
    raise NotFound(f"{name}: 库中没有这个单位 (no such body in the store)", hint)


_PRINTED_IN = "SELECT DISTINCT body, file FROM duty WHERE body IN ($bodies) ORDER BY body, file"


def _told_apart(reader: Reader, found: list[Candidate]) -> list[str]:
    """The names of bodies; those that no rule settled with the files that print them, for others may be called so."""
    files: dict[str, list[str]] = {}
    landing, unsettled = columns_of(reader), [short(body.iri) for body in found if is_open(body.iri)]
    for path, file in landing.rows(_PRINTED_IN, {"bodies": unsettled}) if landing is not None and unsettled else ():
        files.setdefault(whole(str(path)), []).append(str(file))
    return [f"{body.name}{_unsettled(files.get(body.iri, []))}" if is_open(body.iri) else body.name for body in found]


def _unsettled(files: list[str]) -> str:
    more = f" 等 {len(files)} 份" if len(files) > 1 else ""
    return f"（没有认定是哪里的，印在 {files[0]}{more}）" if files else "（没有认定是哪里的）"


def near(name: str, known: Iterable[Candidate], count: int = 5) -> list[str]:
    """Return resolved names near a word: those that hold it, then those most alike; each once."""
    wanted = key(name)
    owner: dict[str, str] = {}
    for body in known:
        for label in (body.name, *body.labels):
            owner.setdefault(key(label), body.name)
    holding = [full for label, full in owner.items() if wanted and wanted in label]
    alike = [owner[label] for label in difflib.get_close_matches(wanted, list(owner), n=count, cutoff=0.5)]
    return list(dict.fromkeys(holding + alike))[:count]


def plans(reader: Reader) -> list[KnownPlan]:
    """Return all plans and annexes, sorted by file, annex and title."""
    found: dict[str, KnownPlan] = {}
    for plan in _plan_rows(reader):
        if plan.iri not in found or _rank(plan) < _rank(found[plan.iri]):
            found[plan.iri] = plan
    return sorted(found.values(), key=lambda plan: (*_rank(plan), plan.iri))


def _plan_rows(reader: Reader) -> Iterator[KnownPlan]:
    landing = columns_of(reader)
    if landing is not None:
        for path, title, annex, number, place, parent, over, year, file in landing.rows(_PLANS_SQL):
            yield KnownPlan(
                whole(str(path)), str(title), _maybe(annex), _maybe(number), _maybe(place), _maybe(parent),
                whole(str(over)) if over else None, int(year) if year else None, str(file),
            )  # fmt: skip
        return
    for row in ask_rows(reader, PREFIXES + _PLANS):
        yield KnownPlan(
            iri=_text(row, "plan"),
            title=_text(row, "title"),
            annex=_text(row, "annex") or None,
            number=_text(row, "number") or None,
            jurisdiction=_text(row, "place") or None,
            part_of=_text(row, "parent") or None,
            part_of_iri=_text(row, "over") or None,
            year=int(_text(row, "year") or 0) or None,
            file=_text(row, "file"),
        )


def _maybe(cell: Cell) -> str | None:
    return str(cell) if cell is not None and cell != "" else None


def find_plans(reader: Reader, words: str) -> list[KnownPlan]:
    """Return the plans that words point to; never empty.

    A plan whose title, number, jurisdiction, annex mark or IRI equals the words comes before those where they
    are a part of one of these, of the file name or of the same of the parent plan; a space may separate
    several parts (西城 附1). Raises NotFound, which lists the plans there are.
    """
    known = plans(reader)
    found = match_plans(known, words)
    if not found:
        if told := _left_out(reader, words):
            raise NotFound(f"{words}: 未计入 (not counted): {told}", "--all-editions 全部计入 (counts all); zeren editions 列出关系")
        listed = "、".join(plan.caption for plan in known[:SHOWN]) or "无 (none)"
        raise NotFound(f"{words}: 库中没有这份计划 (no such plan)", f"现有 (there are): {listed}")
    return found


def plan_paths(reader: Reader, words: str | None) -> tuple[str, ...] | None:
    """Return the plans that words point to, as the landing names them; None, for all, where there are no words.

    Errors as in ``find_plans``.
    """
    return tuple(short(plan.iri) for plan in find_plans(reader, words)) if words else None


def _left_out(reader: Reader, words: str) -> str:
    """The text that words name and that does not count, with the one that counts in its place; empty where there is none."""
    landing = columns_of(reader)
    wanted = key(words)
    for source, derived in landing.rows(_LEFT_OUT) if landing is not None and wanted else ():
        if wanted in key(str(source)) or wanted in key(str(derived)):
            return f"《{source}》与《{derived}》同一事项，只计一份"
    return ""


_LEFT_OUT = """SELECT DISTINCT source_title, derived_title
FROM edition
WHERE (left_out_document IS NOT NULL OR not_counted IS NOT NULL) AND source_title IS NOT NULL
ORDER BY source_title, derived_title"""


def match_plans(known: list[KnownPlan], words: str) -> list[KnownPlan]:
    """Return those of the known plans that words point to, as ``find_plans`` does; none where nothing fits."""
    by_iri = {plan.iri: plan for plan in known}
    names = {plan.iri: _names(plan, by_iri) for plan in known}
    wanted = key(words)
    equal = [plan for plan in known if plan.iri == words.strip() or wanted in names[plan.iri]]
    found = [plan for plan in known if plan.part_of_iri in {p.iri for p in equal} or plan in equal]
    if not found and wanted:
        found = [plan for plan in known if any(wanted in name for name in names[plan.iri])]
    if not found:
        parts = [key(part) for part in words.split()]
        found = [
            plan
            for plan in known
            if parts and all(any(part in name for name in names[plan.iri]) for part in parts)
        ]
    return found


def _names(plan: KnownPlan, by_iri: Mapping[str, KnownPlan]) -> list[str]:
    own = [plan.title, plan.number, plan.jurisdiction, plan.annex, plan.file]
    over = by_iri.get(plan.part_of_iri or "")
    above = [over.title, over.number, over.jurisdiction] if over else []
    return [key(name) for name in own + above if name]


def _rank(plan: KnownPlan) -> tuple[str, str, str]:
    return (plan.file, plan.annex or "", plan.title)


def held(reader: Reader, plan: str | None = None) -> set[str]:
    """Return the bodies that hold a duty, in some plans or in any."""
    known = find_plans(reader, plan) if plan else []
    landing = columns_of(reader)
    if landing is not None:
        sql, plans_ = (_HELD_SQL, {"plans": [short(one.iri) for one in known]}) if plan else (_ACTIVE_SQL, {})
        return {whole(str(path)) for (path,) in landing.rows(sql, plans_)}
    query = _ACTIVE
    if plan:
        query = _HELD.replace("$plans", " ".join(f"<{one.iri}>" for one in known))
    return {_text(row, "body") for row in ask_rows(reader, PREFIXES + query)}


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if term is not None else ""
