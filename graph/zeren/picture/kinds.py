"""Which kinds of pictures there are, and each drawn from a table of duties."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from zeren.ground.errors import NotFound, WrongUsage
from zeren.ground.model import answering_role
from zeren.picture import grid, load, months, streams, tables, web, words
from zeren.picture.canvas import Figure
from zeren.table.duties import Duties, Duty, counted

if TYPE_CHECKING:
    from zeren.ask import Flow

TOP = {"matrix": 40, "flow": 30, "calendar": 60, "bars": 30, "network": 50}
"""kind → how many bodies, of the calendar days, it shows unless told"""
KINDS = tuple(TOP)


def draw(
    kind: str, duties: Duties, *, role: str | None = None, groups: str = "as-written", top: int | None = None, lang: str = "zh"
) -> Figure:
    """Return a picture of the duties: of one role where ``role`` names it, and of the ``top`` bodies (days).

    Raises WrongUsage for an unknown kind or way to count groups, NotFound where nothing is there to be drawn.
    """
    if kind not in _DRAWN:
        raise WrongUsage(f"{kind}: 没有这种图 (no such picture)", f"choose from {', '.join(_DRAWN)}")
    if not any(role in (None, duty.role) for duty in counted(duties, groups)):
        raise NotFound("没有可画的内容 (nothing to draw)", "choose another plan or role; zeren status shows what the store holds")
    return _DRAWN[kind](duties, role, groups, top or TOP[kind], lang)


def flow(duties: Duties, flows: Sequence[Flow], *, top: int | None = None, lang: str = "zh") -> Figure:
    """Return the flow from upper tasks to the bodies below; ``duties`` must hold both plans. NotFound where there is none."""
    table = streams.courses(flows, top or TOP["flow"])
    return streams.draw(table, duties.bodies, duties.measures, lang, [words.say("as-written", lang)])


def notes(role: str | None, groups: str, lang: str) -> list[str]:
    """Return what the caption says about the options."""
    only = words.say("only-role", lang, role=words.code("role", role, lang)) if role else ""
    return [words.say(groups, lang), only]


def _matrix(duties: Duties, role: str | None, groups: str, top: int, lang: str) -> Figure:
    listed = tables.tasks(duties.measures.values())
    table = tables.matrix(listed, held(duties, groups), duties.bodies, top, role)
    return grid.draw(table, duties.bodies, lang, notes(role, groups, lang))


def _bars(duties: Duties, role: str | None, groups: str, top: int, lang: str) -> Figure:
    table = tables.loads(duties, groups, role)
    return load.draw(table, duties.bodies, list(duties.measures.values()), top, lang, notes(role, groups, lang))


def _calendar(duties: Duties, role: str | None, groups: str, top: int, lang: str) -> Figure:
    shares = held(duties, groups)
    rows = [row for row in duties.measures.values() if role is None or any(d.role == role for d in shares.get(row.id, ()))]
    said = notes(role, groups, lang) if role else []
    return months.draw(tables.calendar(rows), rows, holders(duties, shares), top, lang, said)


def _network(duties: Duties, role: str | None, groups: str, top: int, lang: str) -> Figure:
    from zeren.network import ties

    table = tables.loads(duties, groups, role)
    tied = ties(duties, role or "any", groups)
    return web.draw(table, tied, duties.bodies, list(duties.measures.values()), top, lang, notes(role, groups, lang))


def held(duties: Duties, groups: str = "as-written") -> dict[str, list[Duty]]:
    """Return measure → its duties that count, in the order printed."""
    found: dict[str, list[Duty]] = {}
    for duty in counted(duties, groups):
        found.setdefault(duty.measure, []).append(duty)
    return found


def holders(duties: Duties, shares: Mapping[str, list[Duty]]) -> Callable[[str], str]:
    """Return the function that names who answers for a measure."""

    def named(measure: str) -> str:
        principal = answering_role(duty.role for duty in shares.get(measure, ()))
        return "、".join(dict.fromkeys(duties.bodies[d.body].label for d in shares.get(measure, ()) if d.role == principal))

    return named


_DRAWN: Mapping[str, Callable[[Duties, str | None, str, int, str], Figure]] = {
    "matrix": _matrix,
    "calendar": _calendar,
    "bars": _bars,
    "network": _network,
}
