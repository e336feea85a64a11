"""What can go wrong, named by what is wrong; each error knows its exit code (sysexits)."""

from __future__ import annotations


class ZerenError(Exception):
    """Root of all errors this program raises on purpose.

    The message gives the value, the place and the remedy; it is printed as it is.
    """

    exit_code = 70

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


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


class StoreError(ZerenError):
    """A store that is not one, or that cannot be written."""

    exit_code = 74


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
