"""What a build costs: processor seconds and bytes a document, on invented text plans of 180 measures.

``python scripts/bench_build.py`` builds 60 plans; ``--plans N`` as many as wished; ``--store DIR`` puts one document more into
a copy of a store that is there. Seconds are processor time of whole processes with all that they start, so that other work on
the machine disturbs them least; the gain of a second core is told by the clock and means something on a quiet machine only.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_columns import environment

from zeren import read
from zeren.ground.workers import COLLECTS
from zeren.ingest.files import File, find_files, read_bytes
from zeren.ingest.pipeline import extractor_of
from zeren.ingest.settings import Settings
from zeren.state.document import triples_of

ROOT = Path(__file__).resolve().parents[1]
MEASURES = 180
ZEREN = ("-m", "zeren")
MANY = 100_800 / MEASURES
"""documents of the store whose size is told"""


INDEX = "import sys; from zeren.store import open_reader; open_reader(sys.argv[1]).prepare()"


def spent(*arguments: str) -> tuple[float, float]:
    """Return processor seconds and seconds by the clock of one run of Python, with all processes that it started."""
    begin = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment())
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(arguments)}: {process.stderr.read().decode() if process.stderr else ''}")
    return used.ru_utime + used.ru_stime, time.perf_counter() - begin


def told(what: str, figure: float, limit: float, unit: str, *, least: bool = False) -> bool:
    """Print one figure and say whether it keeps its limit."""
    kept = figure >= limit if least else figure <= limit
    print(f"{'✓' if kept else '✗'} {what:<52}{figure:>10.3f} {unit}   ({'at least' if least else 'at most'} {limit:g})", flush=True)
    return kept


def size(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def stated(files: list[File]) -> float:
    """Return measures read, extracted and stated a second of processor time, in this process, set up as those are that read."""
    gc.set_threshold(*COLLECTS)
    extractor = extractor_of(Settings())

    def each(some: list[File]) -> float:
        begin = time.process_time()
        for file in some:
            for document in read.read(read_bytes(file), file.name, encoding=None):
                triples_of(extractor.extract(document))
        return time.process_time() - begin

    each(files[:2])  # the register and the words are read with the first
    return MEASURES * len(files) / each(files)


def built(folder: Path, plans: int) -> list[bool]:
    """Measure builds of new stores and the index of one."""
    source = folder / "plans"
    make = [sys.executable, str(ROOT / "scripts" / "bulk.py"), "--plans", str(plans), "--measures", str(MEASURES), "-o", str(source)]
    subprocess.run(make, check=True, stderr=subprocess.DEVNULL)
    least, _ = spent(*ZEREN, "build", str(next(source.iterdir())), "--store", str(folder / "none"))
    one, alone = spent(*ZEREN, "build", str(source), "--store", str(folder / "one"), "--jobs", "1")
    two, both = spent(*ZEREN, "build", str(source), "--store", str(folder / "two"), "--jobs", "2")
    bare = size(folder / "one")
    index, _ = spent("-c", INDEX, str(folder / "one"))
    print(f"{plans} plans of {MEASURES} measures; starting the program and one document: {least:.2f} s")
    return [
        told("build, processor seconds a document", (one - least) / (plans - 1), 0.25, "s"),
        told("the same in two processes", (two - least) / (plans - 1), 0.25, "s"),
        told("two processes, gain by the clock", alone / both, 1.8, "×", least=True),
        told("reading and stating, measures a second", stated(find_files([source])), 1500, "", least=True),
        told("index, processor seconds a document", index / plans, 0.35, "s"),
        told("index, bytes a document", (size(folder / "one") - bare) / plans / 1e6, 5, "MB"),
        told("folder without index at 100,800 measures", bare / plans * MANY / 1e9, 0.35, "GB"),
    ]


def added(store: Path, folder: Path) -> bool:
    """Measure one document more in a copy of a store; the first of two brings the copy up to this program."""
    copy, source = folder / "copy", folder / "more"
    shutil.copytree(store, copy)
    make = [sys.executable, str(ROOT / "scripts" / "bulk.py"), "--plans", "900", "--measures", str(MEASURES), "-o", str(source)]
    subprocess.run(make, check=True, stderr=subprocess.DEVNULL)
    first, second = sorted(source.iterdir())[-2:]
    spent(*ZEREN, "build", str(first), "--store", str(copy))
    seconds, _ = spent(*ZEREN, "build", str(second), "--store", str(copy))
    return told("one document more into that store", seconds, 1.2, "s")


def main() -> int:
    """Measure, print, and end with 1 where a limit does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--plans", type=int, default=60)
    parser.add_argument("--store", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = [added(given.store, Path(folder))] if given.store else built(Path(folder), given.plans)
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
