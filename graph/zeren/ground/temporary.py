"""Temporary folders of which none stays behind, however the process that made it ended.

A folder is locked while it is in use, and the system gives the lock free when the process is no more. What nobody holds
was left by one that was killed; whoever needs a folder next, or reads files, removes it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PREFIX = "zeren-"
_MARK = ".held"
"""the file that is locked; it has this name only once it is, so that no sweep comes between"""
_held: dict[Path, int] = {}
"""folder of this process → handle that keeps its lock"""


def make(kind: str) -> Path:
    """Return a new folder, which ``remove`` takes away, or a later process where this one is killed before."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{kind}-"))
    if sys.platform != "win32":
        fresh = folder / f"{_MARK}.new"
        _held[folder] = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with contextlib.suppress(OSError):  # a file system that cannot lock: then nothing there is ever swept
            fcntl.flock(_held[folder], fcntl.LOCK_EX | fcntl.LOCK_NB)
            fresh.rename(folder / _MARK)
    return folder


def remove(folder: Path) -> None:
    """Take a folder of ``make`` away with all that it holds."""
    shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(KeyError):
        os.close(_held.pop(folder))


@contextlib.contextmanager
def temporary(kind: str) -> Iterator[Path]:
    """A folder for as long as it is needed."""
    folder = make(kind)
    try:
        yield folder
    finally:
        remove(folder)


def sweep() -> None:
    """Remove the folders of this program and this user that nobody holds: what killed processes left behind."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False):
                _sweep(Path(entry.path))


def _sweep(folder: Path) -> None:
    try:
        handle = os.open(folder / _MARK, os.O_RDWR | os.O_NOFOLLOW)
    except OSError:
        return  # none of ours, or not yet, or no longer in use by us
    try:
        status = os.fstat(handle)
        if stat.S_ISREG(status.st_mode) and status.st_uid == os.getuid() == folder.stat().st_uid:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:
        pass  # somebody holds it, or was quicker
    finally:
        os.close(handle)
