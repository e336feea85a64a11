"""The journal: one line a commit, each with its checksum, kept twice.

The second file is written when the first is on the disk. So the two together tell what a crash has torn, which nobody was
ever told to be safe, from what was damaged afterwards:

- a broken end of ``journal`` of which ``journal.copy`` holds not a byte was never acknowledged;
- everything else that one of them lacks was, and so was every commit that a snapshot shows.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zeren.store import disk
from zeren.store.place import Place
from zeren.store.records import Entry, Version

Record = dict[str, Any]
HEADS = "plans"
"""key in ``meta``: what the plans of a document are called and cite, packed"""
TEXTS = "texts"
"""key in ``meta``: marks of the texts of a document's measures, packed"""
_CHECK = 16
_BLOCK = 1 << 19
# Four of five bytes of a journal, which only a build and the search for editions look at. The name of a key never stands inside
# a string, where quotes are escaped; Base64 (of zlib) has none and begins with an e.
_PACKED = re.compile(rb'("(?:%s|%s)":")e[^"]*' % (HEADS.encode(), TEXTS.encode()))


@dataclass(frozen=True, slots=True)
class Commit:
    """One line of the journal."""

    number: int
    """1 for the first"""
    records: tuple[Record, ...]
    """``put``, ``remove``, ``refuse``, ``accept``, ``part`` and ``drop`` (of columns) in the order in which they were asked"""
    at: str | None = None


def _line(commit: Commit) -> bytes:
    body: dict[str, Any] = {"commit": commit.number, "records": list(commit.records)}
    if commit.at is not None:
        body["at"] = commit.at
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(text).hexdigest()[:_CHECK].encode() + b" " + text + b"\n"


def _parse(line: memoryview, short: bool = False) -> Commit | None:
    check, text = bytes(line[:_CHECK]), line[_CHECK + 1 :]
    if bytes(line[_CHECK : _CHECK + 1]) != b" " or hashlib.sha256(text).hexdigest()[:_CHECK].encode() != check:
        return None
    body = json.loads(shortened(bytes(text)) if short else bytes(text))
    return Commit(body["commit"], tuple(body["records"]), body.get("at"))


def shortened(text: bytes) -> bytes:
    """Return a line without what is packed in it: HEADS and TEXTS are empty where they are not plain JSON.

    >>> shortened(b'{"name":"a","plans":"eNpV+/==","texts":"[[1]]"}')
    b'{"name":"a","plans":"","texts":"[[1]]"}'
    """
    return _PACKED.sub(rb"\1", text)


@dataclass(frozen=True, slots=True)
class _Scan:
    """One of the two files as it is."""

    exists: bool
    commits: Mapping[int, Commit]
    """by number, as far as their lines can be read"""
    length: int
    """bytes up to the end of the last readable line"""
    tail: bytes
    """what follows"""
    whole: bool
    """nothing is unreadable or missing before the last readable line"""

    @property
    def last(self) -> int:
        return max(self.commits, default=0)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _holds(path: Path, data: bytes) -> bool:
    """Tell whether a file holds just these bytes, without keeping them twice."""
    try:
        with path.open("rb", buffering=0) as file:
            if os.fstat(file.fileno()).st_size != len(data):
                return False
            block, at = bytearray(_BLOCK), 0
            while read := file.readinto(block):
                if not data.startswith(block if read == _BLOCK else block[:read], at):
                    return False
                at += read
            return at == len(data)
    except FileNotFoundError:
        return False


def _scan(data: bytes | None, short: bool = False) -> _Scan:
    if data is None:
        return _Scan(False, {}, 0, b"", True)
    commits: dict[int, Commit] = {}
    length = position = lines = number = 0
    # What stands behind the last line end is no line yet.
    while (end := data.find(b"\n", position)) >= 0:
        number += 1
        commit = _parse(memoryview(data)[position:end], short)
        position = end + 1
        if commit is not None:
            commits.setdefault(commit.number, commit)
            length, lines = position, number
    whole = lines == len(commits) == max(commits, default=0)
    return _Scan(True, commits, length, data[length:], whole)


@dataclass(frozen=True, slots=True)
class Journal:
    """What the two files hold together."""

    commits: tuple[Commit, ...]
    """every commit that one of them holds, in order"""
    length: int
    """bytes of ``journal`` up to the end of its last readable line"""
    copy_length: int
    """bytes of ``journal.copy`` up to the end of its last readable line"""
    copied: int
    """number of the last commit in ``journal.copy``"""
    damaged: tuple[int, ...] = ()
    """numbers of acknowledged commits that ``journal`` lacks"""
    lost: tuple[int, ...] = ()
    """those of them that ``journal.copy`` lacks too"""
    copy_damaged: bool = False
    """``journal.copy`` lacks more than a crash can have kept from it"""

    @property
    def number(self) -> int:
        """Number of the last commit that can be read."""
        return self.commits[-1].number if self.commits else 0

    @property
    def last(self) -> int:
        """Number of the last commit that is known to have been there, readable or not."""
        return max((self.number, *self.damaged[-1:]), default=0)

    @property
    def documents(self) -> tuple[str, ...]:
        """Names of the files that the damaged commits were about, as far as the copy tells."""
        hit = [
            record
            for commit in self.commits
            if commit.number in self.damaged
            for record in commit.records
            if record["do"] not in ("part", "drop")
        ]
        graphs = {r["graph"]: r["name"] for commit in self.commits for r in commit.records if r["do"] == "put"}
        return tuple(dict.fromkeys(str(r["name"] if "name" in r else graphs.get(r["graph"], r["graph"])) for r in hit))


def ranges(numbers: Iterable[int]) -> str:
    """Write ascending numbers shortly: 1-3, 7."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in found)


def read(place: Place, *, short: bool = False) -> Journal:
    """Read the journal with its copy; a torn end that was never reported is left out.

    ``short`` leaves out HEADS and TEXTS (see ``shortened``), for whoever only reads the store.
    """
    written = _bytes(place.journal)
    # Twice the same lines are parsed once: those of a large store take a third of a second.
    if written is not None and _holds(place.copy, written):
        first = second = _scan(written, short)
    else:
        # The copy first: what a writer adds meanwhile comes to the journal before it.
        copied = _bytes(place.copy)
        written = _bytes(place.journal)
        first = _scan(written, short)
        second = first if copied == written else _scan(copied, short)
    single = not second.exists and place.version() == 1
    last = max(first.last, second.last, place.shown())
    if first.tail and not _torn(first, second, last, single):
        last = max(last, first.last + 1)
    if not first.exists and not second.exists and not single:
        # Both are there from the founding on.
        last = max(last, 1)
    known = {**second.commits, **first.commits}
    damaged = tuple(n for n in range(1, last + 1) if n not in first.commits)
    # A crash may leave the copy one commit behind, and that one torn.
    behind = second.last == first.last - 1 or (second.last == first.last and not second.tail)
    return Journal(
        tuple(known[n] for n in sorted(known)),
        first.length,
        second.length,
        first.last if single else second.last,
        damaged,
        tuple(n for n in damaged if n not in known),
        not single and not (second.exists and second.whole and (damaged or behind)),
    )


def _torn(first: _Scan, second: _Scan, last: int, single: bool) -> bool:
    """Tell whether what follows the last readable line was never acknowledged."""
    if single:
        # Format 1 had one file: a whole line that cannot be read is damage, an unfinished one was never reported.
        return b"\n" not in first.tail and first.last >= last
    return second.exists and not second.tail and first.last >= last


def append(path: Path, lines: bytes, length: int) -> int:
    """Add whole lines behind ``length`` bytes, make them durable and return the new length.

    Where that fails the file is cut back, so that the former state stands; OSError is passed on.
    """
    fresh = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
    try:
        try:
            os.ftruncate(handle, length)
            os.lseek(handle, length, os.SEEK_SET)
            rest = memoryview(lines)
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
    return length + len(lines)


def packed(commits: Iterable[Commit]) -> bytes:
    """Return the lines of commits."""
    return b"".join(map(_line, commits))


def mend(place: Place, commits: Iterable[Commit]) -> None:
    """Write both files anew with exactly these commits."""
    data = packed(commits)
    disk.replace(place.journal, data)
    disk.replace(place.copy, data)


def complete_copy(place: Place, known: Journal) -> Journal:
    """Bring the copy up to a whole journal; returns the journal as it is then."""
    if known.damaged or not (known.copy_damaged or known.copied < known.number):
        return known
    if known.copy_damaged:
        disk.replace(place.copy, packed(known.commits))
    else:
        append(place.copy, packed(c for c in known.commits if c.number > known.copied), known.copy_length)
    return read(place)


@dataclass(slots=True)
class Ledger:
    """The state that a run of commits leads to: documents with their versions, and refused files."""

    versions: dict[str, list[Version]] = field(default_factory=dict)
    """by graph IRI, oldest first; kept after removal"""
    stored: set[str] = field(default_factory=set)
    """graph IRIs that are current"""
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    """by file name: digest and reason"""
    parts: dict[str, str] = field(default_factory=dict)
    """names of the parts of columns that count → digest of the manifest, in the order in which they came"""
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
        elif kind == "part":
            self.parts[record["name"]] = record["sha256"]
        elif kind == "drop":
            self.parts.pop(record["name"], None)
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
