"""Extraction against annotated documents: one line each, then totals by form and format.

Takes the folder with corpus/, gold/ and tools/score.py; default: ../shared beside the checkout. With --columns it takes
several such folders and tells which columns of their tables were taken for what, with --fit too it sets the weights anew.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import evaluate_columns
from evaluate_losses import losses, printed

from zeren.extract.statement.leftover import places_of
from zeren.ground.errors import ZerenError
from zeren.ground.model import Extraction, Place, Table
from zeren.ingest.files import File, extract, read_bytes
from zeren.ingest.pipeline import Extractor
from zeren.state.record import records

ROOT = Path(__file__).resolve().parents[1]
EXTRACTOR = Extractor()


@dataclass(frozen=True, slots=True)
class Scored:
    """One document's score."""

    name: str
    form: str
    layout: str
    """``table`` or ``prose``: where most of its measures stand"""
    score: dict[str, Any]


def scorer(shared: Path) -> ModuleType:
    """Load the scoring tool."""
    spec = importlib.util.spec_from_file_location("score", shared / "tools" / "score.py")
    if spec is None or spec.loader is None:
        sys.exit(f"✗ {shared}: no tools/score.py there; give the folder that holds corpus, gold and tools")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HELD: Counter[str] = Counter()
"""characters of table cells by what holds them: records, named columns, the residue, or heads, numbers and marks"""


LOST: Counter[str] = Counter()
"""characters of cells and statements, and those that no printed record holds: ``evaluate_losses``"""


def held(extraction: Extraction) -> Counter[str]:
    """Characters of the table cells of a document by what holds them."""
    found: Counter[str] = Counter()
    named = [remark.place for measure in extraction.measures for remark in measure.remarks]
    residue = [one.place for one in extraction.residue]
    bare = [replace(measure, remarks=()) for measure in extraction.measures]
    records_ = list(places_of(bare, extraction.targets, ()))
    by = {"residue": _spots(residue), "named columns": _spots(named), "records": _spots(records_)}
    for block in extraction.document.blocks:
        for cell in block.cells if isinstance(block, Table) else ():
            for at, char in enumerate(cell.text, cell.place.start):
                if char.isalnum():
                    found[next((name for name in ("records", "named columns", "residue") if at in by[name]), "heads and marks")] += 1
    return found


def _spots(places: Iterable[Place]) -> set[int]:
    return {at for place in places for at in range(place.start, place.end)}


def extracted(path: Path) -> list[dict[str, Any]]:
    """Return the measures of a document as the program prints them; none where it refuses the file."""
    file = File(path, path.name)
    try:
        found = extract(file, read_bytes(file), EXTRACTOR)
    except ZerenError as error:
        print(f"✗ {error}", file=sys.stderr)
        return []
    for one in found:
        HELD.update(held(one))
        its = losses(one.document, printed(records(one)))
        LOST.update({"cells": its.cells, "statements": its.statements, "heads": its.heads, "lost": its.characters})
        if its.lost:
            print(f"  in no record: {'、'.join(its.lost[:8])}{' …' if len(its.lost) > 8 else ''}")
    return [json.loads(json.dumps(r)) for e in found for r in records(e) if r["type"] == "measure"]


def evaluated(shared: Path, tool: ModuleType) -> list[Scored]:
    """Score every annotated document of the corpus."""
    found = []
    for gold in sorted((shared / "gold").glob("[0-9]*.json")):
        (path,) = (shared / "corpus").glob(f"{gold.stem}_*")
        measures = extracted(path)
        annotated = json.loads(gold.read_text(encoding="utf-8"))
        score = tool.score(annotated, measures)
        bases = Counter(a["basis"].endswith("cell") for m in measures for a in m["assignments"])
        layout = "table" if bases[True] > bases[False] else "prose"
        found.append(Scored(path.name, path.suffix[1:], layout, score))
        print(tool.line(path.name, score))
    return found


def total(tool: ModuleType, name: str, scored: list[Scored]) -> None:
    """Print the sums of several documents."""
    added = {key: sum(s.score[key] for s in scored) for key in ("gold", "matched", "pred", "tp", "tpa", "ng", "np", "dl_ok", "dl_n")}
    print(tool.line(f"{name} ({len(scored)})", added))


def main() -> int:
    """Print the scores; 69 where there is nothing to measure with."""
    if "--columns" in sys.argv:
        return evaluate_columns.main([argument for argument in sys.argv[1:] if argument != "--columns"])
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared"
    if not (shared / "gold").is_dir():
        print(f"✗ {shared}: no annotated documents there; give their folder", file=sys.stderr)
        return 69
    tool = scorer(shared)
    scored = evaluated(shared, tool)
    for key in ("layout", "form"):
        for value in sorted({getattr(s, key) for s in scored}):
            total(tool, value, [s for s in scored if getattr(s, key) == value])
    if cells := sum(HELD.values()):
        shares = ", ".join(f"{name} {HELD[name] / cells:.1%}" for name in ("records", "named columns", "residue", "heads and marks"))
        print(f"words of table cells: {shares}")
    if words := LOST["cells"] + LOST["statements"]:
        lost, heads = LOST["lost"], LOST["heads"]
        print(f"words in no printed record: {lost} of {words} ({lost / words:.2%}), beside heads that only name a field ({heads / words:.1%})")
    total(tool, "total", scored)
    return 0


if __name__ == "__main__":
    sys.exit(main())
