"""Say which corrections of people were in force in a store and are no more: their folder was not at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.cli.answers import say
from zeren.ground.vocabulary import PREFIXES

if TYPE_CHECKING:
    from zeren.ground.model import Replayed

_STATED = f" <{PREFIXES['rdf']}type> <{PREFIXES['zr']}Correction> ".encode()
_NAMED = 3
"""documents that the line names before it only counts"""


def tell_lapsed(store: str, replayed: Mapping[str, Iterable[Replayed]], folder: Path) -> None:
    """Compare documents that were replaced with their former versions and tell what corrections they lost.

    ``replayed`` gives by graph what became of the corrections that were found; those that no longer fit the source are told
    elsewhere. ``folder`` is where decisions were looked for.
    """
    from zeren.ground.errors import StoreError
    from zeren.store import open_reader

    lost: dict[str, int] = {}
    if replayed:
        with open_reader(store) as reader:
            for graph, verdicts in sorted(replayed.items()):
                former, now = reader.history(graph)[-2:]
                try:
                    before, after = (_corrections(reader.statements(graph, version.number)) for version in (former, now))
                except StoreError:
                    # Of a damaged version ``verify`` tells.
                    continue
                gone = before - after
                if (count := len(gone) - sum(one.status != "applied" for one in verdicts)) > 0:
                    lost[now.name] = count
    if lost:
        names = "、".join(list(lost)[:_NAMED]) + (f" … ({len(lost)} documents)" if len(lost) > _NAMED else "")
        say(
            f"✗ {sum(lost.values())} 条此前生效的更正未再应用 (corrections that were in force are not any more): {names}; "
            f"判定文件夹 (decisions looked for in) {described(folder)}; 用 --decisions DIR 或 $ZEREN_DECISIONS 指明其文件夹后重新运行 "
            "(name their folder and run again)"
        )


def described(folder: Path) -> str:
    """A folder of decisions as a person finds it, and whether it is there."""
    return f"{folder.absolute()}{'' if folder.is_dir() else ' (没有 there is none)'}"


def _corrections(statements: bytes) -> set[bytes]:
    """The corrections that sorted N-Quads state, by their IRIs."""
    return {line.partition(b" ")[0] for line in statements.splitlines() if _STATED in line}
