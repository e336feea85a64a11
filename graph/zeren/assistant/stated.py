"""The words behind what a row names beside measures and bodies: a duty, a target, a date, a task, a plan, a reference, an indicator, a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from zeren.ground.vocabulary import BASE
from zeren.table import short, whole

if TYPE_CHECKING:
    from zeren.table import Landing

Quote = dict[str, Any]

_PROVES: Mapping[str, str] = {
    "duty": "duty", "target": "target", "deadline": "deadline", "clause": "duty", "task": "name", "section": "name", "plan": "name",
    "reference": "reference", "indicator": "target",
}  # fmt: skip
"""table → what the words of its rows prove"""
_WORDS = """SELECT t.id, v.quote, t.file, t.locator, t.start_offset, t.end_offset
FROM {table} t
JOIN evidence v ON v.file = t.file AND v.start_offset = t.start_offset AND v.end_offset = t.end_offset
WHERE t.id IN ($ids)
ORDER BY t.id, t.file, t.start_offset"""
_PROMISED = """SELECT indicator, quote, file, locator, start_offset, end_offset FROM target WHERE indicator IN ($ids)
QUALIFY row_number() OVER (PARTITION BY indicator ORDER BY file, start_offset, id) = 1
ORDER BY indicator"""
_REPORTED = "SELECT id, coalesce(progress, problem, next_step, status), file, locator FROM report WHERE id IN ($ids) ORDER BY id"
_TEXTS = "SELECT text, min(id) FROM measure WHERE text IN ($texts) GROUP BY text HAVING count(DISTINCT id) = 1"
_LEAST = 6
"""code points of words that are looked for as the text of a measure"""
_IRI = re.compile(r"<(" + re.escape(BASE) + r"[^<>\s]{1,500})>")
"""``<https://w3id.org/zeren/id/measure/01ab>`` in a line of Turtle"""


def stated(landing: Landing, iris: Iterable[str]) -> dict[str, list[Quote]]:
    """IRI of a duty, target, date, clause, task, section, plan, reference, indicator or report → the words that state it."""
    wanted: dict[str, set[str]] = {}
    owners: dict[str, str] = {}
    for path in sorted({short(iri) for iri in iris if iri.startswith(BASE)}):
        owners[path] = "/".join(path.split("/")[:4]) if path.startswith("measure/") else path
        table = _table(path)
        if table:
            wanted.setdefault(table, set()).add(owners[path])
    found: dict[str, list[Quote]] = {}
    for path, words, file, place in landing.rows(_REPORTED, {"ids": sorted(wanted["report"])}) if "report" in wanted else ():
        found.setdefault(whole(path), []).append(
            {"proves": "report", "quote": str(words or ""), "file": str(file), "place": str(place), "start": None, "end": None}
        )
    for table, proves in _PROVES.items():
        sql = _PROMISED if table == "indicator" else _WORDS.format(table=table)
        for path, words, file, place, start, end in landing.rows(sql, {"ids": sorted(wanted[table])}) if table in wanted else ():
            quote = {"proves": proves, "quote": words, "file": file, "place": place, "start": start, "end": end}
            found.setdefault(whole(path), []).append(quote)
    return {whole(path): found[whole(owner)] for path, owner in owners.items() if whole(owner) in found}


def _table(path: str) -> str | None:
    """The table that holds a path: ``measure/01ab/duty/1`` and what lies below it, ``task/01ab``; None for measures and all others."""
    kind, _, rest = path.partition("/")
    if kind == "measure":
        part = rest.split("/")[1] if "/" in rest else ""
        return part if part in ("duty", "target", "clause") else "deadline" if part else None
    return kind if kind in ("task", "section", "plan", "reference", "report", "indicator") else None


def measures_of_texts(landing: Landing, words: Iterable[str]) -> dict[str, str]:
    """Text → IRI of the one measure that is printed so; of texts that several measures have none."""
    texts = sorted({text for text in words if len(text) >= _LEAST})
    return {str(text): whole(str(path)) for text, path in landing.rows(_TEXTS, {"texts": texts})} if texts else {}


def named_in(line: str) -> dict[str, str]:
    """The IRIs of individuals in a line of Turtle, as cells of a row."""
    return {f"iri {number}": iri for number, iri in enumerate(_IRI.findall(line))}
