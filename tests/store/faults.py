"""One build after another, each with one call to the kernel that fails; what became of each is printed as a line of JSON.

usage: faults.py FOLDER START FAULTS READERS [SAMPLE]. START is ``empty`` (no store yet) or ``full`` (a store of two documents, of
which one is built again in a new version); FAULTS is some of EIO, ENOSPC, EINTR, KILL; READERS is ``home`` (documents are read in
the process that stores them, which alone has to do with the files of a store) or ``apart`` (in processes of their own, as ever);
SAMPLE is the number of calls tried, spread over all kinds and files (seeded), else all. The first line tells the calls of a build
that nothing disturbs.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyoxigraph
import watch

import zeren.cli.answers
import zeren.cli.documents
import zeren.cli.lapsed
import zeren.cli.output
import zeren.ingest.documents
import zeren.store.audit
import zeren.store.ingest
import zeren.store.reader
import zeren.store.snapshot
from zeren.cli import main
from zeren.ground import workers
from zeren.ground.errors import NotFound, ZerenError
from zeren.ingest.pipeline import extractor_of
from zeren.ingest.settings import Settings
from zeren.read import read
from zeren.state.document import document_iri, state
from zeren.store import columns, open_reader, open_writer, statements, verify

WARM = (
    duckdb, pyoxigraph, zeren.ingest.documents, zeren.cli.answers, zeren.cli.documents, zeren.cli.lapsed, zeren.cli.output,
    zeren.store.audit, zeren.store.ingest, zeren.store.reader, zeren.store.snapshot,
)  # fmt: skip
"""loaded before the children are made, so that each need not load them"""
NAMES = frozenset(watch.CALLS) - {"connect", "sendto"}
SPACE = frozenset({"write", "writev", "pwrite64", "mkdir", "mkdirat", "link", "linkat", "fallocate", "ftruncate", "rename", "renameat", "renameat2"})
"""calls that a full disk refuses, besides openings that make a file"""
PLAN = "某某市2026年工作方案\n序号\t工作任务\t责任单位\t完成时限\n1\t{}\t市水务局\t6月底\n"
Key = tuple[str, str, int]
"""name of a call, path, and which of the calls of that name to that path"""


def at_home() -> None:
    """Have this process and its children read documents themselves, with all loaded that it needs: no child has to load it."""

    def spread(work: Callable[[Any], Any], items: Sequence[Any], *_: Any) -> Iterator[Any]:
        return map(work, items)

    def apart(function: Callable[..., Any], *arguments: Any, bounds: workers.Bounds) -> Any:
        return function(*arguments)

    zeren.ingest.documents.spread, workers.apart = spread, apart
    name, data = "kept.txt", PLAN.format("做乙事。").encode()
    stated = state(extractor_of(Settings()).extract(read(data, name)[0]))
    made = statements.make(stated, document_iri(name), name, hashlib.sha256(data).hexdigest())
    columns.decoded(made.text, document_iri(name))


def build(folder: Path, *names: str) -> None:
    """The command, as a user gives it; ends this process. With the index, which else the first query makes."""
    main(["build", "--index", *(str(folder / name) for name in names), "--store", str(folder / "store")])


class Faults:
    """One folder with documents and a store to begin with."""

    def __init__(self, folder: Path, start: str, readers: str) -> None:
        self.folder, self.errors, self.store, self.base = folder, folder / "stderr", folder / "store", folder / "base"
        if readers == "home":
            at_home()
        (folder / "kept.txt").write_text(PLAN.format("做乙事。"), encoding="utf-8")
        (folder / "plan.txt").write_text(PLAN.format("做甲事。"), encoding="utf-8")
        if start == "full":
            self.done(lambda: build(folder, "kept.txt", "plan.txt"))
            self.store.rename(self.base)
            (folder / "plan.txt").write_text(PLAN.format("做丙事。"), encoding="utf-8")
        self.former = self.told(self.base) if start == "full" else None
        self.reset()
        self.calls: list[Key] = []
        count: Counter[tuple[str, str]] = Counter()

        def note(call: watch.Call) -> int:
            count[call.name, call.path] += 1
            self.calls.append((call.name, call.path, count[call.name, call.path]))
            return 0

        if watch.watched(self.act, self.store, self.errors, note, NAMES):
            raise SystemExit(self.errors.read_text())
        self.goal = self.told(self.store)

    def act(self) -> None:
        build(self.folder, "plan.txt")

    def reset(self) -> None:
        """Begin again from the store before the build."""
        shutil.rmtree(self.store, ignore_errors=True)
        if self.base.exists():
            shutil.copytree(self.base, self.store)

    def done(self, act: Any) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(watch.fork(act, self.errors), 0)[1])

    def told(self, store: Path) -> Any:
        """What a child finds in a store: its documents, the digest of its statements, what is wrong with it."""
        report = self.folder / "report"
        code = self.done(lambda: report.write_text(json.dumps(self.look(store))))
        return json.loads(report.read_text()) if code == 0 else {"crashed": code, "said": self.errors.read_text()}

    @staticmethod
    def look(store: Path) -> Any:
        """Open, read and compare a store; None where none is."""
        try:
            with open_reader(store) as reader:
                lines = "\n".join(reader.dump())
                found = reader.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
                kept = {entry.name: reader.original(entry.graph or "") == b"" for entry in reader.documents()}
                return {
                    "documents": {entry.name: entry.sha256 for entry in reader.documents()},
                    "empty": sorted(name for name, bare in kept.items() if bare),
                    "statements": hashlib.sha256(lines.encode()).hexdigest(),
                    "found": str(found),
                }
        except NotFound:
            return None

    def after(self) -> Any:
        """Look at once, recover, compare, and build as ever."""
        report: dict[str, Any] = {}
        try:
            report["read"] = self.look(self.store)
        except ZerenError as error:
            report["read"] = str(error)
        if self.store.exists():
            # Its own time: others may be at work on the machine, and the folder is in memory.
            began = time.process_time()
            with open_writer(self.store):
                pass
            report["recovery"] = time.process_time() - began
            report["problems"] = [str(problem) for problem in verify(self.store)]
            report["recovered"] = self.look(self.store)
        try:
            self.act()
        except SystemExit as end:
            report["next"] = end.code
        report["problems"] = report.get("problems", []) + [str(problem) for problem in verify(self.store)]
        report["final"] = self.look(self.store)
        return report

    def once(self, key: Key, fault: str) -> dict[str, Any]:
        """Build with one fault and tell what became of it."""
        self.reset()
        count: Counter[tuple[str, str]] = Counter()
        struck = False

        def verdict(call: watch.Call) -> int:
            nonlocal struck
            count[call.name, call.path] += 1
            if (call.name, call.path, count[call.name, call.path]) == key:
                struck = True
                return watch.KILL if fault == "KILL" else getattr(errno, fault)
            # A full disk stays full.
            full = struck and fault == "ENOSPC" and (call.name in SPACE or call.creates)
            return errno.ENOSPC if full else 0

        code = watch.watched(self.act, self.store, self.errors, verdict, NAMES)
        said = self.errors.read_text(encoding="utf-8", errors="replace")
        result = self.done_after()
        return {"call": key, "fault": fault, "struck": struck, "exit": code, "said": said, **result}

    def done_after(self) -> dict[str, Any]:
        report = self.folder / "report"
        report.unlink(missing_ok=True)
        code = self.done(lambda: report.write_text(json.dumps(self.after())))
        if code:
            return {"crashed": code, "why": self.errors.read_text(encoding="utf-8", errors="replace")}
        found: dict[str, Any] = json.loads(report.read_text())
        return {**found, **{when: self.named(found[when]) for when in ("read", "recovered", "final") if when in found}}

    def named(self, state: Any) -> str:
        """``former`` or ``new`` for a state that is one of them to the byte, else what it is.

        Before the first build ``former`` is no store or an empty one.
        """
        if state == self.goal:
            return "new"
        if state == self.former or (self.former is None and not state["documents"] if isinstance(state, dict) else False):
            return "former"
        return json.dumps(state, ensure_ascii=False)


def sampled(calls: list[Key], size: int) -> list[Key]:
    """So many calls in their order, as evenly as can be from every pair of call and file (numbers in names left out)."""
    kinds: dict[str, list[Key]] = defaultdict(list)
    for key in calls:
        kinds[key[0] + " " + key[1].split("/")[0]].append(key)
    dice = random.Random(20260301)
    rows = [dice.sample(kinds[kind], len(kinds[kind])) for kind in sorted(kinds)]
    turns = [row[turn] for turn in range(max(map(len, rows))) for row in rows if turn < len(row)]
    chosen = set(turns[:size])
    return [key for key in calls if key in chosen]


def run() -> Iterator[dict[str, Any]]:
    """Yield the calls of an undisturbed build, then each fault."""
    folder, start, kinds, readers = Path(sys.argv[1]).resolve(), sys.argv[2], sys.argv[3].split(","), sys.argv[4]
    faults = Faults(folder, start, readers)
    size = int(sys.argv[5]) if len(sys.argv) > 5 else len(faults.calls)
    chosen = sampled(faults.calls, size)
    yield {"calls": len(faults.calls), "kinds": Counter(name for name, _, _ in faults.calls), "tried": len(chosen)}
    for place, key in enumerate(chosen):
        for fault in kinds if size == len(faults.calls) else [kinds[place % len(kinds)]]:
            yield faults.once(key, fault)


if __name__ == "__main__":
    if not watch.possible():
        sys.exit(77)
    for line in run():
        print(json.dumps(line, ensure_ascii=False), flush=True)
