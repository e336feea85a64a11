"""A cut of the power takes what was not flushed: the order of writing, flushing and renaming is held, and every cut tried."""

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

POWER = Path(__file__).with_name("store") / "power.py"
FULL = bool(os.environ.get("ZEREN_TEST_FULL"))
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "PYTHONUTF8": "1"}
FLUSH = ("fsync", "fdatasync")
RENAME = ("rename", "renameat", "renameat2")
WRITE = ("write", "writev", "pwrite64")
Calls = list[list[str]]


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory where the system has one: what is tried here are the calls, not the disk."""
    folder = Path(tempfile.mkdtemp(prefix="zeren-test-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    yield folder
    shutil.rmtree(folder)


def tried(memory: Path, start: str, sample: int, patch: str = "") -> tuple[Calls, list[dict[str, Any]]]:
    arguments = [str(memory), start, *([] if FULL and not patch else [str(sample)])]
    # A patch runs before the script: what the test takes away there must be missed here.
    code = f"import sys; sys.argv = {[str(POWER), *arguments]!r}; sys.path.insert(0, {str(POWER.parent)!r})\n{patch}\n"
    code += f"import runpy; runpy.run_path({str(POWER)!r}, run_name='__main__')"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=ENVIRONMENT, check=False)
    if run.returncode == 77:
        pytest.skip("this system does not let a process watch the calls of its child (seccomp user notification)")
    assert run.returncode == 0, run.stderr
    calls, *cuts = [json.loads(line) for line in run.stdout.splitlines()]
    return calls, cuts


def disorder(calls: Calls) -> list[str]:
    """Where the calls of a build are not in the order that survives a cut; empty where they are."""
    wrong: list[str] = []
    unflushed: set[str] = set()
    unnamed: set[str] = set()
    journal: list[str] = []
    for name, path, target in calls:
        folder = path.rpartition("/")[0]
        if name in WRITE or name == "ftruncate":
            if path == "journal" and (unnamed or unflushed - {"journal", "lock"}):
                wrong.append(f"journal written before {sorted(unnamed | unflushed)} is on the disk")
            if path in ("journal", "journal.copy") and name in WRITE:
                journal.append(f"write {path}")
            if not path.startswith("staging/") or "spill" not in path:
                unflushed.add(path)
        elif name in FLUSH:
            if path in ("journal", "journal.copy"):
                journal.append(f"flush {path}")
            unflushed.discard(path)
            unnamed.discard(path)
        elif name in RENAME:
            late = {one for one in unflushed if one == path or one.startswith(f"{path}/")}
            if late:
                wrong.append(f"{path} renamed before {sorted(late)} is flushed")
            unflushed -= late
            # The engine has a CURRENT of its own within an index.
            if target.endswith("/CURRENT") and target.count("/") == 2 and unnamed:
                wrong.append(f"{target} points before {sorted(unnamed)} is on the disk")
            unnamed.add(target.rpartition("/")[0])
        elif name.startswith("mkdir") and path and not path.startswith(("staging", "index")):
            unnamed.add(folder)
        elif name.startswith("unlink"):
            unflushed.discard(path)
    wanted = ["write journal", "flush journal", "write journal.copy", "flush journal.copy"]
    steps = [step for at, step in enumerate(journal) if at == 0 or journal[at - 1] != step]
    # Whoever makes an index flushes the journal once more, in case its line is still being written.
    if steps not in (wanted, [*wanted, "flush journal"]):
        wrong.append(f"the journal in the order {journal}")
    return wrong + [f"{path} never on the disk" for path in sorted(unnamed)]


@pytest.mark.parametrize("start", ["full", "empty"])
def test_nothing_relies_on_what_is_not_yet_on_the_disk(memory: Path, start: str) -> None:
    """The order of all calls, and for a sample of moments what is left there when the power is cut."""
    calls, cuts = tried(memory, start, 14)
    assert {"journal", "journal.copy"} <= {path for name, path, _ in calls if name in FLUSH}
    if start == "full":
        assert disorder(calls) == []
    wrong = [cut for cut in cuts if complaint(cut)]
    assert wrong == []
    assert len(cuts) > 14


def complaint(cut: dict[str, Any]) -> str:
    """What is wrong after a cut; empty where nothing is."""
    if "crashed" in cut:
        return "the store cannot be opened, or a later command crashed"
    if cut["acknowledged"] and cut["read"] != "new":
        return "said to be stored, and lost"
    if cut["read"] not in ("former", "new") or cut.get("recovered", "new") not in ("former", "new") or cut["problems"]:
        return "torn or lost"
    return "" if cut["next"] == 0 and cut["final"] == "new" else "the next build does not give what an undisturbed one gives"


@pytest.mark.parametrize("step", ["sync_folder", "sync_file", "write"])
def test_a_flush_that_is_left_out_is_missed(memory: Path, step: str) -> None:
    """Else the test above could not fail."""
    without = {
        "sync_folder": "disk.sync_folder = lambda folder: None",
        "sync_file": "disk.sync_file = lambda path: None",
        "write": "disk.write = lambda path, parts: path.write_bytes(b''.join(parts)) and None",
    }[step]
    calls, _ = tried(memory, "full", 0, f"from zeren.store import disk\n{without}")
    assert disorder(calls) != []
