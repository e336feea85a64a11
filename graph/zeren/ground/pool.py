"""Spread work on files over guarded processes, results in the order of the files whatever the number of processes."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import wait
from typing import Generic, TypeVar

from zeren.ground import temporary, workers
from zeren.ground.errors import LostWorker, OutOfTime
from zeren.ground.workers import Bounds, Worker

Item = TypeVar("Item")
Result = TypeVar("Result")

ALONE = 4
"""up to this many files, a second process costs more than it saves"""
_AHEAD = 8
"""results that may wait for an earlier one, times the number of processes"""


def spread(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    lost: Callable[[Item, OutOfTime | LostWorker], Result],
    bounds: Bounds,
    jobs: int | None = None,
) -> Iterator[Result]:
    """Yield ``work(item)`` for every item in order, in ``jobs`` processes (default: one a core, for more than a few).

    Each item has the time and memory of ``bounds``; for one that uses them up, or over which its process ends, yields
    what ``lost`` makes of it. ``work`` must be a function of a module, or a ``functools.partial`` of one, so that other
    processes find it; what it raises ends the run.
    """
    temporary.sweep()
    count = min(len(items), jobs or (1 if len(items) <= ALONE else os.cpu_count() or 1))
    crew = _Crew(work, items, lost, bounds, count)
    try:
        yield from crew.results()
    finally:
        crew.end()


class _Crew(Generic[Item, Result]):
    """Workers at one piece of work."""

    def __init__(
        self,
        work: Callable[[Item], Result],
        items: Sequence[Item],
        lost: Callable[[Item, OutOfTime | LostWorker], Result],
        bounds: Bounds,
        count: int,
    ) -> None:
        self._work, self._items, self._lost, self._bounds, self._count = work, items, lost, bounds, count
        self._free: list[Worker] = []
        self._busy: dict[Worker, int] = {}
        """worker → place of its item"""
        self._done: dict[int, Result] = {}
        self._given = 0
        """items given out"""

    def results(self) -> Iterator[Result]:
        """Yield the results in order; no worker is far ahead of the one that is waited for."""
        for place in range(len(self._items)):
            while place not in self._done:
                self._give(place)
                self._take()
            self._give(place)
            yield self._done.pop(place)

    def _give(self, place: int) -> None:
        end = min(len(self._items), place + _AHEAD * self._count)
        while self._given < end and len(self._busy) < self._count:
            worker = self._free.pop() if self._free else workers.take(self._bounds)
            self._busy[worker] = self._given
            with contextlib.suppress(OSError):  # told when the answer is read
                worker.send(workers.task(self._work, self._items[self._given]))
            self._given += 1

    def _take(self) -> None:
        first = min(worker.late for worker in self._busy)
        ready = set(wait([worker.pipe for worker in self._busy], max(0.0, first - time.monotonic())))
        for worker in list(self._busy):
            if worker.pipe in ready:
                self._read(worker)
            elif worker.late < time.monotonic():
                worker.end()
                self._settle(worker, self._lost(self._items[self._busy[worker]], workers.out_of_time(self._bounds)))

    def _read(self, worker: Worker) -> None:
        try:
            over, result = worker.receive()
        except (OutOfTime, LostWorker) as error:
            worker.end()
            self._settle(worker, self._lost(self._items[self._busy[worker]], error))
            return
        if over:
            self._settle(worker, result)
            if worker.is_fit:
                self._free.append(worker)
            else:
                worker.end()

    def _settle(self, worker: Worker, result: Result) -> None:
        self._done[self._busy.pop(worker)] = result

    def end(self) -> None:
        """Let those that have answered wait for more work, and end the others."""
        for worker in self._busy:
            worker.stop()
        for worker in self._busy:
            worker.end()
        for worker in self._free:
            workers.keep(worker)
