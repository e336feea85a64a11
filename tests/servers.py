"""Servers that tests start for themselves: each on a port and in a folder of its own, gone when the test is."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from conftest import ROOT

OXIGRAPH = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
VIRTUOSO = shutil.which("virtuoso-t")
USER, PASSWORD = "zeren", "s3cret'\";"


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextlib.contextmanager
def oxigraph() -> Iterator[str]:
    """Run the server of the ``oxigraph`` wheel in memory; give the address of its query service."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(
        [str(OXIGRAPH), "serve", "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            for _ in range(6_000):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/", timeout=10).close()
                    break
                time.sleep(0.05)
            yield f"{address}/query"
        finally:
            process.kill()


def demand_virtuoso() -> None:
    """Skip where Virtuoso is not installed, unless ZEREN_VIRTUOSO_TESTS=required."""
    if VIRTUOSO is None:
        why = "virtuoso-t is not installed (apt-get install virtuoso-opensource-7)"
        if os.environ.get("ZEREN_VIRTUOSO_TESTS") == "required":
            pytest.fail(why)
        pytest.skip(why)


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """Run ``scripts/virtuoso`` with a new database, as docs/stores/virtuoso.md says; give its query service."""
    demand_virtuoso()
    port = free_port()
    log = folder / "log"
    shutil.rmtree(folder / "db", ignore_errors=True)
    command = ["timeout", "--kill-after=5", "14400", str(ROOT / "scripts" / "virtuoso"), str(folder / "db")]
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [*command, str(port), str(free_port())],
            env={**os.environ, "ZEREN_USER": USER, "ZEREN_PASSWORD": PASSWORD},
            stdout=out,
            stderr=out,
            start_new_session=True,
        ) as process,
    ):
        try:
            end = time.monotonic() + 36000
            while "ready 就绪" not in (said := log.read_text(encoding="utf-8", errors="replace")):
                if process.poll() is not None or time.monotonic() > end:
                    pytest.fail(f"scripts/virtuoso did not start: {said[-2000:]}")
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/sparql"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


@contextlib.contextmanager
def shared(
    place: Path, start: Callable[[Path], AbstractContextManager[str]], fill: Callable[[str], None]
) -> Iterator[str]:
    """Start and fill a server once for all processes of a test run; who started it stays until the others leave."""
    place.mkdir(exist_ok=True)
    address, mine = place / "address", place / f"user-{os.getpid()}"
    with contextlib.ExitStack() as stack:
        with _alone(place):
            if address.exists():
                url = address.read_text(encoding="utf-8")
                mine.touch()
            else:
                url = stack.enter_context(start(place))
                fill(url)
                address.write_text(url, encoding="utf-8")
        try:
            yield url
        finally:
            if mine.exists():
                mine.unlink()
            else:
                with _alone(place):
                    address.unlink()
                end = time.monotonic() + 3600
                while list(place.glob("user-*")) and time.monotonic() < end:
                    time.sleep(0.1)


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
