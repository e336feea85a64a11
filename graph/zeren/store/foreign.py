"""Queries written by a user: each runs in a process that can be killed, on an index, without sockets."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from zeren.ground.errors import StoreError, TimeOut, WrongUsage
from zeren.store import journal, seal, syntax
from zeren.store import place as places
from zeren.store.counted import wanted_day, wants_all
from zeren.store.index import SMALL, Held, Kind, fits, hold, kind_for, of_kind
from zeren.store.journal import Ledger
from zeren.store.recover import damage
from zeren.store.results import USUAL, Answer

# The worker's own clock ends it first; this much later the parent does.
_GRACE = 0.25
_LAST_WORDS = 4096
"""bytes of what a process said at its end"""
# A process that is not ready by then will never be; a busy machine takes its time, which no query pays for.
_START = 10.0


def _paths() -> list[str]:
    """Folders from which the worker can import this package and the engine."""
    found = [str(Path(__file__).resolve().parents[2])]
    engine = importlib.util.find_spec("pyoxigraph")
    if engine is not None and engine.origin:
        found.append(str(Path(engine.origin).parents[1]))
    return found


Told = tuple[dict[str, Any], bytes]
"""header and body of what a process tells"""


class Worker:
    """A process that answers queries on the index of the documents that are current when they are asked.

    One query at a time. After a query that was cut off, or a commit, the next one starts another process.
    """

    def __init__(self, path: Path, *, memory: int = 1 << 30, every: bool | None = None) -> None:
        """``every``: over all editions, or over the documents that count; None: as ``counted.all_editions`` says."""
        self._place = places.readable(path)
        self._every = wants_all() if every is None else every
        self._on = wanted_day()
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._held: Held | None = None
        self._opened: tuple[object, Kind] | None = None
        self._errors: IO[bytes] | None = None
        self._ready = False
        # Read to the end once and found whole: it is not read again when the next query fails on it.
        self._sound = ""
        self.snapshot = ""
        """name of the index that the process has open; empty where none is running, or nothing is stored"""

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self._process.wait()
            self._process = None
        if self._errors is not None:
            self._errors.close()
            self._errors = None
        if self._held is not None:
            self._held.close()
            self._held = None
        self.snapshot = ""

    def start(self, kind: Kind = "union") -> None:
        """Start the process where none runs on the present index of a kind, so that the next query need not wait."""
        stamp = self._place.stamp()
        running = self._process is not None and self._process.poll() is None
        if running and self._opened == (stamp, kind):
            return
        held = self._hold(kind)
        name = f"{held.folder.parent.name}/{held.folder.name}" if held is not None else ""
        if running and name == self.snapshot != "":
            # A commit that changed no statement.
            self._opened = (stamp, kind)
            if held is not None:
                held.close()
            return
        self.close()
        # The process works in another folder, where a relative path leads elsewhere.
        snapshot = str(held.folder.resolve()) if held is not None else ""
        self._held, self.snapshot, self._opened = held, name, (stamp, kind)
        self._ready = False
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
        setting = json.dumps({"paths": _paths(), "snapshot": snapshot, "memory": self._memory})
        script = str(Path(__file__).with_name("worker.py"))
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-X", "utf8", script, setting],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env={},
            cwd="/" if os.name == "posix" else None,
        )

    def warm(self) -> None:
        """Start the process ahead where its index is there, or soon made; else the first query makes it."""
        known = journal.read(self._place)
        if not known.lost:
            kind, graphs = of_kind("union", Ledger.of(known.commits).graphs(), self._every)
            if fits(self._place, kind, graphs) or sum(version.triples for version in graphs.values()) <= SMALL:
                self.start()

    def _hold(self, kind: Kind) -> Held | None:
        known = journal.read(self._place)
        number = known.last
        held = hold(self._place, kind, number, None if known.lost else Ledger.of(known.commits).graphs(), self._every, self._on)
        if held is None and known.lost:
            raise damage(self._place, known)
        return held

    def ask(
        self,
        sparql: str,
        *,
        seconds: float = 10,
        rows: int = 100_000,
        formats: Sequence[str] = USUAL,
        base: str | None = None,
        allowed: float | None = None,
    ) -> Answer:
        """Answer one query within ``seconds``, in the first of ``formats`` that fits, with at most ``rows`` rows.

        ``allowed`` is the time that a message names, where ``seconds`` is only what is left of it.
        Raises WrongUsage with the parser's message; TimeOut where time or memory ran out; StoreError where
        the snapshot cannot be opened.
        """
        syntax.check(sparql)
        self.start(kind_for(sparql))
        if not self._ready:
            self._timed(_START, self._header)
            self._ready = True
        request = {"sparql": sparql, "seconds": seconds, "rows": rows, "formats": list(formats), "base": base}
        header, body = self._timed(seconds, lambda: self._exchange(request), allowed)
        if "damage" in header:
            where = str(self._held.folder if self._held is not None else self._place.root)
            self.close()
            raise _damage(where, header["damage"])
        if header.get("memory"):
            self.close()
            raise self._out_of_memory()
        answer = Answer(body)
        answer.media, answer.truncated, answer.rows = header["media"], header["truncated"], header["rows"]
        return answer

    def _timed(self, seconds: float, act: Callable[[], Told | None], allowed: float | None = None) -> Told:
        """Return what the process tells, or end it and raise what its end means."""
        late = threading.Event()
        clock = threading.Timer(seconds + _GRACE, self._strike, (late,))
        clock.start()
        try:
            told = act()
        finally:
            clock.cancel()
        if told is None:
            raise self._ended(allowed or seconds, late.is_set())
        if "wrong" in told[0]:
            raise WrongUsage(told[0]["wrong"])
        return told

    def _strike(self, late: threading.Event) -> None:
        late.set()
        if self._process is not None:
            self._process.kill()

    def _exchange(self, request: dict[str, Any]) -> Told | None:
        process = self._process
        if process is None or process.stdin is None:
            return None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            # The process ended before it read.
            return None
        return self._header()

    def _header(self) -> Told | None:
        """Read a header and its body; None where the process ended before."""
        process = self._process
        if process is None or process.stdout is None:
            return None
        line = process.stdout.readline()
        if not line.endswith(b"\n"):
            return None
        header: dict[str, Any] = json.loads(line)
        body = process.stdout.read(header["length"])
        return (header, body) if len(body) == header["length"] else None

    def _ended(self, seconds: float, late: bool) -> Exception:
        """What the end of the process means: time, stack, memory or damage, each in its own words."""
        process = self._process
        code = process.wait() if process is not None else 0
        said, folder = self._last_words(), self._held.folder if self._held is not None else None
        broken = None if late or code == -signal.SIGALRM or folder is None else self._damaged(folder, said)
        self.close()
        if late or code == -signal.SIGALRM:
            return TimeOut(
                f"查询超过 {seconds:g} 秒 (the query ran out of its {seconds:g} seconds)",
                "ask for less, add LIMIT, or allow more time",
            )
        if "overflowed its stack" in said or (code == -signal.SIGSEGV and not said):
            return TimeOut(
                "查询嵌套过深 (the query used up its stack)", "write it with less nesting, or shorter lists and paths"
            )
        # A damaged length reads like a want of memory, too.
        if broken is not None:
            return broken
        if "memory allocation of" in said or "bad_alloc" in said or "MemoryError" in said:
            return self._out_of_memory()
        return self._broken_off(code, said)

    def _last_words(self) -> str:
        if self._errors is None:
            return ""
        self._errors.seek(max(0, self._errors.seek(0, os.SEEK_END) - _LAST_WORDS))
        lines = self._errors.read().decode("utf-8", "replace").split("\n")
        return " ".join(line for line in lines if line and not line.startswith(" ") and "Traceback" not in line)

    def _damaged(self, folder: Path, said: str) -> StoreError | None:
        """The error that names the damaged files of the index; None where it is whole."""
        if self.snapshot == self._sound or "overflowed its stack" in said:
            return None
        broken = [name for name, _ in seal.faults(folder)] if (folder / seal.SEAL).exists() else []
        if broken:
            return _damage(str(folder), f"{', '.join(broken)}; {said[-200:]}")
        self._sound = self.snapshot
        return None

    def _broken_off(self, code: int, said: str) -> Exception:
        if code >= 0:
            return StoreError(f"{self._place.root}: 索引无法打开 (cannot open the index)", "run zeren verify")
        if code == -signal.SIGKILL:
            return TimeOut(
                "查询进程被系统终止, 多因内存不足 (the system killed the query, mostly for want of memory)", "ask for less, add LIMIT"
            )
        return TimeOut(
            f"查询进程中断 (the query's process broke off: {signal.Signals(-code).name} {said[-200:]})",
            "ask for less; zeren verify looks for damage",
        )

    def _out_of_memory(self) -> TimeOut:
        return TimeOut(
            f"查询占用内存过多 (the query used up its {self._memory >> 20} MiB of memory)", "ask for less, or add LIMIT"
        )


def _damage(where: str, what: str) -> StoreError:
    return StoreError(f"{where}: 索引损坏 (the index is damaged): {what}", "run zeren verify, then zeren rebuild")


def run_foreign(
    path: Path | str,
    sparql: str,
    *,
    seconds: float = 10,
    memory: int = 1 << 30,
    rows: int = 100_000,
    format: str | Sequence[str] = USUAL,
) -> Answer:
    """Answer one query of a user in a process of its own; see ``Worker.ask`` for limits and errors.

    ``format`` is one of json, csv, tsv, xml (tables), ttl, nt, jsonld, rdf (graphs), or several of them in
    order of preference.
    """
    formats = (format,) if isinstance(format, str) else tuple(format)
    if str(path).startswith(("http://", "https://")):
        from zeren.store.remote import run_remote

        return run_remote(str(path), sparql, seconds=seconds, rows=rows, formats=formats)
    with Worker(Path(path), memory=memory) as worker:
        return worker.ask(sparql, seconds=seconds, rows=rows, formats=formats)
