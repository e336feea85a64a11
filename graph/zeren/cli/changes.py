"""``changes``: what became of each measure from one text to the next, with both quotes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zeren.cli import options
from zeren.cli.answers import say
from zeren.cli.output import is_for_people, make_way, print_rows

if TYPE_CHECKING:
    from zeren.cascade.facts import Fact
    from zeren.editions import Identity
    from zeren.editions.changes import Change

Text = tuple["Sequence[Fact]", "Identity"]
"""the targets and measures of a plan, and what it is"""
_FORMS = ("table", "json", "csv", "md", "xlsx", "docx", "html")


@click.command()
@click.argument("before")
@click.argument("after")
@click.option("--bodies", is_flag=True, help="Totals by body instead: measures that it answers for, before and after.")
@click.option("--format", "form", type=click.Choice(_FORMS), help="How to print; table on a terminal, else json.")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write xlsx, docx or html here.")
@options.store
def changes(before: str, after: str, bodies: bool, form: str | None, output: Path | None, store: str) -> None:
    """What became of each target and measure from BEFORE to AFTER (征求意见稿→印发稿、上年→本年、修订前后).

    Either is a file, or a plan of the store: its id, or words of its title, number or file name. Each measure is kept,
    reworded, moved, split, merged, dropped or new; with bodies, deadline and amounts that changed (加码 减码 延后 提前 改责).
    """
    from zeren.editions import changes as compared
    from zeren.editions.rows import COMPARED, COMPARED_EN
    from zeren.ground.errors import WrongUsage

    olds, news = _plans(before, store), _plans(after, store)
    first, last = olds[0][1], news[0][1]
    found = tuple(one for old, new in beside(olds, news) for one in _compared(old, new))
    if max(len(olds), len(news)) > 1:
        say(f"{len(olds)} 份计划与 {len(news)} 份计划逐份比较 (each plan of either file is compared with its like)")
    say(f"{COMPARED} ({COMPARED_EN})")
    if bodies:
        rows: list[dict[str, Any]] = [
            {"body": name, "before": one, "after": other, "difference": other - one} for name, one, other in compared.by_body(found)
        ]
        heads: tuple[str, ...] = ("body", "before", "after", "difference")
    else:
        from zeren.editions.rows import HEADS, READ, row_of

        rows = [row_of(one) for one in found]
        heads = (*READ, *(head for head in HEADS if head not in READ)) if is_for_people(form) else HEADS
    if form not in ("xlsx", "docx", "html"):
        print_rows(rows, heads, form)
        return
    if output is None:
        raise WrongUsage(f"--format {form}: 没有写明写到哪里 (no file named)", "add --output FILE")
    from zeren.report.changes import write

    make_way(output)
    write(output, form, first.title, last.title, found, rows, heads, compared.by_body(found))


def _compared(old: Text | None, new: Text | None) -> tuple[Change, ...]:
    """What became of the measures of a plan; of one without its like all are new, or dropped."""
    from zeren.editions import changes as compared
    from zeren.ingest.texts import rolled

    its, other = old or ((), None), new or ((), None)
    code = next((one.code for one in (other[1], its[1]) if one and one.code), "")
    return compared.changes(its[0], other[0], code, rolled(its[1], other[1]) if its[1] and other[1] else 0)


def beside(olds: Sequence[Text], news: Sequence[Text]) -> list[tuple[Text | None, Text | None]]:
    """Pair the plans of two files: those of one subject, then of one annex, then in their order; what is left has no like."""
    if len(olds) == len(news) == 1:
        return [(olds[0], news[0])]
    found: dict[int, int] = {}
    for alike in (lambda one, other: one.about == other.about, lambda one, other: one.annex == other.annex, lambda *_: True):
        for i, (_, one) in enumerate(olds):
            free = (j for j, (_, other) in enumerate(news) if j not in found.values() and alike(one, other))
            if i not in found and (place := next(free, None)) is not None:
                found[i] = place
    pairs: list[tuple[Text | None, Text | None]] = [(old, news[found[i]] if i in found else None) for i, old in enumerate(olds)]
    return [*pairs, *((None, new) for j, new in enumerate(news) if j not in found.values())]


def _plans(name: str, store: str) -> list[Text]:
    """The plans of a file in its order, or the one of the store. Raises NotFound, Ambiguous, and what reading a file raises."""
    from zeren.cascade.facts import facts
    from zeren.editions import identities
    from zeren.ground.errors import NotFound
    from zeren.store import open_reader

    if not Path(name).is_file():
        from zeren.ingest.texts import chosen, stored

        with open_reader(store) as reader:
            return [chosen(name, stored(reader, name))]
    statements = _stated(Path(name))
    every = facts(statements, name)
    held: list[Text] = [(every.text_of(one.id), one) for one in identities(statements)]
    if not held:
        raise NotFound(f"{name}: 文件里没有措施 (no measures in the file)", "zeren explain shows how it was read")
    return sorted(held, key=lambda each: each[0][0].start if each[0] else 0)


def _stated(path: Path) -> bytes:
    from zeren.ingest.files import extract, find_files, read_bytes
    from zeren.ingest.pipeline import extractor_of
    from zeren.ingest.settings import Settings
    from zeren.state.document import state

    file = next(iter(find_files([path])))
    return b"".join(state(each) for each in extract(file, read_bytes(file), extractor_of(Settings())))
