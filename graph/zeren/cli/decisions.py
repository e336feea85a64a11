"""``names`` and ``correct``: what people decide about names and readings, kept with the documents."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeren.cli import options
from zeren.cli.answers import say
from zeren.cli.output import print_rows
from zeren.ground.visible import visible

if TYPE_CHECKING:
    from zeren.ask import Reader
    from zeren.ground.model import Extraction, Jurisdiction
    from zeren.names import Names
    from zeren.names.review import Doubt

author = click.option("--author", default="", metavar="NAME", help="Who decides; kept with the decision.")
comment = click.option("--comment", default="", metavar="TEXT", help="Why; kept with the decision.")


@click.group()
def names() -> None:
    """Who is who (单位名称): explain a name, review the doubtful ones, decide."""


@names.command()
@click.argument("name")
@click.option("--plan", metavar="TEXT", callback=options.given, help="The plan that writes the name: part of its title or jurisdiction.")
@click.option("--jurisdiction", metavar="NAME", help="The division whose documents write the name.")
@options.rows
@options.decisions
@options.store
def explain(
    name: str, plan: str | None, jurisdiction: str | None, form: str | None, decisions: Path, store: str
) -> None:
    """How NAME comes to its body, step by step."""
    register = _register(decisions)
    place = _place(register, plan, jurisdiction, store)
    steps = [{"step": title, "words": words} for title, words in register.explain(name, place)]
    print_rows(steps, ("step", "words"), form)


@names.command()
@click.option("--list", "only_list", is_flag=True, help="Print the doubtful names; ask nothing.")
@author
@options.rows
@options.decisions
@options.store
def review(only_list: bool, author: str, form: str | None, decisions: Path, store: str) -> None:
    """Walk through unresolved and doubtful names and write the decisions to names.sssom.tsv.

    For each name: s same as one of the proposals, n a body of its own, d not the body taken, Enter leaves it open,
    q ends. The next build replays the decisions.
    """
    from zeren.names.review import doubts
    from zeren.store import open_reader

    register = _register(decisions)
    with open_reader(store) as reader:
        mentions = list(_mentions(reader, register))
    found = doubts(register, mentions)
    if only_list or not sys.stdin.isatty():
        rows = [_described(doubt) for doubt in found]
        print_rows(rows, ("mention", "jurisdiction", "count", "body", "reason", "proposals"), form)
        return
    for number, doubt in enumerate(found, 1):
        say(f"\n{number}/{len(found)} {doubt.mention} — {_described(doubt)['jurisdiction']}, {doubt.count}×: {doubt.reason}")
        for index, proposal in enumerate(doubt.proposals, 1):
            say(f"  {index} {proposal}")
        if not _ask(doubt, register, decisions, author):
            break


def _ask(doubt: Doubt, register: Names, decisions: Path, author: str) -> bool:
    """Ask about one name and write the decision; False where the person ends the review."""
    word = click.prompt("s/n/d/Enter/q", default="", show_default=False, err=True).strip().lower()
    if word == "q":
        return False
    if word == "s" and doubt.proposals:
        chosen = click.prompt("1…", type=click.IntRange(1, len(doubt.proposals)), default=1, err=True)
        _decide(doubt.mention, doubt.jurisdiction, "same", doubt.proposals[chosen - 1], register, decisions, author, "")
    elif word == "n":
        _decide(doubt.mention, doubt.jurisdiction, "new", None, register, decisions, author, "")
    elif word == "d" and doubt.body:
        _decide(doubt.mention, doubt.jurisdiction, "different", doubt.body.name, register, decisions, author, "")
    return True


@names.command()
@click.argument("name")
@click.argument("decision", type=click.Choice(["same", "different", "new", "member"]))
@click.argument("body", required=False)
@click.option("--plan", metavar="TEXT", callback=options.given, help="The plan that writes the name.")
@click.option("--jurisdiction", metavar="NAME", help="The division whose documents write the name.")
@author
@comment
@options.decisions
@options.store
def decide(
    name: str,
    decision: str,
    body: str | None,
    plan: str | None,
    jurisdiction: str | None,
    author: str,
    comment: str,
    decisions: Path,
    store: str,
) -> None:
    """Decide what NAME is: same as BODY, different from BODY, a new body of its own, or a group with the member BODY."""
    from zeren.ground.errors import WrongUsage

    if (decision == "new") == bool(body):
        told = "不带单位 (takes no BODY)" if body else "须写明单位 (needs a BODY)"
        raise WrongUsage(f"{decision}: {told}", "zeren names decide NAME same BODY")
    register = _register(decisions)
    place = _place(register, plan, jurisdiction, store)
    _decide(name, place, decision, body, register, decisions, author, comment)


def _decide(
    name: str,
    place: Jurisdiction | None,
    decision: str,
    body: str | None,
    register: Names,
    decisions: Path,
    author: str,
    comment: str,
) -> None:
    from zeren.ground.errors import NotFound
    from zeren.ground.model import Agency
    from zeren.names.judgements import FILE, Decision, write

    target: Agency | None = None
    if body is not None:
        found = register.resolve(body, place).body
        if not isinstance(found, Agency):
            near = "、".join(register.proposals(body, place)) or "zeren question bodies"
            raise NotFound(f"{body}: 没有这个单位 (no such body)", f"nearest: {near}")
        target = found
    code = place.code if place else "100000"
    today = date.today().isoformat()
    label = target.name if target else ""
    one = Decision(name, code, decision, target.id if target else None, label, author, today, comment)
    write(decisions / FILE, [one])
    say(f"{name} {decision} {label} → {decisions / FILE}; 下次 zeren build 起生效 (holds from the next build)")


def _register(decisions: Path) -> Names:
    from zeren.ingest.pipeline import Extractor
    from zeren.ingest.settings import Settings

    return Extractor(Settings(decisions=decisions if decisions.is_dir() else None)).register


def _place(register: Names, plan: str | None, jurisdiction: str | None, store: str) -> Jurisdiction | None:
    """The division of a plan in the store, or the one given by name."""
    from zeren import ask
    from zeren.ground.errors import NotFound
    from zeren.store import open_reader

    name = jurisdiction
    if plan is not None:
        with open_reader(store) as reader:
            name = next((known.jurisdiction for known in ask.find_plans(reader, plan) if known.jurisdiction), name)
    place = register.division(name) if name else None
    if name and place is None:
        raise NotFound(f"{name}: 没有这个行政区 (no such division)", "写全名，如 北京市西城区 (give its full name)")
    return place


_SOURCE = """PREFIX zr: <https://w3id.org/zeren/ns#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT DISTINCT ?file WHERE { $record zr:evidence/oa:hasSource/zr:fileName ?file } ORDER BY ?file"""

_MENTIONS = """PREFIX zr: <https://w3id.org/zeren/ns#>
SELECT ?duty ?mention ?full ?code WHERE {
  ?measure zr:hasAssignment ?duty ; zr:inPlan ?plan .
  ?duty zr:mention ?mention . OPTIONAL { ?duty zr:fullMention ?full }
  OPTIONAL { ?plan zr:jurisdiction/zr:divisionCode ?code }
} ORDER BY ?duty"""


def _mentions(reader: Reader, register: Names) -> list[tuple[str, Jurisdiction | None]]:
    """Every name that the store holds a duty under, with the division of its document, once a duty."""
    from zeren.ask.lookup import ask_rows

    found: list[tuple[str, Jurisdiction | None]] = []
    for row in ask_rows(reader, _MENTIONS):
        full, code = row["full"] or row["mention"], row["code"]
        if full:
            found.append((full.value, register.divisions.get(code.value) if code else None))
    return found


def _described(doubt: Doubt) -> dict[str, object]:
    return {
        "mention": doubt.mention,
        "jurisdiction": doubt.jurisdiction.name if doubt.jurisdiction else None,
        "count": doubt.count,
        "body": doubt.body.name if doubt.body else None,
        "reason": doubt.reason,
        "proposals": list(doubt.proposals),
    }


@click.command()
@click.argument("identifier", metavar="ID")
@click.argument("change", metavar="FIELD=VALUE")
@author
@comment
@options.decisions
@options.store
def correct(identifier: str, change: str, author: str, comment: str, decisions: Path, store: str) -> None:
    """Put another VALUE in the place of what was read, with the words that proved it; every build replays it.

    ID is a plan, a measure, or one duty of a measure (its IRI, or measure/…/duty/2). Fields: deadline and text of a
    measure; role and full of a duty; title, issuer, number, date, year and status of a plan.
    """
    from dataclasses import replace

    from zeren.decisions import corrections
    from zeren.ground.errors import WrongUsage
    from zeren.ground.vocabulary import BASE

    field, equals, value = change.partition("=")
    if not equals:
        raise WrongUsage(f"{change}: 格式有误 (not of the form field=value)", "写成 deadline=6月底 (write it so)")
    path = identifier.removeprefix(BASE)
    if not path.startswith(("measure/", "plan/")):
        path = f"measure/{path}"
    extraction = _extracted(path, store, decisions)
    one = corrections.propose(extraction, path, field, value)
    one = replace(one, author=author, comment=comment, date=date.today().isoformat())
    file = decisions / corrections.FILE
    others = [c for c in corrections.read(file) if (c.id, c.field) != (one.id, one.field)]
    corrections.write(file, [*others, one])
    say(visible(f"{path} {field}: “{one.old}” → “{one.new}” → {file}; 下次 zeren build 起生效 (holds from the next build)"))


def _extracted(path: str, store: str, decisions: Path) -> Extraction:
    """The document of a record, extracted again from its kept original without the corrections made so far."""
    from zeren.ask.lookup import ask_rows
    from zeren.ground.errors import NotFound
    from zeren.ground.namesakes import mark_in, mark_of, unmarked
    from zeren.ground.vocabulary import iri
    from zeren.ingest.files import File, extract
    from zeren.ingest.pipeline import Extractor
    from zeren.ingest.settings import Settings
    from zeren.state.document import document_iri
    from zeren.store import open_reader

    with open_reader(store) as reader:
        rows = ask_rows(reader, _SOURCE.replace("$record", f"<{iri(segment_safe(path))}>"))
        name = next((file.value for row in rows if (file := row["file"])), None)
        if name is None:
            raise NotFound(f"{path}: 没有这条记录 (no such record)", "take the id from zeren leads or zeren show")
        data = reader.original(document_iri(name))
    extractor = Extractor(Settings(decisions=decisions if decisions.is_dir() else None))
    extractor.corrections = ()
    found = extract(File(Path(name), name), data, extractor)
    measure = unmarked(path.partition("/duty/")[0])
    for each in found:
        is_its = mark_in(path) in ("", mark_of(document_iri(each.document.name)))
        if is_its and measure in {plan.id for plan in each.plans} | {m.id for m in each.measures}:
            return each
    return found[0]


def segment_safe(path: str) -> str:
    """Return a path below the base IRI with everything escaped that an IRI cannot hold."""
    from urllib.parse import quote

    return quote(path, safe="/%")
