"""The processes in which queries of users run: a few, each for one query at a time."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from zeren.ground.errors import StoreBusy, TimeOut, Unreachable, WrongUsage
from zeren.serve.kept import unreachable
from zeren.serve.settings import ANSWER, Settings
from zeren.store import is_remote, run_foreign
from zeren.store.foreign import Worker
from zeren.store.index import Kind
from zeren.store.results import Answer

PATIENCE = 2.0
"""seconds that a query waits for a free process before the server says that it is busy"""
NICE = 5
"""priority of the processes below that of the server"""
WAITING = 64
"""queries that may wait"""


class Process(Worker):
    """A worker that gives way to pages and shipped questions, and whose query another thread can end."""

    def start(self, kind: Kind = "union") -> None:
        """Start the process where none runs on the present index."""
        before = self._process
        super().start(kind)
        if self._process is not None and self._process is not before and hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, NICE)

    def stop(self) -> None:
        """Kill the process; the thread that waits for its answer is told that there is none."""
        process = self._process
        if process is not None:
            process.kill()


class Pool:
    """Answers queries of users within time, memory and rows; over a remote store without processes of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._remote = is_remote(settings.store)
        count = settings.workers
        self._workers = [] if self._remote else [Process(Path(settings.store)) for _ in range(count)]
        self._threads = ThreadPoolExecutor(count, "query")
        self._free: asyncio.LifoQueue[Process | None] = asyncio.LifoQueue()
        for place in range(count):
            self._free.put_nowait(None if self._remote else self._workers[place])
        self._waiting = 0
        self._closed = False

    async def start(self) -> None:
        """Start the processes, so that the first query need not wait for one; not those that must make a large index first."""
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(self._threads, worker.warm) for worker in self._workers))

    async def ask(self, sparql: str, formats: Sequence[str], base: str) -> Answer:
        """Answer one query in the first of ``formats`` that fits.

        Raises StoreBusy where no process becomes free in time, and as ``Worker.ask``.
        """
        if self._waiting >= WAITING:
            raise StoreBusy("服务器忙 (the server is busy)", "try again in a moment")
        self._waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                worker = await self._free.get()
        except TimeoutError as error:
            raise StoreBusy("服务器忙 (the server is busy)", "try again in a moment") from error
        finally:
            self._waiting -= 1
        at_work = asyncio.get_running_loop().run_in_executor(
            self._threads, self._answer, worker, sparql, tuple(formats), base
        )
        # The process is free when its thread is done, even where the one who asked has gone.
        at_work.add_done_callback(lambda done: self._release(worker, done))
        return await asyncio.shield(at_work)

    def _release(self, worker: Process | None, done: asyncio.Future[Answer]) -> None:
        if not done.cancelled():
            done.exception()
        self._free.put_nowait(worker)

    def _answer(self, worker: Process | None, sparql: str, formats: Sequence[str], base: str) -> Answer:
        """Ask with ever fewer rows until the answer is not too large; a body is never cut."""
        rows, end = self._settings.rows, time.monotonic() + self._settings.seconds
        while True:
            left = max(0.05, end - time.monotonic())
            answer = self._once(worker, sparql, formats, base, rows, left)
            if len(answer) <= ANSWER:
                return answer
            rows = min(answer.rows - 1, answer.rows * ANSWER * 9 // len(answer) // 10)
            if rows < 1:
                raise WrongUsage(
                    f"一行结果就超过 {ANSWER >> 20} MiB (a single row of the answer is too large)", "ask for less"
                )

    def _once(
        self, worker: Process | None, sparql: str, formats: Sequence[str], base: str, rows: int, seconds: float
    ) -> Answer:
        if worker is None:
            return self._far(sparql, formats, rows, seconds)
        try:
            return worker.ask(sparql, seconds=seconds, rows=rows, formats=formats, base=base, allowed=self._settings.seconds)
        except TimeOut as error:
            if self._closed:
                raise StoreBusy("服务器正在结束 (the server is ending)", "try again later") from error
            worker.start()
            raise

    def _far(self, sparql: str, formats: Sequence[str], rows: int, seconds: float) -> Answer:
        """Ask the remote store; its address stays with this server."""
        try:
            return run_foreign(self._settings.store, sparql, seconds=seconds, rows=rows, format=formats)
        except TimeOut as error:
            raise _too_slow(self._settings.seconds) from error
        except Unreachable as error:
            raise unreachable() from error

    def close(self) -> None:
        """End the processes, and with them whatever query is at work; may be called again."""
        self._closed = True
        for worker in self._workers:
            worker.stop()
        self._threads.shutdown(wait=not self._remote, cancel_futures=True)
        for worker in self._workers:
            worker.close()


def _too_slow(seconds: float) -> TimeOut:
    return TimeOut(f"查询超过 {seconds:g} 秒 (the query ran out of its {seconds:g} seconds)", "ask for less, add LIMIT")
