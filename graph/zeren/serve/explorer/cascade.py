"""Plans of two levels on the pages: what carries out what, with the words that both print marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zeren.ask.cell import code, maybe, number, text
from zeren.ask.lookup import PREFIXES, Row, ask_rows, landing_for
from zeren.ground.errors import NotFound
from zeren.serve.explorer import words
from zeren.serve.explorer.answers import Answer, Asked, Explorer, Page, holding
from zeren.store.reader import Reader
from zeren.table import short, whole

_TIES = """SELECT DISTINCT ?link ?upper ?lower ?kind ?basis ?likely WHERE {
  #ONLY#
  ?link zr:upperMeasure ?upper ; zr:lowerMeasure ?lower ; zr:cascadeKind ?kind ; zr:cascadeBasis ?basis .
  OPTIONAL { ?link zr:likely ?likely }
}"""

_SHARED = """SELECT DISTINCT ?link ?first ?end ?one ?other ?last ?two ?start ?exact ?begin ?words WHERE {
  #ONLY#
  ?link zr:upperMeasure ?upper ; zr:lowerMeasure ?lower ; zr:sharedPassage ?passage .
  ?passage zr:upperEvidence ?above ; zr:lowerEvidence ?below .
  ?above oa:start ?first ; oa:end ?end ; oa:hasSource ?one .
  ?below oa:start ?other ; oa:end ?last ; oa:hasSource ?two .
  ?upper zr:evidence ?over . ?over oa:hasSource ?one ; oa:start ?start ; oa:exact ?exact .
  ?lower zr:evidence ?under . ?under oa:hasSource ?two ; oa:start ?begin ; oa:exact ?words .
}"""

_LINKED = "SELECT 1 FROM link WHERE upper_measure = $id OR lower_measure = $id LIMIT 1"
_OF_MEASURE = "VALUES ?id { $id } { ?link zr:upperMeasure ?id } UNION { ?link zr:lowerMeasure ?id }"
KINDS = words.known("cascade")

Pieces = tuple[tuple[str, bool], ...]
"""a text cut into pieces, each with whether the other measure prints it too"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two plans, the lower carrying out the upper."""

    iri: str
    upper: str
    """IRI of the plan"""
    lower: str
    basis: str
    likely: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """Two measures that correspond."""

    upper: str
    """IRI of the measure"""
    lower: str
    kind: str
    basis: str
    likely: bool
    """True where a person has yet to confirm it"""
    upper_text: Pieces
    lower_text: Pieces


def pairs(reader: Reader) -> list[Pair]:
    """Return all pairs of plans in the store, sorted."""
    rows = landing_for(reader).rows("SELECT DISTINCT id, upper_plan, lower_plan, basis, coalesce(likely, FALSE) FROM cascade")
    found = [Pair(whole(iri), whole(upper), whole(lower), basis, likely) for iri, upper, lower, basis, likely in rows]
    return sorted(found, key=lambda pair: (pair.lower, pair.upper))


def of_measure(ex: Explorer, reader: Reader, iri: str) -> list[Tie]:
    """Return what a measure carries out and what carries it out, in the order of the plans."""
    if not landing_for(reader).rows(_LINKED, {"id": short(iri)}):
        return []
    return _ties(ex, reader, _OF_MEASURE.replace("$id", f"<{iri}>"))


def cascade(ex: Explorer, reader: Reader, asked: Asked) -> Answer:
    """Measures of an upper plan beside those of the lower one that carry them out."""
    plans = ex.library.plans
    listed = [pair for pair in pairs(reader) if pair.upper in plans and pair.lower in plans]
    wanted = asked.query.get("plan", "")
    chosen = [pair for pair in listed if wanted in ("", pair.upper, pair.lower)]
    if wanted and not chosen:
        raise NotFound(f"{wanted}: 没有与它对应的上下级计划 (no plan above or below it)", "choose a pair on /cascade")
    tables = []
    shown = chosen if wanted else chosen[:1]
    ex = holding(ex, _measures(reader, {iri for pair in shown for iri in (pair.upper, pair.lower)}))
    for pair in shown:
        ties = _ties(ex, reader, f"?link zr:inCascade <{pair.iri}> .")
        tables.append(_table(ex, pair, ties))
    return Page("explorer/cascade.html", {"pairs": listed, "plans": plans, "wanted": wanted, "tables": tables, "kinds": KINDS})


def _measures(reader: Reader, plans: Iterable[str]) -> list[str]:
    rows = landing_for(reader).rows("SELECT DISTINCT id FROM measure WHERE plan IN ($plans)", {"plans": sorted(map(short, plans))})
    return [whole(path) for (path,) in rows]


def _table(ex: Explorer, pair: Pair, ties: Sequence[Tie]) -> dict[str, object]:
    """Every measure of both plans once: upper ones with their ties, then lower ones that have none."""
    of = ex.library.of_plan
    measures = ex.library.duties.measures
    below: dict[str, list[Tie]] = {}
    for tie in ties:
        below.setdefault(tie.upper, []).append(tie)
    linked = {tie.lower for tie in ties}
    return {
        "pair": pair,
        "rows": [(measures[upper], below.get(upper, [])) for upper in of.get(pair.upper, ())],
        "own": [measures[lower] for lower in of.get(pair.lower, ()) if lower not in linked],
        "bodies": {
            lower: [ex.tables.body(duty.body) for duty in ex.library.of_measure[lower] if duty.role in ("lead", "responsible")]
            for lower in linked
        },
        "counts": {kind: sum(tie.kind == kind for tie in ties) for kind in KINDS},
        "likely": sum(tie.likely for tie in ties),
        "missing": sum(upper not in below for upper in of.get(pair.upper, ())),
    }


def _ties(ex: Explorer, reader: Reader, only: str) -> list[Tie]:
    measures = ex.library.duties.measures
    shared: dict[str, list[Row]] = {}
    for row in ask_rows(reader, PREFIXES + _SHARED.replace("#ONLY#", only)):
        shared.setdefault(text(row, "link"), []).append(row)
    found = []
    for row in ask_rows(reader, PREFIXES + _TIES.replace("#ONLY#", only)):
        upper, lower = text(row, "upper"), text(row, "lower")
        if upper not in measures or lower not in measures:
            continue
        spots = shared.get(text(row, "link"), [])
        found.append(
            Tie(
                upper,
                lower,
                code(row, "kind", "cascade-"),
                text(row, "basis"),
                maybe(row, "likely") is not None,
                _pieces(measures[upper].text, spots, ("exact", "start", "first", "end", "one")),
                _pieces(measures[lower].text, spots, ("words", "begin", "other", "last", "two")),
            )
        )
    order = {iri: place for place, iri in enumerate(measures)}
    return sorted(found, key=lambda tie: (order[tie.upper], order[tie.lower]))


def _pieces(whole: str, spots: Iterable[Row], names: tuple[str, str, str, str, str]) -> Pieces:
    """Cut the text of a measure at shared words; the source may break lines where the text does not."""
    exact, start, first, end, document = names
    rows = sorted(spots, key=lambda row: (text(row, document), number(row, first)))
    told = [row for row in rows if text(row, document) == text(rows[0], document)]
    places = [place for place, char in enumerate(whole) if not char.isspace()]
    marked: set[int] = set()
    for row in told:
        words, from_ = text(row, exact), number(row, first) - number(row, start)
        before = sum(not char.isspace() for char in words[:from_])
        length = sum(not char.isspace() for char in words[from_ : number(row, end) - number(row, start)])
        marked.update(places[before : before + length])
    cut: list[tuple[str, bool]] = []
    for place, char in enumerate(whole):
        if cut and cut[-1][1] == (place in marked):
            cut[-1] = (cut[-1][0] + char, cut[-1][1])
        else:
            cut.append((char, place in marked))
    return tuple(cut)
