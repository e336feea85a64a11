"""A writer that is made to be killed: it stores documents one by one and says each one that is safe.

usage: crash.py STORE FIRST [PAUSE]. Each line on standard output is one acknowledged document, ``number digest``; PAUSE is
the seconds between two of them.
usage: crash.py nursery. Each line ``FIRST STEP STORE`` on standard input starts such a writer without the cost of a
start: ``child NUMBER`` tells its process, its own lines follow, and ``gone`` when it has ended. Where STEP is not
negative the writer ends itself, as by kill -9, at that step towards the disk.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import sys
import time
from pathlib import Path
from typing import Any

from zeren.store import Source, open_writer

GROUPS = 7


def document(number: int, size: int = 40) -> tuple[Source, str, bytes]:
    """The document with this number; every GROUPS-th is a new version of the same one."""
    data = f"action plan {number}".encode()
    graph = f"http://example.org/plan/{number % GROUPS}"
    lines = [
        f'<{graph}/m{row}> <http://example.org/text> "措施 {row % 9} of {number}" .\n' for row in range(size)
    ]
    return (
        Source(f"plan{number % GROUPS}.txt", hashlib.sha256(data).hexdigest(), data),
        graph,
        "".join(lines).encode(),
    )


STEPS = ("fsync", "replace", "rename", "mkdir", "write", "ftruncate")
"""functions of ``os`` through which this program changes a disk (the engine has its own)"""


def watch(act: Any) -> None:
    """Call ``act`` before each step of this process towards the disk."""
    for name in STEPS:
        real = getattr(os, name)

        def step(*args: Any, _real: Any = real, **keywords: Any) -> Any:
            act()
            return _real(*args, **keywords)

        setattr(os, name, step)


def nursery() -> None:
    """Fork writers; this process itself never opens a store, so that no thread of the engine is lost in a fork."""
    import pyoxigraph

    from zeren.store import ingest

    loaded = (pyoxigraph, ingest)
    for line in sys.stdin:
        first, step, path = line.rstrip("\n").split(" ", 2)
        child = os.fork() if loaded else 0
        if child == 0:
            say = os.write
            if int(step) >= 0:
                end_at(int(step))
            work(Path(path), int(first), say)
        os.write(1, f"child {child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"gone\n")


def end_at(step: int) -> None:
    """Have this process end at that step towards the disk."""
    left = [step]

    def act() -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), 9)

    watch(act)


def work(path: Path, first: int, say: Any, pause: float = 0) -> None:
    """Store documents one by one, each in a commit of its own."""
    for number in itertools.count(first):
        with open_writer(path) as writer:
            source, graph, quads = document(number)
            writer.put(source, graph, quads)
            writer.commit()
            say(1, f"{number} {source.sha256}\n".encode())
        time.sleep(pause)


def main() -> None:
    """Store documents until killed."""
    if sys.argv[1:] == ["nursery"]:
        nursery()
    else:
        work(Path(sys.argv[1]), int(sys.argv[2]), os.write, *map(float, sys.argv[3:]))


if __name__ == "__main__":
    main()
