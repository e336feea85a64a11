"""The page of a body: what it has to do, in every plan, and with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from zeren.serve.explorer import words
from zeren.site import html
from zeren.site.facts import Facts
from zeren.site.html import both, esc
from zeren.site.records import Body, Measure, Plan
from zeren.table.duties import ROLES

CUT = 90
"""characters of a measure in the list of a body; the whole is one click away"""
PARTNERS = 6
"""partners that a page names"""


@dataclass(frozen=True, slots=True)
class Share:
    """One measure in the list of a body."""

    plan: Plan
    roles: tuple[str, ...]
    words: str
    """its text with its place and when it is due, as markup that all its bodies share"""
    alone: bool
    """whether it is the only principal body"""


class Shares:
    """The lists of all bodies, gathered plan by plan."""

    def __init__(self) -> None:
        self.of: dict[str, list[Share]] = {}

    def add(self, plan: Plan, measures: Sequence[Measure]) -> None:
        """Enter the measures of one plan."""
        for measure in measures:
            roles: dict[str, dict[str, None]] = {}
            for duty in measure.duties:
                roles.setdefault(duty.body, {})[duty.role] = None
            principal = [body for body, held in roles.items() if plan.principal in held]
            words = _words(plan, measure)
            for body, held in roles.items():
                alone = principal == [body]
                self.of.setdefault(body, []).append(Share(plan, tuple(held), words, alone))


def _words(plan: Plan, measure: Measure) -> str:
    text = measure.text if len(measure.text) <= CUT else measure.text[:CUT] + "…"
    due = f" <i class=due>{esc(measure.due)}</i>" if measure.due else ""
    return f"<a href=../plan/{plan.key}.html#{measure.anchor}>{esc(text)}</a>{due}"


class BodyPages:
    """Writes the pages of bodies."""

    def __init__(self, facts: Facts, drawn: Mapping[str, str]) -> None:
        self._facts = facts
        self._drawn = drawn
        self._partners, self._met, self._groups = facts.partners(PARTNERS), facts.met(), facts.groups()
        self._tags = {code: html.role(code) for code in ROLES}

    def page(self, body: Body, shares: Sequence[Share]) -> str:
        """Return the page of one body."""
        tiles: list[tuple[object, str, str]] = []
        tiles += [(body.counts[code], words.word("role", code, "zh"), words.word("role", code, "en")) for code in ROLES if body.counts[code]]
        tiles.append((sum(share.alone for share in shares), "独担", "alone"))
        tiles.append((self._met.get(body.id, 0), "个合作单位", "partners"))
        spelled = [label for label in body.labels if label != body.name]
        printed = f" {both('原文写作', 'printed as')} <bdi>{esc('、'.join(spelled))}</bdi>" if spelled else ""
        chips = html.kind("body", body.kind) + (" " + html.kind("level", body.level) if body.level else "")
        place = f" <span class=chip>{esc(body.jurisdiction)}</span>" if body.jurisdiction else ""
        crumbs = f"<p class=crumbs><a href=../bodies.html>{both('单位', 'Bodies')}</a>"
        head = f"<h1><bdi>{esc(body.name)}</bdi></h1><p class=lede>{chips}{place}{printed}"
        main = (crumbs, head, html.figures(*tiles), self._duties(body, shares), self._through(body), self._together(body))
        return html.page(esc(body.name), "".join(main), f"body/{body.key}.html", wide=True)

    def _duties(self, body: Body, shares: Sequence[Share]) -> str:
        if not shares:
            return ""
        parts = [f"<h2>{both('任务清单', 'Duties')}</h2>"]
        for plan, own in groupby(shares, key=lambda share: share.plan):
            rows = "".join(map(self._row, own))
            drawn = ""
            if plan.id in self._drawn:
                around = urlencode({"around": body.name, "steps": 1})
                drawn = f" <a class=jump href='../{self._drawn[plan.id]}#{around}'>{both('网络', 'network')}</a>"
            parts.append(f"<h3><a href=../plan/{plan.key}.html>{esc(plan.name)}</a>{drawn}</h3><ol class=duties>{rows}</ol>")
        return "".join(parts)

    def _row(self, share: Share) -> str:
        return f"<li>{''.join(map(self._tags.__getitem__, share.roles))} {share.words}"

    def _through(self, body: Body) -> str:
        """Return the groups that bring it further measures."""
        listed = []
        for group, number, possible in self._groups.get(body.id, ()):
            known = self._facts.bodies.get(group)
            if known is not None:
                maybe = f" <small>（{both(f'其中可能 {possible}', f'{possible} of them possible')}）</small>" if possible else ""
                listed.append(f"<li><a href={known.key}.html>{esc(known.name)}</a> {number}{maybe}")
        if not listed:
            return ""
        return f"<h2>{both('另经群体承担', 'Also through groups')}</h2><ul>{''.join(listed)}</ul>"

    def _together(self, body: Body) -> str:
        partners = self._partners.get(body.id, ())
        if not partners:
            return ""
        rest = self._met.get(body.id, 0) - len(partners)
        more = f"<p class='small soft'>{both(f'另有 {rest} 个单位', f'and {rest} more')}" if rest > 0 else ""
        named = [(self._facts.bodies[other], shared) for other, shared in partners]
        rows = "、".join(f"<a href={other.key}.html>{esc(other.name)}</a> {shared}" for other, shared in named)
        return f"<h2>{both('合作单位', 'Partners')} <small class=soft>{both('共同措施数', 'shared measures')}</small></h2><p>{rows}{more}"
