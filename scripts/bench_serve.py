"""Speed of the server on the two plans: rate of shipped questions, cost of the endpoint over asking in process."""

from __future__ import annotations

import http.client
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from zeren import ask
from zeren.ingest import documents as build
from zeren.ingest import files
from zeren.ingest.settings import Settings
from zeren.store import open_reader, open_writer

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = {"body": "区生态环境局", "role": "support", "text": "噪声", "words": "噪声", "number": "5", "date": "2026-06-30"}
"""kind of a parameter → a value of it that stands in the two plans"""
CLIENTS = 4
SECONDS = 5.0
QUERY = """PREFIX zr: <https://w3id.org/zeren/ns#> PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?plan ?title ?measure WHERE { ?plan a zr:Plan ; dcterms:title ?title . ?measure zr:inPlan ?plan } LIMIT 100"""


FORGETFUL = "import zeren.serve.kept as kept; kept.CACHED = 0; from zeren.__main__ import main; main()"
"""a server that remembers no answer"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs in a process of its own."""

    port: int
    pid: int

    def spent(self) -> float:
        """Return the seconds of processor time that it has used; 0 where the system does not tell."""
        file = Path(f"/proc/{self.pid}/stat")
        if not file.exists():
            return 0.0
        fields = file.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(store: Path, *, remembering: bool = True) -> Iterator[Server]:
    """Start a server over a store."""
    start = ["-m", "zeren"] if remembering else ["-c", FORGETFUL]
    command = [sys.executable, *start, "serve", "--port", "0", "--store", str(store)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        line = process.stderr.readline() if process.stderr else ""
        if process.stderr:
            # What it says must go somewhere: a full pipe would hold it up.
            threading.Thread(target=process.stderr.read, daemon=True).start()
        try:
            yield Server(int(line.partition("http://127.0.0.1:")[2].partition("/")[0]), process.pid)
        finally:
            process.send_signal(signal.SIGTERM)


def get(line: http.client.HTTPConnection, path: str) -> bytes:
    """Ask for one address over an open connection; every answer must be a good one."""
    line.request("GET", path, headers={"Accept": "application/json"})
    answer = line.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
    return body


def addresses(store: Path) -> list[str]:
    """Return the address of every shipped question with what it needs."""
    with open_reader(store) as reader:
        measure = next(iter(ask.load_duties(reader).measures))
    found = []
    for name, question in ask.questions().items():
        found.append(f"/question/{quote(name)}?{urlencode(example(question, measure))}")
    return found


def example(question: ask.Question, measure: str) -> dict[str, str]:
    """Return a value for each parameter that ``question`` must have; ``measure`` is the identifier of one in the store."""
    return {param.name: measure if param.kind == "id" else EXAMPLES[param.kind] for param in question.params if param.required}


def rate(server: Server, paths: list[str], seconds: float = SECONDS) -> tuple[float, str]:
    """Return answers a second of mixed questions over CLIENTS connections; in words the 95th percentile and the cost."""
    spent: list[float] = []
    end = time.perf_counter() + seconds

    def work(offset: int) -> None:
        line, place = http.client.HTTPConnection("127.0.0.1", server.port), offset
        while time.perf_counter() < end:
            begin = time.perf_counter()
            get(line, paths[place % len(paths)])
            spent.append(time.perf_counter() - begin)
            place += 1

    threads = [threading.Thread(target=work, args=(n * len(paths) // CLIENTS,)) for n in range(CLIENTS)]
    begin, used = time.perf_counter(), server.spent()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    late = statistics.quantiles(spent, n=20)[-1] * 1000
    cost = (server.spent() - used) / len(spent) * 1000
    return len(spent) / (time.perf_counter() - begin), f"p95 {late:.1f} ms, {cost:.1f} ms of processor time each"


def overhead(port: int, store: Path, times: int = 200) -> tuple[float, float]:
    """Return the medians in ms of a query over the endpoint and of the same query in process, turn by turn."""
    from zeren.store.results import serialise

    path = "/sparql?" + urlencode({"query": QUERY, "format": "json"})
    line = http.client.HTTPConnection("127.0.0.1", port)
    far, near = [], []
    with open_reader(store) as reader:
        for _ in range(times + 10):
            begin = time.perf_counter()
            body = get(line, path)
            middle = time.perf_counter()
            same = serialise(reader.query(QUERY), ("json",))
            near.append(time.perf_counter() - middle)
            far.append(middle - begin)
            if body != same:
                raise RuntimeError("the endpoint answers other bytes than the store")
    return statistics.median(far[10:]) * 1000, statistics.median(near[10:]) * 1000


def shutdown(store: Path) -> float:
    """Return the seconds from SIGTERM to the end while a slow query is at work; the exit code must be 0."""
    command = [sys.executable, "-m", "zeren", "serve", "--port", "0", "--store", str(store)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        line = process.stderr.readline() if process.stderr else ""
        if process.stderr:
            # What it says must go somewhere: a full pipe would hold it up.
            threading.Thread(target=process.stderr.read, daemon=True).start()
        port = int(line.partition("http://127.0.0.1:")[2].partition("/")[0])
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
        asked = http.client.HTTPConnection("127.0.0.1", port)
        asked.request("GET", "/sparql?" + urlencode({"query": slow}))
        time.sleep(0.5)
        begin = time.perf_counter()
        process.send_signal(signal.SIGTERM)
        if process.wait(30) != 0:
            raise RuntimeError(f"the server ended with {process.returncode}")
        return time.perf_counter() - begin


def main() -> int:
    """Print all figures; 1 where one breaks its limit."""
    kept = []

    def line(what: str, value: float, unit: str, good: bool, limit: str) -> None:
        kept.append(good)
        print(f"{'✓' if good else '✗'} {what:<52} {value:9.1f} {unit:<4} {limit}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        with open_writer(store) as writer:
            build.build(files.find_files([ROOT / "data" / "plans"]), writer, Settings())
        paths = addresses(store)
        for remembering, words in ((False, "each worked out anew"), (True, "remembered where asked before")):
            with served(store, remembering=remembering) as server:
                rate(server, paths, SECONDS / 2)
                reached, told = rate(server, paths)
                line(f"shipped questions, {words}", reached, "/s", reached >= 100, f"at least 100; {CLIENTS} clients, {told}")
        with served(store) as server:
            far, near = overhead(server.port, store)
            line("endpoint over in-process, median", far - near, "ms", far - near <= 5, f"at most 5; {far:.1f} - {near:.1f}")
        ended = shutdown(store)
        line("SIGTERM to the end with a slow query at work", ended, "s", ended <= 5, "at most 5, exit 0")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    sys.exit(main())
