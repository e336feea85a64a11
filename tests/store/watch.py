"""A child whose calls to the kernel are looked at one by one, so that any of them can be made to fail.

The kernel tells of each call before it is done (seccomp user notification, Linux 5.5 and newer), whoever makes it:
this program, the C library or the threads of the engine. It needs no right, no tracer and no compiler.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import re
import select
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# name → (number on x86_64, number on aarch64, where its file stands): "fd" first argument, "fd4" fifth, "path" first,
# "at" a folder's handle and a path, "to1" and "to4" an address in the second or fifth. None: the machine has no such call.
CALLS: dict[str, tuple[int, int | None, str]] = {
    "read": (0, 63, "fd"),
    "write": (1, 64, "fd"),
    "open": (2, None, "path"),
    "mmap": (9, 222, "fd4"),
    "pread64": (17, 67, "fd"),
    "pwrite64": (18, 68, "fd"),
    "readv": (19, 65, "fd"),
    "writev": (20, 66, "fd"),
    "flock": (73, 32, "fd"),
    "fsync": (74, 82, "fd"),
    "fdatasync": (75, 83, "fd"),
    "truncate": (76, 45, "path"),
    "ftruncate": (77, 46, "fd"),
    "rename": (82, None, "path"),
    "mkdir": (83, None, "path"),
    "rmdir": (84, None, "path"),
    "creat": (85, None, "path"),
    "link": (86, None, "path"),
    "unlink": (87, None, "path"),
    "getdents64": (217, 61, "fd"),
    "openat": (257, 56, "at"),
    "mkdirat": (258, 34, "at"),
    "unlinkat": (263, 35, "at"),
    "renameat": (264, 38, "at"),
    "linkat": (265, 37, "at"),
    "sync_file_range": (277, 84, "fd"),
    "fallocate": (285, 47, "fd"),
    "renameat2": (316, 276, "at"),
    "copy_file_range": (326, 285, "fd"),
    "connect": (42, 203, "to1"),
    "sendto": (44, 206, "to4"),
}
_MACHINES = {"x86_64": (0, 317), "aarch64": (1, 277)}
KILL = -9
"""as the verdict on a call: end the process there, as kill -9 and a crash of the machine do"""
_TAKE_PART = (0x7FC00000, 0x7FFF0000)  # SECCOMP_RET_USER_NOTIF, SECCOMP_RET_ALLOW
_RECEIVE, _SEND, _CONTINUE = 0xC0502100, 0xC0182101, 1
_O_CREAT = 0o100
_HERE = 0xFFFFFF9C  # AT_FDCWD


@dataclass(frozen=True, slots=True)
class Call:
    """One call to the kernel."""

    name: str
    path: str
    """relative to the folder that is watched, long numbers as ``#``: the engine counts its files, and not always alike"""
    creates: bool = False
    """an opening that may make the file"""
    target: str = ""
    """of a renaming: the new path, as ``path``"""
    file: str = ""
    """the whole path as it is"""


Verdict = Callable[[Call], int]
"""from a call to 0 (let it be done), the number of an error, or KILL"""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _numbers(names: frozenset[str]) -> dict[int, str]:
    column = _MACHINES[platform.machine()][0]
    return {row[column]: name for name, row in CALLS.items() if name in names and row[column] is not None}


def listen(names: frozenset[str]) -> int:
    """Have the kernel ask about these calls of this thread and all that it starts; OSError where it cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    numbers = sorted(_numbers(names))
    steps = [(0x20, 0, 0, 0)]
    steps += [(0x15, len(numbers) - place, 0, number) for place, number in enumerate(numbers)]
    steps += [(0x06, 0, 0, _TAKE_PART[1]), (0x06, 0, 0, _TAKE_PART[0])]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    program = _Program(len(code) // 8, code)
    if libc.prctl(38, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    handle: int = libc.syscall(_MACHINES[platform.machine()][1], 1, 8, ctypes.byref(program))
    if handle < 0:
        raise OSError(ctypes.get_errno(), "seccomp")
    return handle


def possible() -> bool:
    """Tell whether this system can watch a child."""
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    pid = os.fork()
    if pid == 0:
        try:
            listen(frozenset({"mkdirat"}))
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


def fork(act: Callable[[], object], errors: Path) -> int:
    """Run ``act`` in a child, standard error into a file, standard output nowhere; returns the child's number."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        err = os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        os.dup2(err, 2)
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        act()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return 0


def watched(
    act: Callable[[], object],
    root: Path,
    errors: Path,
    verdict: Verdict,
    names: frozenset[str],
    started: Callable[[int], object] = bool,
) -> int:
    """Run ``act`` in a child; ask for a verdict on each of its calls to files under ``root``. Returns its exit code.

    Of calls that concern no file, all are asked about that name an address to send to; their path is that address.
    ``started`` is told the number of the child. A negative code is the signal that ended it.
    """
    ours, theirs = socket.socketpair()
    kinds = {number: (name, CALLS[name][2]) for number, name in _numbers(names).items()}

    def child() -> None:
        ours.close()
        socket.send_fds(theirs, [b"x"], [listen(names)])
        theirs.close()
        act()

    pid = fork(child, errors)
    started(pid)
    theirs.close()
    with ours:
        _, handles, _, _ = socket.recv_fds(ours, 1, 1)
    if not handles:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    ended = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(handles[0], select.POLLIN)
    poll.register(ended, select.POLLIN)
    try:
        while True:
            ready = {fd for fd, what in poll.poll() if what & select.POLLIN}
            if handles[0] in ready:
                _one(handles[0], pid, root, verdict, kinds)
            elif ended in ready:
                return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    finally:
        os.close(ended)
        os.close(handles[0])


def _one(listener: int, pid: int, root: Path, verdict: Verdict, kinds: dict[int, tuple[str, str]]) -> None:
    message = bytearray(80)
    try:
        fcntl.ioctl(listener, _RECEIVE, message, True)
    except OSError:
        return  # the thread ended before we looked
    number, thread, _, kind = struct.unpack_from("QIIi", message)
    arguments = struct.unpack_from("6Q", message, 32)
    name, form = kinds[kind]
    path = _path(thread, form, arguments)
    error = 0
    if path is not None and form.startswith("to"):
        error = verdict(Call(name, path))
    elif path is not None and (path.startswith(f"{root}/") or path == str(root)):
        flags = arguments[2] if form == "at" else arguments[1]
        creates = name == "creat" or (name in ("open", "openat") and bool(flags & _O_CREAT))
        target = _target(thread, name, arguments)
        error = verdict(Call(name, _shown(path, root), creates, _shown(target, root) if target else "", path))
    if error == KILL:
        os.kill(pid, 9)
        return
    answer = struct.pack("QqiI", number, 0, -error, 0 if error else _CONTINUE)
    try:
        fcntl.ioctl(listener, _SEND, bytearray(answer))
    except OSError:
        return


def _shown(path: str, root: Path) -> str:
    return re.sub(r"\d{5,}", "#", path[len(str(root)) + 1 :])


def _target(thread: int, name: str, arguments: tuple[int, ...]) -> str | None:
    """The new path of a renaming."""
    if name == "rename":
        return _path(thread, "path", (arguments[1],))
    if name in ("renameat", "renameat2"):
        return _path(thread, "at", arguments[2:])
    return None


def _path(thread: int, form: str, arguments: tuple[int, ...]) -> str | None:
    """Path of the file that a call is about, or the address; None where it is about none."""
    try:
        if form in ("fd", "fd4"):
            handle = arguments[0] if form == "fd" else arguments[4]
            return str(Path(f"/proc/{thread}/fd/{handle & 0xFFFFFFFF}").readlink()) if handle < 1 << 31 else None
        if form.startswith("to") and not arguments[int(form[2])]:
            return None
        with Path(f"/proc/{thread}/mem").open("rb", buffering=0) as memory:
            if form.startswith("to"):
                memory.seek(arguments[int(form[2])])
                return _address(memory.read(28))
            memory.seek(arguments[1 if form == "at" else 0])
            path = os.fsdecode(memory.read(4096).split(b"\0")[0])
        if form == "at" and not path.startswith("/") and arguments[0] & 0xFFFFFFFF != _HERE:
            path = str(Path(f"/proc/{thread}/fd/{arguments[0] & 0xFFFFFFFF}").readlink() / path)
        return path
    except OSError:
        return None


def _address(data: bytes) -> str:
    """The Internet address in a ``sockaddr``, or the number of its family."""
    family, port = struct.unpack_from("=H", data)[0], struct.unpack_from(">H", data, 2)[0]
    if family == socket.AF_INET:
        return f"{socket.inet_ntop(family, data[4:8])}:{port}"
    if family == socket.AF_INET6:
        return f"[{socket.inet_ntop(family, data[8:24])}]:{port}"
    return f"family {family}"
