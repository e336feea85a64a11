"""The network page of ``zeren.draw`` in the explorer."""

from __future__ import annotations

import re

from zeren import draw
from zeren.draw.figure import Keep, anew
from zeren.ground.errors import NotFound, WrongUsage
from zeren.serve.explorer.answers import Answer, Asked, Explorer, File, Page
from zeren.serve.explorer.frame import LISTED
from zeren.serve.explorer.networks import Choice, Columns
from zeren.serve.explorer.standing import AsOf
from zeren.serve.explorer.stored import StoredLibrary
from zeren.table.duties import GROUPS, Duties

LARGEST = 3000
"""measures of one picture; of a larger store a plan or a body is chosen first"""

WAIT = 1.0
"""seconds that somebody waits for communities and centralities; after that the page comes without them and says so"""

MEASURING = "measuring"
"""notice of a page whose figures are still being computed"""

_POLICY = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]+)"')


def picture(ex: Explorer, asked: Asked, asof: AsOf | None = None, kept: Keep = anew) -> Answer:
    """Return the picture of the whole store, of a plan, or of the surroundings of a body.

    Raises NotFound for a plan or a body that is not there, WrongUsage for other values.
    """
    library, query = ex.library, asked.query
    plan, center = query.get("plan"), query.get("center")
    hops, groups, renderer = query.get("hops", "1"), query.get("groups", GROUPS[0]), query.get("renderer", "auto")
    if plan is not None and plan not in library.plans:
        raise NotFound(f"{plan}: 没有这份计划 (no such plan)", "choose one on /plans")
    if center is not None and center not in library.bodies:
        raise NotFound(f"{center}: 没有这个单位 (no such body)", "choose one on /bodies")
    if hops not in ("1", "2", "3"):
        raise WrongUsage(f"hops={hops}: 步数无效 (no such distance)", "choose 1, 2 or 3")
    if groups not in GROUPS:
        raise WrongUsage(f"groups={groups}: 计法无效 (no way to count groups)", f"choose from {', '.join(GROUPS)}")
    count = ex.networks.measures(plan)
    if not count or (count > LARGEST and center is None):
        plans = list(library.plans.values())
        given = {"plans": plans[:LISTED], "others": ex.tables.plan_options(plans[LISTED:]), "largest": LARGEST}
        return Page("explorer/network.html", given)
    duties = ex.networks.duties(plan) if plan is not None or count <= LARGEST else _around(ex, center or "", hops)
    titles = list(dict.fromkeys(row.part_of or row.plan for row in duties.measures.values()))
    title = "、".join(titles) if len(titles) < 3 else f"{titles[0]}等{len(titles)}份计划"
    columns, notice = _measured(ex, plan, WAIT)
    page = draw.page(
        duties, title=title, center=center, hops=int(hops), groups=groups, columns=columns, renderer=renderer, links="/id/", notice=notice,
        statuses=_statuses(ex, asof) if asof else None, kept=kept, framed=asked.framed,
    )  # fmt: skip
    return File(page.encode(), "text/html; charset=utf-8", "network.html", inline=True, passing=notice == MEASURING)


def _around(ex: Explorer, center: str, hops: str) -> Duties:
    """The duties around a body in a store too large for one picture: of a store that is not held, one step."""
    library = ex.library
    if not isinstance(library, StoredLibrary) or not library.is_large:
        return library.duties
    if hops != "1":
        raise WrongUsage(f"hops={hops}: 库太大，只画一步 (the store is too large for more than one step)", "choose a plan, or hops=1")
    return library.about(center).duties


def _statuses(ex: Explorer, asof: AsOf) -> dict[str, str]:
    """Body → what was reported of the measures that it answers for; bodies that answer for none are left out."""
    names = asof.bodies()
    return {iri: names[row.name] for iri, row in ex.library.bodies.items() if row.name in names}


def _measured(ex: Explorer, plan: str | None, wait: float | None) -> tuple[Columns | None, str]:
    """Return the figures of the bodies and what the page says where there are none."""
    try:
        columns = ex.networks.columns(Choice(plan=plan), wait)
    except TimeoutError:
        return None, MEASURING
    return columns, "" if columns is not None else "unmeasured"


def policy(page: bytes) -> str:
    """Return the policy that the page states for itself, fit to be sent as a header."""
    found = _POLICY.search(page[:4000].decode(errors="ignore"))
    return f"{found[1]}; frame-ancestors 'none'" if found else ""
