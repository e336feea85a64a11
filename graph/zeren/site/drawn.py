"""The pictures of a site: its network pages, and beside its tables the drawings that a browser cannot make by itself.

Drawing needs whole tables of duties, so a site draws all only while it has few measures; of a larger one it draws the
networks of the plans with most measures, and its pages say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from zeren import ask, draw, picture
from zeren.draw.render import LARGE, scripts
from zeren.ground.errors import NotFound
from zeren.site.facts import Facts
from zeren.site.records import Plan
from zeren.table import whole
from zeren.table.duties import Duties

if TYPE_CHECKING:
    from zeren.store.reader import Reader

LARGEST = 3000
"""measures of a site that is drawn whole"""
PLANS = 6
"""plans of a larger site whose networks are drawn"""
BODIES, DAYS, COLUMNS = 50, 60, 80
"""bodies of the bars, days of the calendar, bodies of a matrix"""
WHOLE = "network-all.html"


class Drawn:
    """What is drawn of one store."""

    def __init__(self, facts: Facts, reader: Reader) -> None:
        self._facts, self._reader = facts, reader
        self.measures = sum(plan.measures for plan in facts.plans.values())
        self.small = self.measures <= LARGEST
        full = [plan for plan in facts.plans.values() if plan.measures]
        most = sorted(full, key=lambda plan: (-plan.measures, plan.id))[:PLANS]
        self.plans: list[Plan] = full if self.small else [plan for plan in full if plan in most and plan.measures <= LARGEST]
        """plans that have a network page, in the order of the store"""
        self.networks = {plan.id: f"network-{plan.key}.html" for plan in self.plans}

    def pages(self) -> Iterator[tuple[str, str]]:
        """Give the file and the text of each network page."""
        if self.small and len(self.plans) > 1:
            yield WHOLE, self._network(ask.load_duties(self._reader), [plan.title for plan in self.plans])
        for plan in self.plans:
            yield self.networks[plan.id], self._network(self._of(plan), [plan.name])

    def _of(self, plan: Plan) -> Duties:
        """Return the duties of one plan without those of its annexes."""
        iri = whole(plan.id)
        duties = ask.load_duties(self._reader, iri)
        rows = {measure: row for measure, row in duties.measures.items() if row.plan_id == iri}
        return replace(duties, measures=rows, duties=tuple(duty for duty in duties.duties if duty.measure in rows))

    def _network(self, duties: Duties, titles: Iterable[str]) -> str:
        named = list(dict.fromkeys(titles))
        title = "、".join(named) if len(named) < 3 else f"{named[0]}等{len(named)}份计划"
        return draw.page(duties, title=title, beside="assets", home="index.html")

    def scripts(self) -> dict[str, str]:
        """Return the scripts that the network pages share, by name."""
        renderers = {"canvas"} if len(self._facts.bodies) <= LARGE else {"canvas", "webgl"}
        return {name: text for renderer in sorted(renderers) for name, text in scripts(renderer).items()}

    def drawings(self) -> Iterator[tuple[str, str]]:
        """Give the file and the text of each drawing; none of a large site."""
        if not self.small or not self.measures:
            return
        duties = ask.load_duties(self._reader)
        for name, kind, top in (("calendar", "calendar", DAYS), ("bodies", "bars", BODIES)):
            yield f"{name}.svg", picture.draw(kind, duties, top=top).svg()
        for plan in self.plans:
            yield f"matrix-{plan.key}.svg", picture.draw("matrix", self._of(plan), top=COLUMNS).svg()
        flows = ask.load_flows(self._reader)
        for lower in dict.fromkeys(flow.lower_plan for flow in flows):
            own = [flow for flow in flows if flow.lower_plan == lower]
            key = next((plan.key for plan in self.plans if lower.endswith(plan.id)), None)
            if key is not None:
                try:
                    yield f"flow-{key}.svg", picture.flow(duties, own).svg()
                except NotFound:
                    continue
