"""Reading in a process of bounded time and memory, for parsers that a file can lead astray."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeren.ground import workers
from zeren.ground.errors import LostWorker, OutOfTime, UnreadableInput
from zeren.ground.model import Document
from zeren.ground.workers import Bounds, close
from zeren.read.limits import Limits

__all__ = ["bounds_of", "close", "guarded", "named", "texts"]


def bounds_of(limits: Limits) -> Bounds:
    """What a worker may spend on one document."""
    return Bounds(limits.seconds, limits.memory)


def guarded(data: bytes, name: str, encoding: str | None, limits: Limits) -> list[Document]:
    """Return ``read(data, name)``, done by the worker of this thread.

    Raises what the reader raises, LostWorker where it ran out of memory or died, OutOfTime where it took more processor
    time than ``limits.seconds``.
    """
    found: list[Document] = _apart(_read, data, name, encoding, limits)
    return found


def texts(data: bytes, name: str, encoding: str | None, limits: Limits) -> list[tuple[str, str]]:
    """Return name and text of every document as ``guarded`` reads them; raises as it does."""
    found: list[tuple[str, str]] = _apart(_texts, data, name, encoding, limits)
    return found


def _apart(function: Callable[..., Any], data: bytes, name: str, encoding: str | None, limits: Limits) -> Any:
    try:
        return workers.apart(function, data, name, encoding, limits, bounds=bounds_of(limits))
    except (LostWorker, OutOfTime) as error:
        raise named(error, name) from error


def named(error: UnreadableInput, name: str) -> UnreadableInput:
    """Return an error of a worker, which knows no names, with the name of the file before it."""
    if error.message.startswith(name):
        return error
    return type(error)(f"{name}: {error.message}", error.remedy)


def _read(data: bytes, name: str, encoding: str | None, limits: Limits) -> list[Document]:
    from zeren.read import read

    return read(data, name, encoding=encoding, limits=limits)


def _texts(data: bytes, name: str, encoding: str | None, limits: Limits) -> list[tuple[str, str]]:
    return [(document.name, document.text) for document in _read(data, name, encoding, limits)]
