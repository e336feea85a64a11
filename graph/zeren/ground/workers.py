"""Processes of bounded time and memory for work that a file can lead astray.

One worker does task after task, and waits for more when a piece of work is done, so that it costs a process start
once. It has clocks of its own: processor time of a step, after which the step is refused and the next goes on; a little
later the system ends the process. What was started by it goes with it, and it goes with the process that started it,
however that one ends.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any

from zeren.ground.errors import LostWorker, OutOfTime, ZerenError

_SERVES = 200
"""tasks after which a worker is replaced, so that what parsers leak stays bounded"""
_AFTER = 3
"""seconds of processor time after the end of a step in which it may still be refused in good order"""
_AGAIN = 1.0
"""seconds of processor time after which a step that took no notice is told again"""
_PATIENCE = 5
"""times its processor time that a step may take by the clock, for a machine at work on other things"""
_GOODBYE = 3.0
"""seconds that a worker is given to end what it started"""
_MARGIN = 10
"""seconds by the clock by which a worker gives a child up before it is given up itself"""
_PDEATHSIG = 1
COLLECTS = (50_000, 20, 100)
"""thresholds of Python's search for objects in circles: nearly all that a task makes lives to its end and lies in none, so that
the usual search after every 700 objects is a fifth of the time"""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one step of a task may cost."""

    seconds: float
    """processor time"""
    memory: int
    """bytes of address space"""

    @property
    def patience(self) -> float:
        """Seconds by the clock."""
        return 30 + _PATIENCE * self.seconds


class Worker:
    """A running process and the pipe to it."""

    def __init__(self, bounds: Bounds) -> None:
        ours, theirs = Pipe()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        program = f"from zeren.ground.workers import Bounds, serve; serve({theirs.fileno()}, {os.getpid()}, {bounds!r})"
        self.bounds = bounds
        self.made_under = _surroundings(bounds)
        self.served = 0
        self.pipe = ours
        self.late = 0.0
        """time by the clock at which a task is given up"""
        self._owner = os.getpid()
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

    @property
    def is_fit(self) -> bool:
        """Tell whether it may do another task: it runs and has not done enough."""
        return self.served < _SERVES and self._process.poll() is None

    def __del__(self) -> None:
        # Whoever had it, a thread that is over, is gone; of a process that was forked it is another's.
        if hasattr(self, "_process") and self._owner == os.getpid() and self._process.returncode is None:
            self.end()

    def send(self, task: bytes) -> None:
        """Give it a pickled task; raises OSError where it has ended."""
        self.served += 1
        self.pipe.send_bytes(task)
        self.late = time.monotonic() + self.bounds.patience

    def receive(self) -> tuple[bool, Any]:
        """Read one message: whether the task is over, and its result.

        Raises what the task raised, LostWorker where the process ended over it and OutOfTime where it ran out of it.
        """
        try:
            kind, value = pickle.loads(self.pipe.recv_bytes())
        except (EOFError, OSError):
            raise _ended(self.end(), self.bounds) from None
        if kind == "alive":
            self.late = time.monotonic() + self.bounds.patience
            if value is not None:
                print(value, file=sys.stderr, flush=True)
            return False, None
        if kind == "done":
            return True, value
        raise value

    def stop(self) -> None:
        """Tell it to end, without waiting."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()

    def end(self) -> int:
        """End the process and all it started; return its exit status. May be called again."""
        self.pipe.close()
        self.stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(_GOODBYE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        return self._process.wait()


def task(function: Callable[..., Any], *arguments: Any) -> bytes:
    """Return a task for a worker: a function of a module, or a ``functools.partial`` of one, and what it is given."""
    return pickle.dumps((function, arguments), pickle.HIGHEST_PROTOCOL)


def out_of_time(bounds: Bounds) -> OutOfTime:
    """Return what is told of a task that took too long."""
    return OutOfTime(f"读取超时 (reading took more than {bounds.seconds:g} s)", "split the file, or give it in another format")


def _ended(status: int, bounds: Bounds) -> OutOfTime | LostWorker:
    """Return what is told of work over which a process ended."""
    if status in (-signal.SIGXCPU, -signal.SIGALRM):
        return out_of_time(bounds)
    return LostWorker("读取进程异常退出 (the process ended over it)", "save the file again or give another format")


# The side of the process that has the work done.

class _Idle(threading.local):
    """Workers of this thread that have nothing to do: the system ends them with the thread that started them."""

    def __init__(self) -> None:
        self.workers: list[Worker] = []
        self.owner = os.getpid()


_idle = _Idle()
_FELT = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "XDG_CACHE_HOME")
"""variables of the environment that change what a worker does: where programs and their folders lie"""


def _surroundings(bounds: Bounds) -> tuple[Bounds, str, list[str | None]]:
    """What a process has from its start: bounds, working folder, environment."""
    folder = ""
    with contextlib.suppress(OSError):  # it was removed
        folder = os.getcwd()  # noqa: PTH109 (a name to compare, no path to use)
    return bounds, folder, [os.environ.get(name) for name in _FELT]


def take(bounds: Bounds) -> Worker:
    """Return a worker that has nothing to do, or start one; whoever takes it ends it or gives it back with ``keep``."""
    if _idle.owner != os.getpid():
        # After a fork the pipes belong to the parent as well; two readers would mix their answers.
        _idle.workers, _idle.owner = [], os.getpid()
    wanted = _surroundings(bounds)
    for worker in [worker for worker in _idle.workers if worker.made_under != wanted or not worker.is_fit]:
        _idle.workers.remove(worker)
        worker.end()
    return _idle.workers.pop() if _idle.workers else Worker(bounds)


def keep(worker: Worker) -> None:
    """Let a worker that has answered wait for more work; one that may do no more is ended."""
    if worker.is_fit and len(_idle.workers) < (os.cpu_count() or 1):
        atexit.unregister(close)
        atexit.register(close)
        _idle.workers.append(worker)
    else:
        worker.end()


def close() -> None:
    """End this thread's idle workers; the next task starts another."""
    if _idle.owner == os.getpid():
        while _idle.workers:
            _idle.workers.pop().end()


def apart(function: Callable[..., Any], *arguments: Any, bounds: Bounds) -> Any:
    """Return ``function(*arguments)``, done by a worker of this thread; in a worker, by itself.

    Raises what the function raises, LostWorker and OutOfTime as ``Worker.receive``.
    """
    if inside():
        return function(*arguments)
    worker = take(bounds)
    try:
        with contextlib.suppress(OSError):  # told when the answer is read
            worker.send(task(function, *arguments))
        while True:
            if not worker.pipe.poll(max(0.0, worker.late - time.monotonic())):
                raise out_of_time(bounds)
            over, result = worker.receive()
            if over:
                keep(worker)
                return result
    except ZerenError as error:
        if isinstance(error, OutOfTime | LostWorker) or isinstance(error.__cause__, MemoryError):
            worker.end()
        else:
            keep(worker)
        raise
    except BaseException:
        # Interrupted between question and answer: the pipe would give this answer to the next question.
        worker.end()
        raise


# The side of the worker.


class _State:
    """What a worker knows of itself."""

    pipe: Connection | None = None
    bounds: Bounds | None = None


def inside() -> bool:
    """Tell whether this process is a worker."""
    return _State.pipe is not None


def serve(descriptor: int, parent: int, bounds: Bounds) -> None:
    """Do tasks until the pipe closes; the worker's own loop."""
    import resource

    # Only the soft limit, so that a converter started from here may have more.
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Interrupts are the parent's matter, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    if os.getppid() != parent:
        return
    _State.pipe, _State.bounds = Connection(descriptor), bounds
    signal.signal(signal.SIGPROF, _over)
    gc.set_threshold(*COLLECTS)
    while True:
        try:
            data = _State.pipe.recv_bytes()
        except (EOFError, OSError):
            return
        answer = _answer(data)
        with contextlib.suppress(BrokenPipeError):
            _State.pipe.send_bytes(answer)


def end_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """Have the system send this process a signal when the one that started it is no more (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PDEATHSIG, by, 0, 0, 0)


def _answer(data: bytes) -> bytes:
    return _outcome(partial(_done, data))


def _done(data: bytes) -> Any:
    function, arguments = pickle.loads(data)
    return function(*arguments)


def _outcome(act: Callable[[], Any]) -> bytes:
    """What is told of a piece of work: its result, or what it raised."""
    try:
        with step():
            result = act()
        return pickle.dumps(("done", result), pickle.HIGHEST_PROTOCOL)
    except ZerenError as error:
        # The cause does not travel.
        full = isinstance(error.__cause__, MemoryError)
        return pickle.dumps(("raise", LostWorker(error.message, error.remedy) if full else error))
    except MemoryError:
        return pickle.dumps(("raise", LostWorker("内存超限 (needs more memory than allowed)", "split the file")))
    except RecursionError:
        return pickle.dumps(("raise", LostWorker("嵌套过深 (nested too deeply)", "split the file")))
    except Exception as error:
        words = f"{type(error).__name__}: {error} — a fault of zeren itself 程序自身错误"
        return pickle.dumps(("raise", LostWorker(words, "report it with this file")))


class _Late(BaseException):
    """The time of a step is over; not an Exception, so that no parser takes it for a fault of its own."""


@contextmanager
def step() -> Iterator[None]:
    """Give the clocks of this worker a new start for one part of its task; outside a worker nothing.

    Raises OutOfTime where the part takes more processor time than a step may.
    """
    bounds = _State.bounds
    if bounds is None:
        yield
        return
    outer = signal.getitimer(signal.ITIMER_PROF)[0]
    _start(bounds)
    try:
        yield
    except _Late:
        raise out_of_time(bounds) from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        if outer:
            _start(bounds)


def isolated(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return ``function(*arguments)``, in a worker done by a child of its own: whatever ends that child, the worker goes on.

    For parts of a task that may fail alone, as the members of an archive. A part has the time of a step, also where it is
    stuck in a library that hears of no clock. Raises as ``apart``; outside a worker, and where there is no fork, as the function.
    """
    bounds = _State.bounds
    if bounds is None or not hasattr(os, "fork"):
        with step():
            return function(*arguments)
    ours, theirs = Pipe(duplex=False)
    worker = os.getpid()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            ours.close()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            end_with_parent()
            if os.getppid() == worker:
                _State.pipe = theirs
                theirs.send_bytes(_outcome(partial(function, *arguments)))
                code = 0
        finally:
            os._exit(code)
    theirs.close()
    try:
        return _awaited(ours, child, bounds)
    finally:
        ours.close()
        _start(bounds)


def _awaited(pipe: Connection, child: int, bounds: Bounds) -> Any:
    """What a child answers; it has ended when this returns or raises."""
    try:
        while True:
            # A sign of its life is one of this worker, which gives it up before it is given up itself.
            _start(bounds)
            if not pipe.poll(bounds.patience - _MARGIN):
                raise out_of_time(bounds)
            try:
                told = pipe.recv_bytes()
            except (EOFError, OSError):
                status, child = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0
                raise _ended(status, bounds) from None
            kind, value = pickle.loads(told)
            if kind == "done":
                return value
            if kind != "alive":
                raise value
            if value is not None:
                alive(value)
    finally:
        if child:
            _end(child)


def _end(child: int) -> None:
    """End a child, by force where it takes no notice."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGTERM)
    until = time.monotonic() + _GOODBYE
    while os.waitpid(child, os.WNOHANG)[0] == 0:
        if time.monotonic() > until:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return
        time.sleep(0.001)


def _start(bounds: Bounds) -> None:
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    last = int(used.ru_utime + used.ru_stime + bounds.seconds) + 1 + _AFTER
    resource.setrlimit(resource.RLIMIT_CPU, (last, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    signal.setitimer(signal.ITIMER_PROF, bounds.seconds, _AGAIN)
    # The last clock, by the wall: whoever waits for this process may be gone.
    signal.alarm(int(bounds.patience) + 1)
    alive()


def _over(number: int, frame: FrameType | None) -> None:
    raise _Late


def alive(words: str | None = None) -> None:
    """Tell whoever waits that the work goes on; ``words``, which hold no control characters, go to standard error."""
    if _State.pipe is not None:
        with contextlib.suppress(OSError):
            _State.pipe.send_bytes(pickle.dumps(("alive", words)))
