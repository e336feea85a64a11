"""The register of names that an answer asks, with what people decided about names."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from zeren.names.judgements import FILE
from zeren.store.reader import Reader

if TYPE_CHECKING:
    from zeren.names import Names

Found = TypeVar("Found")
_CHOSEN: ContextVar[Names | None] = ContextVar("register", default=None)


@cache
def _plain() -> Names:
    from zeren.names import load

    return load()


def names() -> Names:
    """The register of the answer under way; without decisions where none was chosen."""
    return _CHOSEN.get() or _plain()


def ruled() -> Names:
    """The register without decisions."""
    return _plain()


@contextmanager
def chosen(register: Names) -> Iterator[None]:
    """Let ``names`` return this register meanwhile."""
    token = _CHOSEN.set(register)
    try:
        yield
    finally:
        _CHOSEN.reset(token)


class Decided:
    """The register with the decisions of a folder, read again when their file changes: who decides need not start the server anew."""

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / FILE if folder else None
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._register: Names | None = None

    def asked(self, function: Callable[[Reader], Found]) -> Callable[[Reader], Found]:
        """Return ``function`` so that it asks this register; UnreadableInput from it where the file is no table of decisions."""

        def found(reader: Reader) -> Found:
            with chosen(self.register()):
                return function(reader)

        return found

    def register(self) -> Names:
        """The register as it stands now."""
        if self._file is None or not self._file.is_file():
            return _plain()
        from zeren.names import load

        with self._lock:
            told = self._file.stat()
            stamp = told.st_mtime_ns, told.st_size
            if self._register is None or stamp != self._stamp:
                self._register, self._stamp = load(self._file), stamp
            return self._register
