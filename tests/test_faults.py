"""Any call to the kernel may fail, the engine's own included: nothing that was acknowledged is lost, and the next build works."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FAULTS = Path(__file__).with_name("store") / "faults.py"
FULL = bool(os.environ.get("ZEREN_TEST_FULL"))
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONUTF8": "1"}
FAULTS_TRIED = ("EIO", "ENOSPC", "EINTR", "KILL")
SPACE = {
    # The engines' own words for a file that they could not read: RocksDB of CURRENT, SQLite of a database.
    "EIO": (
        "Input/output error", "disk I/O error", "Direct I/O is not supported", "unable to open database file", "database disk image is malformed",
    ),
    "ENOSPC": ("No space left on device", "disk is full"),
    "EINTR": ("Interrupted system call",),
}
"""what the system says, and what SQLite says for it"""


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory where the system has one: what is tried here are the calls, not the disk."""
    folder = Path(tempfile.mkdtemp(prefix="zeren-test-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    yield folder
    shutil.rmtree(folder)


def tried(memory: Path, start: str, sample: int | None, readers: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What an undisturbed build calls, and each build with a fault: a sample spread over all calls and files, or all."""
    arguments = [sys.executable, str(FAULTS), str(memory), start, ",".join(FAULTS_TRIED), readers, *([str(sample)] if sample else [])]
    run = subprocess.run(arguments, capture_output=True, encoding="utf-8", env=ENVIRONMENT, check=False)
    if run.returncode == 77:
        pytest.skip("this system does not let a process watch the calls of its child (seccomp user notification)")
    assert run.returncode == 0, run.stderr
    first, *others = [json.loads(line) for line in run.stdout.splitlines()]
    return first, others


@pytest.mark.parametrize(("start", "sample"), [("full", 40), ("empty", 16)])
def test_each_call_that_fails_leaves_the_former_or_the_new_state(memory: Path, start: str, sample: int) -> None:
    """ENOSPC lasts from the call on, EIO and EINTR strike once, KILL ends the process there; then a build as ever."""
    harmless(memory, start, None if FULL else sample, "home")


@pytest.mark.skipif(not FULL, reason="only in the full check: each build starts processes that read")
@pytest.mark.parametrize(("start", "sample"), [("full", 60), ("empty", 24)])
def test_the_same_holds_where_other_processes_read_the_documents(memory: Path, start: str, sample: int) -> None:
    harmless(memory, start, sample, "apart")


def harmless(memory: Path, start: str, sample: int | None, readers: str) -> None:
    first, runs = tried(memory, start, sample, readers)
    # The calls of this program and of the engine, in whose folder most of them lie.
    assert {"openat", "write", "fsync", "fdatasync", "rename", "mkdir", "unlink", "ftruncate"} <= set(first["kinds"])
    # An index begins as links to the tables of the one before.
    assert ("link" in first["kinds"]) == (start == "full")
    assert first["calls"] > 300
    assert len(runs) == (sample or len(FAULTS_TRIED) * first["calls"])
    assert sum(run["struck"] for run in runs) > 0.9 * len(runs)
    wrong = [(run, words) for run in runs if (words := complaint(run))]
    assert wrong == []


def complaint(run: dict[str, Any]) -> str:
    """What is wrong with the outcome of one fault; empty where all is as it must be."""
    if "crashed" in run:
        return "the store cannot be opened, or a later command crashed"
    if run["read"] not in ("former", "new") or run.get("recovered", "new") not in ("former", "new") or run["problems"]:
        return "torn or lost"
    if run.get("recovery", 0) > 1:
        return "recovery took over a second"
    if run["next"] != 0 or run["final"] != "new":
        return "the next build does not give what an undisturbed one gives"
    if run["fault"] == "KILL" and run["struck"]:
        return "" if run["exit"] == -9 else "not killed"
    if run["exit"] == 0:
        return "" if run["read"] == "new" else "said to be done but is not"
    return "" if told(run) else "no clear message"


def told(run: dict[str, Any]) -> bool:
    """Whether a build that failed says so in one line that names the cause, with an exit code of the disk."""
    one = run["said"].startswith("✗ ") and run["said"].count("\n") == 1
    return one and run["exit"] == 74 and any(cause in run["said"] for causes in SPACE.values() for cause in causes)
