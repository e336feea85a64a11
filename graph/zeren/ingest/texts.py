"""The plans of a store as they are compared with those of another text: found by what a person calls them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zeren.cascade.facts import Fact, facts
from zeren.editions import Identity, changes, judged
from zeren.ground.errors import Ambiguous, NotFound
from zeren.ground.fold import key
from zeren.ground.vocabulary import BASE
from zeren.ingest.renew_editions import consider

if TYPE_CHECKING:
    from zeren.store.reader import Reader


def stored(reader: Reader, name: str) -> list[tuple[bytes, Identity]]:
    """The plans of a store of that identifier, title, number or file name, each with the statements of its document."""
    entries = [entry for entry in reader.documents() if entry.graph and entry.status == "stored"]
    files = {entry.graph: entry.name for entry in entries}
    known = consider({entry.graph: entry.meta for entry in entries if entry.graph}, reader.statements, None)
    told, wanted = name.removeprefix(BASE), key(name)
    exact = [one for one in known.identities if told in (one.id.removeprefix(BASE), files[one.graph]) or key(one.title) == wanted]
    found = exact or [one for one in known.identities if wanted in key(one.title) or (one.number and wanted == key(one.number))]
    return [(reader.statements(one.graph), one) for one in found]


def chosen(name: str, held: list[tuple[bytes, Identity]]) -> tuple[Sequence[Fact], Identity]:
    """The targets and measures of the one plan among those that a name may mean. Raises NotFound where there is none, Ambiguous."""
    if not held:
        raise NotFound(f"{name}: 没有这个文件，库中也没有这份计划 (no such file, no such plan in the store)", "zeren question plans lists them")
    if len(held) > 1:
        raise Ambiguous(f"{name}: 有多份计划 (several plans): {'; '.join(sorted(one.title for _, one in held)[:5])}", "name one by its id")
    statements, one = held[0]
    return facts(statements, one.id).text_of(one.id), one


def rolled(first: Identity, last: Identity) -> int:
    """The years by which deadlines move on without change: between editions of a series, none else."""
    relation = judged(first, last, lambda one, other: 1.0, {})
    return changes.rolled(first, last, relation.kind if relation else None)
