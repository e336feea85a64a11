"""A writer that is made to be killed: it stores documents one by one and says each one that is safe.

usage: crash.py STORE FIRST [STEP]. Each line on standard output is one acknowledged document, ``number digest``.
With STEP the process ends itself, as by kill -9, at that step towards the disk after FIRST.
"""

from __future__ import annotations

import hashlib
import os
import sys
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


def main() -> None:
    """Store documents until killed."""
    path, first = Path(sys.argv[1]), int(sys.argv[2])
    if len(sys.argv) > 3:
        left = [int(sys.argv[3])]

        def act() -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), 9)

        say = os.write
        watch(act)
    else:
        say = os.write
    for number in range(first, first + 1000):
        with open_writer(path) as writer:
            source, graph, quads = document(number)
            writer.put(source, graph, quads)
            writer.commit()
            say(1, f"{number} {source.sha256}\n".encode())


if __name__ == "__main__":
    main()
