"""The words that prove duties and deadlines, out of a store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zeren.ask.cell import code, number, text
from zeren.ask.lookup import PREFIXES, Reader, Row, ask_rows, find_plans, tables
from zeren.duties import Proof, Words

_WORDS = "oa:exact ?exact ; oa:start ?start ; oa:end ?end ; zr:locator ?locator ; oa:hasSource/zr:fileName ?file ."

_QUERIES = {
    "measures": f"""SELECT DISTINCT ?measure ?exact ?start ?end ?locator ?file WHERE {{
  #PLANS#
  ?measure zr:inPlan ?plan ; zr:evidence ?words .
  ?words {_WORDS}
}}""",
    "deadlines": f"""SELECT DISTINCT ?measure ?exact ?start ?end ?locator ?file WHERE {{
  #PLANS#
  ?measure zr:inPlan ?plan ; zr:hasDeadline/zr:evidence ?words .
  ?words {_WORDS}
}}""",
    "duties": f"""SELECT DISTINCT ?measure ?body ?role ?exact ?start ?end ?locator ?file WHERE {{
  #PLANS#
  ?measure zr:inPlan ?plan ; zr:hasAssignment ?duty .
  ?duty zr:body ?body ; zr:role ?role ; zr:evidence ?words .
  ?words {_WORDS}
}}""",
}


def load_proofs(
    reader: Reader, plan: str | None = None, measures: Iterable[str] | None = None
) -> dict[str, Proof]:
    """Return measure → the words that prove it, of all plans, of those that ``plan`` points to, or of the measures given.

    Of a measure stated by two files the words of the first file by name count, as in ``load_duties``. Raises NotFound
    where no plan fits.
    """
    limit = ""
    if plan is not None:
        limit += "VALUES ?plan { " + " ".join(f"<{known.iri}>" for known in find_plans(reader, plan)) + " }"
    if measures is not None:
        limit += "VALUES ?measure { " + " ".join(f"<{iri}>" for iri in sorted(measures)) + " }"
    if not limit:
        rows = tables(reader, {name: PREFIXES + query.replace("#PLANS#", "") for name, query in _QUERIES.items()})
    else:
        rows = {
            name: list(ask_rows(reader, PREFIXES + query.replace("#PLANS#", limit)))
            for name, query in _QUERIES.items()
        }
    stated, deadlines = _first(rows["measures"]), _first(rows["deadlines"])
    duties: dict[str, dict[tuple[str, str], Words]] = {}
    for row in sorted(rows["duties"], key=_place):
        duties.setdefault(text(row, "measure"), {}).setdefault((text(row, "body"), code(row, "role")), _words(row))
    return {
        measure: Proof(words, deadlines.get(measure), duties.get(measure, {})) for measure, words in stated.items()
    }


def _first(rows: Sequence[Row]) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for row in sorted(rows, key=_place):
        found.setdefault(text(row, "measure"), _words(row))
    return found


def _place(row: Row) -> tuple[str, int, int]:
    return (text(row, "file"), number(row, "start"), number(row, "end"))


def _words(row: Row) -> Words:
    return Words(
        text(row, "exact"), text(row, "file"), text(row, "locator"), number(row, "start"), number(row, "end")
    )
