"""What can go wrong, named by what is wrong; each error knows its exit code (sysexits)."""

from __future__ import annotations

import re
from functools import cache

_HAN = re.compile("[\u4e00-\u9fff]")
_BLANK = "…"
"""what stands in ``vocabulary/remedies.tsv`` for words that are filled in"""


class ZerenError(Exception):
    """Root of all errors this program raises on purpose.

    The message gives the value, the place and the remedy; it is printed as it is.
    """

    exit_code = 70

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self._remedy = remedy

    @property
    def remedy(self) -> str:
        """What to do, Chinese first and the English in brackets; empty where nothing is advised."""
        return both(self._remedy)

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


def both(remedy: str) -> str:
    """Return advice in both languages (``请稍候再试 (try again in a moment)``); what holds Chinese, or has none in the table, stays as it is."""
    if not remedy or _HAN.search(remedy):
        return remedy
    plain, begun = _remedies()
    if remedy in plain:
        return f"{plain[remedy]} ({remedy})"
    for start, zh in begun:
        if remedy.startswith(start):
            return f"{zh.replace(_BLANK, remedy.removeprefix(start))} ({remedy})"
    return remedy


@cache
def _remedies() -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Advice as the program has it → Chinese; then that which begins so, the longest beginning first."""
    from zeren.ground.resources import table

    rows = {row["en"]: row["zh"] for row in table("vocabulary/remedies")}
    begun = [(en.removesuffix(_BLANK), zh) for en, zh in rows.items() if en.endswith(_BLANK)]
    return rows, sorted(begun, key=lambda pair: (-len(pair[0]), pair))


class UnreadableInput(ZerenError):
    """A source that cannot be read as a document."""

    exit_code = 65


class NotAPlan(UnreadableInput):
    """A document without one measure in it."""


class NotFound(ZerenError):
    """A name, identifier, question or file that is not there."""

    exit_code = 66


class Ambiguous(ZerenError):
    """A name that several bodies bear; the message lists them."""

    exit_code = 66


class WrongUsage(ZerenError):
    """Options or parameters that do not go together."""

    exit_code = 2


class OwnFault(ZerenError):
    """Something that went wrong in the program itself, not in what it was given; told as such, never as bad input."""


class StoreError(ZerenError):
    """A store that is not one, or that cannot be written."""

    exit_code = 74


class TooMuch(StoreError):
    """An answer that needs more memory than there is; what is asked has to be narrowed."""


class StoreBusy(ZerenError):
    """A store another process is writing."""

    exit_code = 75


class TimeOut(ZerenError):
    """Work that ran out of its time."""

    exit_code = 75


class OutOfTime(UnreadableInput, TimeOut):
    """A source that cannot be read within its time."""


class LostWorker(UnreadableInput):
    """A source over which the process that read it ended, or ran out of memory."""


class Unreachable(ZerenError):
    """A remote store that does not answer."""

    exit_code = 69


class MissingPackage(ZerenError):
    """A package that one option needs and that is not installed."""

    exit_code = 69


class NoPermission(StoreError):
    """A file or folder that the user may not read or write."""

    exit_code = 77
