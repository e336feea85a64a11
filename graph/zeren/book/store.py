"""What a notebook asks of a store; every method is named like the command that gives the same."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zeren import ask as asking
from zeren.ask.loading import demand_held
from zeren.ask.lookup import ask_rows
from zeren.book import tables
from zeren.book.frame import Frame, framed
from zeren.book.page import Page
from zeren.ground.errors import NotFound, StoreError, WrongUsage
from zeren.store import open_reader
from zeren.store.counted import all_editions as counting
from zeren.store.counted import on_day
from zeren.table import short
from zeren.table.duties import ROLES, Duties

if TYPE_CHECKING:
    import networkx as nx

    from zeren.network import Whole
    from zeren.store.reader import Reader

_COUNT = """PREFIX zr: <https://w3id.org/zeren/ns#>
SELECT (COUNT(DISTINCT ?plan) AS ?plans) (COUNT(DISTINCT ?measure) AS ?measures) WHERE {
  ?measure a zr:Measure ; zr:inPlan ?plan
}"""


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")  # 2018-06-01


class Book:
    """A store opened for reading: what was in it when it was opened, whatever is written meanwhile.

    Rows come as a pandas DataFrame, or as a list of dictionaries where pandas is not installed. ``plan`` keeps to the
    plans whose title, number or jurisdiction holds these words, ``groups`` says how 各街道办事处 counts: ``as-written``
    as one body, ``expanded`` as its certain members, ``possible`` with the possible ones too. Bodies may be named by any of
    their spellings. All methods raise NotFound and Ambiguous for names, WrongUsage for other values, StoreError after
    ``close``.
    """

    def __init__(self, store: str | os.PathLike[str], *, all_editions: bool = False, on: str | None = None) -> None:
        self.store = os.fspath(store)
        self.all_editions = all_editions
        self.on = on
        if on is not None and not _DAY.fullmatch(on):
            raise WrongUsage(f"on: {on!r} 不是日期 (no date)", "write 2018-06-01")
        with counting(all_editions), on_day(on):
            self._open: Reader | None = open_reader(self.store)
        self._duties: dict[str | None, Duties] = {}

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        if self._open is None:
            return f"<zeren store {self.store!r}, closed>"
        (row,) = ask_rows(self._open, _COUNT)
        counts = {name: term.value if term else "0" for name, term in row.items()}
        return f"<zeren store {self.store!r}: {counts['measures']} measures of {counts['plans']} plans>"

    def close(self) -> None:
        """Give the store free."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _demand_open(self) -> Reader:
        if self._open is None:
            raise StoreError(f"{self.store}: 已关闭 (closed)", "open it again with zeren.open")
        return self._open

    @property
    def _reader(self) -> Reader:
        return self._demand_open()

    def table(self, plan: str | None = None) -> Duties:
        """Return the plain table that all figures are counted from, read once; see ``zeren.table.duties``.

        WrongUsage where the store, or the plans named, have more measures than are read at once.
        """
        reader = self._reader
        if plan not in self._duties:
            demand_held(reader, plan)
            self._duties[plan] = asking.load_duties(reader, plan)
        return self._duties[plan]

    def _about(self, plan: str | None, body: str | None) -> Duties:
        """The same of the measures in which a body (IRI) holds a duty, where it was not read before; None: of all."""
        if body is None or plan in self._duties:
            return self.table(plan)
        return asking.load_duties(self._reader, plan, body=body)

    def left_out(self) -> Frame:
        """The documents that do not count, because another one says the same, with that one; see ``zeren.open``."""
        rows = ({"document": left, "counted": kept} for left, kept in self._reader.left_out_names())
        return framed(rows, ("document", "counted"))

    def editions(self) -> Frame:
        """Which texts are of one matter: mirror, draft and issued text, next edition, revision, excerpt; why, and which is left out."""
        return self.question("editions")

    # What there is

    def plans(self, plan: str | None = None) -> Frame:
        """All plans and annexes."""
        return self.question("plans", plan=plan)

    def bodies(self, plan: str | None = None) -> Frame:
        """All bodies and group expressions with their number of measures by role, most measures first."""
        return framed(tables.bodies(self.table(plan)), tables.BODIES, row=tables.ROWS["bodies"])

    def measures(
        self, text: str | None = None, *, plan: str | None = None, body: str | None = None, role: str = "any"
    ) -> Frame:
        """All measures in document order; only those that hold ``text``, or in which ``body`` holds ``role``."""
        holder = self._body(body, plan)
        found = tables.measures(self._about(plan, holder), text, holder, _role(role))
        return framed(found, tables.MEASURES, row=tables.ROWS["measures"])

    def duties(
        self, *, plan: str | None = None, body: str | None = None, role: str = "any", groups: str = "as-written"
    ) -> Frame:
        """Who holds which role on which measure, one row each, in document order."""
        holder = self._body(body, plan)
        found = tables.duties(self._about(plan, holder), holder, _role(role), groups)
        return framed(found, tables.DUTIES, row=tables.ROWS[groups], groups=groups)

    def targets(
        self, *, plan: str | None = None, body: str | None = None, indicator: str | None = None, kind: str | None = None
    ) -> Frame:
        """What the plans promise: indicator, comparator, value, unit, and who answers for it."""
        from zeren.ask.promised import COLUMNS, promised

        return framed(promised(self._reader, plan, self._body(body, plan), indicator, kind), COLUMNS, row=tables.ROWS["targets"])

    def due(
        self,
        first: str | None = None,
        last: str | None = None,
        *,
        plan: str | None = None,
        body: str | None = None,
        role: str = "any",
    ) -> Frame:
        """Dated duties in order, from ``first`` to ``last`` (2026-06-30), recurring ones on each of their days."""
        from zeren.ask import dated

        dated.check_period(first, last, "first", "last")
        found = dated.wanted(self._reader, first, last, plan=plan, body=self._body(body, plan), role=_role(role) or "any")
        return framed(found.whole(), dated.COLUMNS, row=tables.ROWS["due"])

    def series(self, words: str | None = None, *, by: str = "measures", on: str | None = None) -> Frame:
        """A series of yearly plans: what became of each of its measures, targets, bodies or ties from year to year.

        ``words`` stand in the title of one of its plans; None where the store holds one series alone. ``on``: an ISO day, for the
        editions that were issued by then.
        """
        from zeren.ask import series

        if by not in series.KINDS:
            raise WrongUsage(f"by: {by!r} 没有这种 (no such kind)", f"choose from {', '.join(series.KINDS)}")
        found = series.series(self._reader, words, on)
        columns, rows = series.tabulated(found, by)
        return framed(rows, columns, title=found.title)

    def chain(self, words: str | None = None, *, by: str = "plans") -> Frame:
        """One topic from level to level: its plans, what each takes up, who answers, how quantities were split.

        ``words`` stand in the title, number or jurisdiction of any of its plans; None for all chains of the store.
        """
        from zeren.ask import chain

        if by not in chain.KINDS:
            raise WrongUsage(f"by: {by!r} 没有这种 (no such kind)", f"choose from {', '.join(chain.KINDS)}")
        columns, rows = chain.tabulated(chain.chain(self._reader, words), by)
        return framed(rows, columns, note=chain.NOTE)

    def changes(self, before: str, after: str) -> Frame:
        """What became of each measure from one plan to another, as ``zeren changes`` tells it.

        Each is named by its identifier, or words of its title, number or file name.
        """
        from zeren.editions import changes
        from zeren.editions.rows import HEADS, row_of
        from zeren.ingest.texts import chosen, rolled, stored

        (old, first), (new, last) = (chosen(name, stored(self._reader, name)) for name in (before, after))
        found = changes.changes(old, new, last.code or first.code, rolled(first, last))
        return framed((row_of(one) for one in found), HEADS, title=f"《{first.title}》→《{last.title}》")

    # What can be asked

    def question(self, name: str | None = None, params: Mapping[str, Any] | None = None, **more: Any) -> Frame:
        """Run a shipped question, or list them all.

        Parameters come as keywords, or in ``params`` where a name is a word of Python (``from``). ``attrs`` of the
        answer holds the question, the values used, the query and its notes.
        """
        known = asking.questions()
        if name is None:
            return framed(map(tables.described, known.values()), ("name", "question", "params", "title"))
        if name not in known:
            raise NotFound(f"{name}: 没有这个问题 (no such question)", "question() lists all")
        given = {key: str(value) for key, value in {**(params or {}), **more}.items() if value is not None}
        return self._answer(asking.run(self._reader, known[name], given))

    def ask(self, sentence: str) -> Frame:
        """Answer a question in Chinese; every word is read, and ``attrs`` tells how.

        ``attrs`` holds the reading in words, the number that was asked for, the notes that belong to the answer, the words
        that were not used, and what a row is. Raises NotFound where a word was not understood or plans do not say such
        things, Ambiguous where a name means several bodies; both say what can be asked instead.
        """
        found = asking.asked(self._reader, sentence)
        return framed(
            found.rows,
            found.columns,
            question=found.told,
            figure=found.figure,
            notes=list(found.notes),
            unused=list(found.unused),
            row=found.row,
            sparql=found.query,
        )

    def _answer(self, found: asking.Rows) -> Frame:
        from zeren.ask.groups import beside

        about = {"question": found.question.question, "params": dict(found.params), "notes": list(found.question.notes)}
        about["through"] = beside(self._reader, found, found.params.get("plan"))
        return framed(found.rows, [column.name for column in found.columns], **about, sparql=found.sparql)

    def leads(self, name: str, *, plan: str | None = None) -> Frame:
        """The measures that a body leads, or is responsible for where a plan has no lead role."""
        return self.question("leads", body=name, plan=plan)

    def who(self, text: str, *, plan: str | None = None) -> Frame:
        """Who answers for the measures that mention ``text``."""
        return self.question("who", words=text, plan=plan)

    def agency(self, name: str, *, plan: str | None = None) -> dict[str, Any]:
        """The workload of a body: counts by role, expanded groups, deadlines, partners."""
        from zeren import report

        body = self._found(name, plan)
        duties = self._about(plan, body)
        return report.summary(duties, body, duties.targets).record()

    def show(self, identifier: str) -> Frame:
        """The words that prove a measure or name a body: its quotes with file and place.

        ``identifier`` is an IRI as other answers give it, its last part, or a body's name.
        """
        from zeren.ground.vocabulary import BASE

        iri = identifier if "://" in identifier else f"{BASE}measure/{identifier.removeprefix('measure/')}"
        if asking.landing_for(self._reader).rows("SELECT 1 FROM measure WHERE id = $id LIMIT 1", {"id": short(iri)}):
            return self.question("measure", id=iri)
        try:
            body = self._found(identifier, None)
        except NotFound as error:
            raise NotFound(f"{identifier}: 既不是措施也不是单位 (neither a measure nor a body)", error.remedy) from error
        return self.question("sources-of", body=body)

    def query(self, sparql: str, *, seconds: float = 10, rows: int = 100_000) -> Frame:
        """Run a SPARQL query of your own under limits; zr:, zrc:, skos: and the like need not be declared.

        Rows for SELECT, a bool for ASK, Turtle as text for CONSTRUCT and DESCRIBE. Warns where the limit of rows
        cut something off; raises TimeOut after ``seconds``.
        """
        self._demand_open()
        with counting(self.all_editions), on_day(self.on):
            return tables.queried(self.store, sparql, seconds, rows)

    # The network

    def network(
        self, role: str = "any", *, groups: str = "as-written", weight: str = "count", plan: str | None = None
    ) -> nx.Graph:
        """The bodies tied by shared measures, a networkx graph; a DiGraph for ``lead-responsible`` and its like."""
        from zeren import network

        return network.projection(self.table(plan), role, groups, weight)

    def bipartite(self, role: str = "any", *, groups: str = "as-written", plan: str | None = None) -> nx.Graph:
        """The two-mode network of bodies and measures, a networkx graph."""
        from zeren import network

        return network.bipartite(self.table(plan), groups, role)

    def indices(
        self, role: str = "any", *, groups: str = "as-written", weight: str = "count", plan: str | None = None
    ) -> Frame:
        """The network measures of all bodies, strongest first; ``definitions`` gives their formulas."""
        from zeren import network

        duties = self.table(plan)
        found = self._network(plan).columns(role, groups, weight)
        rows = (
            {"agency": its.name, "kind": its.kind, **found[its.id], "in_core": bool(found[its.id]["in_core"]), "agency_id": its.id}
            for its in map(duties.bodies.__getitem__, found)
        )
        return framed(rows, ("agency", "kind", *network.COLUMNS, "agency_id"), role=role, groups=groups, weight=weight)

    def definitions(self) -> Frame:
        """Formula and source of every network measure."""
        from zeren import network

        return framed(network.definitions(), ("key", "zh", "en", "formula", "source"))

    def rank(self, role: str = "any", *, groups: str = "as-written", plan: str | None = None) -> Frame:
        """Bodies by number of measures in a role."""
        found = self._network(plan).rank(role, groups)
        rows = ({"agency": row.agency, "kind": row.kind, "count": row.count, "agency_id": row.id} for row in found)
        return framed(rows, ("agency", "kind", "count", "agency_id"), role=role, groups=groups)

    def pairs(self, role: str = "support", *, groups: str = "as-written", plan: str | None = None) -> Frame:
        """Pairs of bodies that hold a role on the same measure, most shared measures first."""
        found = self._network(plan).pairs(role, groups)
        rows = ({"a": row.a, "b": row.b, "count": row.count, "a_id": row.a_id, "b_id": row.b_id} for row in found)
        return framed(rows, ("a", "b", "count", "a_id", "b_id"), role=role, groups=groups)

    # Pages

    def graph(
        self,
        *,
        plan: str | None = None,
        center: str | None = None,
        hops: int = 1,
        groups: str = "as-written",
        role: str | None = None,
    ) -> Page:
        """The interactive network as a page; ``center`` shows only the surroundings of a body."""
        from zeren import draw

        duties, whole = self.table(plan), self._network(plan)
        titles = sorted({row.part_of or row.plan for row in duties.measures.values()})
        title = "、".join(titles) if len(titles) <= 2 else f"{titles[0]}等{len(titles)}份计划"
        roles = None if role in (None, "any") else [str(_role(str(role)))]
        page = draw.page(
            duties,
            title=title,
            roles=roles,
            center=self._body(center, plan),
            hops=hops,
            groups=groups,
            columns=whole.columns(),
            kept=whole.landing.kept.made,
        )
        return Page(title, page)

    def report(self, name: str, *, plan: str | None = None) -> Page:
        """The workload summary of a body as a page."""
        from zeren import report
        from zeren.report.content import content
        from zeren.report.page import page

        body = self._found(name, plan)
        duties = self._about(plan, body)
        made = content(report.summary(duties, body, duties.targets))
        return Page(f"{made.name}任务清单", page(made).decode())

    def _network(self, plan: str | None) -> Whole:
        from zeren.network import Whole

        return Whole(asking.landing_for(self._reader), asking.plan_paths(self._reader, plan))

    def _found(self, name: str, plan: str | None) -> str:
        """Return the IRI of a body by any of its spellings."""
        return asking.find_body(self._reader, name, plan).iri

    def _body(self, name: str | None, plan: str | None) -> str | None:
        return None if name is None else self._found(name, plan)


def _role(role: str) -> str | None:
    """Return a role code, None for any; WrongUsage for anything else."""
    if role != "any" and role not in ROLES:
        raise WrongUsage(f"role: {role!r} 没有这种角色 (no such role)", f"choose from {', '.join(ROLES)}, any")
    return None if role == "any" else role
