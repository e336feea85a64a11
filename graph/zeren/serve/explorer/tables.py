"""The tables of the explorer: their rows, columns and facets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import cached_property
from typing import TypeVar

from zeren.report.records import Item, Partner
from zeren.serve.explorer import words
from zeren.serve.explorer.cells import Bar, Ref, Said, Value
from zeren.serve.explorer.grid import Grid
from zeren.serve.explorer.library import Library, Plan, Promise, Size
from zeren.serve.explorer.review import KINDS, Case, cases
from zeren.serve.explorer.shape import ANY, Column, Facet, Option
from zeren.serve.explorer.values import (
    AS_WRITTEN,
    MEASURE_FILES,
    NAMED,
    THROUGH,
    case_label,
    counted_label,
    counted_order,
    due_date,
    due_label,
    due_order,
    dues,
    held_label,
    held_order,
    indicator_name,
    itself,
    level_number,
    listed_label,
    standing,
    target_words,
    task,
    value_words,
)
from zeren.table.duties import ROLES, BodyRow, MeasureRow

R = TypeVar("R")

Indicator = tuple[str, list[Promise]]
"""IRI of an indicator and its targets"""


class Tables:
    """The tables of one library, each made when it is first asked for."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._plan_refs: dict[str, Ref] = {}

    def body(self, iri: str, role: str | None = None) -> Ref:
        """Return a body by the name it goes by in the store."""
        return Ref(self.library.called[iri], iri, role)

    def plan(self, iri: str) -> Ref:
        """Return a plan by annex mark and title."""
        if iri not in self._plan_refs:
            plan = self.library.plans.get(iri)
            self._plan_refs[iri] = Ref(plan.name if plan else iri, iri)
        return self._plan_refs[iri]

    def plan_words(self, iri: str) -> str:
        """Return a plan in the words of a facet: with its jurisdiction, for many plans are named alike."""
        plan = self.library.plans.get(iri)
        return iri if plan is None else f"{plan.name}（{plan.jurisdiction}）" if plan.jurisdiction else plan.name

    def plan_options(self, plans: Iterable[Plan], chosen: str | None = None) -> list[Option]:
        """Return plans as values to choose from."""
        return [Option(plan.id, self.plan_words(plan.id), 0, plan.id == chosen) for plan in plans]

    def holders(self, measure: str, *roles: str) -> tuple[Ref, ...]:
        """Return the bodies that hold one of the roles, as written, each once."""
        held = dict.fromkeys((d.body, d.role) for d in self.library.of_measure[measure] if d.role in roles)
        mixed = len({role for _, role in held}) > 1
        return tuple(self.body(body, role if mixed else None) for body, role in held)

    @cached_property
    def measures(self) -> Grid[MeasureRow]:
        """All measures, in document order."""
        rows = list(self.library.duties.measures.values())
        return Grid("measures", rows, self.measure_columns(), self.measure_facets(), self._measure_words)

    def measure_facets(self) -> list[Facet[MeasureRow]]:
        """Return the facets of a table of measures."""
        library = self.library

        def held(row: MeasureRow) -> Iterable[tuple[str, ...]]:
            return {(duty.role, library.bodies[duty.body].level or "") for duty in library.of_measure[row.id]}

        return [
            self._plan_facet(lambda r: [(r.plan_id,)]),
            Facet(("role", "level"), (("角色", "Role"), ("单位级别", "Level")), held, held_label, held_order),
            Facet(("deadline",), (("完成时限", "Deadline"),), lambda r: [(one,) for one in dues(r)], due_label, due_order, offered=None),
        ]  # fmt: skip

    def measure_columns(self) -> list[Column[MeasureRow]]:
        """Return the columns of a table of measures; a role that no plan has is left out."""
        columns: list[Column[MeasureRow]] = [
            Column("plan", "计划", "Plan", lambda r: self.plan(r.plan_id), "narrow", lambda r: self._plan_number(r.plan_id)),
            Column("task", "任务", "Task", task, "narrow"),
            Column("text", "措施", "Measure", lambda r: Ref(r.text, r.id), "long", lambda r: r.text),
            Column("deadline", "完成时限", "Deadline", lambda r: r.deadline, "narrow", due_date),
        ]  # fmt: skip
        for role in self.library.roles():
            zh, en = words.word("role", role, "zh"), words.word("role", role, "en").capitalize()
            columns.append(Column(role, zh, en, _holding(self, role), "bodies"))
        for key, zh, en, value in MEASURE_FILES:
            columns.append(Column(key, zh, en, value, shown=False))
        return columns

    def _measure_words(self, row: MeasureRow) -> str:
        return "\n".join(filter(None, (row.text, row.task, row.plan, row.deadline, *row.section)))

    def _plan_number(self, iri: str) -> int:
        return self._plan_numbers.get(iri, 0)

    @cached_property
    def _plan_numbers(self) -> dict[str, int]:
        return {iri: number for number, iri in enumerate(self.library.plans)}

    def _plan_facet(self, values: Callable[[R], Iterable[tuple[str, ...]]]) -> Facet[R]:
        """Return the facet of the plans that rows belong to."""
        return Facet(("plan",), (("计划", "Plan"),), values, lambda _, value, __: self.plan_words(value), self._plan_order)

    def _plan_order(self, _: str, value: str) -> int:
        return self._plan_number(value)

    @cached_property
    def bodies(self) -> Grid[BodyRow]:
        """All bodies and group expressions, most measures first."""
        library, counts = self.library, self.library.counts
        rows = sorted(library.bodies.values(), key=lambda row: (-counts[row.id]["all"], row.name, row.id))
        most = max((sum(counts[row.id][role] for role in ROLES) for row in rows), default=1) or 1
        plans, through = library.plans_of, library.through
        columns: list[Column[BodyRow]] = [
            Column("agency", "单位", "Body", lambda r: Ref(r.name, r.id)),
            Column("load", "工作量", "Workload", lambda r: self._bar(counts[r.id], most), "strip"),
            *(Column(role, words.word("role", role, "zh"), words.word("role", role, "en").capitalize(),
                     _count(counts, role), "number") for role in library.roles()),
            Column("all", "措施", "Measures", lambda r: counts[r.id]["all"], "number"),
            Column("through", "另经群体", "Through groups", lambda r: through[r.id] or None, "number"),
            Column("level", "级别", "Level", lambda r: words.code("level", r.level), order=lambda r: level_number(r.level or "")),
            Column("kind", "类别", "Kind", lambda r: words.code("body", r.kind)),
            Column("jurisdiction", "行政区", "Jurisdiction", lambda r: r.jurisdiction, shown=False),
            Column("aliases", "原文写法", "As printed", lambda r: "、".join(r.aliases), shown=False),
            Column("id", "标识", "Identifier", lambda r: r.id, shown=False),
        ]  # fmt: skip
        listed = library.listed_in
        chosen: Facet[BodyRow] = self._plan_facet(lambda r: [(p,) for p in plans[r.id]])
        facets: list[Facet[BodyRow]] = [
            Facet(("plan", "listed"), (*chosen.titles, ("列名", "Listed")),
                  lambda r: [(p, NAMED if p in listed[r.id] else THROUGH) for p in plans[r.id]],
                  lambda name, v, lang: chosen.label(name, v, lang) if name == "plan" else listed_label(name, v, lang),
                  lambda name, v: self._plan_order(name, v) if name == "plan" else v == THROUGH),
            Facet(("role",), (("角色", "Role"),), lambda r: [(x,) for x in ROLES if counts[r.id][x]], held_label, held_order),
            Facet(("level",), (("级别", "Level"),), lambda r: [(r.level or "",)], held_label, held_order),
            Facet(("kind",), (("类别", "Kind"),), lambda r: [(r.kind,)], lambda _, v, lang: words.word("body", v, lang)),
        ]  # fmt: skip
        return Grid("bodies", rows, columns, facets, lambda r: "\n".join((r.name, *r.aliases)))

    def _bar(self, counts: dict[str, int], most: int) -> Bar:
        return Bar(tuple((role, counts[role]) for role in ROLES if counts[role]), most)

    @cached_property
    def plans(self) -> Grid[Plan]:
        """All plans and annexes, by file and place."""
        sizes, promised, none = self.library.sizes, self.library.promised, Size(0, 0, 0)
        columns: list[Column[Plan]] = [
            Column("plan", "计划", "Plan", lambda p: Ref(p.name, p.id)),
            Column("part_of", "所属文件", "Part of", lambda p: Ref(p.part_of or "", p.over) if p.over else None),
            Column("jurisdiction", "行政区", "Jurisdiction", lambda p: p.jurisdiction),
            Column("status", "状态", "Status", lambda p: words.marked(words.known("plan-status"), p.status)),
            Column("date", "日期", "Date", lambda p: p.date or p.year, "date"),
            Column("tasks", "任务", "Tasks", lambda p: sizes.get(p.id, none).tasks, "number"),
            Column("measures", "措施", "Measures", lambda p: sizes.get(p.id, none).measures, "number"),
            Column("bodies", "单位", "Bodies", lambda p: sizes.get(p.id, none).bodies, "number"),
            Column("targets", "指标", "Targets", lambda p: promised[p.id], "number"),
            Column("number", "文号", "Number", lambda p: p.number, shown=False),
            Column("issuer", "发文机关", "Issuer", lambda p: p.issuer, shown=False),
            Column("file", "文件", "File", lambda p: p.file, shown=False),
            Column("id", "标识", "Identifier", lambda p: p.id, shown=False),
        ]  # fmt: skip
        facets: list[Facet[Plan]] = [
            Facet(("jurisdiction",), (("行政区", "Jurisdiction"),), lambda p: [(p.jurisdiction or "",)], itself),
            Facet(("year",), (("年份", "Year"),), lambda p: [(p.year,)] if p.year else [], itself),
            Facet(("status",), (("状态", "Status"),), lambda p: [(p.status,)] if p.status else [],
                  lambda _, v, lang: words.word("plan-status", v, lang)),
        ]  # fmt: skip
        return Grid("plans", list(self.library.plans.values()), columns, facets,
                    lambda p: "\n".join(filter(None, (p.name, p.part_of, p.number, p.jurisdiction, p.issuer, p.file))))  # fmt: skip

    @cached_property
    def targets(self) -> Grid[Promise]:
        """All targets, in document order."""
        return Grid("targets", self.library.promises, self.target_columns(), self.target_facets(), target_words)

    def targets_of(self, indicator: str) -> Grid[Promise]:
        """Return the targets of one indicator."""
        rows = [promise for promise in self.library.promises if promise.indicator == indicator]
        columns = [column for column in self.target_columns() if column.key != "indicator"]
        return Grid("targets", rows, columns, self.target_facets(), target_words)

    def target_facets(self) -> list[Facet[Promise]]:
        """Return the facets of a table of targets."""
        return [
            self._plan_facet(lambda p: [(p.plan,)]),
            Facet(("kind",), (("种类", "Kind"),), lambda p: [(p.target.kind,)], lambda _, v, lang: words.word("target", v, lang)),
            Facet(("force",), (("约束力", "Force"),), lambda p: [(p.target.force,)], lambda _, v, lang: words.word("force", v, lang)),
        ]  # fmt: skip

    def target_columns(self) -> list[Column[Promise]]:
        """Return the columns of a table of targets."""

        def bodies(promise: Promise) -> Value:
            return self.holders(promise.measure, self.library.principal(promise.measure)) if promise.measure else None

        def whose(promise: Promise) -> Value:
            measure = self.library.duties.measures.get(promise.measure or "")
            return Ref(measure.text, measure.id) if measure else self.plan(promise.plan)

        return [
            Column("indicator", "指标", "Indicator", lambda p: Ref(p.target.indicator, p.indicator)),
            Column("value", "目标值", "Value", value_words, "narrow", lambda p: p.target.value),
            Column("quote", "原文", "Quote", lambda p: p.target.quote, "long"),
            Column("scope", "范围", "Scope", lambda p: p.target.scope),
            Column("bodies", "主责单位", "Principal bodies", bodies, "bodies"),
            Column("measure", "措施", "Measure", whose, "long"),
            Column("plan", "计划", "Plan", lambda p: self.plan(p.plan), "narrow"),
            Column("comparator", "比较", "Comparator", lambda p: p.comparator or None, shown=False),
            Column("number", "数值", "Number", lambda p: p.target.value, shown=False),
            Column("number_max", "上限", "Upper end", lambda p: p.target.value_max, shown=False),
            Column("unit", "单位", "Unit", lambda p: p.target.unit, shown=False),
            Column("file", "文件", "File", lambda p: p.file, shown=False),
            Column("locator", "位置", "Place", lambda p: p.locator, shown=False),
            Column("id", "标识", "Identifier", lambda p: p.id, shown=False),
        ]  # fmt: skip

    @cached_property
    def indicators(self) -> Grid[Indicator]:
        """Indicators with all their targets, most targets first."""
        found: dict[str, list[Promise]] = {}
        for promise in self.library.promises:
            found.setdefault(promise.indicator, []).append(promise)
        rows = sorted(found.items(), key=lambda item: (-len(item[1]), item[1][0].target.indicator, item[0]))
        return Grid("indicators", rows, self.indicator_columns(), self.indicator_facets(), lambda r: "\n".join({p.target.indicator for p in r[1]}))

    def indicator_columns(self) -> list[Column[Indicator]]:
        """Return the columns of a table of indicators."""
        return [
            Column("indicator", "指标", "Indicator", lambda r: Ref(indicator_name(r[1]), r[0])),
            Column("targets", "目标数", "Targets", lambda r: len(r[1]), "number"),
            Column("values", "目标值", "Values", lambda r: "；".join(dict.fromkeys(filter(None, map(value_words, r[1])))), "narrow"),
            Column("plans", "计划", "Plans", lambda r: tuple(self.plan(p) for p in dict.fromkeys(x.plan for x in r[1])), "bodies"),
            Column("id", "标识", "Identifier", lambda r: r[0], shown=False),
        ]  # fmt: skip

    def indicator_facets(self) -> list[Facet[Indicator]]:
        """Return the facets of a table of indicators."""
        return [
            self._plan_facet(lambda r: {(p.plan,) for p in r[1]}),
            Facet(("kind",), (("种类", "Kind"),), lambda r: {(p.target.kind,) for p in r[1]}, lambda _, v, lang: words.word("target", v, lang)),
        ]  # fmt: skip

    @cached_property
    def review(self) -> Grid[Case]:
        """Everything that needs a person."""
        return self.review_of(self.library)

    def review_of(self, library: Library, dated: Collection[str] | None = None) -> Grid[Case]:
        """Return what of a library needs a person; ``dated``: the plans with a deadline, where the library does not hold all."""
        columns: list[Column[Case]] = [
            Column("kind", "事项", "Matter", lambda c: words.marked(KINDS, c.kind), "narrow"),
            Column("subject", "对象", "Subject", lambda c: c.subject, "long"),
            Column("words", "说明", "What", lambda c: Said(c.words, c.words, c.english or c.words), "long"),
            Column("plan", "计划", "Plan", lambda c: self.plan(c.plan) if c.plan else None, "narrow"),
            Column("file", "文件", "File", lambda c: c.file, "narrow"),
            Column("locator", "位置", "Place", lambda c: c.locator, "place"),
        ]
        facets: list[Facet[Case]] = [
            Facet(("kind",), (("事项", "Matter"),), lambda c: [(c.kind,)], case_label),
            self._plan_facet(lambda c: [(c.plan,)] if c.plan else []),
        ]  # fmt: skip

        def text(case: Case) -> str:
            return "\n".join((case.subject.text if case.subject else "", case.words, case.file))

        return Grid("review", cases(library, self.body, dated), columns, facets, text)

    def duties_of(self, body: str) -> Grid[Item]:
        """Return the duties of one body, as written and through groups."""
        summary = self.library.ledger.summary(body)
        rows = sorted((*summary.items, *summary.derived), key=lambda item: self._measure_number[item.measure.id])
        columns: list[Column[Item]] = [
            Column("plan", "计划", "Plan", lambda i: self.plan(i.measure.plan_id), "narrow", lambda i: self._plan_number(i.measure.plan_id)),
            Column("task", "任务", "Task", lambda i: task(i.measure), "narrow"),
            Column("text", "措施", "Measure", lambda i: Ref(i.measure.text, i.measure.id), "long"),
            Column("role", "角色", "Role", lambda i: tuple(Ref(words.word("role", r, "zh"), "", r) for r in i.roles), "roles"),
            Column("place", "位次", "Standing", standing, "narrow"),
            Column("deadline", "完成时限", "Deadline", lambda i: i.measure.deadline, "narrow", lambda i: due_date(i.measure)),
            Column("together", "共同责任", "Answering with it", lambda i: self._peers(i, "lead", "responsible"), "bodies"),
            Column("support", "协办", "Support", lambda i: self._peers(i, "support"), "bodies"),
            Column("via", "经群体", "Through group", lambda i: i.via, "narrow"),
            Column("file", "文件", "File", lambda i: i.measure.file, shown=False),
            Column("locator", "位置", "Place", lambda i: i.measure.locator, shown=False),
            Column("id", "标识", "Identifier", lambda i: i.measure.id, shown=False),
        ]  # fmt: skip
        if not any(item.via for item in rows):
            columns = [column for column in columns if column.key != "via"]
        written = any(item.certainty is None for item in rows)
        facets: list[Facet[Item]] = [
            Facet(("role",), (("角色", "Role"),), lambda i: [(r,) for r in i.roles], held_label, held_order),
            self._plan_facet(lambda i: [(i.measure.plan_id,)]),
            Facet(("deadline",), (("完成时限", "Deadline"),), lambda i: [(one,) for one in dues(i.measure)], due_label, due_order, offered=None),
            Facet(("counted",), (("计法", "Counted"),), lambda i: [(i.certainty or AS_WRITTEN,)], counted_label, counted_order,
                  AS_WRITTEN if written else ANY),
        ]  # fmt: skip
        return Grid("duties", rows, columns, facets, lambda i: self._measure_words(i.measure))

    def _peers(self, item: Item, *roles: str) -> tuple[Ref, ...]:
        return tuple(self.body(body) for body in dict.fromkeys(p.id for p in item.peers if p.role in roles))

    @cached_property
    def _measure_number(self) -> dict[str, int]:
        return {measure: number for number, measure in enumerate(self.library.duties.measures)}

    def partners_of(self, body: str) -> Grid[Partner]:
        """Return the bodies that share measures with one, most shared first."""
        rows = self.library.ledger.summary(body).partners
        most = max((sum(partner.counts.values()) for partner in rows), default=1) or 1
        bodies = self.library.bodies
        columns: list[Column[Partner]] = [
            Column("agency", "合作单位", "Partner", lambda p: Ref(p.agency, p.id)),
            Column("shared", "其角色", "Its roles", lambda p: self._bar(dict(p.counts), most), "strip"),
            *(Column(role, "其" + words.word("role", role, "zh"), "As " + words.word("role", role, "en"),
                     _partner_count(role), "number") for role in self.library.roles()),
            Column("count", "共同措施", "Shared measures", lambda p: p.count, "number"),
            Column("id", "标识", "Identifier", lambda p: p.id, shown=False),
        ]  # fmt: skip
        facets: list[Facet[Partner]] = [
            Facet(("level",), (("级别", "Level"),), lambda p: [(bodies[p.id].level or "",)], held_label, held_order),
            Facet(("role",), (("其角色", "Its role"),), lambda p: [(r,) for r in ROLES if p.counts[r]], held_label, held_order),
        ]
        return Grid("partners", rows, columns, facets, lambda p: p.agency, prefix="partners.")


def _holding(tables: Tables, role: str) -> Callable[[MeasureRow], Value]:
    return lambda row: tables.holders(row.id, role)


def _count(counts: dict[str, dict[str, int]], role: str) -> Callable[[BodyRow], Value]:
    return lambda row: counts[row.id][role]


def _partner_count(role: str) -> Callable[[Partner], Value]:
    return lambda partner: partner.counts[role]
