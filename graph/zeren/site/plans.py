"""The page of a plan: all its measures, each at a place of its own, with who holds it and the words that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from zeren.serve.explorer import words
from zeren.site import html
from zeren.site.facts import Facts
from zeren.site.html import both, esc
from zeren.site.names import anchor_of, file_of
from zeren.site.records import Body, Link, Measure, Plan, Target
from zeren.table.duties import ROLES


class PlanPages:
    """Writes the pages of plans."""

    def __init__(self, facts: Facts, sources: Mapping[str, str], drawn: Mapping[str, str]) -> None:
        self._facts = facts
        self._sources = sources
        self._drawn = drawn
        self._up: dict[str, list[Link]] = {}
        self._down: dict[str, list[Link]] = {}
        for link in facts.links:
            self._up.setdefault(link.lower, []).append(link)
            self._down.setdefault(link.upper, []).append(link)
        self._tied = {plan for link in facts.links for plan in (link.upper_plan, link.lower_plan)}
        self._annexes: dict[str, list[Plan]] = {}
        for plan in facts.plans.values():
            if plan.over:
                self._annexes.setdefault(plan.over, []).append(plan)
        self._stated_of: dict[str, list[Target]] = {}
        for target in facts.targets:
            if target.measure is None:
                self._stated_of.setdefault(target.plan, []).append(target)
        self._named: dict[tuple[str, str], str] = {}
        self._tags = {code: html.role(code) for code in ROLES}

    def page(self, plan: Plan, measures: Sequence[Measure]) -> str:
        """Return the page of one plan. ``sources``: document → file; ``drawn``: plan → file of its network."""
        main = "".join((self._head(plan), self._links(plan), *self._tasks(plan, measures), self._stated(plan)))
        return html.page(esc(plan.name), main, f"plan/{plan.key}.html")

    def _head(self, plan: Plan) -> str:
        facts = self._facts
        over = facts.plans.get(plan.over or "")
        crumbs = f" › <a href={over.key}.html>{esc(over.name)}</a>" if over else ""
        source = self._sources.get(plan.document)
        said = (
            ("行政区", "Jurisdiction", esc(plan.jurisdiction or "")),
            ("发文机关", "Issuer", esc(plan.issuer or "")),
            ("文号", "Number", esc(plan.number or "")),
            ("日期", "Date", esc(plan.date or "")),
            ("状态", "Status", both(*words.known("plan-status")[plan.status]) if plan.status in words.known("plan-status") else ""),
            ("牵头的依据", "Who leads", both(*words.lead_basis(plan.lead_basis)) if plan.measures else ""),
            ("来源", "Source", f"<a href=../{source}>{esc(plan.file)}</a>" if source else esc(plan.file)),
        )
        rows = "".join(f"<dt>{both(zh, en)}<dd>{value}" for zh, en, value in said if value)
        crumbs = f"<p class=crumbs><a href=../plans.html>{both('计划', 'Plans')}</a>{crumbs}"
        return f"{crumbs}<h1><bdi>{esc(plan.name)}</bdi></h1><dl class=facts>{rows}</dl>"

    def _links(self, plan: Plan) -> str:
        annexes = "".join(f"<li><a href={p.key}.html>{esc(p.name)}</a>" for p in self._annexes.get(plan.id, ()))
        annexes = f"<h2>{both('附件', 'Annexes')}</h2><ul>{annexes}</ul>" if annexes else ""
        if not plan.measures:
            return annexes
        tiles = html.figures((plan.tasks, "项任务", "tasks"), (plan.measures, "条措施", "measures"), (plan.bodies, "个单位", "bodies"))
        links = [
            (f"../measures.html?plan={plan.key}", "措施表（筛选、排序、下载）", "Table of measures"),
            (f"../matrix.html?plan={plan.key}", "责任矩阵", "Responsibility matrix"),
            (f"../calendar.html?plan={plan.key}", "日历", "Calendar"),
        ]
        if plan.id in self._drawn:
            links.append((f"../{self._drawn[plan.id]}", "网络", "Network"))
        if plan.id in self._tied:
            links.append((f"../cascade.html?plan={plan.key}", "承接表", "Cascade"))
        listed = "".join(f"<li><a href={to}>{both(zh, en)}</a>" for to, zh, en in links)
        return f"{tiles}<ul class='links noprint'>{listed}</ul>{annexes}{html.key()}"

    def _tasks(self, plan: Plan, measures: Sequence[Measure]) -> Iterator[str]:
        over: tuple[str, ...] = ()
        source = self._sources.get(plan.document, "")
        for (section, task), own in groupby(measures, key=lambda m: (m.section, m.task)):
            for depth, heading in enumerate(section):
                if section[: depth + 1] != over[: depth + 1]:
                    yield f"<h2 class=section><bdi>{esc(heading)}</bdi></h2>"
            over = section
            level = "h3" if section else "h2"
            head = f"<{level}><bdi>{esc(task)}</bdi></{level}>" if task else ""
            yield f"<section class=task>{head}<ol class=measures>{''.join(self._item(m, source) for m in own)}</ol></section>"

    def _item(self, measure: Measure, source: str) -> str:
        """Return a measure: its words, who holds it by role, when it is due, what it promises, and where that is printed."""
        held = "".join(
            f" <span class=held>{self._tags[role]} {'、'.join(self._body(d.body, d.mention, d.likely) for d in duties)}</span>"
            for role, duties in groupby(measure.duties, key=lambda d: d.role)
        )
        held = held or f" <span class='chip doubt'>{both('没有写明单位', 'no body is named')}</span>"
        targets = self._facts.of_measure.get(measure.id, ())
        promised = "".join(f" <span class=chip>{esc(t.label)} <b>{esc(t.value)}</b></span>" for t in targets if t.value)
        where = words.place(measure.locator, "zh")
        place = f" <a class=jump href=../{source}#{measure.anchor}>{where}</a>" if source else f" <small class=soft>{where}</small>"
        return (
            f"<li id={measure.anchor}><bdi class=body>{esc(measure.text)}</bdi><p class=meta>{held}{self._due(measure)}{promised}"
            f"{self._reported(measure)}{self._ties(measure)}{place}"
        )

    def _body(self, iri: str, mention: str, likely: bool) -> str:
        known = (iri, mention)
        if known not in self._named:
            body: Body | None = self._facts.bodies.get(iri)
            self._named[known] = f"<a href=../body/{body.key}.html>{esc(mention)}</a>" if body else esc(mention)
        return self._named[known] + (f" <span class='chip doubt'>{both('较可能', 'likelier reading')}</span>" if likely else "")

    def _due(self, measure: Measure) -> str:
        days = f"{measure.due_start} – {measure.due_end}" if measure.due_start and measure.due_end else measure.due_end or ""
        said = [f"{esc(measure.due)}{f' <small>{days}</small>' if days else ''}"] if measure.due or days else []
        said += [f"{esc(raw)}{f' <small>{end}</small>' if end else ''}" for raw, _, end, _ in measure.dates]
        return "".join(f" <i class=due>{one}</i>" for one in said)

    def _reported(self, measure: Measure) -> str:
        """Return what was reported last, with its day."""
        told = self._facts.reports.get(measure.id)
        if told is None:
            return ""
        state, day, progress = told
        title = f" title='{esc(progress)}'" if progress else ""
        names = (words.word("state", state, lang) for lang in ("zh", "en"))
        return f" <span class='chip told'{title}>{both(*names)} {esc(day or '')}</span>"

    def _ties(self, measure: Measure) -> str:
        ties = [("↑", both("上级", "above"), link.upper_plan, link.upper) for link in self._up.get(measure.id, ())]
        ties += [("↓", both("下级", "below"), link.lower_plan, link.lower) for link in self._down.get(measure.id, ())]
        plans = self._facts.plans
        return "".join(
            f" <a class=jump href={plans[plan].key}.html#{anchor_of(other)}>{arrow} {name}</a>"
            for arrow, name, plan, other in ties
            if plan in plans
        )

    def _stated(self, plan: Plan) -> str:
        """Return the targets that the plan as a whole promises."""
        own = self._stated_of.get(plan.id)
        if not own:
            return ""
        rows = "".join(
            f"<tr><td><a href='../targets.html?indicator={file_of(t.indicator)}'>{esc(t.label)}</a>"
            f"<td>{esc(t.value)}<td>{esc(t.scope or '')}<td>{esc(t.quote)}"
            for t in own
        )
        heads = (("指标", "Indicator"), ("目标值", "Value"), ("范围", "Scope"), ("原文", "Words"))
        listed = html.table("指标 Targets", [both(*names) for names in heads], rows)
        return f"<h2 id=targets>{both('表中列出的指标', 'Targets stated in tables')}</h2>{listed}"
