"""The store: what was read is never lost.

A store is a directory (embedded engine) or the address of any SPARQL 1.1 endpoint; both have the same writer
and reader. Nothing here loads the engine before a store is opened.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.ground.errors import WrongUsage
from zeren.store.records import Entry, Outcome, Problem, Source, Version
from zeren.store.terms import Result, Solutions, Term, Triples

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from zeren.store.reader import Reader
    from zeren.store.results import Answer
    from zeren.store.upkeep import MakeMeta, MakeQuads, Remake
    from zeren.store.writer import Writer

__all__ = [
    "Entry",
    "Outcome",
    "Problem",
    "Result",
    "Solutions",
    "Source",
    "Term",
    "Triples",
    "Version",
    "backup",
    "is_remote",
    "open_reader",
    "open_writer",
    "rebuild",
    "restore",
    "run_foreign",
    "verify",
]


def is_remote(path: Path | str) -> bool:
    """Tell whether a store is named by the address of an endpoint."""
    return str(path).startswith(("http://", "https://"))


def _demand_directory(path: Path | str) -> None:
    if is_remote(path):
        raise WrongUsage(
            f"{path}: 远程库不存原件 (a remote store keeps no originals)",
            "name a store directory with --store",
        )


def open_writer(
    path: Path | str, *, wait: bool = False, at: str | None = None
) -> AbstractContextManager[Writer]:
    """Open a store for writing; see ``zeren.store.ingest.open_directory``."""
    if is_remote(path):
        from zeren.store.remote import open_remote_writer

        return open_remote_writer(str(path), at=at)
    from zeren.store.ingest import open_directory

    return open_directory(Path(path), wait=wait, at=at)


def open_reader(path: Path | str) -> Reader:
    """Open a store for reading; see ``zeren.store.snapshot.open_directory``."""
    if is_remote(path):
        from zeren.store.remote import RemoteReader

        return RemoteReader(str(path))
    from zeren.store.snapshot import open_directory

    return open_directory(Path(path))


def run_foreign(
    path: Path | str,
    sparql: str,
    *,
    seconds: float = 10,
    memory: int = 1 << 30,
    rows: int = 100_000,
    format: str | Sequence[str] = ("json", "ttl"),
) -> Answer:
    """Answer a query written by a user, under limits; see ``zeren.store.foreign.run_foreign``."""
    from zeren.store.foreign import run_foreign as run

    return run(path, sparql, seconds=seconds, memory=memory, rows=rows, format=format)


def rebuild(
    path: Path | str,
    make_quads: MakeQuads,
    *,
    wait: bool = False,
    meta: MakeMeta | None = None,
    accept_loss: bool = False,
    tell: Callable[[str], None] | None = None,
    computed: Callable[[str], bool] = lambda graph: False,
    remake: Remake = lambda version, statements: None,
) -> list[Outcome]:
    """Make a store again from its kept originals; see ``zeren.store.upkeep.rebuild``."""
    from zeren.store.upkeep import rebuild as run

    _demand_directory(path)
    return run(
        Path(path), make_quads, wait=wait, meta=meta, accept_loss=accept_loss, tell=tell, computed=computed, remake=remake
    )


def backup(path: Path | str, target: Path) -> int:
    """Write a store into one tar file; see ``zeren.store.upkeep.backup``."""
    from zeren.store.upkeep import backup as run

    _demand_directory(path)
    return run(Path(path), target)


def restore(source: Path, path: Path | str) -> int:
    """Make a store of a backup; see ``zeren.store.upkeep.restore``."""
    from zeren.store.upkeep import restore as run

    _demand_directory(path)
    return run(source, Path(path))


def verify(path: Path | str) -> list[Problem]:
    """Compare all that a store keeps with its hashes, whatever state it is in; empty where all is well.

    Raises NotFound where no store is, StoreError for a folder of something else or a newer format.
    """
    if is_remote(path):
        return open_reader(path).verify()
    from zeren.store.audit import problems
    from zeren.store.place import readable

    return problems(readable(Path(path)))
