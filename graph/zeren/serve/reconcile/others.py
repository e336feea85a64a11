"""Plans, indicators and divisions by name."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from zeren.ask.lookup import KnownPlan, landing_for, match_plans, plans
from zeren.ground.fold import key, unspaced
from zeren.ground.packages import has
from zeren.ground.resources import table
from zeren.ground.vocabulary import segment
from zeren.serve.reconcile.asked import Query
from zeren.serve.reconcile.bodies import place_of
from zeren.serve.reconcile.candidate import DOUBTFUL, NAMED, NEAR, RULE, Candidate
from zeren.serve.reconcile.manifest import DIVISION, INDICATOR, PLAN
from zeren.serve.reconcile.register import names
from zeren.store.reader import Reader
from zeren.table import short

_LABELS = "SELECT DISTINCT indicator, label FROM target ORDER BY indicator, label"


def plan_candidates(reader: Reader, query: Query) -> list[Candidate]:
    """Plans of the store: settled where title or number is the very one of one plan alone, and all that was asked fits."""
    wanted = key(query.words)
    known = [plan for plan in plans(reader) if _fits(plan, query)]
    same = [plan for plan in known if wanted and wanted in (key(plan.title), key(plan.number or ""))]
    found = [_plan(plan, RULE if len(same) == 1 else DOUBTFUL, "标题或文号相同 (same title or number)", len(same) == 1) for plan in same]
    holding = [plan for plan in match_plans(known, query.words) if plan not in same] if wanted else []
    found += [_plan(plan, NAMED, "含有这些字 (holds these words)") for plan in holding]
    return found + [_plan(plan, score * NEAR / 100, "标题相近 (alike)") for plan, score in _near(query, known)]


def _plan(plan: KnownPlan, score: float, why: str, settled: bool = False) -> Candidate:
    told = "，".join(part for part in (plan.annex, plan.part_of, plan.jurisdiction, str(plan.year or "") or None, plan.file) if part)
    return Candidate(short(plan.iri), plan.caption, PLAN, score, f"{why}；{told}", settled)


def _fits(plan: KnownPlan, query: Query) -> bool:
    place, year, number = (query.first(name) for name in ("jurisdiction", "year", "documentNumber"))
    where = place_of(place)
    return (
        (place is None or plan.jurisdiction == (where.name if where else place))
        and (year is None or str(plan.year) == year.removesuffix(".0"))
        and (number is None or key(plan.number or "") == key(number))
    )


def _near(query: Query, known: list[KnownPlan]) -> Iterator[tuple[KnownPlan, float]]:
    if not has("rapidfuzz"):
        return
    from rapidfuzz import fuzz, process

    titles = {number: plan.title for number, plan in enumerate(known)}
    for _, score, number in process.extract(query.words, titles, scorer=fuzz.ratio, limit=query.limit, score_cutoff=60):
        yield known[number], score


def indicator_candidates(reader: Reader, query: Query) -> list[Candidate]:
    """Indicators: settled by the very name of a concept or by a printed name that stands for one indicator alone."""
    from zeren.extract.target.indicators import concept_of

    wanted = key(query.words)
    if not wanted:
        return []
    labels = indicators(reader)
    same = sorted({path for path, names_ in labels.items() if wanted in map(key, names_)})
    found = [
        Candidate(path, _shown(labels[path]), INDICATOR, RULE if len(same) == 1 else DOUBTFUL, _why(labels[path]), len(same) == 1) for path in same
    ]
    concept = concept_of(query.words)
    if concept is not None:
        why = f"含有“{concept.label}”的说法，可能是它的一种算法 (holds the words of the concept)"
        found.append(Candidate(f"indicator/{concept.id}", concept.label, INDICATOR, DOUBTFUL, why))
    holding = [path for path, names_ in labels.items() if path not in same and any(wanted in key(name) for name in names_)]
    return found + [Candidate(path, _shown(labels[path]), INDICATOR, NEAR, _why(labels[path])) for path in sorted(holding)]


def indicators(reader: Reader) -> dict[str, list[str]]:
    """Path of every indicator of the vocabulary and of the store → its names, that of the concept first."""
    found = {f"indicator/{row['concept']}": [row["label"]] for row in table("vocabulary/indicators")}
    for path, label in landing_for(reader).rows(_LABELS):
        own = found.setdefault(str(path), [])
        if label not in own:
            own.append(str(label))
    return found


def _shown(labels: list[str]) -> str:
    return labels[0]


def _why(labels: list[str]) -> str:
    return f"名称相同 (same name)；写法 (as printed)：{'、'.join(labels[:4])}"


def indicator_name(reader: Reader, path: str) -> str:
    """Name of an indicator by its path; the last part of it where nothing names it."""
    labels = indicators(reader).get(path)
    return labels[0] if labels else unquote(path.rpartition("/")[2])


def division_candidates(query: Query) -> list[Candidate]:
    """Divisions: settled where the name is a full one and, within what was asked, of one division alone."""
    divisions = names().divisions
    words = unspaced(query.words)
    within = place_of(query.first("jurisdiction"))
    if len(words) < 2:
        return []
    in_full = divisions.bearers_in_full(words)
    codes = list(dict.fromkeys((*in_full, *divisions.bearers(words))))
    if within is not None:
        codes = [code for code in codes if within.code in divisions.above(code)]
    through = divisions.find(words, within.code if within else None)
    whole = [code for code in codes if code in in_full]
    found = []
    for code in dict.fromkeys((*codes, *([through] if through else []))):
        place = divisions.get(code)
        settled = (code in whole and len(whole) == 1) or (code == through and code not in codes) or place.name == words
        why = "全称只此一处 (the full name of this one alone)" if settled else "同名或简称，须由人判定 (several bear it, or it is short)"
        found.append(Candidate(f"division/{code}", place.name, DIVISION, RULE if settled else NAMED, f"{why}；{code}", settled))
    return found


def division_path(name: str) -> str | None:
    """Path of the division of a full name; None where there is none."""
    place = names().division(name)
    return f"division/{segment(place.code)}" if place else None
