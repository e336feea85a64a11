"""``graph``, ``picture`` and ``report``: pages, pictures and summaries as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeren.cli import options, output
from zeren.cli.written import demand_measures, duties_of, naming, network_of, write
from zeren.table.duties import ROLES

MANY = 300
"""bodies above which the network measures take so long that a person should know why"""

if TYPE_CHECKING:
    from zeren.picture import Figure
    from zeren.store.reader import Reader
    from zeren.table.duties import BodyRow


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
    from zeren.ask.loading import load_around
    from zeren.store import open_reader

    with open_reader(store) as reader:
        demand_measures(reader, plan)
        body = ask.find_body(reader, center, plan).iri if center else None
        duties = duties_of(reader, plan) if body is None else load_around(reader, body, hops, plan)
        whole = network_of(reader, plan)
        title, loads = _title(outer or plan for _, plan, outer, _, _ in whole.documents()), whole.loads()
        if (count := len({body for body, _, _, _ in loads})) > MANY:
            click.echo(f"计算 {count} 个单位的社群与中心性，要等一会儿 (communities and centralities take a while)", err=True)
        figures = whole.columns()
    if roles and all(role not in roles for _, _, role, _ in loads):
        click.echo("没有这种角色的职责，网页为空 (no duty has this role: the page is empty)", err=True)
    page = draw.page(
        duties, title=title, roles=roles or None, center=body, hops=hops, groups=groups,
        columns=figures, view=view, renderer=renderer, kept=whole.landing.kept.made,
    )  # fmt: skip
    write(target, page.encode("utf-8"))


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
    write(target, data)


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
            demand_measures(reader, None)
            flows = ask.load_flows(reader, plan)
            return picture.flow(ask.load_flow_duties(reader, flows), flows, top=top, lang=lang)
        demand_measures(reader, plan)
        return picture.of_store(reader, kind, plan, role=role, groups=groups, top=top, lang=lang)


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
        duties = duties_of(reader, plan, body)
        if ending == "xlsx":
            duties = replace(duties, proofs=ask.load_proofs(reader, plan, duties.measures))
        told = reports.as_of_day(reader, ask.landing_for(reader), options.day(on), {row.id: row.file for row in duties.measures.values()})
    with naming(target):
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

    demand_measures(reader, plan)
    landing, known, chosen = ask.landing_for(reader), ask.load_bodies(reader, plan), {"plan": ask.plan_paths(reader, plan)}
    holders = {whole(body) for (body,) in landing.rows(_HOLDERS, chosen)}
    told = reports.as_of_day(reader, landing, on, {whole(measure): file for measure, file in landing.rows(_FILES, chosen)})

    def ledger(bodies: Sequence[BodyRow]) -> reports.Ledger:
        duties = ask.load_held(reader, [row.id for row in bodies], known, plan)
        if form == "xlsx":
            duties = replace(duties, proofs=ask.load_proofs(reader, plan, duties.measures))
        return reports.Ledger(duties, duties.targets, told)

    listed = sorted((row for row in known.values() if row.id in holders), key=lambda row: (row.name, row.id))
    with naming(target):
        output.make_folder(target)
        return reports.write_each(listed, ledger, target, form, output.progress)




def _title(named: Iterable[str]) -> str:
    titles = sorted(set(named))
    return "、".join(titles) if len(titles) <= 2 else f"{titles[0]}等{len(titles)}份计划"
