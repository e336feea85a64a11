"""Two bodies, plans or districts side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeren import compare
from zeren.compare.facts import Held
from zeren.compare.records import record, said
from zeren.compare.telling import BASES, sentence
from zeren.ground.errors import Ambiguous, NotFound, WrongUsage
from zeren.serve.explorer.answers import Answer, Asked, Explorer, File, Page
from zeren.serve.explorer.takeaway import MEDIA
from zeren.store.reader import Reader
from zeren.table import whole

SHOWN = 60
"""measures of one list that the page shows; the files hold all"""
LONG = 120
"""characters of a name that are looked at"""


def comparison(_: Explorer, reader: Reader, asked: Asked) -> Answer:
    """What two names have in common, and what each has alone; with fewer than two names a form for them."""
    one, other = (asked.query.get(name, "").strip()[:LONG] for name in ("a", "b"))
    values: dict[str, Any] = {"a": one, "b": other, "by": asked.query.get("by", ""), "found": None, "refused": "", "remedy": ""}
    if not one or not other:
        return Page("explorer/compare.html", values)
    try:
        found = compare.compare(reader, one, other, values["by"] or None)
    except (NotFound, Ambiguous, WrongUsage) as error:
        if asked.form is not None:
            raise
        return Page("explorer/compare.html", {**values, "refused": error.message, "remedy": error.remedy})
    if asked.form is not None:
        return _file(found, asked.form, asked.remark)
    shown = {
        "found": found,
        "sentence": sentence(found, asked.lang),
        "bases": BASES,
        "verbatim": said,
        "iri": whole,
        "page_one": None if found.one.kind == "district" else whole(found.one.id),
        "page_other": None if found.other.kind == "district" else whole(found.other.id),
        "roles_of": _roles(found),
        "shown": SHOWN,
    }
    return Page("explorer/compare.html", {**values, **shown})


def _roles(found: compare.Comparison) -> Callable[[Held, int], list[tuple[str, str]]]:
    """Who holds a measure on one side: its roles of the body that is compared, else the bodies that answer, as role and name."""

    def held(measure: Held, side: int) -> list[tuple[str, str]]:
        which = (found.one, found.other)[side]
        if which.kind == "body":
            return [(role, "") for role in measure.roles_of(which.id)]
        return [(share.role, share.printed) for share in measure.answerable]

    return held


def _file(found: compare.Comparison, form: str, remark: str) -> File:
    import json

    name = f"{found.one.name} {found.other.name}"
    if form == "json":
        return File(json.dumps(record(found), ensure_ascii=False, indent=1).encode() + b"\n", MEDIA["json"], f"{name}.json")
    if form == "xlsx":
        from zeren.compare.workbook import workbook

        return File(workbook(found, remark), MEDIA["xlsx"], f"{name}.xlsx")
    raise WrongUsage(f"format={form}: 没有这种格式 (no such format)", "choose from xlsx, json")
