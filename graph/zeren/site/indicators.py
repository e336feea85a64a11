"""The pages of indicators: every value that is promised of one, with its words and the measure that promises it.

An indicator with several values has a page of its own. Most of a store have one or two: these share pages, each at a place with
its name, for a page of its own would hold more frame than words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from zeren.site import html
from zeren.site.facts import Facts
from zeren.site.html import both, esc
from zeren.site.names import anchor_of, file_of
from zeren.site.records import Target
from zeren.table import whole

OWN = 3
"""values from which an indicator has a page of its own"""
TOGETHER = 150
"""indicators that share a page"""
CUT = 120
"""characters of the words of a value; the whole is one click away"""


@dataclass(frozen=True, slots=True)
class Indicator:
    """What values are promised of."""

    key: str
    """name of its page without ending, or of its place on a shared one"""
    name: str
    """as it is most often printed"""
    targets: tuple[Target, ...]
    """in document order"""


class IndicatorPages:
    """Writes the list of indicators and their pages."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        found: dict[str, list[Target]] = {}
        for target in facts.targets:
            if target.plan in facts.plans:
                found.setdefault(target.indicator, []).append(target)
        every = [Indicator(file_of(whole(iri)), _called(own), tuple(own)) for iri, own in found.items()]
        every.sort(key=lambda one: (-len(one.targets), one.name, one.key))
        self._alone = [one for one in every if len(one.targets) >= OWN]
        rest = sorted((one for one in every if len(one.targets) < OWN), key=lambda one: (one.name, one.key))
        self._shared = [rest[start : start + TOGETHER] for start in range(0, len(rest), TOGETHER)]

    def pages(self) -> Iterator[tuple[str, str]]:
        """Give the file and the text of each page, the list first."""
        yield "indicators.html", self._list()
        for one in self._alone:
            yield f"indicator/{one.key}.html", self._page(f"indicator/{one.key}.html", esc(one.name), f"<h1><bdi>{esc(one.name)}</bdi></h1>", one)
        for number, some in enumerate(self._shared, 1):
            name = f"indicator/{_shared(number)}"
            head = html.heading("只有一两个数值的指标", "Indicators with one or two values")
            yield name, self._page(name, f"{esc(some[0].name)} – {esc(some[-1].name)}", head, *some, named=True)

    def _list(self) -> str:
        total = sum(len(one.targets) for some in (self._alone, *self._shared) for one in some)
        number = len(self._alone) + sum(map(len, self._shared))
        zh, en = f"{number} 个指标，{total} 个数值或要求", f"{number} indicators, {total} values or demands"
        lede = f"<p class=lede>{both(zh, en)} · <a href=targets.html>{both('表（筛选、排序）', 'as a table')}</a>"
        rows = "".join(
            f"<tr><td><a href=indicator/{one.key}.html>{esc(one.name)}</a><td class=number>{len(one.targets)}"
            f"<td class=number>{len({target.plan for target in one.targets})}"
            for one in self._alone
        )
        heads = [both(*names) for names in (("指标", "Indicator"), ("数值", "Values"), ("计划", "Plans"))]
        listed = html.table("指标 Indicators", heads, rows, 2) if rows else ""
        others = "".join(
            f"<li><a href=indicator/{_shared(n)}>{esc(some[0].name)} – {esc(some[-1].name)}</a> {len(some)}" for n, some in enumerate(self._shared, 1)
        )
        rest = f"<h2>{both('只有一两个数值的', 'With one or two values')}</h2><ul>{others}</ul>" if others else ""
        return html.page("指标", f"{html.heading('指标', 'Indicators')}{lede}{listed}{rest}", "indicators.html")

    def _page(self, here: str, title: str, head: str, *held: Indicator, named: bool = False) -> str:
        crumbs = f"<p class=crumbs><a href=../indicators.html>{both('指标', 'Indicators')}</a>"
        parts = [crumbs, head]
        heads = [both(*names) for names in (("目标值", "Value"), ("范围", "Scope"), ("原文", "Words"), ("计划", "Plan"))]
        for one in held:
            if named:
                parts.append(f"<h2 id={one.key}><bdi>{esc(one.name)}</bdi></h2>")
            parts.append(html.table(esc(one.name), heads, "".join(map(self._row, one.targets))))
        return html.page(title, "".join(parts), here, wide=True)

    def _row(self, target: Target) -> str:
        plan = self._facts.plans[target.plan]
        words = target.quote if len(target.quote) <= CUT else target.quote[:CUT] + "…"
        place = f"../plan/{plan.key}.html#{anchor_of(target.measure) if target.measure else 'targets'}"
        return (
            f"<tr><td>{esc(target.value)}<td>{esc(target.scope or '')}<td><a href={place}>{esc(words)}</a>"
            f"<td>{esc(plan.name)}"
        )  # fmt: skip


def _called(targets: list[Target]) -> str:
    """The label that most values have, of several the first in order."""
    counts = Counter(target.label for target in targets)
    return min(counts, key=lambda label: (-counts[label], label))


def _shared(number: int) -> str:
    return f"others-{number}.html"
