"""What was reported of measures, as columns of the rows that a command prints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeren.store.reader import Reader
    from zeren.table import Landing

AS_REPORTED = "按各单位报告计，未经核实 (as reported, not verified)"
REPORTED = ("state", "reported_on", "reported")
"""columns: state of the measure, ISO date of the report that counts, its words"""


def on_day(words: str | None) -> str:
    """The ISO date of ``--on``, today where it is not given; raises WrongUsage."""
    from zeren.ground.errors import WrongUsage

    try:
        return date.fromisoformat(words).isoformat() if words else date.today().isoformat()
    except ValueError as error:
        raise WrongUsage(f"--on {words}: 不是日期 (no date)", "写成 2026-10-01") from error


def hint_of_later(landing: Landing, on: str, plans: Sequence[str] | None = None) -> str:
    """What to say of reports that bear a day after ``on``, led by ；; empty where there are none."""
    from zeren.ledger.progress import reported_after

    count, first = reported_after(landing, on, plans)
    if not count:
        return ""
    why = "没有填报日期的台账按文件保存日计，请在台账中补填 (a ledger without 填报日期 bears the day it was saved)"
    return f"；另有 {count} 项的报告晚于 {on}（最早 {first}），未计入 (reported later, not counted)：{why}"


def reported(reader: Reader, on: str, measures: Sequence[str]) -> dict[str, dict[str, str | None]]:
    """Return measure (IRI) → its columns ``REPORTED`` as of the ISO date ``on``; empty for a store without any report."""
    from zeren.ledger.standing import standing
    from zeren.table import landing_of, short

    if not measures or not any_reported(reader):
        return {}
    paths = {iri: short(iri) for iri in measures}
    found = standing(landing_of(reader), on, measures=sorted(set(paths.values())))
    return {
        iri: {"state": its.state, "reported_on": its.reported_on, "reported": its.progress or its.problem}
        for iri, path in paths.items()
        if (its := found.get(path)) is not None
    }


def any_reported(reader: Reader) -> bool:
    """Tell whether the store holds any report."""
    from zeren.table import landing_of

    return bool(landing_of(reader).rows("SELECT 1 FROM report LIMIT 1"))
