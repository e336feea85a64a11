"""The pages of plans over time and over levels: each series year by year, each chain of plans from the highest level down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from zeren.ask import chain as chains
from zeren.ask import series as serieses
from zeren.ask.chain import Chain, Node
from zeren.ask.series import Series, Stop
from zeren.ground.errors import NotFound
from zeren.picture import tree, years
from zeren.picture.canvas import Figure
from zeren.serve.explorer.cascade import KINDS
from zeren.serve.explorer.years import SLIDES, headed, inside, moves, spoken
from zeren.site import html
from zeren.site.facts import Facts
from zeren.site.html import both, esc
from zeren.site.names import anchor_of, file_of
from zeren.store.reader import Reader
from zeren.table import landing_of, whole

SHOWN = 300
"""rows of a table; the commands give all"""
CUT = 120
"""characters of a measure; the whole is one click away"""


class LevelPages:
    """Writes the lists of series and of chains, and a page for each."""

    def __init__(self, facts: Facts, reader: Reader) -> None:
        self._facts, self._reader = facts, reader

    def pages(self) -> Iterator[tuple[str, str]]:
        """Give the file and the text of each page, the list last."""
        series = list(serieses.every(landing_of(self._reader)))
        for one in series:
            yield f"series/{_key(one)}.html", self._series(one)
        try:
            found = chains.chain(self._reader)
        except NotFound:
            trees: list[Chain] = []
        else:
            trees = list(_trees(found))
        for each in trees:
            yield f"chain/{file_of(whole(each.nodes[0].id))}.html", self._chain(each)
        yield "levels.html", _list(series, trees)

    def _series(self, found: Series) -> str:
        editions = " → ".join(f"<b>{year.year}</b> {self._plan(year.plans[0], year.title)}" for year in found.years)
        slides = _slides(found)
        drawn = f"<div class=scroll tabindex=0 role=region aria-label='历年网络 Networks'>{_svg(years.draw(found))}</div>"
        parts = [
            f"<p class=crumbs><a href=../levels.html>{both('历年与层级', 'Years and levels')}</a><h1><bdi>{esc(found.title)}</bdi></h1>",
            f"<p class=lede>{editions}<h2>{both('单位协作网络', 'Networks of bodies')}</h2>{slides}{drawn}",
            f"<h2>{both('措施', 'Measures')} <small>{len(found.lines)}</small></h2><p>{esc(serieses.NOTE)}{self._lines(found)}",
        ]
        parts += [_table(kind, *serieses.tabulated(found, kind), f"zeren series --by {kind}") for kind in serieses.KINDS if kind != "measures"]
        script = "<script src=../assets/years.js defer></script>" if slides else ""
        return html.page(esc(found.title), "".join(parts) + script, f"series/{_key(found)}.html", wide=True)

    def _lines(self, found: Series) -> str:
        heads: list[str] = []
        for year in found.years:
            heads += [*(["→"] if heads else []), str(year.year)]
        rows = []
        for line in found.lines[:SHOWN]:
            cells = []
            for at, (year, stops) in enumerate(zip(found.years, line.stops, strict=True)):
                doubt = f" <span class=chip>{both('待人确认', 'to be confirmed')}</span>" if line.likely else ""
                cells += [f"<td><b>{esc(line.steps[at - 1])}</b>{doubt}"] if at else []
                cells.append("<td>" + "<hr>".join(self._stop(year.plans, stop) for stop in stops))
            rows.append(f"<tr>{''.join(cells)}")
        return html.table("措施 Measures", heads, "".join(rows)) + _rest(len(found.lines), "zeren series")

    def _stop(self, plans: Sequence[str], stop: Stop) -> str:
        told = " · ".join(filter(None, (stop.leads, stop.due)))
        return f"{self._measure(plans, stop.id, stop.text)}<br><small>{esc(told)}</small>"

    def _chain(self, found: Chain) -> str:
        top = found.nodes[0]
        title = esc(f"{top.place} {top.title}".strip())
        parts = [
            f"<p class=crumbs><a href=../levels.html>{both('历年与层级', 'Years and levels')}</a><h1><bdi>{title}</bdi></h1>",
            f"<div class=scroll tabindex=0 role=region aria-label='层级 Levels'>{_svg(tree.draw(found))}</div>",
            f"<h2>{both('计划', 'Plans')}</h2>{self._nodes(found)}",
        ]
        parts += [self._coverage(found, node) for node in found.nodes if found.below(node.id)]
        parts.append(_table("amounts", *chains.tabulated(found, "amounts"), "zeren chain --by amounts"))
        parts.append(f"<p>{esc(chains.NOTE)}")
        return html.page(title, "".join(parts), f"chain/{file_of(whole(top.id))}.html", wide=True)

    def _nodes(self, found: Chain) -> str:
        names = (
            ("地方", "Place"), ("计划", "Plan"), ("依据", "Why"), ("印发", "Issued"), ("相隔天数", "Days after"), ("措施", "Measures"),
            ("落实上级", "Taken up"),
        )  # fmt: skip
        rows = "".join(
            f"<tr><td>{'　' * node.depth}{esc(node.place)}<td>{self._plan(node.id, node.title)}<td>{esc(node.basis)}"
            f"{'（待人确认）' if node.likely else ''}<td>{esc(node.issued or '')}<td class=number>{'' if node.days is None else node.days}"
            f"<td class=number>{node.measures}<td class=number>{f'{node.taken} / {node.of}' if node.upper else ''}"
            for node in found.nodes
        )
        return html.table("计划 Plans", [both(*name) for name in names], rows, 4)

    def _coverage(self, found: Chain, node: Node) -> str:
        below = found.below(node.id)
        covered = chains.coverage(found, node.id)
        rows = []
        for one, cells in covered[:SHOWN]:
            held = "".join(
                "<td>"
                + ("<br>".join(
                    f"{both(*KINDS[kind])}{'？' if likely else ''} {self._measure([lower.id], its.id, its.text)}" for its, kind, likely in cell
                ) or both(chains.NONE, "no counterpart was found"))
                for lower, cell in zip(below, cells, strict=True)
            )  # fmt: skip
            rows.append(f"<tr><td>{self._measure([node.id], one.id, one.text)}<br><small>{esc(one.leads)}</small>{held}")
        heads = [esc(node.place or node.title), *(esc(lower.place or lower.title) for lower in below)]
        head = f"<h2>{both('各地落实', 'Taken up below')} <bdi>{esc(node.title)}</bdi></h2>"
        return head + html.table("各地落实 Taken up below", heads, "".join(rows)) + _rest(len(covered), "zeren chain --by coverage")

    def _plan(self, plan: str, title: str) -> str:
        known = self._facts.plans.get(plan)
        return f"<a href=../plan/{known.key}.html><bdi>{esc(title)}</bdi></a>" if known else f"<bdi>{esc(title)}</bdi>"

    def _measure(self, plans: Sequence[str], measure: str, text: str) -> str:
        words = f"<bdi>{esc(text if len(text) <= CUT else text[:CUT] + '…')}</bdi>"
        known = self._facts.plans.get(plans[0]) if len(plans) == 1 else None
        return f"<a href=../plan/{known.key}.html#{anchor_of(measure)}>{words}</a>" if known else words


def _key(found: Series) -> str:
    return file_of(whole(found.years[-1].plans[0]))


def _trees(found: Chain) -> Iterator[Chain]:
    """Each plan that carries out none, with all below it: plans stand behind the one that they carry out."""
    starts = [at for at, node in enumerate(found.nodes) if node.upper is None]
    for start, end in zip(starts, [*starts[1:], len(found.nodes)], strict=True):
        nodes = found.nodes[start:end]
        held = {node.id for node in nodes}
        yield replace(found, nodes=nodes, amounts=tuple(one for one in found.amounts if one[0] in held))


def _slides(found: Series) -> str:
    """A slider over one picture a year, all of one layout; a script shows it, without it the small pictures stand alone."""
    if not 1 < len(found.years) <= SLIDES:
        return ""
    figures = []
    for at, year in enumerate(found.years):
        now, came, went = moves(found, at)
        told = f"{year.year} · 联系 ties {now}" + (f" · 新增 came {came} · 不再有 went {went}" if at else "")
        drawn = inside(years.draw(found, only=at, narrow=True), at)
        figures.append(f"<figure hidden data-told='{told}'><div class=scroll tabindex=0 role=region aria-label='{year.year}'>{drawn}</div></figure>")
    last = len(found.years) - 1
    return (
        f"<div id=years hidden><p><label>{both('逐年看', 'Year by year')} <input type=range min=0 max={last} value={last} step=1></label> "
        f"<output aria-live=polite></output></p>{''.join(figures)}</div>"
    )


def _svg(figure: Figure) -> str:
    """A picture inside a page, without its declaration."""
    return figure.svg().partition("\n")[2]


def _table(kind: str, columns: Sequence[str], rows: Sequence[dict[str, object]], command: str) -> str:
    if not rows:
        return ""
    shown = [name for name in columns if not name.endswith("_id")]
    body = "".join("<tr>" + "".join(_cell(row.get(name)) for name in shown) for row in rows[:SHOWN])
    head = f"<h2>{both(*spoken('table', kind))} <small>{len(rows)}</small></h2>"
    return head + html.table(" ".join(spoken("table", kind)), [_head(name) for name in shown], body) + _rest(len(rows), command)


def _head(name: str) -> str:
    zh, en = headed(name)
    return esc(name) if zh == name else both(zh, en)


def _cell(value: object) -> str:
    return f"<td class=number>{value:.10g}" if isinstance(value, int | float) else f"<td><bdi>{esc('' if value is None else value)}</bdi>"


def _rest(count: int, command: str) -> str:
    return f"<p><small>{both(f'共 {count} 行，其余见', f'{count} rows, the rest:')} <code>{command}</code></small>" if count > SHOWN else ""


def _list(series: Sequence[Series], trees: Sequence[Chain]) -> str:
    parts = [html.heading("历年与层级", "Years and levels")]
    if not (series or trees):
        zh, en = "库中没有同一系列的几个年度的计划，也没有上下级计划。", "The store holds no yearly series and no plans of two levels."
        parts.append(f"<p>{both(zh, en)}")
    years = [
        f"<tr><td><a href=series/{_key(one)}.html><bdi>{esc(one.title)}</bdi></a><td>{'、'.join(str(year.year) for year in one.years)}"
        f"<td class=number>{len(one.lines)}"
        for one in series
    ]
    levels = [
        f"<tr><td><a href=chain/{file_of(whole(one.nodes[0].id))}.html><bdi>{esc(one.nodes[0].title)}</bdi></a><td>{esc(one.nodes[0].place)}"
        f"<td class=number>{len(one.nodes) - 1}"
        for one in trees
    ]
    for rows, title, name, heads in (
        (years, ("历年", "Year by year"), "历年 Series", (("系列", "Series"), ("年份", "Years"), ("措施", "Measures"))),
        (
            levels, ("从上到下", "From level to level"), "层级 Levels",
            (("从这份计划起", "Begins with"), ("地方", "Place"), ("下级计划", "Plans below")),
        ),
    ):
        if rows:
            parts.append(f"<h2>{both(*title)}</h2>{html.table(name, [both(*head) for head in heads], ''.join(rows), 1)}")
    return html.page("历年与层级", "".join(parts), "levels.html")
