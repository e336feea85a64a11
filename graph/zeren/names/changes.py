"""Reforms: which function took over from which, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zeren.ground.model import Agency, Change
from zeren.ground.resources import table
from zeren.names.divisions import COUNTRY

if TYPE_CHECKING:
    from zeren.names import Names


def touching(names: Names, agency: Agency) -> tuple[Change, ...]:
    """Changes that ``agency`` came from or went into, oldest first; () for bodies outside the register."""
    if agency.function is None or agency.jurisdiction is None:
        return ()
    code = agency.jurisdiction.code
    national = code == COUNTRY
    chain = names.divisions.above(code)
    found = []
    for row in table("register/changes"):
        sides = (row["before"].split(" "), row["after"].split(" "))
        if agency.function not in (*sides[0], *sides[1]) or row["scope"] not in chain:
            continue
        if row["level"] in ("all", "national" if national else "local"):
            before, after = (tuple(names.functional(key, code) for key in side) for side in sides)
            found.append(Change(row["date"], row["kind"], before, after, row["note"]))
    return tuple(sorted(found, key=lambda change: (change.date, change.note)))
