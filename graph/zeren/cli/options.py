"""Options that many commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from zeren.table.codes import GROUPS, ROLES, WEIGHTS

if TYPE_CHECKING:
    from zeren.store.reader import Reader

Command = TypeVar("Command", bound=Callable[..., Any])

STORE = "zeren-store"

store = click.option(
    "--store",
    envvar="ZEREN_STORE",
    default=STORE,
    show_default=True,
    metavar="DIR|URL",
    help="The store: a directory or a SPARQL endpoint ($ZEREN_STORE).",
)


def given(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """An empty word (``--plan "$PLAN"`` of a script that sets none) is none."""
    return value if value and value.strip() else None



def _counting(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Count all editions, or tell at the end which documents were not counted."""
    from zeren.store.counted import all_editions

    if value:
        ctx.with_resource(all_editions())
    else:
        ctx.call_on_close(lambda: _tell_left_out(ctx))


def _tell_left_out(ctx: click.Context) -> None:
    from zeren.ground.errors import ZerenError
    from zeren.ground.visible import visible
    from zeren.store import open_reader
    from zeren.store.counted import noted, wanted_day

    store = ctx.params.get("store")
    if not store or sys.exc_info()[0] is not None:
        return
    # The command's own reader has told already, where it was asked for no day.
    known = noted(str(Path(store))) if not wanted_day() else None
    if known == []:
        return
    try:
        with open_reader(store) as reader:
            told, day, coming, moved = reader.left_out_names(), reader.on, reader.not_yet(), _moved(reader) if reader.on else []
    except (ZerenError, OSError):
        return
    if day:
        gone = "、".join(f"{left}（此时已由 {kept} 代替）" for left, kept in told[:_TOLD])
        click.echo(visible(f"截至 {day} (as of): {len(coming)} 份文件其后才印发 (came later)；{len(told)} 份已被代替 (replaced) {gone}"), err=True)
        for line in moved:
            click.echo(visible(line), err=True)
    elif told:
        some = "、".join(f"{left}（见 {kept}）" for left, kept in told[:_TOLD]) + (" …" if len(told) > _TOLD else "")
        words = f"{len(told)} 份文本与另一份同一事项，未重复计数 (not counted, another document says the same): {some}; --all-editions 全部计入"
        click.echo(visible(words), err=True)


def _moved(reader: Reader) -> list[str]:
    """Which bodies of the texts of a day had by then given way to another, by the register of reforms."""
    from urllib.parse import unquote

    from zeren.ask.lookup import landing_for

    rows = landing_for(reader).rows(_REFORMS, {"day": reader.on})
    # A successor that no text names has no name here but the key of its function.
    named = [(before, unquote(str(after).rpartition("/")[2]), day, note) for before, after, day, note in rows]
    return [f"{before}：{day} 起职能由“{after}”承接（{note}；地方改革各有日期） (carried on by)" for before, after, day, note in named]


_REFORMS = """SELECT DISTINCT min(b.name), coalesce(min(a.name), y.after_body), r.reform_date, min(r.note)
FROM reform r
JOIN reform_body x ON x.reform = r.id AND x.file = r.file
JOIN reform_body y ON y.reform = r.id AND y.file = r.file
JOIN body_name b ON b.id = x.before_body
LEFT JOIN body_name a ON a.id = y.after_body
WHERE r.reform_date <= $day AND x.before_body IN (SELECT body FROM duty)
GROUP BY x.before_body, y.after_body, r.reform_date
ORDER BY 3, 1, 2
LIMIT 6"""


def _on_day(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Have all readers tell of a day."""
    from zeren.ground.errors import WrongUsage

    try:
        return _as_of_day(ctx, param, value)
    except WrongUsage as error:
        raise click.BadParameter(str(error)) from error


def _as_of_day(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Have all readers tell of a day that the command takes too; raises WrongUsage for what is no date."""
    from zeren.store.counted import on_day

    if value is None:
        return None
    told = day(value)
    ctx.with_resource(on_day(told))
    return told


on = click.option(
    "--on", metavar="DATE", expose_value=False, callback=_on_day, help="As of this day (2018-06-01): the texts that held then, and their bodies."
)


def as_of(words: str) -> Callable[[Command], Command]:
    """Return an option ``--on`` whose day the command takes too: the texts that held then. ``words`` say what it is for.

    Without it the texts are those in force now and the day is today.
    """
    return click.option("--on", metavar="DATE", callback=_as_of_day, help=f"{words}, from the texts that held then.  [default: today]")


_TOLD = 3
"""documents that a line names"""

all_editions = click.option(
    "--all-editions",
    is_flag=True,
    expose_value=False,
    callback=_counting,
    help="Count mirrors, drafts and revised texts too (zeren editions), not only the text that is in force.",
)


def plan(command: Command) -> Command:
    """Add ``--plan`` and ``--all-editions``, which say what a figure is taken from."""
    return _plan(all_editions(command))


_plan = click.option(
    "--plan", metavar="TEXT", callback=given, help="Only plans whose title, number or jurisdiction holds TEXT."
)
rows = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "excel", "md"]),
    help="How to print; table on a terminal, else json. excel: the CSV that Excel and WPS read as UTF-8 (> 清单.csv).",
)
groups = click.option(
    "--groups",
    type=click.Choice(GROUPS),
    default="as-written",
    show_default=True,
    help="Count 各街道办事处 as one body, as its certain members (expanded), or with the possible ones too.",
)
weight = click.option(
    "--weight",
    type=click.Choice(WEIGHTS),
    default="count",
    show_default=True,
    help="Weight of a tie: shared measures; Newman's 1/(k−1); Jaccard's share.",
)

questions = click.option(
    "--questions",
    "folder",
    envvar="ZEREN_QUESTIONS",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A folder of your own .rq questions, asked beside the shipped ones ($ZEREN_QUESTIONS).",
)

decisions = click.option(
    "--decisions",
    envvar="ZEREN_DECISIONS",
    default="data/decisions",
    show_default=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="What people decided: names.sssom.tsv, corrections.tsv, columns.tsv, cascade.tsv ($ZEREN_DECISIONS).",
)


def decided(folder: Path) -> Path | None:
    """Return the folder of decisions, None where there is none yet; NotFound where one was named that is not there."""
    from zeren.ground.errors import NotFound

    if folder.is_dir():
        return folder
    if click.get_current_context().get_parameter_source("decisions") is not ParameterSource.DEFAULT:
        raise NotFound(f"{folder}: 没有这个判定文件夹 (no such folder of decisions)", "check --decisions or $ZEREN_DECISIONS")
    return None


def day(on: str | None) -> str:
    """Return the ISO date of an option ``--on``, today where it is absent; WrongUsage for what is no date."""
    from datetime import date

    from zeren.ground.errors import WrongUsage

    try:
        return (date.fromisoformat(on) if on else date.today()).isoformat()
    except ValueError as error:
        raise WrongUsage(f"--on {on}: 不是日期 (no date)", "写成 2026-10-01") from error


def complete_body(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of bodies in the store that begin with what was typed; none where the store cannot be read."""
    from zeren.ask.lookup import bodies
    from zeren.ground.errors import ZerenError
    from zeren.store import open_reader

    try:
        with open_reader(ctx.params.get("store") or os.environ.get("ZEREN_STORE") or STORE) as reader:
            names = {name for body in bodies(reader) for name in (*body.labels, body.name)}
    except (ZerenError, OSError):
        return []
    return sorted(name for name in names if name.startswith(incomplete))


def role(*extra: str, default: str | None = "any") -> Callable[[Command], Command]:
    """Return the option ``--role`` with the role codes and ``extra`` choices."""
    choices = [*ROLES, *extra]
    return click.option(
        "--role", type=click.Choice(choices), default=default, show_default=True, help="牵头 主责 协办 指导 督导."
    )


def output(words: str) -> Callable[[Command], Command]:
    """Return the required option ``-o``."""
    return click.option("-o", "--output", "target", type=click.Path(path_type=Path), required=True, help=words)
