"""Spread work on files over the cores, results in the order of the files whatever the number of processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

ALONE = 4
"""up to this many files, starting other processes costs more than it saves"""


def spread(work: Callable[[Item], Result], items: Sequence[Item], jobs: int | None = None) -> Iterator[Result]:
    """Yield ``work(item)`` for every item in order, in ``jobs`` processes (default: one a core, for more than a few).

    ``work`` must be a function of a module, or a ``functools.partial`` of one, so that other processes find it.
    """
    workers = min(len(items), jobs or (os.cpu_count() or 1))
    if workers < 2 or (jobs is None and len(items) <= ALONE):
        yield from map(work, items)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(work, items)
