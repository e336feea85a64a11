"""Speed of the pages of the explorer on a store of many invented plans: once cold and three times warm.

``python scripts/bench_explorer.py --plans 560`` measures on about 100,000 measures (the store is built first, which takes
its time); ``--store DIR`` measures on a store that is there.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote, unquote

from bench_serve import Server, get, served

from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.serve.explorer.views import VIEWS
from zeren.store import open_writer

BULK = Path(__file__).resolve().parent / "bulk.py"
CHOSEN = (
    "/search?q=噪声", "/search?q=qsthjj", "/measures?role=support&q=噪声", "/measures?sort=-deadline", "/measures?page=40",
    "/bodies?level=county", "/bodies?sort=-support",
)  # fmt: skip
THINGS = 10
"""measures, bodies and plans each whose pages are asked for"""
LIMIT = 1.0
"""seconds that 95 of 100 pages may take"""


def made(folder: Path, plans: int) -> Path:
    """Build a store of invented plans; return its path."""
    subprocess.run([sys.executable, BULK, "--plans", str(plans), "-o", folder / "plans"], check=True)
    with open_writer(folder / "store") as writer:
        build.build(files.find_files([folder / "plans"]), writer, Settings())
    return folder / "store"


def paths(line: http.client.HTTPConnection) -> list[str]:
    """Return the pages to ask for: every list, chosen views of them, and pages of some things."""
    rng = random.Random(1)
    found = [*VIEWS, *(quote(path, safe="/?&=") for path in CHOSEN)]
    for table, kind in (("measures?q=" + quote("治理"), "measure"), ("bodies", "agency"), ("plans", "plan")):
        line.request("GET", f"/{table}", headers={"Accept": "text/html"})
        page = line.getresponse().read().decode()
        links = sorted(set(re.findall(f'href="(/id/{kind}/[^"#?]+)"', page)))
        found += rng.sample(links, min(THINGS, len(links)))
    return found


def resident(pid: int) -> int:
    """Return the memory that a process holds, MB; 0 where the system does not tell."""
    file = Path(f"/proc/{pid}/status")
    told = re.search(r"VmRSS:\s+(\d+) kB", file.read_text()) if file.exists() else None
    return int(told[1]) // 1024 if told else 0


def main() -> int:
    """Print the figures; 1 where the limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=20)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--times", type=int, default=4, help="how often each page is asked for, the first time cold (4)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = asked.store or made(Path(folder), asked.plans)
        with served(store) as server:
            line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=3600)
            begin = time.perf_counter()
            get(line, "/")
            print(f"store read by the server in {time.perf_counter() - begin:.1f} s, {server.spent():.1f} s of processor", flush=True)
            pages = paths(line)
            # The other threads of the server are part of what a page costs.
            spent = [{path: one(server, line, path) for path in pages} for _ in range(asked.times)]
            held, cpu = resident(server.pid), server.spent()
    print(f"  {held} MB after all pages, {cpu:.0f} s of processor")
    for path in sorted(pages, key=lambda path: -max(turn[path][1] for turn in spent))[:8]:
        turns = ", ".join(f"{turn[path][0]:.2f} ({turn[path][1]:.2f})" for turn in spent)
        print(f"  {unquote(path)[:60]:<60} {turns} s (of processor)")
    for name, turns in (("cold", spent[:1]), ("warm", spent[1:])):
        clock, processor = ([turn[path][at] for turn in turns for path in pages] for at in (0, 1))
        if clock:
            told = f"median {statistics.median(clock):.3f} s, slowest {max(clock):.3f} s by the clock"
            print(f"  {name}: {told}; {statistics.median(processor):.3f} s, {max(processor):.3f} s of processor")
    late = statistics.quantiles([turn[path][0] for turn in spent[1:] or spent for path in pages], n=20)[-1]
    print(f"{'✓' if late <= LIMIT else '✗'} {len(pages)} pages: p95 {late:.3f} s (at most {LIMIT})")
    return 0 if late <= LIMIT else 1


def one(server: Server, line: http.client.HTTPConnection, path: str) -> tuple[float, float]:
    """Ask for a page; return seconds by the clock and of the server's processor time."""
    used, begin = server.spent(), time.perf_counter()
    line.request("GET", path, headers={"Accept": "text/html"})
    answer = line.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return time.perf_counter() - begin, server.spent() - used


if __name__ == "__main__":
    sys.exit(main())
