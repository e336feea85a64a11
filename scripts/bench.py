"""Speed as ratios within one run: medians of repeated runs against a peer or a limit named in each line."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PLANS = sorted((ROOT / "data" / "plans").iterdir())
ZEREN = [sys.executable, "-m", "zeren"]
SPLIT = (
    "import re, sys\n"
    "for path in sys.argv[1:]:\n"
    "    re.split(r'[\\t\\n]', open(path, encoding='utf-8').read())\n"
)


EACH = """
import json, sys, time
from pathlib import Path
from zeren import read
from zeren.ingest.pipeline import Extractor
extractor, spent = Extractor(), []
for path in map(Path, sys.argv[1:]):
    best = None
    for _ in range(2):
        begin = time.process_time()
        try:
            for document in read.read(path.read_bytes(), path.name, encoding=None):
                extractor.extract(document)
        except Exception:
            break
        best = min(best or 1e9, time.process_time() - begin)
    spent.append(best)
print(json.dumps(spent))
"""
"""processor seconds of each document in one run, the least of two; null where it is refused"""


def median(run: Callable[[], object], times: int = 15, clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the median of wall-clock seconds over ``times`` runs, after one that warms the caches."""
    run()
    spent = []
    for _ in range(times):
        begin = clock()
        run()
        spent.append(clock() - begin)
    return statistics.median(spent)


def process(*command: str) -> Callable[[], object]:
    """Return a function that runs a command, its modules compiled once as those of an installed package, and throws its output away."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    compiled = {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "zeren-bench-compiled"), **kept}
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=compiled)


def children() -> float:
    """Processor seconds of all processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def line(what: str, seconds: float, limit: float, against: str) -> bool:
    """Print one figure and say whether it keeps its limit."""
    kept = seconds <= limit
    print(f"{'✓' if kept else '✗'} {what:<44} {seconds * 1000:8.1f} ms   {seconds / limit:5.2f} of the limit: {against}")
    return kept


def commands() -> list[bool]:
    """Start-up, extraction and build as processes."""
    # In processor time: both are so short that whatever else the machine does would be most of them.
    click = median(process(sys.executable, "-c", "import click"), 21, children)
    started = median(process(*ZEREN, "--help"), 21, children)
    split = median(process(sys.executable, "-c", SPLIT, *map(str, PLANS)))
    files = [str(path) for path in PLANS]
    with tempfile.TemporaryDirectory() as folder:
        builds = iter(range(1000))
        return [
            line("zeren --help", started, 1.3 * click, "1.3 × python -c 'import click', processor time"),
            line(
                "zeren extract, both plans",
                median(process(*ZEREN, "extract", *files)),
                3 * split,
                "3 × start Python, read the files, re.split them",
            ),
            line(
                "zeren build, both plans, new store",
                median(lambda: process(*ZEREN, "build", *files, "--store", f"{folder}/{next(builds)}")(), 5),
                2.0,
                "2 s",
            ),
        ]


def pages() -> list[bool]:
    """The interactive network of a city, laid out anew."""
    from bench_page import crowd

    from zeren import draw

    duties = crowd(2000, 15000)
    seconds = median(lambda: draw.page(duties, title="大图"), 3, time.process_time)
    return [line("network page of 2,000 bodies, 15,000 ties", seconds, 3.0, "3 s of processor time")]


def folders() -> list[bool]:
    """A folder of files on two processes against the same on one."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(60):
            for path in PLANS:
                text = path.read_text(encoding="utf-8").replace("2026", str(2100 + number))
                (Path(folder) / f"{number}-{path.name}").write_text(text, encoding="utf-8")
        one, two = (median(process(*ZEREN, "extract", folder, "--jobs", jobs), 1) for jobs in "12")
        return [line("zeren extract, 120 files on 2 processes", two, one / 1.7, "the same on 1 process, / 1.7")]


def plain(paragraphs: int = 400) -> str:
    """Invented prose that lays no duty on anybody: of its sentences, four a paragraph, only the very last states one."""
    lines = ["青石市2026年工作报告", ""]
    for at in range(paragraphs):
        lines.append(
            f"过去一段时间，第{at + 1}片区坚持稳中求进，经济运行总体平稳，社会大局和谐稳定。"
            "但也要看到，发展不平衡不充分问题仍然突出，产业结构还不够优化。"
            f"第{at + 1}类短板主要在创新能力和要素保障上，绿色转型仍然较重。"
            "要坚持问题导向，聚焦群众急难愁盼，激发各类经营主体活力，形成更多经验。"
        )
    return "\n".join([*lines, "（一）完善河道巡查机制。（责任单位：市水务局）"]) + "\n"


def dense(items: int = 400) -> str:
    """Invented prose of a plan: items with a title, three sentences and a statement each, no two alike; every fourth sentence states a duty."""
    bodies = ("市教育局", "市水务局", "市交通运输局", "市市场监管局", "各县（市、区）政府")
    lines = ["青石市2026年重点工作要点", ""]
    for at in range(items):
        first, second, third = (bodies[(at + step) % len(bodies)] for step in range(3))
        lines.append(
            f"{at + 1}.推进第{at + 1}项改造。聚焦群众关切的突出问题，统筹城乡资源配置，新建改建站点{at + 3}处，服务覆盖率达到{60 + at % 40}%以上。"
            f"健全部门协同、上下联动的工作机制，完善第{at + 1}批标准和流程，推动数据共享、业务协同。年内开展培训{at % 9 + 2}场。"
            f"（牵头单位：{first}；责任单位：{second}、{third}；完成时限：{at % 12 + 1}月底前）"
        )
    return "\n".join(lines) + "\n"


def reading() -> list[bool]:
    """Dense prose, and PDFs where there are some beside the checkout, in processor time of this process."""
    from zeren import read
    from zeren.ingest.pipeline import Extractor

    extractor, texts = Extractor(), iter(range(1000))

    def prose(text: str) -> None:
        # Each time another text: what was remembered of the one before helps no document.
        new = next(texts)
        words = text.replace("第", f"第{new}之").replace("新建改建", f"新建改建{new}号").encode()
        for document in read.read(words, "prose.txt", encoding=None):
            extractor.extract(document)

    kept = []
    for kind, text in (("no sentence with a duty", plain()), ("every fourth with one", dense())):
        size = len(text.encode())
        spent = median(partial(prose, text), 3, time.process_time)
        kept.append(line(f"prose, {kind}, {size / 1e6:.2f} MB", spent, size / 2e6, f"2 MB/s; {size / 1e6 / spent:.2f} here"))
    files = sorted((ROOT.parent / "shared").rglob("*.pdf"))
    if files:
        ours, theirs = (sum(median(partial(how, path), 1, time.process_time) for path in files) for how in (_ours, _theirs))
        kept.append(line(f"{len(files)} PDFs, read to words and tables", ours, 1.3 * theirs, "1.3 × pdfplumber's own text and tables"))
    return kept


def _ours(path: Path) -> None:
    from zeren import read
    from zeren.ground.errors import ZerenError

    with contextlib.suppress(ZerenError):
        list(read.read(path.read_bytes(), path.name, encoding=None))


def _theirs(path: Path) -> None:
    import pdfplumber

    # pdfminer warns of every font without a box: hundreds of lines between the figures.
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(path) as file:
        for page in file.pages:
            page.extract_text()
            page.extract_tables()


def against(before: Path) -> list[bool]:
    """Every document beside the checkout, by this program and by another checkout of it, each in a process of its own."""
    files = [path for path in sorted((ROOT.parent / "shared").glob("*/corpus/*")) if path.suffix != ".md"]
    spent = [
        json.loads(subprocess.run([sys.executable, "-c", EACH, *map(str, files)], check=True, stdout=subprocess.PIPE, cwd=there,
                                  env=os.environ | {"PYTHONPATH": str(there / "graph")}).stdout)
        for there in (before, ROOT)
    ]  # fmt: skip
    return [line(path.name[:44], now, 1.5 * then, "1.5 × before") for path, then, now in zip(files, *spent, strict=True) if then and now]


def ingest() -> list[bool]:
    """The district plan's statements, read already: stored for good, against the engine's own loading and one flush."""
    import pyoxigraph as ox

    from zeren.ingest.files import File, extract, read_bytes
    from zeren.ingest.pipeline import Extractor
    from zeren.state.document import document_iri, state
    from zeren.store import Source, open_writer

    file = File(PLANS[-1], PLANS[-1].name)
    data = read_bytes(file)
    (extraction,) = extract(file, data, Extractor())
    graph, triples = document_iri(file.name), state(extraction)
    quads = triples.replace(b" .\n", f" <{graph}> .\n".encode())
    with tempfile.TemporaryDirectory() as folder:
        runs = iter(range(1000))

        def ours() -> None:
            with open_writer(Path(folder) / str(next(runs))) as writer:
                writer.put(Source(file.name, hashlib.sha256(data).hexdigest(), data), graph, triples)
                writer.commit()

        def theirs() -> None:
            engine = ox.Store(str(Path(folder) / str(next(runs))))
            engine.bulk_load(quads, format=ox.RdfFormat.N_QUADS)
            engine.flush()

        stored, loaded = median(ours, 7), median(theirs, 7)
    what = f"ingest of {triples.count(10)} read statements"
    return [line(what, stored, 3 * loaded, f"3 × bulk_load and one flush ({loaded * 1000:.0f} ms)")]


def questions() -> list[bool]:
    """Every shipped question on the two plans: inside this process, and against rdflib's engine where that is slow."""
    from bench_serve import example

    from zeren import ask
    from zeren.ingest import documents as build
    from zeren.ingest import files
    from zeren.ingest.settings import Settings
    from zeren.store import open_reader, open_writer

    kept = []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        with open_writer(store) as writer:
            build.build(files.find_files([ROOT / "data" / "plans"]), writer, Settings())
        with open_reader(store) as reader:
            whole = Path(folder) / "whole.nt"
            whole.write_text("".join(f"{quad.rpartition(' <')[0]} .\n" for quad in reader.dump()), encoding="utf-8")
            measure = next(iter(ask.load_duties(reader).measures))
            reader.hasten()
            with peer(whole) as other:
                for name, question in ask.questions().items():
                    given = example(question, measure)
                    answer = ask.run(reader, question, given)
                    seconds = median(partial(ask.run, reader, question, given), 7)
                    kept.append(line(f"question {name}", seconds, 0.05, "50 ms"))
                    # Both in processor time: what else the machine does must not blur the comparison.
                    asked = median(partial(reader.query, answer.sparql), 7, time.process_time)
                    kept.append(compared(name, asked, len(answer.rows), other(answer.sparql, max(1.0, 130 * asked))))
    return kept


@contextmanager
def peer(file: Path) -> Iterator[Callable[[str, float], dict[str, Any]]]:
    """Give a function that asks rdflib, in a process of its own, within a limit of seconds."""
    command = [sys.executable, str(ROOT / "scripts" / "bench_peer.py"), str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(sparql: str, limit: float) -> dict[str, Any]:
            if process.stdin is None or process.stdout is None:
                raise RuntimeError("no line to the peer")
            print(json.dumps({"sparql": sparql, "limit": limit}), file=process.stdin, flush=True)
            told: dict[str, Any] = json.loads(process.stdout.readline())
            return told

        yield ask
        if process.stdin is not None:
            process.stdin.close()


def compared(name: str, ours: float, rows: int, theirs: dict[str, Any]) -> bool:
    """Print how many times longer rdflib takes; the limit holds where that is over 100 ms. A cut off query is a bound."""
    if "fails" in theirs:
        print(f"· question {name}: rdflib cannot answer it ({theirs['fails']})")
        return True
    seconds = theirs.get("seconds", theirs.get("over"))
    times = seconds / ours
    kept = times >= 100 or seconds <= 0.1
    least = "at least " if "over" in theirs else ""
    other = "" if theirs.get("rows", rows) == rows else f", which gives {theirs['rows']} rows, not {rows}"
    limit = "at least 100" if seconds > 0.1 else "no limit below 100 ms"
    print(f"{'✓' if kept else '✗'} question {name}: rdflib takes {least}{seconds * 1000:.0f} ms, {least}{times:.0f} × ({limit}){other}")
    return kept


def main() -> int:
    """Print all figures; 1 where one breaks its limit. ``--before CHECKOUT`` compares each document with that checkout alone."""
    if "--before" in sys.argv:
        return 0 if all(against(Path(sys.argv[sys.argv.index("--before") + 1]).resolve())) else 1
    return 0 if all(commands() + pages() + reading() + folders() + ingest() + questions()) else 1


if __name__ == "__main__":
    sys.exit(main())
