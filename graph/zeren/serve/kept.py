"""The reader kept for shipped questions and pages, and what was found with it."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar, cast

from zeren.ground.errors import StoreBusy, StoreError, TimeOut, Unreachable
from zeren.store import is_remote, open_reader
from zeren.store.counted import all_editions
from zeren.store.place import Place
from zeren.store.reader import Reader

Found = TypeVar("Found")

THREADS = 4
"""questions at work at a time; the engine leaves the interpreter free while it works"""
WAITING = 64
"""questions that may wait for a thread"""
CACHED = 16 << 20
"""bytes of answers kept, with what they were asked by"""
_REMOTE_FRESH = 30.0
"""seconds after which a remote store is looked at again"""


class Kept:
    """A reader that follows the store: each question is asked of the snapshot that is current when it comes."""

    def __init__(self, store: str, every: bool = False) -> None:
        """``every``: mirrors, drafts and revised texts count too (``zeren.store.counted``)."""
        self._store = store
        self._every = every
        self._place = None if is_remote(store) else Place(Path(store))
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._users: dict[Reader, int] = {}
        self._opened: Hashable = None
        self._hastening: threading.Thread | None = None
        self._threads = ThreadPoolExecutor(THREADS, "question")
        self._asked = 0
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._sizes = 0

    def stamp(self) -> Hashable:
        """Return a value that changes when the store does."""
        return self._place.stamp() if self._place is not None else int(time.monotonic() // _REMOTE_FRESH)

    @contextmanager
    def reading(self, held: Reader | None = None) -> Iterator[Reader]:
        """Lend the reader of the present state, or one that is still held; it stays open for as long."""
        with self._lock:
            reader = self._present() if held is None else held
            self._users[reader] = self._users.get(reader, 0) + 1
        try:
            yield reader
        finally:
            with self._lock:
                self._users[reader] -= 1
                if self._users[reader] == 0:
                    del self._users[reader]
                    if reader is not self._reader:
                        reader.close()

    def _present(self) -> Reader:
        stamp = self.stamp()
        if self._reader is None or stamp != self._opened:
            with all_editions(self._every):
                fresh = open_reader(self._store)
            self._retire()
            self._reader, self._opened = fresh, stamp
            # Answers need not wait for it: until it is done they come from the disk.
            self._hastening = threading.Thread(target=_hasten, args=(fresh,))
            self._hastening.start()
        return self._reader

    def _retire(self) -> None:
        if self._reader is not None and self._reader not in self._users:
            self._reader.close()

    async def call(self, function: Callable[[Reader], Found]) -> Found:
        """Return what ``function`` finds with the reader, in a thread of its own.

        Raises StoreBusy where too many wait, and what ``function`` raises.
        """
        if self._asked >= THREADS + WAITING:
            raise StoreBusy("服务器忙 (the server is busy)", "try again in a moment")
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._lent, function)
        finally:
            self._asked -= 1

    def _lent(self, function: Callable[[Reader], Found]) -> Found:
        try:
            with self.reading() as reader:
                return function(reader)
        except (TimeOut, Unreachable) as error:
            raise unreachable() from error

    async def cached(self, key: Hashable, function: Callable[[Reader], Found], size: Callable[[Found], int]) -> Found:
        """Return what was found for ``key`` in the present state of the store, else find it and keep it.

        ``size`` tells its bytes; the least recently used give way.
        """
        whole = (self.stamp(), key)
        if whole in self._answers:
            self._answers.move_to_end(whole)
            return cast(tuple[Found, int], self._answers[whole])[0]
        found = await self.call(function)
        weight = size(found) + _weight(whole)
        if weight <= CACHED // 16 and whole not in self._answers:
            self._answers[whole] = (found, weight)
            self._sizes += weight
        while self._sizes > CACHED:
            _, old = self._answers.popitem(last=False)
            self._sizes -= cast(tuple[object, int], old)[1]
        return found

    def close(self) -> bool:
        """Give the reader free; False where the engine is still at work for a question and cannot be stopped."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            idle = not self._users and not (self._hastening is not None and self._hastening.is_alive())
            if idle:
                self._retire()
                self._reader = None
        return idle


def _weight(key: object) -> int:
    """Return about how many bytes a key takes; parameters of a request stand in it."""
    inner = key if isinstance(key, tuple | frozenset) else ()
    return sys.getsizeof(key) + sum(map(_weight, inner))


def _hasten(reader: Reader) -> None:
    # A damaged file is told by whatever needs it, and by zeren verify.
    with contextlib.suppress(StoreError):
        reader.hasten()


def unreachable() -> Unreachable:
    """Return what strangers are told of a remote store that does not answer: not its address."""
    return Unreachable("后端知识库没有回答 (the store behind this server does not answer)", "try again later")
