"""``cascade``: plans of two levels, which are a pair, and what people decide about doubtful ones."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeren.cli import options
from zeren.cli.answers import say
from zeren.cli.decisions import author, comment
from zeren.cli.output import print_rows
from zeren.ground.visible import visible

if TYPE_CHECKING:
    from zeren.ask import Reader

_KINDS = ("measure/", "plan/")

_LIKELY = """PREFIX zr: <https://w3id.org/zeren/ns#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT DISTINCT ?upper ?lower ?upper_text ?lower_text ?basis WHERE {
  {
    ?link a zr:CascadeLink ; zr:likely ?likely ; zr:cascadeBasis ?basis ; zr:upperMeasure ?upper ; zr:lowerMeasure ?lower .
    ?upper zr:text ?upper_text . ?lower zr:text ?lower_text .
  } UNION {
    ?pair a zr:PlanCascade ; zr:likely ?likely ; zr:cascadeBasis ?basis ; zr:upperPlan ?upper ; zr:lowerPlan ?lower .
    ?upper dcterms:title ?upper_text . ?lower dcterms:title ?lower_text .
  }
}"""
_EXISTS = """PREFIX zr: <https://w3id.org/zeren/ns#>
SELECT ?class WHERE { VALUES ?class { zr:Measure zr:Plan } <$id> a ?class }"""


@click.group()
def cascade() -> None:
    """Plans of two levels (承接): the pairs that were considered, the doubtful links, your decisions.

    What is taken up itself: zeren question cascade, cascade-changes, cascade-targets, cascade-bodies.
    """


@cascade.command()
@click.option("--all", "every", is_flag=True, help="Also the plans that were considered and are no pair, with the reason.")
@options.rows
@options.decisions
@options.store
def plans(every: bool, form: str | None, decisions: Path, store: str) -> None:
    """Pairs of plans, the lower carrying out the upper, with the basis for saying so."""
    from zeren.ingest.renew import consider
    from zeren.store import open_reader

    with open_reader(store) as reader:
        metas = {entry.graph: entry.meta for entry in reader.documents() if entry.graph and entry.status == "stored"}
        known = consider(metas, reader.statements, options.decided(decisions))
    found = [pair for head in known.register.heads.values() for pair in known.register.considered(head, known.decided)]
    rows = [
        {
            "lower": " ".join(filter(None, (pair.lower.annex, pair.lower.title))),
            "upper": " ".join(filter(None, (pair.upper.annex, pair.upper.title))),
            "verdict": pair.verdict,
            "basis": pair.basis,
            "lower_id": pair.lower.id,
            "upper_id": pair.upper.id,
        }
        for pair in found
        if every or pair.verdict != "no"
    ]
    print_rows(rows, ("lower", "upper", "verdict", "basis", "lower_id", "upper_id"), form)


@cascade.command()
@click.option("--list", "only_list", is_flag=True, help="Print the doubtful ones; ask nothing.")
@author
@options.rows
@options.decisions
@options.store
def review(only_list: bool, author: str, form: str | None, decisions: Path, store: str) -> None:
    """Walk through the pairs that wait for a person and write the decisions to cascade.tsv.

    For each: y the lower carries out the upper, n it does not, Enter leaves it open, q ends. The next build replays
    the decisions.
    """
    from zeren.store import open_reader

    with open_reader(store) as reader:
        rows = _likely(reader)
        _unmet(reader, decisions)
    if only_list or not sys.stdin.isatty():
        print_rows(rows, ("upper_text", "lower_text", "basis", "upper", "lower"), form)
        return
    for number, row in enumerate(rows, 1):
        say(visible(f"\n{number}/{len(rows)} {row['basis']}\n  上级 {row['upper_text']}\n  下级 {row['lower_text']}"))
        word = click.prompt("y/n/Enter/q", default="", show_default=False, err=True).strip().lower()
        if word == "q":
            break
        if word in ("y", "n"):
            _write(row["upper"], row["lower"], "same" if word == "y" else "different", decisions, author, "")


@cascade.command()
@click.argument("upper")
@click.argument("lower")
@click.argument("decision", type=click.Choice(["same", "different"]))
@author
@comment
@options.decisions
@options.store
def decide(upper: str, lower: str, decision: str, author: str, comment: str, decisions: Path, store: str) -> None:
    """Decide that LOWER carries out UPPER (same) or does not (different): two plans or two measures, by their ids."""
    from zeren.ground.errors import WrongUsage
    from zeren.store import open_reader

    with open_reader(store) as reader:
        paths = [_known(reader, upper), _known(reader, lower)]
    if len({path.partition("/")[0] for path in paths}) > 1:
        raise WrongUsage("一个是计划、一个是措施 (a plan and a measure)", "name two plans or two measures")
    _write(paths[0], paths[1], decision, decisions, author, comment)


def _known(reader: Reader, identifier: str) -> str:
    """The path of a plan or measure of the store; raises NotFound."""
    from zeren.ask.lookup import ask_rows
    from zeren.cli.decisions import segment_safe
    from zeren.ground.errors import NotFound
    from zeren.ground.vocabulary import BASE

    path = identifier.removeprefix(BASE)
    path = segment_safe(path if path.startswith(_KINDS) else f"measure/{path}")
    if not list(ask_rows(reader, _EXISTS.replace("$id", BASE + path))):
        raise NotFound(f"{identifier}: 库中没有这份计划或这条措施 (no such plan or measure)", "take the ids from zeren cascade review")
    return path


def _likely(reader: Reader) -> list[dict[str, str]]:
    from zeren.ask.cell import text
    from zeren.ask.lookup import ask_rows
    from zeren.ground.vocabulary import BASE

    names = ("upper_text", "lower_text", "basis", "upper", "lower")
    rows = [{name: text(row, name).removeprefix(BASE) for name in names} for row in ask_rows(reader, _LIKELY)]
    return sorted(rows, key=lambda row: (not row["upper"].startswith("plan/"), row["upper_text"], row["upper"], row["lower"]))


def _unmet(reader: Reader, folder: Path) -> None:
    """Say which decisions are about plans or measures that the store does not hold, or holds in other words now."""
    from zeren.ask.lookup import ask_rows
    from zeren.decisions import cascade as decisions
    from zeren.ground.vocabulary import BASE

    for one in decisions.read(folder / decisions.FILE):
        for path in (one.upper, one.lower):
            if not list(ask_rows(reader, _EXISTS.replace("$id", BASE + path))):
                say(visible(f"{folder / decisions.FILE}: {path} 库中没有，这条判定未用到 (not in the store, the decision is not used)"))


def _write(upper: str, lower: str, decision: str, folder: Path, author: str, comment: str) -> None:
    from zeren.decisions import cascade as decisions

    one = decisions.Decision(upper, lower, decision, author, date.today().isoformat(), comment)
    decisions.write(folder / decisions.FILE, [one])
    say(visible(f"{lower} {decision} {upper} → {folder / decisions.FILE}; 下次 zeren build 起生效 (holds from the next build)"))
