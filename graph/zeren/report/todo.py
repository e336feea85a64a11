"""Tasks of a calendar (VTODO): the measures on which something was reported, with the state that was reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from zeren.ground.labels import label_of
from zeren.report.entry import Entry, clean, uid

if TYPE_CHECKING:
    from icalendar import Todo

    from zeren.ledger.standing import MeasureStanding

_STATUS = {"done": "COMPLETED", "changed": "CANCELLED", "on-the-way": "IN-PROCESS", "not-started": "NEEDS-ACTION", "late": "NEEDS-ACTION"}
"""code of a report → status of RFC 5545"""
_SAID = "称已完成，待确认"
"""of a report whose words say done and whose state does not"""


def tasks(dated: Sequence[Entry], standings: Mapping[str, MeasureStanding], changes: Mapping[str, int], stamp: str | None) -> Iterator[Todo]:
    """Give a task for each measure (IRI) with a report, due on the last day of its first entry, in the order of the identifiers."""
    first: dict[str, Entry] = {}
    for entry in sorted(dated, key=lambda entry: (entry.end is None, entry.end or "", entry.id)):
        first.setdefault(entry.measure or entry.id, entry)
    for measure, entry in sorted(first.items()):
        told = standings.get(measure)
        if told is not None and (told.status is not None or told.state == "said-done"):
            yield _task(measure, entry, told, changes.get(entry.id, 0), stamp)


def _task(measure: str, entry: Entry, told: MeasureStanding, sequence: int, stamp: str | None) -> Todo:
    from icalendar import Todo

    status = told.status or ""
    is_doubtful = told.state == "said-done"
    task = Todo()
    task.add("uid", uid(f"{measure}/task"))
    edition = date.fromisoformat(stamp or told.reported_on or f"{(entry.end or '2000')[:4]}-01-01")
    task.add("dtstamp", datetime(edition.year, edition.month, edition.day, tzinfo=UTC))
    if entry.end:
        task.add("due", date.fromisoformat(entry.end))
    task.add("sequence", sequence)
    task.add("status", "IN-PROCESS" if is_doubtful else _STATUS[status])
    if status == "done":
        task.add("percent-complete", 100)
    task.add("summary", clean(entry.title))
    where = f"{told.file} {told.locator}"
    progress = f"：{told.progress}" if told.progress else ""
    reported = f"{told.reported_on or '日期未注明'} 报告{_SAID if is_doubtful else label_of(status)}{progress}（{where}；未经核实）"
    task.add("description", clean(f"{reported}\n{entry.text}"))
    task.add("related-to", uid(entry.id))
    if entry.categories:
        task.add("categories", list(entry.categories))
    return task
