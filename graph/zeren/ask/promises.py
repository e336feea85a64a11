"""What plans promise and by when, out of a store: targets as the records that were stated, dates inside texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import unquote

from zeren.ask.cell import code, decimal, maybe, number, text, whole
from zeren.ask.lookup import Row
from zeren.model import Deadline, Place, Target
from zeren.vocabulary import COMPARATORS

TARGETS = """SELECT DISTINCT ?holder ?target ?measured ?label ?compared ?amount ?upper ?unit ?ucum ?scope ?kind ?force
  ?change ?baseline ?period ?reading ?tied ?exact ?start ?end ?locator ?page ?table ?row ?column ?line ?file WHERE {
  ?holder zr:hasTarget ?target .
  OPTIONAL { ?holder zr:inPlan ?of }
  BIND(COALESCE(?of, ?holder) AS ?plan)
  #PLANS#
  ?target zr:indicator ?measured ; zr:indicatorRaw ?label ; zr:targetKind ?kind ; zr:force ?force ; zr:evidence ?spot .
  ?spot oa:exact ?exact ; oa:start ?start ; oa:end ?end ; zr:locator ?locator ; oa:hasSource/zr:fileName ?file .
  OPTIONAL { ?spot zr:page ?page }
  OPTIONAL { ?spot zr:table ?table }
  OPTIONAL { ?spot zr:row ?row }
  OPTIONAL { ?spot zr:column ?column }
  OPTIONAL { ?spot zr:line ?line }
  OPTIONAL { ?target zr:comparator ?compared }
  OPTIONAL { ?target zr:value ?amount }
  OPTIONAL { ?target zr:valueMax ?upper }
  OPTIONAL { ?target zr:unit ?unit }
  OPTIONAL { ?target zr:unitCode ?ucum }
  OPTIONAL { ?target zr:scope ?scope }
  OPTIONAL { ?target zr:change ?change }
  OPTIONAL { ?target zr:baseline ?baseline }
  OPTIONAL { ?target zr:period ?period }
  OPTIONAL { ?target zr:targetReading ?reading }
  OPTIONAL { ?target zr:tiedTo/zr:evidence/oa:start ?tied }
}"""

DATES = """SELECT DISTINCT ?measure ?raw ?kind ?from ?to ?rule ?start ?end ?file WHERE {
  #PLANS#
  ?measure zr:inPlan ?plan ; zr:hasTextDate ?date .
  ?date zr:raw ?raw ; zr:deadlineKind ?kind ; zr:evidence ?spot .
  ?spot oa:start ?start ; oa:end ?end ; oa:hasSource/zr:fileName ?file .
  OPTIONAL { ?date zr:startDate ?from }
  OPTIONAL { ?date zr:endDate ?to }
  OPTIONAL { ?date zr:rrule ?rule }
}"""

_SIGNS = {name: sign for sign, name in COMPARATORS.items()}


def targets_of(rows: Iterable[Row]) -> dict[str, tuple[Target, ...]]:
    """Return measure or plan → its targets in document order; one stated by two files is placed by the first."""
    found: dict[str, list[Target]] = {}
    seen = set()
    for row in sorted(rows, key=lambda row: (text(row, "file"), number(row, "start"), text(row, "target"))):
        if text(row, "target") not in seen:
            seen.add(text(row, "target"))
            found.setdefault(text(row, "holder"), []).append(_target(row))
    return {holder: tuple(targets) for holder, targets in found.items()}


def _target(row: Row) -> Target:
    label = text(row, "label")
    concept = unquote(text(row, "measured").rpartition("/indicator/")[2])
    return Target(
        indicator=label,
        comparator=_SIGNS.get(code(row, "compared")),
        value=decimal(row, "amount"),
        value_max=decimal(row, "upper"),
        unit=maybe(row, "unit"),
        scope=maybe(row, "scope"),
        kind=code(row, "kind", "target-"),
        quote=text(row, "exact"),
        place=_place(row),
        # Indicators without a concept go by their printed name.
        concept=concept if concept.isascii() and concept != label else None,
        unit_code=maybe(row, "ucum"),
        force=code(row, "force", "force-"),
        tied=whole(row, "tied"),
        change=code(row, "change", "change-") or None,
        baseline=maybe(row, "baseline"),
        period=maybe(row, "period"),
        reading=maybe(row, "reading"),
    )


def _place(row: Row) -> Place:
    """The place of the words; a format's own address is only kept in the locator."""
    bare = Place(
        number(row, "start"),
        number(row, "end"),
        line=whole(row, "line"),
        page=whole(row, "page"),
        table=whole(row, "table"),
        row=whole(row, "row"),
        column=whole(row, "column"),
    )
    path = text(row, "locator").removeprefix(bare.locator).strip() if bare.table else ""
    return replace(bare, path=path or None)


def dates_of(rows: Iterable[Row]) -> dict[str, tuple[Deadline, ...]]:
    """Return measure → the dates that its text sets, in document order; of several files the first."""
    found: dict[str, dict[str, list[Deadline]]] = {}
    for row in sorted(rows, key=lambda row: (text(row, "file"), number(row, "start"), text(row, "raw"))):
        date = Deadline(
            text(row, "raw"),
            code(row, "kind", "deadline-"),
            maybe(row, "from"),
            maybe(row, "to"),
            maybe(row, "rule"),
            place=Place(number(row, "start"), number(row, "end")),
        )
        found.setdefault(text(row, "measure"), {}).setdefault(text(row, "file"), []).append(date)
    return {measure: tuple(next(iter(files.values()))) for measure, files in found.items()}
