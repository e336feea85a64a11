"""A process of bounded time and memory for parsers that a file can lead astray.

One worker serves file after file, so a guard costs a process start once; a worker that ran into a limit is
ended with everything it started, and the next file gets a fresh one.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from typing import Any

from zeren.errors import TimeOut, UnreadableInput, WrongUsage, ZerenError
from zeren.model import Document
from zeren.read.limits import Limits

_SERVES = 200
"""files after which a worker is replaced, so that what parsers leak stays bounded"""


class _Worker:
    """A running process and the pipe to it."""

    def __init__(self, limits: Limits) -> None:
        ours, theirs = _pipe()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        program = f"from zeren.read.guard import serve; serve({theirs.fileno()}, {limits.memory})"
        self.memory = limits.memory
        self.served = 0
        self._pipe = ours
        self._process = subprocess.Popen(  # the program text is ours, no word of a document is in it
            [sys.executable, "-c", program],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        theirs.close()

    def ask(self, task: tuple[Any, ...], data: bytes, seconds: float) -> Any:
        """Send a task and wait. Raises TimeoutError, EOFError or OSError where no answer comes."""
        self.served += 1
        self._pipe.send(task)
        self._pipe.send_bytes(data)
        if not self._pipe.poll(seconds):
            raise TimeoutError
        return self._pipe.recv()

    def end(self) -> int | None:
        """End the process and all it started; return its exit status."""
        self._pipe.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        return self._process.wait()


_local = threading.local()


def guarded(job: str, data: bytes, name: str, rest: tuple[Any, ...], limits: Limits) -> list[Document]:
    """Run ``job`` (``read`` or ``converted``) on ``data`` in the worker of this thread.

    Raises what the reader raises, UnreadableInput where it ran out of memory or died, TimeOut where it took
    more than ``limits.seconds``.
    """
    worker = _worker(limits)
    try:
        kind, answer = worker.ask((job, name, rest, limits), data, limits.seconds)
    except TimeoutError as error:
        close()
        raise TimeOut(
            f"{name}: reading took more than {limits.seconds:g} s 读取超时",
            "split the file, or raise the limit",
        ) from error
    except (EOFError, OSError) as error:
        close()
        raise UnreadableInput(
            f"{name}: the reader ended on this file 读取进程异常退出",
            "save the file again or give another format",
        ) from error
    except BaseException:
        # Interrupted between question and answer: the pipe would give this answer to the next question.
        close()
        raise
    if kind == "documents":
        documents: list[Document] = answer
        return documents
    if kind == "memory":
        close()
    raise _error(answer)


def _error(answer: tuple[str, str, str]) -> ZerenError:
    """The worker's error again, by its class name among ours."""
    word, message, remedy = answer
    kinds: list[type[ZerenError]] = [UnreadableInput, TimeOut, WrongUsage]
    return next((kind for kind in kinds if kind.__name__ == word), ZerenError)(message, remedy)


def _worker(limits: Limits) -> _Worker:
    held: _Worker | None = getattr(_local, "worker", None)
    # After a fork the pipe belongs to the parent as well; two readers would mix their answers.
    if held is not None and getattr(_local, "owner", None) != os.getpid():
        held = None
    if held is not None and (held.memory != limits.memory or held.served >= _SERVES):
        close()
        held = None
    if held is None:
        held = _Worker(limits)
        _local.worker = held
        _local.owner = os.getpid()
        atexit.register(close)
    return held


def close() -> None:
    """End this thread's worker, if it is this process's own; the next guarded reading starts another."""
    held: _Worker | None = getattr(_local, "worker", None)
    _local.worker = None
    if held is not None and getattr(_local, "owner", None) == os.getpid():
        held.end()


def _pipe() -> tuple[Connection, Connection]:
    from multiprocessing import Pipe

    return Pipe()


def serve(descriptor: int, memory: int) -> None:
    """Answer tasks until the pipe closes; the worker's own loop."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Interrupts are the parent's matter, which ends this process group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pipe = Connection(descriptor)
    while True:
        try:
            job, name, rest, limits = pipe.recv()
            data = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        pipe.send(_answer(job, data, name, rest, limits))


def _answer(job: str, data: bytes, name: str, rest: tuple[Any, ...], limits: Limits) -> tuple[str, Any]:
    from zeren.read import read

    try:
        if job == "converted":
            from zeren.read.doc import read_converted

            return "documents", read_converted(data, name, rest[0], rest[1], limits)
        return "documents", read(data, name, encoding=rest[0], limits=limits)
    except ZerenError as error:
        kind = "memory" if isinstance(error.__cause__, MemoryError) else "error"
        return kind, (type(error).__name__, error.message, error.remedy)
    except MemoryError:
        words = ("UnreadableInput", f"{name}: needs more memory than allowed 内存超限", "split the file")
        return "memory", words
