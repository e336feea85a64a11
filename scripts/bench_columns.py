"""Speed of the commands that answer from columns, against DuckDB with hand-written SQL on the same parts in a fresh process.

``python scripts/bench_columns.py`` makes a store of 10,080 invented measures and measures on it; ``--plans 560`` one of
100,800; ``--store DIR`` takes a store that is there. Seconds are processor time of whole processes, medians of three.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zeren.store import open_reader
from zeren.store.reader import Reader
from zeren.table import landing_of
from zeren.table.parts import read_manifest

ROOT = Path(__file__).resolve().parents[1]
TIMES = 3
RATIO, SECONDS, LARGE, MEMORY = 2.5, 1.5, 5.0, 1536
"""limits: ratio to the peer, processor seconds where a store has no more than MEASURES and where it has more, MB"""
MEASURES = 200_000
PEER = """import duckdb, json, sys
told = json.load(open(sys.argv[1]))
db = duckdb.connect()
for name, files in told["files"].items():
    db.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files})")
rows = [db.execute(sql, told["params"]).fetchall() for sql in told["sql"].split(";")]
json.dump(rows, sys.stdout, ensure_ascii=False)
"""
ALONE = {"sentence": (("ask", "BODY牵头哪些措施"), 5.0, 1024), "bars": (("picture", "bars", "-o", "FOLDER/bars.svg"), 15.0, 1280)}
"""name of a row without a peer → the command, the seconds and MB that it may take in a store of any size"""
COMPLETION, COMPLETED, FEW = "completion", 0.25, 10_080
"""name of its row, seconds that completing the name of a body may take in a store of so many measures"""
BODY = "(SELECT body FROM duty WHERE role = 'lead' GROUP BY body ORDER BY count(*) DESC, body LIMIT 1)"


@dataclass(frozen=True, slots=True)
class Run:
    """A command and what a person would write for DuckDB instead."""

    name: str
    command: tuple[str, ...]
    """``BODY`` stands for the body that leads most"""
    sql: str
    """``$body`` stands for its identifier; statements are parted by semicolons"""
    ratio: float = RATIO
    """to the peer, at most"""
    seconds: float = SECONDS
    """at most, where a store has no more than MEASURES"""


RUNS = (
    Run(
        "leads", ("leads", "BODY"),
        "SELECT m.id, p.title, t.number, t.title, m.text, l.raw, m.file, m.locator FROM duty d JOIN measure m ON m.id = d.measure "
        "JOIN plan p ON p.id = m.plan LEFT JOIN task t ON t.id = m.task LEFT JOIN deadline l ON l.measure = m.id AND "
        "l.origin = 'Deadline' WHERE d.body = $body AND d.role = 'lead' ORDER BY m.file, m.start_offset",
    ),
    Run(
        "agency", ("agency", "BODY"),
        # What the command tells: roles, duties by deadline with their measures, targets with their words, plans.
        "SELECT role, count(DISTINCT measure), count(DISTINCT measure) FILTER (position = 1) FROM duty WHERE body = $body GROUP BY role;"
        "SELECT l.kind, l.start_date, l.end_date, min(l.raw), list(DISTINCT d.measure), d.role FROM duty d LEFT JOIN deadline l "
        "ON l.measure = d.measure AND l.origin = 'Deadline' WHERE d.body = $body GROUP BY ALL ORDER BY ALL;"
        "SELECT t.label, t.comparator, t.value, t.unit, t.quote, t.measure, list(DISTINCT d.role) FROM duty d JOIN target t "
        "ON t.measure = d.measure WHERE d.body = $body GROUP BY ALL ORDER BY ALL;"
        "SELECT p.title, m.file, count(DISTINCT m.id) FROM duty d JOIN measure m ON m.id = d.measure JOIN plan p ON p.id = m.plan "
        "WHERE d.body = $body GROUP BY ALL ORDER BY ALL",
    ),
    Run(
        "rank", ("rank", "--role", "support"),
        "SELECT n.name, count(DISTINCT d.measure) AS k, d.body FROM duty d JOIN (SELECT id, min(name) AS name FROM body GROUP BY id) n "
        "ON n.id = d.body WHERE d.role = 'support' GROUP BY ALL ORDER BY k DESC, n.name",
    ),
    Run(
        "pairs", ("pairs", "--role", "support", "--top", "100"),
        "WITH h AS (SELECT DISTINCT measure, body FROM duty WHERE role = 'support') SELECT x.body, y.body, count(*) AS k FROM h x "
        "JOIN h y ON y.measure = x.measure AND x.body < y.body GROUP BY ALL ORDER BY k DESC, 1, 2 LIMIT 100",
    ),
    Run(
        "who", ("who", "扬尘", "--top", "100"),
        "WITH w AS (SELECT m.*, p.title FROM measure m JOIN plan p ON p.id = m.plan WHERE contains(m.text, '扬尘') ORDER BY m.file, "
        "m.start_offset LIMIT 100) SELECT w.id, w.text, w.title, d.role, n.name FROM w JOIN duty d ON d.measure = w.id JOIN body n "
        "ON n.id = d.body AND n.file = d.file ORDER BY w.file, w.start_offset, d.position",
    ),
    Run(
        "due", ("due", "--from", "2026-03-01", "--to", "2026-06-30", "--body", "BODY"),
        "SELECT l.end_date, m.text, d.role, m.file, m.locator FROM deadline l JOIN measure m ON m.id = l.measure JOIN duty d ON "
        "d.measure = m.id WHERE d.body = $body AND l.end_date BETWEEN '2026-03-01' AND '2026-06-30' ORDER BY ALL",
    ),
    Run(
        "targets", ("targets", "--top", "100"),
        "SELECT t.label, t.comparator, t.value, t.unit, t.quote, m.id, p.title, t.file, t.locator FROM target t LEFT JOIN measure m "
        "ON m.id = t.measure JOIN plan p ON p.id = coalesce(m.plan, t.plan) ORDER BY t.file, t.start_offset LIMIT 100",
    ),
    Run(
        "workload", ("question", "workload", "body=BODY"),
        "SELECT m.plan, d.role, count(DISTINCT d.measure) FROM duty d JOIN measure m ON m.id = d.measure WHERE d.body = $body "
        "GROUP BY ALL ORDER BY ALL",
    ),
    # The peer only ties the bodies, by Newman's weight; the command measures the network besides and finds communities.
    Run(
        "network", ("network",),
        "WITH h AS (SELECT DISTINCT measure, body FROM duty), k AS (SELECT measure, count(*) AS n FROM h GROUP BY measure) "
        "SELECT x.body, y.body, count(*), sum(1.0 / (k.n - 1)) FROM h x JOIN h y ON y.measure = x.measure AND x.body < y.body "
        "JOIN k ON k.measure = x.measure GROUP BY ALL ORDER BY ALL",
        12.0, 15.0,
    ),
    # The peer only reads what is compared: every printed word; the command reads every original again besides.
    Run(
        "check", ("check",),
        "SELECT e.file, e.start_offset, e.end_offset, e.quote FROM evidence e ORDER BY ALL",
        12.0, 20.0,
    ),
)  # fmt: skip


def environment() -> dict[str, str]:
    """Return an environment in which modules are compiled once, as those of an installed package are."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "zeren-bench-compiled"), **kept}


def spent(command: list[str], more: Mapping[str, str] | None = None) -> tuple[float, int]:
    """Return processor seconds and peak memory (MB) of one process; ``more``: variables of its environment besides."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**environment(), **(more or {})})
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)}: {process.stderr.read().decode() if process.stderr else ''}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def median(command: list[str], times: int, more: Mapping[str, str] | None = None) -> tuple[float, int]:
    """Return the median seconds of some runs after a first one, and the most memory; ``more`` as in ``spent``."""
    runs = [spent(command, more) for _ in range(times + 1)][1:]
    return statistics.median(seconds for seconds, _ in runs), max(memory for _, memory in runs)


def files_of(reader: Reader) -> dict[str, list[str]]:
    """Return table → files of its rows."""
    kept = reader.columns()
    if kept is None:
        sys.exit("the store keeps no columns")
    found: dict[str, list[str]] = {}
    for name in kept.parts:
        part = read_manifest(kept.folder, name)
        for table, path in part.paths(kept.folder).items():
            found.setdefault(table, []).append(str(path))
    return found


def measured(store: Path, only: list[str], times: int) -> bool:
    """Print a line a command, of those named; return whether all limits hold."""
    import json

    with open_reader(store) as reader:
        landing = landing_of(reader)
        ((body, name),) = landing.rows(f"SELECT id, name FROM body_name WHERE id = {BODY}")
        ((count,),) = landing.rows("SELECT count(DISTINCT id) FROM measure")
        files = files_of(reader)
    print(f"{count} measures; {body}\n{'command':<10}{'zeren s':>9}{'MB':>7}{'duckdb s':>10}{'MB':>7}{'ratio':>8}")
    kept = True
    with tempfile.TemporaryDirectory() as folder:
        for run in RUNS:
            if only and run.name not in only:
                continue
            told = Path(folder) / f"{run.name}.json"
            params = {"body": body} if "$body" in run.sql else {}
            told.write_text(json.dumps({"files": files, "sql": run.sql, "params": params}), encoding="utf-8")
            peer, peer_memory = median([sys.executable, "-c", PEER, str(told)], times)
            words = [word.replace("BODY", name) for word in run.command]
            seconds, memory = median([sys.executable, "-m", "zeren", *words, "--store", str(store), "--format", "json"], times)
            good = seconds <= run.ratio * peer and memory <= MEMORY and seconds <= (run.seconds if count <= MEASURES else LARGE)
            kept &= good
            print(f"{run.name:<10}{seconds:>9.2f}{memory:>7}{peer:>10.2f}{peer_memory:>7}{seconds / peer:>7.2f} {'✓' if good else '✗'}", flush=True)
        for row, (command, most, room) in ALONE.items():
            if only and row not in only:
                continue
            words = [word.replace("BODY", name).replace("FOLDER", folder) for word in command]
            seconds, memory = median([sys.executable, "-m", "zeren", *words, "--store", str(store)], times)
            good = seconds <= most and memory <= room
            kept &= good
            print(f"{row:<10}{seconds:>9.2f}{memory:>7}  {'✓' if good else '✗'} at most {most} s, {room} MB", flush=True)
    if only and COMPLETION not in only:
        return kept
    # As bash asks for the names of bodies that begin with what was typed.
    typed = {"_ZEREN_COMPLETE": "bash_complete", "COMP_WORDS": f"zeren agency {name[:6]}", "COMP_CWORD": "2", "ZEREN_STORE": str(store)}
    seconds, memory = median([sys.executable, "-m", "zeren"], times, typed)
    good = seconds <= COMPLETED or count > FEW
    print(f"{COMPLETION:<10}{seconds:>9.2f}{memory:>7}  {'✓' if good else '✗'} at most {COMPLETED} s for {FEW} measures")
    return kept and good


def made(folder: Path, plans: int) -> Path:
    """Make a store of invented plans."""
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([sys.executable, str(ROOT / "scripts" / "bulk.py"), "--plans", str(plans), "-o", str(folder / "plans")], **quiet)  # type: ignore[call-overload]
    subprocess.run([sys.executable, "-m", "zeren", "build", str(folder / "plans"), "--store", str(folder / "store")], **quiet)  # type: ignore[call-overload]
    return folder / "store"


def main() -> int:
    """Measure, print, and end with 1 where a limit does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--plans", type=int, default=56)
    parser.add_argument("--only", nargs="*", default=[], choices=[*(run.name for run in RUNS), *ALONE, COMPLETION], help="these commands alone")
    parser.add_argument("--times", type=int, default=TIMES, help="runs of each, of which the median counts")
    given = parser.parse_args()
    if given.store:
        return 0 if measured(given.store, given.only, given.times) else 1
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measured(made(Path(folder), given.plans), given.only, given.times) else 1


if __name__ == "__main__":
    sys.exit(main())
