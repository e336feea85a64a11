"""Queries written by a user: each runs in a process that can be killed, on a snapshot, without sockets."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from zeren.errors import StoreError, TimeOut, WrongUsage
from zeren.store import place as places
from zeren.store import syntax
from zeren.store.results import USUAL, Answer
from zeren.store.snapshot import hold_current

# The worker's own clock ends it first; this much later the parent does.
_GRACE = 0.25
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
    """A process that answers queries on the snapshot that was current when it was started.

    One query at a time. After a query that was cut off the process is gone; the next one starts another,
    on the snapshot that is current then.
    """

    def __init__(self, path: Path, *, memory: int = 1 << 30) -> None:
        self._place = places.readable(path)
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._handle: int | None = None
        self._ready = False
        self.snapshot = ""
        """name of the snapshot that the process has open; empty where none is running"""

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
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        self.snapshot = ""

    def start(self) -> None:
        """Start the process where none runs on the current snapshot, so that the next query need not wait."""
        pointer = self._place.pointer()
        if (
            self._process is not None
            and self._process.poll() is None
            and self.snapshot == (pointer or ("",))[0]
        ):
            return
        self.close()
        held = hold_current(self._place)
        snapshot = ""
        if held is not None:
            self.snapshot, _, self._handle = held
            # The process works in another folder, where a relative path leads elsewhere.
            snapshot = str((self._place.snapshots / self.snapshot).resolve())
        self._ready = False
        setting = json.dumps({"paths": _paths(), "snapshot": snapshot, "memory": self._memory})
        script = str(Path(__file__).with_name("worker.py"))
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-X", "utf8", script, setting],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/" if os.name == "posix" else None,
        )

    def ask(
        self,
        sparql: str,
        *,
        seconds: float = 10,
        rows: int = 100_000,
        formats: Sequence[str] = USUAL,
        base: str | None = None,
    ) -> Answer:
        """Answer one query within ``seconds``, in the first of ``formats`` that fits, with at most ``rows`` rows.

        Raises WrongUsage with the parser's message; TimeOut where time or memory ran out; StoreError where
        the snapshot cannot be opened.
        """
        syntax.check(sparql)
        self.start()
        if not self._ready:
            self._timed(_START, self._header)
            self._ready = True
        request = {"sparql": sparql, "seconds": seconds, "rows": rows, "formats": list(formats), "base": base}
        header, body = self._timed(seconds, lambda: self._exchange(request))
        if header.get("memory"):
            self.close()
            raise self._out_of_memory()
        answer = Answer(body)
        answer.media, answer.truncated, answer.rows = header["media"], header["truncated"], header["rows"]
        return answer

    def _timed(self, seconds: float, act: Callable[[], Told | None]) -> Told:
        """Return what the process tells, or end it and raise what its end means."""
        late = threading.Event()
        clock = threading.Timer(seconds + _GRACE, self._strike, (late,))
        clock.start()
        try:
            told = act()
        finally:
            clock.cancel()
        if told is None:
            raise self._ended(seconds, late.is_set())
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
        process = self._process
        code = process.wait() if process is not None else 0
        self.close()
        if late or code == -14:  # SIGALRM, the worker's own clock
            return TimeOut(
                f"查询超过 {seconds:g} 秒 (the query ran out of its {seconds:g} seconds)",
                "ask for less, add LIMIT, or allow more time",
            )
        if code < 0:
            return self._out_of_memory()
        return StoreError(f"{self._place.root}: 快照无法打开 (cannot open the snapshot)", "run zeren verify")

    def _out_of_memory(self) -> TimeOut:
        return TimeOut(
            f"查询占用内存过多或嵌套过深 (the query used up its {self._memory >> 20} MiB, or its stack)",
            "ask for less, add LIMIT, or write it with less nesting",
        )


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
