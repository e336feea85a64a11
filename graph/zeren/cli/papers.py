"""``paper``: what a supervision office hands out, as Word documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeren.cli import options, output
from zeren.cli.answers import say
from zeren.cli.standing import hint_of_later

if TYPE_CHECKING:
    from zeren.ask import Candidate
    from zeren.paper import Item, Kind
    from zeren.table import Landing

    _Listed = tuple[str | None, list[Item]]

_REPORTED = "进展按各单位报告计，未经核实 (as reported, not verified)"


class _KindName(click.ParamType[str]):
    """The key of a kind, or its Chinese name."""

    name = "kind"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from zeren.paper import kinds

        known = {**{kind.label: key for key, kind in kinds().items()}, **{key: key for key in kinds()}}
        if value not in known:
            self.fail(f"{value}：没有这种文书 (no such paper)；可选 {'、'.join(f'{k} {v.label}' for k, v in kinds().items())}", param, ctx)
        return known[value]


@click.command()
@click.argument("kind", type=_KindName())
@click.argument("name", required=False, shell_complete=options.complete_body)
@click.option("--all", "everyone", is_flag=True, help="One for every body that has such measures; PATH is a folder.")
@options.as_of("As of this day (2026-10-01), which is also its date")
@click.option("--days", default=30, show_default=True, type=click.IntRange(0, 400), help="Due soon: so many days before a date.")
@click.option(
    "--templates",
    envvar="ZEREN_TEMPLATES",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Templates of your own, 督办通知单.docx or .txt and so on, and values.tsv ($ZEREN_TEMPLATES).",
)
@click.option("--set", "told", multiple=True, metavar="NAME=VALUE", help="发文机关=…, 文号=…, 反馈日期=…, 联系人=…; may be repeated.")
@click.option("--double-sided", is_flag=True, help="Bring the imprint to an even page; needs LibreOffice, which counts the pages.")
@options.output("The Word document to write, such as 催办单.docx; a folder with --all.")
@options.plan
@options.store
def paper(
    kind: str, name: str | None, everyone: bool, on: str | None, days: int, templates: Path | None, told: tuple[str, ...], double_sided: bool,
    target: Path, plan: str | None, store: str,
) -> None:  # fmt: skip
    """Write a paper of KIND to the body NAME, to every body (--all), or on a plan (--plan).

    \b
    notice      督办通知单  what a body answers for and has not reported done
    assignment  任务交办单  all that a body has to do, with a receipt to sign
    reminder    催办单      what is past its date or due soon and not reported done
    bulletin    进展通报    where a plan stands, by lights and by bodies

    Layout of official papers (GB/T 9704). What templates may name: docs/papers.md.
    """
    from zeren import ask
    from zeren import paper as papers
    from zeren.ground.errors import NotFound
    from zeren.ledger.progress import progress
    from zeren.report.folder import names
    from zeren.store import open_reader
    from zeren.store.counted import remark
    from zeren.table import short

    what = papers.kinds()[kind]
    _check(what, name, everyone, target, plan)
    day = options.day(on)
    given = papers.given_values(templates, told)
    template = papers.template_of(what, templates, given)
    with open_reader(store) as reader:
        landing = ask.landing_for(reader)
        plans = [short(known.iri) for known in ask.find_plans(reader, plan)] if plan else None
        body = ask.find_body(reader, name, plan) if name else None
        made, looked = _for_all(landing, what, day, plans, days) if everyone else _for_one(landing, what, day, plans, days, body)
        left = reader.left_out_names()
        later = hint_of_later(landing, day, plans)
        counts = progress(landing, day, "body", plans) if what.list == "plan" else ()
    if not made:
        raise NotFound(f"{name or plan or '库中'}：{day} 没有可列入{what.label}的措施 (nothing to list)", _why(what, looked, days))
    files = [target / file for file in names([f"{label}{what.label}" for label, _ in made], "docx")] if everyone else [target]
    for (label, listed), file in zip(made, files, strict=True):
        files_of = {item.file for item in listed}
        uncounted = remark([(one, kept) for one, kept in left if kept in files_of])
        filling = papers.values(what, listed, day, given, body=label, by_body=counts, days=days, remark=uncounted)
        output.make_way(file)
        file.write_bytes(papers.paper(template, filling, double_sided=double_sided))
    count = f"{len(made)} 份{what.label}" if everyone else f"{len(made[0][1])} 项措施"
    say(f"→ {target}：{count}，截至 {day} (as of)；模板 {template.name}；{_REPORTED}{later}")


def _for_all(landing: Landing, kind: Kind, day: str, plans: list[str] | None, days: int) -> tuple[list[_Listed], list[Item]]:
    """For each body with anything to list its name and what is listed; what was looked at is not told body by body."""
    from zeren import paper as papers

    held = papers.items_by_body(landing, day, plans, days)
    made = ((label, papers.chosen(kind, held[body], day, days)) for body, label in _holders(landing))
    return [(label, listed) for label, listed in made if listed], []


def _for_one(
    landing: Landing, kind: Kind, day: str, plans: list[str] | None, days: int, body: Candidate | None
) -> tuple[list[_Listed], list[Item]]:
    """The same for one body, or for the plans where there is none, and all that was looked at."""
    from zeren import paper as papers
    from zeren.table import short

    looked = papers.items(landing, day, body=short(body.iri) if body else None, plans=plans, days=days)
    listed = papers.chosen(kind, looked, day, days)
    return [(body.name if body else None, listed)] if listed else [], looked


def _check(kind: Kind, name: str | None, everyone: bool, target: Path, plan: str | None) -> None:
    """Raise WrongUsage where the arguments do not go together."""
    from zeren.ground.errors import WrongUsage

    if not (name or everyone or plan):
        example = f"zeren paper {kind.key} 区水务局 -o {kind.label}.docx"
        raise WrongUsage("paper 需要单位名称、--all 或 --plan (needs a body, --all or --plan)", example)
    if name and everyone:
        raise WrongUsage("单位名称与 --all 只用一个 (either a body or --all)", "去掉其中一个 (leave one out)")
    if kind.addressed == "everyone" and everyone:
        example = f"zeren paper {kind.key} --plan TEXT -o {kind.label}.docx"
        raise WrongUsage(f"{kind.label}发给各有关单位，不分单位 (goes to everyone)", example)
    if everyone == (target.suffix.lower() == ".docx"):
        remedy = f"-o {kind.label}{'' if everyone else '.docx'}"
        raise WrongUsage(f"{target}：文书写成 .docx，--all 写入文件夹 (a .docx; a folder with --all)", remedy)


def _why(kind: Kind, looked: Sequence[Item], days: int) -> str:
    """How it was looked for: what of the measures of a body such a paper lists."""
    if kind.list in ("plan", "all") or not looked:
        return "换一个单位或计划 (another body or plan)"
    own = [item for item in looked if item.answers]
    open_, dated = sum(item.open for item in own), sum(item.open and item.due is not None for item in own)
    told = f"所看 {len(looked)} 项中牵头或负责 {len(own)} 项，未报告完成 {open_} 项，其中有日期的 {dated} 项"
    return f"{told}；只协办的不列" + (f"，{days} 日内没有到期的；换一个日期或 --days" if kind.list == "due" else "")


def _holders(landing: Landing) -> list[tuple[str, str]]:
    """Path and name of every body with a duty of its own that is no group, by name."""
    sql = """SELECT d.body, min(b.name) FROM duty d JOIN body_name b ON b.id = d.body WHERE b.kind NOT IN ('group', 'standing-group')
             GROUP BY d.body ORDER BY min(b.name), d.body"""
    return [(str(body), str(name)) for body, name in landing.rows(sql)]
