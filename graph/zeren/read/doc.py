"""Formats that LibreOffice converts first: doc and wps, xls and et, rtf, odt, ods, Word 2003 XML."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import FrameType

from zeren.ground import workers
from zeren.ground.errors import OutOfTime, UnreadableInput
from zeren.ground.model import Document
from zeren.ground.temporary import temporary
from zeren.read.limits import DEFAULT, Limits
from zeren.read.lost import is_lost, with_last_table

_SHEETS = frozenset({"xls", "ods"})
_ENDINGS = {"wordml": "xml"}
_RESTART = 81
"""exit status by which LibreOffice asks to be started again, as with each new profile"""
_CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}
</oor:items>
"""
_ITEM = '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("/org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
"""no macros, no linked content, and a proxy that answers nothing for requests that slip through"""


def program() -> str | None:
    """Return the path of LibreOffice, None where it is not installed.

    The program itself where it lies beside its starter: what a starter starts would outlive us.
    """
    starter = shutil.which("soffice") or shutil.which("libreoffice")
    if starter is None:
        return None
    itself = Path(starter).resolve().with_name("soffice.bin")
    return str(itself) if itself.is_file() else starter


def convert(data: bytes, form: str, name: str, limits: Limits = DEFAULT, *, target: str | None = None) -> bytes:
    """Return ``data`` as the bytes of a docx, or of an xlsx for sheets; of a ``target`` (``pdf``) where one is named.

    Each call has a profile of its own and ends everything it started. Raises UnreadableInput where LibreOffice
    is absent or makes nothing of the file (it exits with 0 even then), OutOfTime beyond ``convert_seconds``.
    """
    office = program()
    target = target or ("xlsx" if form in _SHEETS else "docx")
    if office is None:
        raise UnreadableInput(
            f"{name}: 需要安装LibreOffice ({form} needs LibreOffice, which is not installed)",
            f"install it (Debian: libreoffice-writer, libreoffice-calc), or save the file as {target}",
        )
    with _ended_in_order(), temporary("office") as home:
        _profile(home)
        source = home / f"source.{_ENDINGS.get(form, form)}"
        source.write_bytes(data)
        _run(office, home, source, target, name, limits)
        made = home / "out" / f"source.{target}"
        if not made.is_file() or made.stat().st_size < 500:
            raise UnreadableInput(
                f"{name}: 文件损坏或已加密 (LibreOffice cannot read this {form})",
                f"open it in the program that wrote it and save it as {target}",
            )
        converted = made.read_bytes()
    if form == "doc" and target == "docx" and is_lost(converted, data):
        if (whole := with_last_table(converted, data)) is not None:
            return whole
        raise UnreadableInput(
            f"{name}: 表格在转换时丢失，各格的字会连成一片 (LibreOffice loses the tables of this doc, as where nothing stands after the last one)",
            "用Word或WPS打开，另存为docx (open it in Word or WPS and save it as docx)",
        )
    return converted


def _profile(home: Path) -> None:
    user = home / "profile" / "user"
    user.mkdir(parents=True)
    items = "\n".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _SETTINGS)
    (user / "registrymodifications.xcu").write_text(_CONFIG.format(items=items), encoding="utf-8")


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let a worker that is told to end, or whose parent has gone, take its folder and LibreOffice with it."""

    def leave(number: int, frame: FrameType | None) -> None:
        # Whoever ends it may say so twice; the second must not cut the cleaning short.
        signal.signal(number, signal.SIG_IGN)
        sys.exit(128 + number)

    if not workers.inside():
        yield
        return
    former = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _run(office: str, home: Path, source: Path, target: str, name: str, limits: Limits) -> None:
    command = [
        office, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
        "--nodefault", "--nolockcheck", "--convert-to", target, "--outdir", str(home / "out"), str(source),
    ]  # fmt: skip
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(home), "SAL_USE_VCLPLUGIN": "svp"}
    environment.pop("PYTHONPATH", None)
    late = time.monotonic() + limits.convert_seconds
    status = _RESTART
    while status == _RESTART:
        # Told to end between the start and the try, it would leave behind what it started.
        _hold(signal.SIG_BLOCK)
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
                preexec_fn=partial(_confined, limits.memory) if os.name == "posix" else None,
            )
        except BaseException:
            _hold(signal.SIG_UNBLOCK)
            raise
        try:
            _hold(signal.SIG_UNBLOCK)
            status = process.wait(max(0.0, late - time.monotonic()))
        except subprocess.TimeoutExpired as error:
            raise OutOfTime(
                f"{name}: 转换超时 (LibreOffice took more than {limits.convert_seconds:g} s)",
                f"save the file as {target}, or raise the limit",
            ) from error
        finally:
            # A starter leaves soffice.bin behind when it is ended alone.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        workers.alive()


def _hold(how: int) -> None:
    """Block or unblock being told to end, where the system can."""
    if os.name == "posix":
        signal.pthread_sigmask(how, {signal.SIGTERM})


def _confined(memory: int) -> None:
    """Run in LibreOffice's process before it: bounds on what it writes to, in place of the address space of ours."""
    import resource

    _hold(signal.SIG_UNBLOCK)

    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    workers.end_with_parent(signal.SIGKILL)


def read_converted(
    data: bytes, name: str, form: str, sha256: str, limits: Limits = DEFAULT
) -> list[Document]:
    """Read what ``convert`` made; form and digest are those of the original file."""
    if form in _SHEETS:
        from zeren.read.forms import REFUSED, form_of
        from zeren.read.xlsx import read_xlsx

        if form_of(data, name) == "ledger":
            raise UnreadableInput(f"{name}: {REFUSED['ledger'][0]}", "另存为 xlsx 后 zeren ledger read (save it as xlsx first)")
        return read_xlsx(data, name, sha256, limits=limits, form=form)
    from zeren.read.docx import read_docx

    shown = "doc" if form == "wordml" else form
    return [read_docx(data, name, sha256, limits=limits, form=shown)]
