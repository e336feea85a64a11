"""Writing that survives a crash: each step is on the disk before the next one relies on it."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from zeren.ground.errors import NoPermission, StoreBusy, StoreError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable; where folders cannot be opened (Windows) the system does it."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make the content of a file that is written already durable."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def write(path: Path, parts: Iterable[bytes]) -> None:
    """Write a new file and make its content durable; the name becomes durable with ``sync_folder``."""
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, data: bytes) -> None:
    """Put ``data`` under ``path`` in one step: a reader sees the former bytes or these, never a part."""
    fresh = path.with_name(path.name + ".tmp")
    write(fresh, [data])
    fresh.replace(path)
    sync_folder(path.parent)


def discard(path: Path) -> None:
    """Remove a file or a folder; what is already gone or still open elsewhere stays for the next sweep."""
    if path.is_dir():
        import shutil

        shutil.rmtree(path, ignore_errors=True)
        return
    with contextlib.suppress(OSError):
        path.unlink()


_HELD = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""what the system answers where another process holds the lock"""


def _try_lock(handle: int, shared: bool) -> bool:
    try:
        if sys.platform == "win32":
            # The byte lies behind the holder's number, which others must be able to read.
            os.lseek(handle, 1024, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        # Where the system cannot lock at all, or the disk fails, nobody else holds it: that must not be said.
        if error.errno not in _HELD:
            raise
        return False
    return True


@contextlib.contextmanager
def locked(path: Path, *, wait: bool) -> Iterator[None]:
    """Hold the writer's lock; the system frees it when the process ends, however it ends.

    Raises StoreBusy with the holder's process number, or waits for it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        while not _try_lock(handle, shared=False):
            if not wait:
                holder = path.read_text(encoding="utf-8", errors="replace").strip() or "unknown"
                raise StoreBusy(
                    f"{path.parent} 正被另一进程写入 (process {holder} is writing this store)",
                    "try again when it has ended, or wait for it with --wait",
                )
            time.sleep(0.05)
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(handle)


def _is_same(handle: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), folder.stat())
    except FileNotFoundError:
        return False


def hold(folder: Path) -> int | None:
    """Mark a folder as in use and return the handle to close afterwards; None where it has gone.

    On Windows folders cannot be marked: there an open file cannot be deleted, which serves the same end.
    """
    if sys.platform == "win32":
        return os.open(os.devnull, os.O_RDONLY) if folder.is_dir() else None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return None
    held = False
    try:
        # A sweeper that holds it exclusively is about to remove it; a folder moved away is gone.
        held = _try_lock(handle, shared=True) and _is_same(handle, folder)
    finally:
        if not held:
            os.close(handle)
    return handle if held else None


@contextlib.contextmanager
def claimed(folder: Path) -> Iterator[bool]:
    """Keep others from ``hold`` on a folder; gives False, and keeps nothing, where someone holds it."""
    if sys.platform == "win32":
        yield True
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield _try_lock(handle, shared=False)
    finally:
        os.close(handle)


@contextlib.contextmanager
def disk_errors(path: Path, what: str) -> Iterator[None]:
    """Turn an error of the operating system into a StoreError that says where and what to do."""
    try:
        yield
    except PermissionError as error:
        raise NoPermission(
            f"{path}: 没有权限 (no permission; {what})",
            "请查文件夹属于谁，或用 --store 另选 (check who owns the folder, or choose another with --store)",
        ) from error
    except OSError as error:
        if error.errno == errno.EROFS:
            raise NoPermission(
                f"{path}: 所在的磁盘只读，不能写入 (read-only file system; {what})",
                "查询不受影响；要写入，请把知识库复制到可写的文件夹并用 --store 指明，或以可写方式重新挂载 "
                "(reading works; to write, copy the store to a folder that can be written and name it with --store)",
            ) from error
        raise StoreError(
            f"{path}: 磁盘出错 ({what}): {error.strerror or error}",
            "已提交的内容完好；请腾出空间或修好磁盘后再运行 "
            "(the last committed state is kept; free space or mend the disk and run the command again)",
        ) from error
