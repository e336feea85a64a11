"""What another store costs: build and questions on the two plans, each server against the embedded store.

Run by ``scripts/bench`` with ``tests`` on the path. Servers run on this machine, so no network is in the figures:
add a round trip for each query. The best of a few times is taken, which other work on the machine disturbs least.
Virtuoso is left out where it is not installed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import servers
from questions.form import runs
from zeren import ask
from zeren.store import open_reader

ROOT = Path(__file__).resolve().parents[1]
BUILDS, TIMES = 3, 5


def build(store: str) -> float:
    """Return the seconds of ``zeren build`` of the two plans into an empty store."""
    command = [sys.executable, "-m", "zeren", "--store", store, "build", str(ROOT / "data" / "plans")]
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def asked(store: str) -> list[float]:
    """Return the best seconds of each run of the shipped questions, by a reader that stays open."""
    known = ask.questions()
    found = []
    with open_reader(store) as reader:
        for _, question, params in runs():
            spent = []
            for _ in range(TIMES):
                begin = time.perf_counter()
                ask.run(reader, known[question], params)
                spent.append(time.perf_counter() - begin)
            found.append(min(spent))
    return found


def measured(name: str, stores: list[str], against: tuple[float, float, float] | None) -> tuple[float, float, float]:
    """Print a line for one engine; return the best build, the median question and the slowest one."""
    built = min(build(store) for store in stores)
    times = asked(stores[-1])
    figures = (built, statistics.median(times), max(times))
    parts = []
    for what, seconds, base in zip(("build", "question, median", "slowest"), figures, against or figures, strict=True):
        parts.append(f"{what} {seconds * 1000:7.0f} ms ({seconds / base:4.1f} ×)")
    print(f"  {name:<22} " + "   ".join(parts), flush=True)
    return figures


def main() -> None:
    """Print one line an engine."""
    print("stores: two plans, 46,000 statements; × the embedded store")
    with tempfile.TemporaryDirectory() as folder:
        base = measured("embedded", [f"{folder}/{place}" for place in range(BUILDS)], None)
        with ExitStack() as running:
            measured("oxigraph server", [running.enter_context(servers.oxigraph()) for _ in range(BUILDS)], base)
        if servers.VIRTUOSO:
            os.environ |= {"ZEREN_USER": servers.USER, "ZEREN_PASSWORD": servers.PASSWORD}
            with servers.virtuoso(Path(folder)) as url:
                measured("Virtuoso 7", [url], base)


if __name__ == "__main__":
    main()
