"""Taking away from this process what a stranger's query must not have: sockets, memory, time."""

from __future__ import annotations

import ctypes
import platform
import signal
import struct
import sys

# Calls that open or use a connection, or start another program (Linux; asm/unistd numbers of each machine).
_MACHINES = {
    "x86_64": (0xC000003E, (41, 42, 44, 46, 49, 53, 57, 58, 59, 101, 307, 322, 425)),
    "aarch64": (0xC00000B7, (198, 199, 200, 203, 206, 211, 117, 221, 269, 281, 425)),
}
_ARENA_MAX = -8
"""M_ARENA_MAX of malloc.h"""
_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER_MODE = 38, 22, 2
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 13  # 13: EACCES


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _filter(machine: str) -> bytes:
    """Classic BPF: wrong architecture or a listed call is denied, everything else allowed."""
    audit, calls = _MACHINES[machine]
    load, equal, above, give = 0x20, 0x15, 0x35, 0x06
    count = len(calls)
    steps = [
        (load, 0, 0, 4),
        (equal, 0, count + 3, audit),
        (load, 0, 0, 0),
        (above, count + 1, 0, 0x40000000),
    ]
    steps += [(equal, count - place, 0, call) for place, call in enumerate(calls)]
    steps += [(give, 0, 0, _ALLOW), (give, 0, 0, _DENY)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def without_sockets() -> bool:
    """Deny this process every socket from now on; False where the system cannot.

    Linux: a seccomp filter. Elsewhere: no further file handle at all, so everything must be open already.
    """
    if sys.platform == "linux" and platform.machine() in _MACHINES:
        code = _filter(platform.machine())
        program = _Program(len(code) // 8, code)
        libc = ctypes.CDLL(None, use_errno=True)
        if (
            libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            and libc.prctl(_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program)) == 0
        ):
            return True
    if sys.platform == "win32":
        return False
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    return True


def limit_memory(limit: int) -> None:
    """Bound the address space to ``limit`` bytes and leave no core file."""
    if sys.platform == "win32":
        return
    import resource

    # glibc sets 64 MiB of addresses apart for each thread that meets another: on a busy machine they alone would be the limit.
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def limit_time(seconds: float) -> None:
    """Let the system end this process in ``seconds``; 0 stops the clock. The engine need not cooperate."""
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
