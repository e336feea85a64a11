"""The journal: one line a commit, each with its checksum; a line is either there as a whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zeren.errors import StoreError
from zeren.store import disk
from zeren.store.records import Entry, Version

Record = dict[str, Any]
_CHECK = 16


@dataclass(frozen=True, slots=True)
class Commit:
    """One line of the journal."""

    number: int
    """1 for the first"""
    records: tuple[Record, ...]
    """``put``, ``remove``, ``refuse`` and ``accept`` in the order in which they were asked"""
    at: str | None = None


def _line(commit: Commit) -> bytes:
    body: dict[str, Any] = {"commit": commit.number, "records": list(commit.records)}
    if commit.at is not None:
        body["at"] = commit.at
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(text).hexdigest()[:_CHECK].encode() + b" " + text + b"\n"


def _parse(line: bytes) -> Commit | None:
    check, _, text = line.rstrip(b"\n").partition(b" ")
    if not line.endswith(b"\n") or hashlib.sha256(text).hexdigest()[:_CHECK].encode() != check:
        return None
    body = json.loads(text)
    return Commit(body["commit"], tuple(body["records"]), body.get("at"))


@dataclass(frozen=True, slots=True)
class Journal:
    """What the journal file holds."""

    commits: tuple[Commit, ...]
    """every readable commit in order"""
    length: int
    """bytes up to the end of the last readable line; what follows was never acknowledged"""
    damaged: tuple[int, ...] = ()
    """1-based numbers of unreadable or missing lines before the last readable one"""


def read(path: Path) -> Journal:
    """Read a journal; an absent file is an empty one. A torn last line is left out, it was never reported."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Journal((), 0)
    commits: list[Commit] = []
    bad: list[int] = []
    damaged: list[int] = []
    length = position = 0
    for number, line in enumerate(data.splitlines(keepends=True), start=1):
        position += len(line)
        commit = _parse(line)
        if commit is None:
            bad.append(number)
            continue
        if bad or commit.number != (commits[-1].number if commits else 0) + 1:
            damaged += bad or [number]
            bad = []
        commits.append(commit)
        length = position
    return Journal(tuple(commits), length, tuple(damaged))


def append(path: Path, commit: Commit, length: int) -> int:
    """Add a commit behind ``length`` bytes, make it durable and return the new length.

    Where that fails the file is cut back, so that the former state stands; OSError is passed on.
    """
    line = _line(commit)
    fresh = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    try:
        try:
            os.ftruncate(handle, length)
            os.lseek(handle, length, os.SEEK_SET)
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(handle, length)
                os.fsync(handle)
            raise
    finally:
        os.close(handle)
    if fresh:
        disk.sync_folder(path.parent)
    return length + len(line)


def mend(path: Path) -> None:
    """Rewrite a damaged journal with the commits that can still be read, numbered anew."""
    journal = read(path)
    if journal.damaged:
        whole = [Commit(number, old.records, old.at) for number, old in enumerate(journal.commits, start=1)]
        disk.replace(path, b"".join(map(_line, whole)))


def demand_whole(journal: Journal, path: Path) -> None:
    """Raise StoreError where lines in the middle of the journal cannot be read."""
    if journal.damaged:
        lines = ", ".join(map(str, journal.damaged))
        raise StoreError(
            f"{path}: 第 {lines} 行损坏 (damaged lines)",
            "restore a backup, or run zeren rebuild to go on without them",
        )


@dataclass(slots=True)
class Ledger:
    """The state that a run of commits leads to: documents with their versions, and refused files."""

    versions: dict[str, list[Version]] = field(default_factory=dict)
    """by graph IRI, oldest first; kept after removal"""
    stored: set[str] = field(default_factory=set)
    """graph IRIs that are current"""
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    """by file name: digest and reason"""
    number: int = 0
    """number of the last commit"""

    @classmethod
    def of(cls, commits: Iterable[Commit], upto: int | None = None) -> Ledger:
        """Replay commits, all or those numbered up to ``upto``."""
        ledger = cls()
        for commit in commits:
            if upto is not None and commit.number > upto:
                break
            for record in commit.records:
                ledger.apply(record, commit.number, commit.at)
            ledger.number = commit.number
        return ledger

    def apply(self, record: Mapping[str, Any], number: int, at: str | None = None) -> None:
        """Take one record into the state."""
        kind = record["do"]
        if kind == "put":
            past = self.versions.setdefault(record["graph"], [])
            past.append(
                Version(
                    len(past) + 1,
                    record["name"],
                    record["sha256"],
                    record["quads"],
                    record["triples"],
                    number,
                    record["meta"],
                    at,
                )
            )
            self.stored.add(record["graph"])
            self.refused.pop(record["name"], None)
        elif kind == "remove":
            self.stored.discard(record["graph"])
        elif kind == "refuse":
            self.refused[record["name"]] = (record["sha256"], record["reason"])
        else:
            self.refused.pop(record["name"], None)

    def current(self, graph: str) -> Version | None:
        """Return the current version of a document, None where it is not stored."""
        return self.versions[graph][-1] if graph in self.stored else None

    def graphs(self) -> dict[str, Version]:
        """Return all current versions by graph IRI, sorted."""
        return {graph: self.versions[graph][-1] for graph in sorted(self.stored)}

    def entries(self) -> list[Entry]:
        """Return the manifest sorted by name and graph: stored, removed and refused."""
        entries = [Entry(n, sha, None, 0, "refused", reason=why) for n, (sha, why) in self.refused.items()]
        for graph, past in self.versions.items():
            last = past[-1]
            status = "stored" if graph in self.stored else "removed"
            count = last.triples if status == "stored" else 0
            entries.append(
                Entry(last.name, last.sha256, graph, len(past), status, count, last.quads, meta=last.meta)
            )
        return sorted(entries, key=lambda entry: (entry.name, entry.graph or ""))
