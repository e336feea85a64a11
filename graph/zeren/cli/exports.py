"""``export``: the whole graph for other tools."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeren.cli import options, output
from zeren.cli.written import demand_measures, duties_of, naming, network_of
from zeren.export import COSMOGRAPH, FORMS
from zeren.table.duties import GROUPS, WEIGHTS

if TYPE_CHECKING:
    from zeren.store.reader import Reader

_MEASURED = ("csv", "parquet", "gexf", "graphml", "neo4j")
"""forms that hold the network measures of bodies"""


@click.command()
@click.option("--as", "form", required=True, type=click.Choice((*FORMS, COSMOGRAPH)), help="Format, see above.")
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
    parquet  the same tables with types: DuckDB, pandas, Spark
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
    from zeren.store import open_reader
    from zeren.store.counted import remark

    how = {"role": role, "groups": groups, "weight": weight}
    alone = modes == "bodies" or form == exports.COSMOGRAPH
    _demand_fitting(form, alone, bool(colour or any(how.values())))
    with open_reader(store) as reader, naming(target):
        demand_measures(reader, plan)
        (output.make_folder if form in (*exports.FOLDERS, exports.COSMOGRAPH) else output.make_way)(target)
        if alone:
            _write_bodies(reader, plan, form, target, colour or "community", {name: value for name, value in how.items() if value is not None})
            return
        measures = network_of(reader, plan).columns() if form in _MEASURED and not no_measures else None
        # A server sends all of its statements to who asks for them: only what is made of them does.
        lines = _statements(reader, plan) if form in exports.TRIPLES else iter(())
        exports.write(lines, ask.load_portions(reader, plan), form, target, measures, remark(reader.left_out_names()))
    click.echo(f"→ {target}", err=True)


def _demand_fitting(form: str, alone: bool, is_dressed: bool) -> None:
    """Raise WrongUsage for bodies alone in a form of no network, and for what only dresses a network of bodies elsewhere."""
    from zeren import export as exports
    from zeren.ground.errors import WrongUsage

    if alone and form not in (*exports.NETWORKS, exports.COSMOGRAPH):
        raise WrongUsage(f"--network bodies: {form} 不是网络格式 (no form of a network)", "--as gexf, graphml or cosmograph")
    if not alone and is_dressed:
        raise WrongUsage("--role、--groups、--weight、--colour 只用于单位网络 (for the network of bodies alone)", "add --network bodies")


def _write_bodies(reader: Reader, plan: str | None, form: str, target: Path, colour: str, how: dict[str, str]) -> None:
    """Write the network of bodies alone, coloured by ``colour``; ``how``: role, groups and weight where they are given."""
    from zeren import draw, network
    from zeren import export as exports
    from zeren.store.counted import remark

    graph = network.single(duties_of(reader, plan), **how)
    draw.dress(graph, colour)
    exports.write_network(graph, form, target, remark(reader.left_out_names()))
    click.echo(f"→ {target}: {len(graph)} 个单位，{graph.size()} 条联系 (bodies, ties)", err=True)


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
