"""A command whose connections are noted as the kernel sees them, those of all processes that it starts included.

usage: quiet.py REPORT COMMAND... Every address that a call tries to reach is a line of REPORT; a call that the program
itself has denied to its process never gets so far and is none. Ends as the command does, 77 where nothing can be watched.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import watch


def main() -> int:
    """Run the command to its end."""
    report = Path(sys.argv[1])
    report.write_text("")
    if not watch.possible():
        return 77

    def note(call: watch.Call) -> int:
        with report.open("a") as lines:
            lines.write(f"{call.name} {call.path}\n")
        return 0

    def started(child: int) -> None:
        signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))

    def command() -> None:
        os.execv(sys.argv[2], sys.argv[2:])

    return watch.watched(command, Path("/"), Path("/dev/stderr"), note, frozenset({"connect", "sendto"}), started)


if __name__ == "__main__":
    sys.exit(main())
