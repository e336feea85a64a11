"""``graph``, ``picture``, ``report`` and ``export``: what leaves the program as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeren.cli import options, output
from zeren.table.duties import GROUPS, ROLES, WEIGHTS

MANY = 300
"""bodies above which the network measures take so long that a person should know why"""

if TYPE_CHECKING:
    from zeren import ask
    from zeren.network import Whole
    from zeren.picture import Figure
    from zeren.store.reader import Reader
    from zeren.table.duties import BodyRow, Duties


@click.command()
@options.output("The page to write, such as network.html.")
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), help="Only duties of this role; may be repeated.")
@click.option("--center", metavar="NAME", help="Show only the surroundings of this body.")
@click.option("--hops", default=1, show_default=True, type=click.IntRange(1, 5), help="How far from --center.")
@click.option("--view", default="", metavar="TEXT", help="State to open with, as in a page's address after #: shared=区水务局.")
@click.option(
    "--renderer",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "canvas", "webgl"]),
    help="What draws; auto: webgl for large networks.",
)
@options.groups
@options.on
@options.plan
@options.store
def graph(
    target: Path, roles: tuple[str, ...], center: str | None, hops: int, view: str, renderer: str, groups: str, plan: str | None, store: str
) -> None:
    """Write the interactive network as one page that opens offline in any browser."""
    from zeren import ask, draw
    from zeren.store import open_reader

    with open_reader(store) as reader:
        duties = _duties(reader, plan)
        body = ask.find_body(reader, center, plan).iri if center else None
        if len(duties.bodies) > MANY:
            click.echo(f"计算 {len(duties.bodies)} 个单位的社群与中心性，要等一会儿 (communities and centralities take a while)", err=True)
        whole = _network(reader, plan)
        figures = whole.columns()
    if roles and all(duty.role not in roles for duty in duties.duties):
        click.echo("没有这种角色的职责，网页为空 (no duty has this role: the page is empty)", err=True)
    page = draw.page(
        duties, title=_title(duties), roles=roles or None, center=body, hops=hops, groups=groups,
        columns=figures, view=view, renderer=renderer, kept=whole.landing.kept.made,
    )  # fmt: skip
    _write(target, page.encode("utf-8"))


PICTURES = ("matrix", "flow", "calendar", "bars", "network", "series", "chain")
_FORMS = (".svg", ".png")
_PICTURE = """Draw KIND as a picture, SVG or PNG by the ending of the file (图).

\b
matrix    tasks by bodies with A 牵头, R 主责, S 协办, conflicts marked 责任矩阵
flow      from the tasks of a plan above (city) to the bodies of one below (district) 上级任务到下级单位
calendar  months and days with what is due 到期日历
bars      workload of bodies by role 单位工作量
network   bodies and the measures that tie them 协作网络
series    the networks of a series of yearly plans, one layout 历年协作网络
chain     a topic from level to level, days between, what was taken up 层级链

Each picture says below what was counted, how, and from which documents; the same store gives the same bytes.
A PNG needs a font with Chinese characters on this machine; an SVG is shown with the fonts of whoever opens it."""


@click.command(help=_PICTURE)
@click.argument("kind", type=click.Choice(PICTURES))
@options.output("The picture to write: FILE.svg or FILE.png.")
@click.option("--role", type=click.Choice(ROLES), help="Only duties of this role; not for flow.")
@options.groups
@click.option("--top", metavar="N", type=click.IntRange(1, 2000), help="So many bodies (calendar: days); the caption says what is left out.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Language of titles and caption.")
@click.option("--width", metavar="PIXELS", type=click.IntRange(200, 16000), help="Width of the picture.  [default: as its content needs]")
@click.option("--font", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Font of a PNG: ttf, otf or ttc.")
@options.on
@options.plan
@options.store
def picture(
    kind: str, target: Path, role: str | None, groups: str, top: int | None, lang: str, width: int | None, font: Path | None,
    plan: str | None, store: str,
) -> None:  # fmt: skip
    """Draw a picture; the help stands in ``_PICTURE``."""
    from zeren.ground.errors import WrongUsage

    ending = target.suffix.lower()
    if ending not in _FORMS:
        raise WrongUsage(f"{target}: 只能写 .svg 或 .png (neither .svg nor .png)", f"zeren picture {kind} -o {target.stem or kind}.svg")
    if font is not None and ending != ".png":
        raise WrongUsage("--font 只用于 .png (is for .png only)", "an SVG is shown with the fonts of whoever opens it")
    if kind in ("series", "chain") and (role or groups != "as-written"):
        raise WrongUsage(f"{kind} 按原文计、不分角色 (counts as written, in any role)", "leave --role and --groups out")
    if kind == "flow" and (role or groups != "as-written"):
        raise WrongUsage("flow 按牵头和主责、按原文计 (counts lead and responsible, as written)", "leave --role and --groups out")
    figure = _figure(store, kind, plan, role, groups, top, lang)
    if ending == ".svg":
        data = figure.svg(width).encode()
    else:
        from zeren.picture.png import png

        data = png(figure, width, font)
    _write(target, data)


def _figure(store: str, kind: str, plan: str | None, role: str | None, groups: str, top: int | None, lang: str) -> Figure:
    """Return the picture of what the store holds, or of the plans that ``plan`` points to."""
    from zeren import ask, picture
    from zeren.store import open_reader

    with open_reader(store) as reader:
        if kind == "series":
            from zeren.ask import series
            from zeren.picture import years

            return years.draw(series.series(reader, plan), top or years.TOP, lang)
        if kind == "chain":
            from zeren.ask import chain
            from zeren.picture import tree

            return tree.draw(chain.chain(reader, plan), top or tree.TOP, lang)
        if kind == "flow":
            return picture.flow(_duties(reader, None), ask.load_flows(reader, plan), top=top, lang=lang)
        return picture.draw(kind, _duties(reader, plan), role=role, groups=groups, top=top, lang=lang)


@click.command()
@click.argument("name", required=False, shell_complete=options.complete_body)
@click.option("--all", "everyone", is_flag=True, help="One file for every body, and an index; PATH is a folder.")
@click.option("--as", "form", metavar="FORM", help="xlsx, docx, md, html or ics, with --all.  [default: xlsx]")
@options.as_of("As of this day (2026-10-01): what falls due next and was reported until then")
@options.output("xlsx, docx, md, html or ics by the ending; a folder with --all.")
@options.plan
@options.store
def report(name: str | None, everyone: bool, form: str | None, on: str | None, target: Path, plan: str | None, store: str) -> None:
    """Write the workload summary of NAME, or of every body."""
    from zeren import ask
    from zeren import report as reports
    from zeren.ground.errors import WrongUsage
    from zeren.store import open_reader

    if bool(name) == everyone:
        raise WrongUsage("要写单位或 --all (needs a body's NAME or --all)", "例如 (for example): zeren report 区生态环境局 -o 区生态环境局.xlsx")
    ending = target.suffix.lstrip(".").lower()
    if name and form and form != ending:
        raise WrongUsage(f"--as {form}: 与文件名 {target.name} 不符 (not the ending of the file)", "leave --as out")
    if everyone and ending in reports.FORMS:
        raise WrongUsage(f"{target}: --all 写入文件夹 (--all writes a folder)", f"zeren report --all --as {ending} -o 清单")
    with open_reader(store) as reader:
        if name is None:
            written = _every(reader, plan, target, form or "xlsx", options.day(on))
            click.echo(f"{len(written)} files 份文件 → {target}", err=True)
            return
        body = ask.find_body(reader, name, plan).iri
        duties = _duties(reader, plan, body)
        if ending == "xlsx":
            duties = replace(duties, proofs=ask.load_proofs(reader, plan, duties.measures))
        told = reports.as_of_day(reader, ask.landing_for(reader), options.day(on), {row.id: row.file for row in duties.measures.values()})
    with _naming(target):
        output.make_way(target)
        reports.write(reports.summary(duties, body, duties.targets, told), target)
    click.echo(f"→ {target}", err=True)


_FILES = "SELECT id, min(file) FROM measure_line WHERE TRUE\n  AND plan IN ($plan)\nGROUP BY id"
_HOLDERS = """WITH line AS (
  SELECT id FROM measure_line WHERE TRUE
    AND plan IN ($plan)
)
SELECT body FROM duty WHERE measure IN (SELECT id FROM line)
UNION SELECT body FROM expanded_duty WHERE measure IN (SELECT id FROM line)"""


def _every(reader: Reader, plan: str | None, target: Path, form: str, on: str | None) -> list[Path]:
    """Write the summaries of all bodies, the measures of some bodies at a time."""
    from zeren import ask
    from zeren import report as reports
    from zeren.table import whole

    _demand_measures(reader, plan)
    landing, known, chosen = ask.landing_for(reader), ask.load_bodies(reader, plan), {"plan": ask.plan_paths(reader, plan)}
    holders = {whole(body) for (body,) in landing.rows(_HOLDERS, chosen)}
    told = reports.as_of_day(reader, landing, on, {whole(measure): file for measure, file in landing.rows(_FILES, chosen)})

    def ledger(bodies: Sequence[BodyRow]) -> reports.Ledger:
        duties = ask.load_held(reader, [row.id for row in bodies], known, plan)
        if form == "xlsx":
            duties = replace(duties, proofs=ask.load_proofs(reader, plan, duties.measures))
        return reports.Ledger(duties, duties.targets, told)

    listed = sorted((row for row in known.values() if row.id in holders), key=lambda row: (row.name, row.id))
    with _naming(target):
        output.make_folder(target)
        return reports.write_each(listed, ledger, target, form, output.progress)


_EXPORTS = ("ttl", "trig", "nq", "jsonld", "csv", "parquet", "gexf", "graphml", "neo4j", "cube", "stratml", "cosmograph")
_MEASURED = ("csv", "parquet", "gexf", "graphml", "neo4j")
"""forms that hold the network measures of bodies"""


@click.command()
@click.option("--as", "form", required=True, type=click.Choice(_EXPORTS), help="Format, see above.")
@options.output("The file; a folder for csv, parquet, neo4j, stratml and cosmograph.")
@click.option("--no-measures", is_flag=True, help="Leave out the network measures of bodies, which take long for thousands.")
@click.option(
    "--network",
    "modes",
    type=click.Choice(["duties", "bodies"]),
    default="duties",
    show_default=True,
    help="gexf, graphml: bodies and measures tied by duties, or bodies alone tied by the measures that they share.",
)
@click.option("--role", metavar="ROLE", help="--network bodies: ties of this role only, or lead-responsible and its like.  [default: any]")
@click.option("--groups", type=click.Choice(GROUPS), help="--network bodies: groups as written, as certain members, or possible ones too.")
@click.option("--weight", type=click.Choice(WEIGHTS), help="--network bodies: what a tie weighs.  [default: count]")
@click.option("--colour", type=click.Choice(["community", "level", "kind"]), help="--network bodies: what colours tell.  [default: community]")
@options.on
@options.plan
@options.store
def export(
    form: str, target: Path, no_measures: bool, modes: str, role: str | None, groups: str | None, weight: str | None, colour: str | None,
    plan: str | None, store: str,
) -> None:  # fmt: skip
    """Write the graph for other tools; the same store gives the same bytes.

    \b
    ttl      Turtle, all statements as one graph: any RDF tool, Protégé
    trig     TriG, one named graph a document: RDF stores, readable
    nq       N-Quads, one statement a line: RDF stores, grep, diff
    jsonld   JSON-LD: programs that read JSON
    csv      folder of tables with datapackage.json: Excel, WPS, R, pandas, Frictionless (UTF-8 with a mark, for Excel and WPS)
    parquet  the same tables with types: DuckDB, pandas, Spark (needs zeren[parquet])
    gexf     bodies and measures as a network: Gephi
    graphml  the same network: yEd, igraph, Cytoscape, Gephi Lite
    neo4j    folder of CSV files and import.sh: Neo4j (neo4j-admin database import)
    cube     numeric targets as W3C RDF Data Cube in Turtle: statistics tools for linked data
    stratml  folder with one StratML Part 2 file a plan, and report.md on what it cannot say
    cosmograph  folder with nodes.csv and links.csv, bodies alone: Cosmograph, Gephi's import of spreadsheets

    \b
    With --plan, ttl, trig, nq and jsonld hold the whole documents of those plans, the others
    their measures only. What each holds and leaves out: docs/exports.md.
    """
    from zeren import ask
    from zeren import export as exports
    from zeren.ground.errors import WrongUsage
    from zeren.store import open_reader
    from zeren.store.counted import remark

    how = {"role": role, "groups": groups, "weight": weight}
    alone = modes == "bodies" or form == exports.COSMOGRAPH
    if alone and form not in (*exports.NETWORKS, exports.COSMOGRAPH):
        raise WrongUsage(f"--network bodies: {form} 不是网络格式 (no form of a network)", "--as gexf, graphml or cosmograph")
    if not alone and (colour or any(how.values())):
        raise WrongUsage("--role、--groups、--weight、--colour 只用于单位网络 (for the network of bodies alone)", "add --network bodies")
    with open_reader(store) as reader, _naming(target):
        _demand_measures(reader, plan)
        (output.make_folder if form in (*exports.FOLDERS, exports.COSMOGRAPH) else output.make_way)(target)
        if alone:
            from zeren import draw, network

            graph = network.single(_duties(reader, plan), **{name: value for name, value in how.items() if value is not None})
            draw.dress(graph, colour or "community")
            exports.write_network(graph, form, target, remark(reader.left_out_names()))
            click.echo(f"→ {target}: {len(graph)} 个单位，{graph.size()} 条联系 (bodies, ties)", err=True)
            return
        measures = _network(reader, plan).columns() if form in _MEASURED and not no_measures else None
        load = ask.load_duties if form in exports.WHOLE else ask.load_portions
        exports.write(_statements(reader, plan), load(reader, plan), form, target, measures, remark(reader.left_out_names()))
    click.echo(f"→ {target}", err=True)


_DOCUMENTS = """PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?document WHERE { VALUES ?plan { $plans } ?plan prov:wasDerivedFrom ?document }"""


def _statements(reader: Reader, plan: str | None) -> Iterator[str]:
    """Every statement as N-Quads, with ``plan`` those of the documents that hold such a plan."""
    if plan is None:
        return reader.dump()
    from zeren.ask import find_plans
    from zeren.ask.lookup import ask_rows

    plans = " ".join(f"<{known.iri}>" for known in find_plans(reader, plan))
    rows = ask_rows(reader, _DOCUMENTS.replace("$plans", plans))
    graphs = tuple(f" <{term.value}> ." for row in rows if (term := row["document"]))
    return (line for line in reader.dump() if line.rstrip().endswith(graphs))


def _duties(reader: ask.Reader, plan: str | None, body: str | None = None) -> Duties:
    """Return the duties of all plans, of some, or of the measures in which a body (IRI) holds one."""
    from zeren.ask import load_duties

    if body is None:
        _demand_measures(reader, plan)
    return load_duties(reader, plan, body=body)


def _demand_measures(reader: ask.Reader, plan: str | None) -> None:
    """Raise NotFound where the store, or what ``plan`` points to, holds no measure."""
    from zeren.ask import landing_for, plan_paths
    from zeren.ground.errors import NotFound

    sql = "SELECT 1 FROM measure_line WHERE TRUE\n  AND plan IN ($plan)\nLIMIT 1"
    if not landing_for(reader).rows(sql, {"plan": plan_paths(reader, plan)}):
        what = f"no plan holds {plan!r} 没有这样的计划" if plan else "the store holds no plan 图谱库为空"
        raise NotFound(what, "run zeren build first, or ask: zeren question plans")


def _network(reader: ask.Reader, plan: str | None) -> Whole:
    from zeren.ask import landing_for, plan_paths
    from zeren.network import Whole

    return Whole(landing_for(reader), plan_paths(reader, plan))


def _title(duties: Duties) -> str:
    titles = sorted({m.part_of or m.plan for m in duties.measures.values()})
    return "、".join(titles) if len(titles) <= 2 else f"{titles[0]}等{len(titles)}份计划"


@contextmanager
def _naming(target: Path) -> Iterator[None]:
    """Let an error of the disk name the file, and leave no part of a file that was not there before."""
    new = not target.exists()
    try:
        yield
    except OSError as error:
        if new and target.is_file():
            target.unlink()
        error.filename = error.filename or str(target)
        raise


def _write(target: Path, data: bytes) -> None:
    with _naming(target):
        output.make_way(target)
        target.write_bytes(data)
    click.echo(f"→ {target}", err=True)
