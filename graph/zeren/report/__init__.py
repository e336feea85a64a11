"""Workload summaries: what one body has to do, counted and listed, in forms that an office hands out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from zeren.ground.errors import WrongUsage
from zeren.report.asof import NOTHING, AsOf, as_of_day
from zeren.report.content import Content, content
from zeren.report.records import Due, Item, Partner, Peer, Source, Summary
from zeren.report.summary import Ledger, Targets
from zeren.table.duties import BodyRow, Duties, Duty

__all__ = [
    "FORMS",
    "AsOf",
    "Due",
    "Item",
    "Ledger",
    "Partner",
    "Peer",
    "Source",
    "Summary",
    "Targets",
    "as_of_day",
    "summary",
    "write",
    "write_all",
    "write_each",
]

FORMS = ("md", "xlsx", "docx", "html", "ics")
"""endings that ``write`` knows"""


def summary(duties: Duties, body: str, targets: Targets | None = None, as_of: AsOf = NOTHING) -> Summary:
    """Count the workload of the body with this IRI.

    ``targets`` gives the targets of each measure by its IRI, ``as_of`` what was reported and what changed. NotFound where
    the table has no such body.
    """
    return Ledger(duties, targets, as_of).summary(body)


def write(summary: Summary, path: Path) -> None:
    """Write a summary in the form that the ending of ``path`` names; WrongUsage for other endings.

    Folders on the way are made where they are missing.
    """
    render = _writer(path.suffix.lstrip(".").lower(), path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(render(summary))


def write_all(
    duties: Duties,
    folder: Path,
    form: str,
    progress: Callable[[int, int], None] | None = None,
    targets: Targets | None = None,
    as_of: AsOf = NOTHING,
) -> list[Path]:
    """Write one file for each body that holds duties, and an index; return the files, the index first.

    ``folder`` is made where it is missing; ``progress`` is told the number done and the number of all.
    WrongUsage where ``form`` is none of ``FORMS``.
    """
    ledger = Ledger(duties, targets, as_of)
    return write_each(ledger.bodies(), lambda bodies: ledger, folder, form, progress)


def write_each(
    bodies: Sequence[BodyRow],
    ledger_of: Callable[[Sequence[BodyRow]], Ledger],
    folder: Path,
    form: str,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """As ``write_all``, of a store of any size: ``ledger_of`` gives the measures of some bodies, one after the other."""
    from zeren.report.folder import INDEX, index, names

    render = _writer(form, folder)
    files = names([row.name for row in bodies], form)
    folder.mkdir(parents=True, exist_ok=True)
    done: list[tuple[Summary, str]] = []
    for start in range(0, len(bodies), AT_ONCE):
        some = bodies[start : start + AT_ONCE]
        ledger = ledger_of(some)
        for row, name in zip(some, files[start:], strict=False):
            its = ledger.summary(row.id)
            (folder / name).write_bytes(render(its))
            # The index tells the figures alone.
            done.append((replace(its, items=(), derived=(), partners=(), sources=(), deadlines=()), name))
            if progress:
                progress(len(done), len(bodies))
    first = folder / INDEX[form]
    first.write_bytes(index(done, form))
    return [first, *(folder / name for _, name in done)]


AT_ONCE = 64
"""bodies whose measures are held at a time"""


def _writer(form: str, path: Path) -> Callable[[Summary], bytes]:
    """Return the function that lays a summary out, loading only what its form needs."""
    if form == "ics":
        return _calendar
    render: Callable[[Content], bytes]
    if form == "md":
        from zeren.report.markdown import markdown as render
    elif form == "xlsx":
        from zeren.report.workbook import workbook as render
    elif form == "docx":
        from zeren.report.word import word as render
    elif form == "html":
        from zeren.report.page import page as render
    else:
        raise WrongUsage(
            f"{path}: 不支持的格式 (a summary cannot be written as {form!r})",
            f"use an ending of {', '.join('.' + known for known in FORMS)}",
        )
    return lambda its: render(content(its))


def _calendar(its: Summary) -> bytes:
    """Return the dated duties as a calendar; it reads the plain table, here that of one body as written."""
    from zeren.report.calendar import calendar, entries

    body = its.body
    rows = (
        Duty(item.measure.id, body.id, role, None, body.label, 1, "cell") for item in its.items for role in item.roles
    )
    own = Duties({body.id: body}, {item.measure.id: item.measure for item in its.items}, tuple(rows))
    dated, undated = entries(own, body.id)
    told = its.as_of
    return calendar(dated, f"{body.name}任务清单", undated=undated, changes=told.history.changes, standings=told.standings)
