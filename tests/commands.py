"""The command ``zeren`` for tests, each time a process of its own, forked from one that has loaded the program already.

A command then costs what it does, not the loading of its modules. Its process has its own folder, environment and streams, and ends
as any other. What a test proves of the start itself (signals, closed streams, memory, what is loaded) it proves on a process that
it starts itself.
"""

from __future__ import annotations

import array
import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from zeren.ground import workers

Run = subprocess.CompletedProcess[str]


def run(*arguments: str | bytes, cwd: Path | None = None, env: Mapping[str, str] | None = None, given: str = "") -> Run:
    """Run ``zeren`` with arguments; ``given`` stands on its standard input."""
    return _nursery().run([os.fsdecode(one) for one in arguments], cwd or Path.cwd(), os.environ if env is None else env, given)


@cache
def _nursery() -> Nursery:
    nursery = Nursery()
    atexit.register(nursery.close)
    return nursery


class Nursery:
    """A process that has loaded the program and forks itself for every command."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        self._busy = threading.Lock()
        paths = os.pathsep.join(path for path in sys.path if path)
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).resolve()), str(theirs.fileno())],
            stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], env={**os.environ, "PYTHONPATH": paths, "LC_ALL": "C"},
        )  # fmt: skip
        theirs.close()

    def close(self) -> None:
        self._line.close()
        self._process.wait()

    def run(self, arguments: list[str], cwd: Path, env: Mapping[str, str], given: str) -> Run:
        """One command from its start to its end."""
        order = json.dumps({"arguments": arguments, "cwd": str(cwd), "env": dict(env)}).encode()
        pipes = [os.pipe() for _ in range(3)]
        (their_in, our_in), (our_out, their_out), (our_err, their_err) = pipes
        with self._busy:
            socket.send_fds(self._line, [len(order).to_bytes(8, "big")], [their_in, their_out, their_err])
            self._line.sendall(order)
            for end in (their_in, their_out, their_err):
                os.close(end)
            said = {end: _Reading(end) for end in (our_out, our_err)}
            with os.fdopen(our_in, "w", encoding="utf-8") as stream:
                stream.write(given)
            out, err = (said[end].text() for end in (our_out, our_err))
            code = int.from_bytes(_exactly(self._line, 4), "big", signed=True)
        return subprocess.CompletedProcess(["zeren", *arguments], code, out, err)


class _Reading(threading.Thread):
    """Reads one stream to its end."""

    def __init__(self, end: int) -> None:
        super().__init__(daemon=True)
        self._stream = os.fdopen(end, encoding="utf-8")
        self._said = ""
        self.start()

    def run(self) -> None:
        with self._stream:
            self._said = self._stream.read()

    def text(self) -> str:
        self.join()
        return self._said


def _exactly(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = line.recv(size - len(data))
        if not more:
            raise EOFError("the process that forks commands is gone")
        data += more
    return data


# The side of the process that forks.


def _load() -> None:
    """Load what commands load, and the lists that every reading needs."""
    from zeren.cli import COMMANDS
    from zeren.ingest.pipeline import extractor_of
    from zeren.ingest.settings import Settings

    for name in ("duckdb", "networkx", "numpy", "openpyxl", "pyoxigraph", "rdflib", "lxml.etree", "jinja2"):
        import_module(name)
    for module in sorted({module for module, _ in COMMANDS.values()}):
        import_module(f"zeren.cli.{module}")
    extractor_of(Settings())


class _Reader:
    """A reader of documents (``zeren.ground.workers``) as ``subprocess.Popen`` would start it, forked likewise: it has all loaded."""

    def __init__(self, command: list[str], *, pass_fds: list[int], env: dict[str, str], **_: object) -> None:
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                self._read(command[-1], pass_fds, env)
                code = 0
            finally:
                os._exit(code)

    @staticmethod
    def _read(program: str, pass_fds: list[int], env: dict[str, str]) -> None:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(nothing, number)
        for before, after in pairwise([2, *sorted(pass_fds), 4096]):
            os.closerange(before + 1, after)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(env)
        exec(program, {})

    def poll(self) -> int | None:
        return self._ended(os.WNOHANG)

    def wait(self, seconds: float | None = None) -> int:
        if seconds is None:
            code = self._ended(0)
            assert code is not None
            return code
        end = time.monotonic() + seconds
        while (code := self._ended(os.WNOHANG)) is None:
            if time.monotonic() > end:
                raise subprocess.TimeoutExpired("reader", seconds)
            time.sleep(0.002)
        return code

    def terminate(self) -> None:
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)

    def _ended(self, how: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, how)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode


def _serve(line: socket.socket) -> None:
    """Fork for each order that comes; returns in the child, which is to run it, and where none comes any more ends the process."""
    while True:
        size, ancillary, _, _ = line.recvmsg(8, socket.CMSG_SPACE(3 * array.array("i").itemsize))
        if not size:
            sys.exit()
        ends = array.array("i", ancillary[0][2])
        order = json.loads(_exactly(line, int.from_bytes(size, "big")))
        child = os.fork()
        if child == 0:
            line.close()
            _become(order, list(ends))
            return
        for end in ends:
            os.close(end)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        line.sendall(code.to_bytes(4, "big", signed=True))


def _become(order: dict[str, Any], ends: list[int]) -> None:
    """Take the folder, the environment, the streams and the arguments of a command."""
    for number, end in enumerate(ends):
        os.dup2(end, number)
        os.close(end)
    # As Python opens them at its start: those of the process that forks may be files, and know a place in them.
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, 1 if number == 2 else -1, "utf-8", "surrogateescape", closefd=False) for number, mode in enumerate("rww")
    )
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.argv = ["zeren", *order["arguments"]]
    if sys.platform == "linux":
        workers.subprocess = SimpleNamespace(**{**vars(subprocess), "Popen": _Reader})  # type: ignore[attr-defined]


def main() -> None:
    """Fork commands until nobody asks for any."""
    # Ctrl-C is a matter of whoever asks, who then asks no more.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _load()
    gc.collect()
    gc.freeze()
    _serve(socket.socket(fileno=int(sys.argv[1])))
    from zeren.__main__ import main as run

    run()


if __name__ == "__main__":
    main()
