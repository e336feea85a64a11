"""Plans of many kinds, each in ``cases/plans`` beside what a careful reader finds in it.

The documents are invented; their forms are those in which provinces, cities and counties publish. ``NAME.gold.json``
lists every measure in order: how its words begin and end, its number, its deadline and its bodies, all as printed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plans.make import document
from zeren.ingest.files import File, extract
from zeren.ingest.pipeline import Extractor
from zeren.state.record import records

CASES = Path(__file__).parent / "cases" / "plans"
EXTRACTOR = Extractor()
GOLDS = sorted(CASES.glob("*.gold.json"))


def closed(text: str | None) -> str:
    return "".join((text or "").split())


def expected(gold: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "head": closed(its["text_head"]),
            "tail": closed(its["text_tail"]),
            "task_no": its["task_no"],
            "deadline": closed(its["deadline_raw"]),
            "bodies": [(a["role"], a["role_raw"], a["agency"], a["full"], a["position"]) for a in its["assignments"]],
        }
        for its in gold["measures"]
    ]


def found(measures: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Measures in the form of ``expected``: as many code points of their words as the gold gives."""
    rows = []
    for at, its in enumerate(measures):
        gold = wanted[at] if at < len(wanted) else {"head": " " * 25, "tail": " " * 10, "task_no": ""}
        text = closed(its["text"])
        rows.append(
            {
                "head": text[: len(gold["head"])],
                "tail": text[len(text) - len(gold["tail"]) :],
                "task_no": its["task_no"] if gold["task_no"] is not None else None,
                "deadline": closed(its["deadline"]["raw"]),
                "bodies": [
                    (a["role"], closed(a["role_raw"]) or None, a["mention"], a["full"], a["position"])
                    for a in (*its["assignments"], *its["by_rule"])
                ],
            }
        )
    return rows


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.name.removesuffix(".gold.json"))
def test_every_duty_of_the_plan_is_found_and_nothing_else(path: Path, tmp_path: Path) -> None:
    gold = json.loads(path.read_text(encoding="utf-8"))
    source = CASES / gold["file"]
    name, data = document(source, tmp_path) if source.suffix == ".plan" else (source.name, source.read_bytes())
    extractions = extract(File(source, name), data, EXTRACTOR)
    measures = [r for e in extractions for r in records(e) if r["type"] == "measure"]
    wanted = expected(gold)
    assert found(measures, wanted) == wanted


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.name.removesuffix(".gold.json"))
def test_every_word_of_a_record_stands_where_it_says(path: Path, tmp_path: Path) -> None:
    """Offsets quote the words of measures, bodies, deadlines and headings; identities are one for each and stay."""
    source = CASES / json.loads(path.read_text(encoding="utf-8"))["file"]
    name, data = document(source, tmp_path) if source.suffix == ".plan" else (source.name, source.read_bytes())
    first, again = (extract(File(source, name), data, EXTRACTOR) for _ in range(2))
    assert [list(records(e)) for e in first] == [list(records(e)) for e in again]
    ids = [measure.id for e in first for measure in e.measures]
    assert len(ids) == len(set(ids))
    for extraction in first:
        text = extraction.document.text
        for measure in extraction.measures:
            assert closed(text[measure.place.start : measure.place.end]) == closed(measure.text)
            assert all(closed(text[s.place.start : s.place.end]).find(closed(s.heading)[:6]) >= 0 for s in measure.sections)
            where = measure.deadline.place
            if measure.deadline.raw and where:
                # A deadline that the head of a column says is proved by the cell below it.
                said = text if any(remark.head == measure.deadline.raw for remark in measure.remarks) else text[where.start : where.end]
                assert closed(measure.deadline.raw) in closed(said)
            for duty in measure.assignments:
                words = closed(text[duty.place.start : duty.place.end])
                assert closed(duty.mention) in words or words in closed(duty.mention)
            for date in measure.dates:
                assert date.place and date.raw and date.kind != "none"
            for target in measure.targets:
                assert closed(target.quote) in closed(text[target.place.start : target.place.end])
