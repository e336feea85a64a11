"""Cells of a returned ledger that say other than what was handed out: corrections, or words for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zeren.cli.answers import say

if TYPE_CHECKING:
    from zeren.ground.model import Correction, Extraction, Measure
    from zeren.ledger.records import Change, Returned
    from zeren.store.reader import Reader


def corrected(returned: Returned, reader: Reader, decisions: Path, author: str) -> list[dict[str, Any]]:
    """Write the changed cells of a file as corrections; return a row for each, and for those that a person must make."""
    from zeren.decisions import corrections

    if not returned.changes:
        return []
    file = decisions / corrections.FILE
    kept = {(one.id, one.field): one for one in corrections.read(file)}
    rows = []
    documents = _Documents(reader, decisions)
    for change in returned.changes:
        row = {"kind": "correction", "file": returned.name, "place": change.locator, "measure": change.measure}
        made = _correction(change, documents)
        if isinstance(made, str):
            rows.append({**row, "kind": "review", "words": made})
            continue
        known = kept.get((made.id, made.field))
        if known is None or known.new != made.new:
            day = returned.reported_on or date.today().isoformat()
            made = replace(made, author=author or returned.reporter or "", date=day, comment=f"{returned.name} {change.locator}")
            kept[made.id, made.field] = made
        rows.append({**row, "words": f"{made.field}: “{made.old}” → “{made.new}”"})
    corrections.write(file, kept.values())
    say(f"更正写入 {file}，下次 zeren build 起生效 (holds from the next build)")
    return rows


class _Documents:
    """Documents of the store, extracted again without corrections, each once."""

    def __init__(self, reader: Reader, decisions: Path) -> None:
        from zeren.ingest.pipeline import Extractor
        from zeren.ingest.settings import Settings
        from zeren.table import landing_of

        self._reader = reader
        self._extractor = Extractor(Settings(decisions=decisions if decisions.is_dir() else None))
        self._extractor.corrections = ()
        self._files = {str(m): str(f) for m, f in landing_of(reader).rows("SELECT id, min(file) FROM measure GROUP BY id")}
        self._known: dict[str, list[Extraction]] = {}

    def of(self, measure: str) -> tuple[Extraction, Measure] | None:
        """The document of a measure and the measure; None where the store does not hold it."""
        from zeren.ground.namesakes import unmarked
        from zeren.ingest.files import File, extract
        from zeren.state.document import document_iri

        name = self._files.get(measure)
        if name is None:
            return None
        if name not in self._known:
            self._known[name] = extract(File(Path(name), name), self._reader.original(document_iri(name)), self._extractor)
        return next(((e, m) for e in self._known[name] for m in e.measures if m.id == unmarked(measure)), None)


def _correction(change: Change, documents: _Documents) -> Correction | str:
    """The correction that a changed cell makes, or why a person must make it."""
    from zeren.decisions import corrections
    from zeren.ground.fold import label
    from zeren.ledger.cells import names_of

    known = documents.of(change.measure)
    if known is None:
        return "库中没有这条措施 (no such measure in the store)"
    extraction, measure = known
    if change.field in ("text", "deadline", "due"):
        field = "text" if change.field == "text" else "deadline"
        return corrections.propose(extraction, change.measure, field, change.new)
    old, new = names_of(change.old), names_of(change.new)
    moved = [(a, b) for a, b in zip(old, new, strict=False) if a != b]
    if len(old) != len(new) or len(moved) != 1:
        return f"单位由“{change.old}”改为“{change.new}”，请用 zeren correct 逐个更正 (correct the bodies one by one)"
    duty = next((d for d in measure.assignments if label(d.full) == moved[0][0]), None)
    if duty is None:
        return f"原文中没有单位“{moved[0][0]}” (no such body in the source)"
    return corrections.propose(extraction, f"{change.measure}/duty/{duty.position}", "full", moved[0][1])
