"""Whether the server stays small: memory of all its processes while eight clients ask this and that for ten minutes.

usage: steady.py [--minutes 10 | --requests N]. Each tenth of the way is a line: requests answered, memory. Ends with 1 where
the last tenth holds over 10 % more than the first did; on a machine at work on other things the first is that in which as much
was asked as an idle one answers in a minute, for until then it only fills what it keeps.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from bench_serve import ROOT, Server, addresses, served

from zeren import ask
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.store import open_reader, open_writer

CLIENTS = 8
GROWTH = 1.10
PARTS = 10
MINUTE = 6_000
"""requests of this mixture that two idle processors answer in a minute, about"""
PAGES = ("/", "/plans", "/measures", "/bodies", "/indicators", "/matrix", "/flow", "/calendar", "/network", "/compare", "/review", "/search", "/ns")
PREFIX = "PREFIX zr: <https://w3id.org/zeren/ns#> "
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SLOW = "/sparql?" + urlencode({"query": ENDLESS, "format": "json"})
FORMS = ("json", "csv", "tsv", "xml")
WRONG = ("/none", "/sparql?query=SELECT", "/question/none", "/measures?page=-1", "/id/agency/none", f"/search?q={'x' * 3000}")


@dataclass(slots=True)
class Tally:
    """What was asked so far, over all clients."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    faults: int = 0
    """no answer, or a fault of the server, to what is no endless query"""
    over: bool = False


def wishes(store: Path, seed: int) -> Iterator[str]:
    """Addresses without end, few of them twice: pages in both languages, questions, own queries, wrong and endless ones."""
    dice = random.Random(seed)
    with open_reader(store) as reader:
        duties = ask.load_duties(reader)
    bodies, measures, shipped = sorted(duties.bodies), sorted(duties.measures), addresses(store)
    for turn in itertools.count():
        kind = dice.random()
        if kind < 0.30:
            given = {"lang": dice.choice(("zh", "en")), "q": dice.choice(("噪声", "水", "12345", "排查")) + str(turn % 50)}
            yield f"{dice.choice(PAGES)}?{urlencode(given)}"
        elif kind < 0.50:
            yield "/id/" + quote(dice.choice(bodies + measures).partition("/id/")[2], safe="/%")
        elif kind < 0.75:
            yield dice.choice(shipped)
        elif kind < 0.97:
            query = f'{PREFIX}SELECT * {{ ?m a zr:Measure ; ?p ?o }} LIMIT {dice.randrange(1, 400)}'
            yield "/sparql?" + urlencode({"query": query, "format": dice.choice(FORMS)})
        else:
            yield SLOW if kind > 0.999 else dice.choice(WRONG)


def client(server: Server, store: Path, number: int, tally: Tally) -> None:
    """Ask until it is over, over a connection that is kept as long as the server keeps it."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    for address in wishes(store, number):
        if tally.over:
            return
        try:
            line.request("GET", address, headers={"Accept": "application/json" if address.startswith("/question") else "text/html"})
            answer = line.getresponse()
            answer.read()
            status = answer.status
        except (http.client.HTTPException, OSError):
            line.close()
            status = 0
        with tally.lock:
            tally.asked += 1
            tally.statuses[status] += 1
            tally.faults += status in (0, 500) and address != SLOW


def memory(pid: int) -> tuple[int, int]:
    """Bytes that a process holds, and those of all that it started."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
        below = [child for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
        return int(status.partition("VmRSS:")[2].split()[0]) << 10, sum(sum(memory(int(child))) for child in below)
    except (OSError, IndexError):
        return 0, 0  # it has just ended


def watched(server: Server, tally: Tally, minutes: float, requests: int) -> list[tuple[int, float]]:
    """Return what was asked by the end of each tenth, and its memory in MB, the mean of its second half; prints them."""
    begin, found = time.monotonic(), list[tuple[int, float]]()
    for part in range(1, PARTS + 1):
        samples: list[tuple[int, int]] = [memory(server.pid)]
        while (tally.asked < requests * part / PARTS) if requests else (time.monotonic() - begin < minutes * 60 * part / PARTS):
            time.sleep(0.5)
            samples.append(memory(server.pid))
        own, started = (statistics.mean(column) / 1e6 for column in zip(*samples[len(samples) // 2 :], strict=True))
        found.append((tally.asked, own + started))
        spent = time.monotonic() - begin
        print(f"{part:3}/{PARTS} {spent:7.0f} s {tally.asked:8} requests {own:8.1f} MB and {started:8.1f} MB in its processes", flush=True)
    return found


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--requests", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        with open_writer(store) as writer:
            build.build(files.find_files([ROOT / "data" / "plans"]), writer)
        with served(store) as server:
            tally = Tally()
            threads = [threading.Thread(target=client, args=(server, store, number, tally)) for number in range(CLIENTS)]
            for thread in threads:
                thread.start()
            found = watched(server, tally, given.minutes, given.requests)
            tally.over = True
            for thread in threads:
                thread.join()
    print("answers by status:", dict(sorted(tally.statuses.items())))
    at, first = next((its for its in found if its[0] >= MINUTE), found[-1])
    growth = found[-1][1] / first
    print(f"memory at the end over that after {at} requests: {growth:.3f}")
    if at == found[-1][0]:
        print("too few requests to tell 请求太少，无法判断", file=sys.stderr)
    print(f"faults: {tally.faults}")
    return 1 if growth > GROWTH or tally.faults or at == found[-1][0] else 0


if __name__ == "__main__":
    sys.exit(main())
