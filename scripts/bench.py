"""Speed as ratios within one run: medians of repeated runs against a peer or a limit named in each line."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLANS = sorted((ROOT / "data" / "plans").iterdir())
ZEREN = [sys.executable, "-m", "zeren"]
SPLIT = (
    "import re, sys\n"
    "for path in sys.argv[1:]:\n"
    "    re.split(r'[\\t\\n]', open(path, encoding='utf-8').read())\n"
)


def median(run: Callable[[], object], times: int = 15) -> float:
    """Return the median of wall-clock seconds over ``times`` runs, after one that warms the caches."""
    run()
    spent = []
    for _ in range(times):
        begin = time.perf_counter()
        run()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


def process(*command: str) -> Callable[[], object]:
    """Return a function that runs a command and throws its output away."""
    return lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def line(what: str, seconds: float, limit: float, against: str) -> bool:
    """Print one figure and say whether it keeps its limit."""
    kept = seconds <= limit
    print(f"{'✓' if kept else '✗'} {what:<44} {seconds * 1000:8.1f} ms   {seconds / limit:5.2f} of the limit: {against}")
    return kept


def commands() -> list[bool]:
    """Start-up, extraction and build as processes."""
    click = median(process(sys.executable, "-c", "import click"))
    split = median(process(sys.executable, "-c", SPLIT, *map(str, PLANS)))
    files = [str(path) for path in PLANS]
    with tempfile.TemporaryDirectory() as folder:
        builds = iter(range(1000))
        return [
            line("zeren --help", median(process(*ZEREN, "--help")), 2.5 * click, "2.5 × python -c 'import click'"),
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


def folders() -> list[bool]:
    """A folder of files on two processes against the same on one."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(60):
            for path in PLANS:
                text = path.read_text(encoding="utf-8").replace("2026", str(2100 + number))
                (Path(folder) / f"{number}-{path.name}").write_text(text, encoding="utf-8")
        one, two = (median(process(*ZEREN, "extract", folder, "--jobs", jobs), 1) for jobs in "12")
        return [line("zeren extract, 120 files on 2 processes", two, one / 1.7, "the same on 1 process, / 1.7")]


def questions() -> list[bool]:
    """Every shipped question on the two plans, inside this process."""
    from zeren import ask, build, files
    from zeren.pipeline import Settings
    from zeren.store import open_reader, open_writer

    examples = {"body": "区生态环境局", "role": "support", "text": "噪声", "number": "5", "date": "2026-06-30"}
    kept = []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        with open_writer(store) as writer:
            build.build(files.find_files([ROOT / "data" / "plans"]), writer, Settings())
        with open_reader(store) as reader:
            measure = next(iter(ask.load_duties(reader).measures))
            for name, question in ask.questions().items():
                required = [param for param in question.params if param.required]
                given = {p.name: measure if p.kind == "id" else examples[p.kind] for p in required}
                seconds = median(partial(ask.run, reader, question, given), 7)
                kept.append(line(f"question {name}", seconds, 0.05, "50 ms"))
    return kept


def main() -> int:
    """Print all figures; 1 where one breaks its limit."""
    return 0 if all(commands() + folders() + questions()) else 1


if __name__ == "__main__":
    sys.exit(main())
