"""Files read on a Dask cluster: the same bytes as on one machine, and a lost worker costs nothing."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import PLANS
from zeren.store import open_reader
from zeren.table import landing_of

pytest.importorskip("distributed")
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path), "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING": "False"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(command: list[str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as out:
        return subprocess.Popen([sys.executable, "-m", *command], stdout=out, stderr=out, env=ENVIRONMENT, start_new_session=True)


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers on loopback: the address, and the processes of the workers."""
    address = f"tcp://127.0.0.1:{(port := free_port())}"
    begin = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    join = ["distributed.cli.dask_worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    processes = [started(begin, folder / "scheduler.log")]
    processes += [started(join, folder / f"worker-{at}.log") for at in range(workers)]
    try:
        while not all("Registered to" in (folder / f"worker-{at}.log").read_text() for at in range(workers)):
            assert all(process.poll() is None for process in processes), (folder / "worker-0.log").read_text()
            time.sleep(0.1)
        yield address, processes[1:]
    finally:
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def built(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zeren", "build", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT)


def held(store: Path) -> tuple[dict[str, str], list[tuple[object, ...]]]:
    """The digests of all statements, and some rows of the columns."""
    with open_reader(store) as reader:
        return dict(reader.current()), landing_of(reader).rows("SELECT id, text FROM measure ORDER BY file, start_offset")


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of plans, one of them broken."""
    folder = tmp_path_factory.mktemp("plans")
    for at, plan in enumerate(sorted(PLANS.iterdir()) * 3):
        shutil.copy(plan, folder / f"{at}.txt")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04")
    return folder


def test_a_cluster_gives_the_bytes_of_one_process_and_a_killed_worker_costs_nothing(plans: Path, tmp_path: Path) -> None:
    alone = built(plans, "--store", tmp_path / "alone", "--jobs", "1")
    with cluster(tmp_path) as (address, workers):
        command = [sys.executable, "-m", "zeren", "build", str(plans), "--store", str(tmp_path / "cluster"), "--cluster", address]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
        # Killed once it has begun to work.
        while "Compute" not in (tmp_path / "scheduler.log").read_text() and running.poll() is None and not busy(workers[0]):
            time.sleep(0.05)
        os.kill(workers[0].pid, signal.SIGKILL)
        _, told = running.communicate()
    assert (running.returncode, alone.returncode) == (1, 1), told
    assert told.count("broken.docx") == 1
    assert held(tmp_path / "cluster") == held(tmp_path / "alone")


def busy(process: subprocess.Popen[bytes]) -> bool:
    """Whether a worker has used processor time beyond its start."""
    used = (Path("/proc") / str(process.pid) / "stat").read_text().rpartition(")")[2].split()
    return int(used[11]) / os.sysconf("SC_CLK_TCK") > 2.5


def test_an_address_without_a_scheduler_is_told_with_the_remedy(
    plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from zeren.cli import main

    monkeypatch.setattr("zeren.ingest.cluster._SECONDS", 1)
    with pytest.raises(SystemExit) as ended:
        main(["build", str(plans), "--store", str(tmp_path / "store"), "--cluster", "tcp://127.0.0.1:9"])
    assert ended.value.code == 69
    assert "集群无应答" in capsys.readouterr().err


def test_a_worker_with_another_version_is_refused_by_name(plans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zeren.ground.errors import WrongUsage
    from zeren.ingest import cluster as machines

    class Client:
        def run(self, function: object, on_error: str) -> dict[str, str]:
            return {"tcp://10.0.0.2:4000": "0.0.9", "tcp://10.0.0.3:4000": machines.__version__}

    with pytest.raises(WrongUsage, match=r"tcp://10\.0\.0\.2:4000: 0\.0\.9") as refused:
        machines._demand_same(Client())
    assert "10.0.0.3" not in str(refused.value)
