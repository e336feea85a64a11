"""The page of the flow from the tasks of an upper plan to the bodies below: the picture, and the measures behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from zeren.ask import Flow, landing_for, load_flows
from zeren.ground.errors import NotFound
from zeren.picture import kinds, streams
from zeren.serve.explorer import figures, pictured, words
from zeren.serve.explorer.answers import Answer, Asked, Explorer, Page, holding, listing
from zeren.serve.explorer.cascade import KINDS
from zeren.serve.explorer.cells import Ref, Value
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.shape import Column, Facet
from zeren.store.reader import Reader
from zeren.table import whole


@dataclass(frozen=True, slots=True)
class Step:
    """One measure above, one below that carries it out, and one body that answers for that; None where there is none."""

    flow: Flow
    upper: str
    """IRI"""
    lower: str | None
    kind: str | None
    likely: bool


def lower_plans(reader: Reader) -> list[str]:
    """Return the plans that carry out another one, as the pairs of plans are ordered."""
    found = landing_for(reader).rows("SELECT DISTINCT upper_plan, lower_plan, id FROM cascade ORDER BY upper_plan, lower_plan, id")
    return list(dict.fromkeys(whole(lower) for _, lower, _ in found))


def flow(ex: Explorer, reader: Reader, asked: Asked) -> Answer:
    """The flow into one plan: as a picture, and as a table of measures."""
    lower = lower_plans(reader)
    if not lower:
        return Page("explorer/flow.html", {"plans": [], "plan": None})
    plan = asked.query.get("plan", lower[0])
    if plan not in lower:
        raise NotFound(f"{plan}: 没有与这份计划对应的上级计划 (no plan above is aligned with this one)", "choose one on /flow")
    own = load_flows(reader, plan)
    measures = {iri for its in own for pair in its.pairs for iri in (pair.upper, pair.lower) if iri}
    ex = holding(ex, measures)
    drawn = figures.flow(ex, streams.courses(own, kinds.TOP["flow"]), asked.lang)
    if asked.form in pictured.FORMS:
        return figures.file(drawn, asked)
    inside = Markup(drawn.svg().partition("\n")[2])
    upper = [ex.tables.plan(its) for its in dict.fromkeys(its.upper_plan for its in own)]
    return listing(
        table(ex, own), asked, "explorer/flow.html", plans=[ex.tables.plan(its) for its in lower], plan=ex.tables.plan(plan),
        upper=upper, picture=inside,
    )  # fmt: skip


def table(ex: Explorer, own: Sequence[Flow]) -> Grid[Step]:
    """Return the measures behind flows, in the order of the upper plan."""
    rows = [Step(its, pair.upper, pair.lower, pair.kind, pair.likely) for its in own for pair in its.pairs]
    measures = ex.library.duties.measures

    def measure(iri: str | None) -> Value:
        return Ref(measures[iri].text, iri) if iri and iri in measures else None

    def state(step: Step) -> str:
        return "none" if step.lower is None else "likely" if step.likely else "certain"

    columns: list[Column[Step]] = [
        Column("task", "上级任务", "Task above", lambda s: " ".join(filter(None, (s.flow.task_no, s.flow.task_title))), "narrow"),
        Column("upper", "上级措施", "Measure above", lambda s: measure(s.upper), "long"),
        Column("lower", "下级措施", "Measure below", lambda s: measure(s.lower), "long"),
        Column("body", "承担单位", "Body below", lambda s: ex.tables.body(s.flow.body) if s.flow.body else None, "narrow"),
        Column("kind", "对应方式", "How", lambda s: words.marked(KINDS, s.kind), "narrow"),
        Column("state", "认定", "Standing", lambda s: words.marked(words.STANDING, state(s)), "narrow"),
    ]
    facets: list[Facet[Step]] = [
        Facet(("state",), (("认定", "Standing"),), lambda s: [(state(s),)], lambda _, v, lang: words.among(words.STANDING, v, lang)),
        Facet(("kind",), (("对应方式", "How"),), lambda s: [(s.kind,)] if s.kind else [], lambda _, v, lang: words.among(KINDS, v, lang)),
    ]

    def said(step: Step) -> str:
        texts = [measures[iri].text for iri in (step.upper, step.lower) if iri and iri in measures]
        return "\n".join((*texts, step.flow.task_title, step.flow.body_name or ""))

    return Grid("flow", rows, columns, facets, said)
