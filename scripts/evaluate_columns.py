"""Which columns of annotated tables were taken for what, right or wrong; --fit sets the weights anew.

What a column holds is told from the annotations: its cells begin as the annotated measures do, name their bodies, print
their deadlines. Task and section count as one, so do the columns that are none of these. The fit tries each weight of
``ontology/vocabulary/evidence.tsv`` larger and smaller, keeps what makes fewer columns wrong or parts right from wrong
more clearly, and writes the file. It has no chance in it: the same documents give the same weights.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zeren import read
from zeren.extract.table import judge
from zeren.extract.table.judge import READINGS, Seen, judged
from zeren.extract.table.layout import lay
from zeren.extract.table.turned import as_rows
from zeren.ground.errors import ZerenError
from zeren.ground.fold import key
from zeren.ground.model import Table

WEIGHTS = Path(__file__).resolve().parents[1] / "ontology" / "vocabulary" / "evidence.tsv"
_KINDS = {"task": "title", "section": "title", "person": "other", "target": "other", "remark": "other"}
_HEAD = 12
"""characters of a measure by which its cell is known"""
_STEPS = (0.8, 1.25)


@dataclass(frozen=True, slots=True)
class Case:
    """The columns of one head with what they hold."""

    name: str
    seen: tuple[Seen, ...]
    truth: tuple[str, ...]
    """``number``, ``title``, ``measure``, ``deadline``, ``role`` or ``other``"""


def kind_of(reading: str) -> str:
    """The kind of a reading that annotations can tell."""
    return _KINDS.get(reading, reading)


def cases(shared: Path) -> list[Case]:
    """Every head of the annotated tables in a folder of documents."""
    found = []
    for gold in sorted((shared / "gold").glob("[0-9]*.json")):
        (path,) = (shared / "corpus").glob(f"{gold.stem}_*")
        measures = json.loads(gold.read_text(encoding="utf-8"))["measures"]
        try:
            documents = read.read_guarded(path.read_bytes(), path.name)
        except ZerenError:
            continue
        for document in documents:
            tables = [part for block in document.blocks if isinstance(block, Table) for part in as_rows(block)]
            for one in {id(head.judged): head.judged for laid in lay(tables) for head in laid.heads if head.judged}.values():
                truth = tuple(_truth(cells, measures) for cells in one.cells)
                if "measure" in truth and "role" in truth:
                    found.append(Case(path.name, one.seen, truth))
    return found


def _truth(cells: Sequence[str], measures: Iterable[Mapping[str, Any]]) -> str:
    keys = [key(cell) for cell in cells if key(cell)]
    if not keys:
        return "other"
    texts = {key(m.get("text_head") or m.get("text") or "")[:_HEAD] for m in measures} - {""}
    bodies = {key(a["agency"]) for m in measures for a in m["assignments"]}
    shares = {
        "measure": [any(head in cell[: len(head) + 8] for head in texts) for cell in keys],
        "role": [any(body in cell for body in bodies) and len(cell) < 120 for cell in keys],
        "deadline": [cell in {key(m.get("deadline_raw") or "") for m in measures} for cell in keys],
        "title": [any(cell == key(str(m.get(name) or "")) for m in measures for name in ("task", "section")) for cell in keys],
        "number": [cell in {key(str(m.get("task_no") or "")) for m in measures} for cell in keys],
    }
    return next((name for name, hits in shares.items() if 2 * sum(hits) >= len(hits)), "other")


def readings(case: Case) -> list[str]:
    """What the columns of a case are taken for; where no measure is read, the task is the measure."""
    taken = [one.reading for one in judged(case.seen)]
    if "measure" not in taken and "task" in taken:
        taken[len(taken) - 1 - taken[::-1].index("task")] = "measure"
    return [kind_of(reading) for reading in taken]


def wrong(found: Sequence[Case]) -> int:
    """Columns taken for what they are not."""
    return sum(a != b for case in found for a, b in zip(readings(case), case.truth, strict=True))


def loss(found: Sequence[Case]) -> float:
    """Wrong columns, and beside them how little the right reading stands above the others, one by one."""
    total = 10.0 * wrong(found)
    for case in found:
        for seen, truth in zip(case.seen, case.truth, strict=True):
            sums = {name: sum(e.weight for e in judge.evidence_for(seen, name)) for name in READINGS}
            right = max((weight for name, weight in sums.items() if kind_of(name) == truth), default=0.0)
            other = max(weight for name, weight in sums.items() if kind_of(name) != truth)
            total += max(0.0, 1.0 - (right - other))
    return total


def fit(found: Sequence[Case]) -> dict[tuple[str, str], float]:
    """The weights after one pass over all of them, each tried larger and smaller."""
    weights = judge.weights()
    best = loss(found)
    for name in sorted(weights):
        if name[0].startswith("whole:"):
            continue
        for step in _STEPS:
            before = weights[name]
            weights[name] = round(before * step, 2)
            if (now := loss(found)) < best - 0.05:
                best = now
            else:
                weights[name] = before
    return weights


def write(weights: Mapping[tuple[str, str], float]) -> None:
    """Write the weights into their file, its comments and examples as they stand."""
    lines = []
    for line in WEIGHTS.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) > 2 and (cells[0], cells[1]) in weights:
            cells[2] = f"{weights[cells[0], cells[1]]:g}"
        lines.append("\t".join(cells))
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Print every head with its columns; 1 where a column is taken for what it is not."""
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")]
    found = [case for folder in folders for case in cases(folder)]
    if "--fit" in arguments:
        print(f"before: {wrong(found)} wrong, loss {loss(found):.1f}")
        write(fit(found))
        print(f"after: {wrong(found)} wrong, loss {loss(found):.1f}; written to {WEIGHTS.name}")
        return 0
    for case in found:
        columns = zip(case.seen, readings(case), case.truth, strict=True)
        told = (f"{seen.head.words or '—'}={taken}" + ("" if taken == truth else f" ✗ {truth}") for seen, taken, truth in columns)
        print(f"{case.name}: {' | '.join(told)}")
    count = sum(len(case.truth) for case in found)
    print(f"columns right {count - wrong(found)} of {count} in {len(found)} heads")
    return int(wrong(found) > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
