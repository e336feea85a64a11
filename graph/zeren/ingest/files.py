"""From paths to extractions: which files are meant, what is in them."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from zeren import read
from zeren.ground import workers
from zeren.ground.errors import LostWorker, NotAPlan, NotFound, OutOfTime, UnreadableInput
from zeren.ground.model import Extraction, Notice
from zeren.read import DEFAULT, Limits, guard

if TYPE_CHECKING:
    from zeren.ingest.pipeline import Extractor
    from zeren.ingest.settings import Settings


@dataclass(frozen=True, slots=True)
class File:
    """A file to read and the name that it goes by in the store."""

    path: Path
    name: str
    """path below the folder that was given, ``/``-separated; the bare name for a single file; what no one can see or
    type, such as line breaks, control characters and bytes of no encoding, is written out (``\\x1b``)"""


def find_files(paths: Iterable[Path]) -> list[File]:
    """Return the files at ``paths``, folders searched to their end, in the order of their names, each once.

    Hidden files are left out. Files of one name from several folders take the folders above into their names, as far
    as it needs to tell them apart. Raises NotFound for a path that is not there and for a folder without files.
    """
    files: dict[str, File] = {}
    for path in paths:
        if path.is_dir():
            below = [File(p, printable(os.path.relpath(p, path).replace(os.sep, "/"))) for p in sorted(_below(path))]
            if not below:
                raise NotFound(f"{path}: 文件夹中没有文件 (a folder without documents)", "put plans into it or name another")
        elif path.exists():
            below = [File(path, printable(path.name))]
        else:
            raise NotFound(f"{path}: 文件不存在 (no such file or folder)", "check the path")
        for file in below:
            files.setdefault(os.path.realpath(file.path), file)
    return _told_apart(list(files.values()))


def _below(folder: Path) -> Iterator[Path]:
    """Files below a folder; what is no regular file and folders that cannot be opened too, to be refused by name.

    So is a link to a folder, which may lead in a circle: it is not followed, unless it only leads to what is read anyway.
    """
    closed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = filter(_is_shown, folders)
        links = [Path(root, name) for name in folders if Path(root, name).is_symlink()]
        yield from (link for link in links if not _leads_inside(link, folder))
        yield from (Path(root, name) for name in filter(_is_shown, names))
    yield from (Path(error.filename) for error in closed)


def _leads_inside(link: Path, folder: Path) -> bool:
    target = Path(os.path.realpath(link))
    inner = target.parts[len(Path(os.path.realpath(folder)).parts) :]
    return target.is_relative_to(os.path.realpath(folder)) and all(map(_is_shown, inner))


# The backslash too, so that no two names are written alike.
_UNSEEN = re.compile(
    "[\\\\\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)


def printable(name: str) -> str:
    """Return a file name with everything written out that cannot be seen, typed again or kept in UTF-8.

    So is what looks like another character and is told from it by its code alone (NFC): an accent of its own (``e\\u0301``),
    the sign for ohm (``\\u2126``), the twins of Chinese characters (``\\uf900``). No two names are written alike.
    """
    written = _UNSEEN.sub(_written, name)
    if unicodedata.is_normalized("NFC", written):
        return written
    shown: list[str] = []
    for character in written:
        single = unicodedata.is_normalized("NFC", character)
        joined = unicodedata.is_normalized("NFC", "".join(shown[-1:]) + character)
        shown.append(character if single and joined else _code(ord(character)))
    # What still joins with something further back is written out whole.
    text = "".join(shown)
    return text if unicodedata.is_normalized("NFC", text) else "".join(c if c.isascii() else _code(ord(c)) for c in text)


def _written(match: re.Match[str]) -> str:
    code = ord(match.group())
    # Python reads a byte of no encoding as U+DC00 and the byte (PEP 383); characters of that number are written longer.
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else _code(code)


def _code(code: int) -> str:
    return f"\\x{code:02x}" if code < 128 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _told_apart(files: list[File]) -> list[File]:
    """Lengthen names that several files bear by the folders above them, one more at a time."""
    parts = [printable(file.path.absolute().as_posix()).strip("/").split("/") for file in files]
    used = [len(file.name.split("/")) for file in files]
    while True:
        names = ["/".join(part[-length:]) for part, length in zip(parts, used, strict=True)]
        count = Counter(names)
        longer = [min(n + (count[name] > 1), len(part)) for name, n, part in zip(names, used, parts, strict=True)]
        if longer == used:
            return [replace(file, name=name) for file, name in zip(files, names, strict=True)]
        used = longer


def _is_shown(name: str) -> bool:
    return not name.startswith((".", "~$"))


def read_bytes(file: File, limits: Limits = DEFAULT) -> bytes:
    """Return the bytes of a file.

    Raises UnreadableInput where the system refuses, and before a byte is read for what is no regular file (a pipe or a
    device has no end) and for what is too large; also for a file that another program is writing.
    """
    try:
        # Even to open a device can do something; a pipe would wait for its writer.
        status = file.path.stat()
        if stat.S_ISDIR(status.st_mode) and file.path.is_symlink():
            raise UnreadableInput(f"{file.name}: 指向文件夹的链接，不跟随 (a link to a folder, which is not followed)", "name the folder itself")
        _size(status, file.name, limits)
        descriptor = os.open(file.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as stream:
            size = _size(os.fstat(descriptor), file.name, limits)
            data = stream.read(size + 1)
    except OSError as error:
        raise UnreadableInput(f"{file.name}: {error.strerror} 无法读取", "check the file and its rights") from error
    if len(data) != size:
        raise UnreadableInput(
            f"{file.name}: 文件正被写入 (its size changes while it is read)", "try again when it is complete"
        )
    return data


def _size(status: os.stat_result, name: str, limits: Limits) -> int:
    if not stat.S_ISREG(status.st_mode):
        kind = next((words for is_kind, words in _KINDS if is_kind(status.st_mode)), "no file 不是文件")
        raise UnreadableInput(f"{name}: {kind}", "give a regular file, or - for standard input")
    read.check_size(status.st_size, name, limits)
    return status.st_size


_KINDS = (
    (stat.S_ISFIFO, "a pipe 管道，不是普通文件"),
    (stat.S_ISCHR, "a device 设备，不是普通文件"),
    (stat.S_ISBLK, "a device 设备，不是普通文件"),
    (stat.S_ISSOCK, "a socket 套接字，不是普通文件"),
    (stat.S_ISDIR, "a folder 文件夹"),
)


def read_input(stream: BinaryIO, name: str, limits: Limits = DEFAULT) -> bytes:
    """Return what a stream holds, no more of it than a file may have; raises UnreadableInput."""
    data = stream.read(limits.file_bytes + 1)
    read.check_size(len(data), name, limits)
    return data


def extract(file: File, data: bytes, extractor: Extractor) -> list[Extraction]:
    """Extract every document of a file, in a process of bounded time and memory.

    Raises UnreadableInput, NotAPlan among it; of a file with several documents, those without a measure are passed
    over as long as one has some.
    """
    if workers.inside():
        return _extracted(file, data, extractor)
    read.check_size(len(data), file.name, DEFAULT)
    try:
        found: list[Extraction] = workers.apart(
            _apart, file, data, extractor.settings, bool(extractor.corrections), bounds=BOUNDS
        )
    except (LostWorker, OutOfTime) as error:
        raise guard.named(error, file.name) from error
    return found


BOUNDS = guard.bounds_of(DEFAULT)
"""what reading and extracting one document may cost"""


def _apart(file: File, data: bytes, settings: Settings, corrected: bool) -> list[Extraction]:
    from zeren.ingest.pipeline import extractor_of

    extractor = copy(extractor_of(settings))
    if not corrected:
        extractor.corrections = ()
    return _extracted(file, data, extractor)


def _extracted(file: File, data: bytes, extractor: Extractor) -> list[Extraction]:
    documents = read.read(data, file.name, encoding=extractor.settings.encoding)
    extractions: list[Extraction] = []
    refusals: list[UnreadableInput] = []
    for document in documents:
        try:
            with workers.step():
                extractions.append(extractor.extract(document))
        except OutOfTime as error:
            refusals.append(guard.named(error, document.name))
        except UnreadableInput as error:
            refusals.append(error)
    if refusals and not extractions:
        raise refusals[0]
    lost = tuple(Notice(str(error)) for error in refusals if not isinstance(error, NotAPlan))
    if lost:
        extractions[0] = replace(extractions[0], notices=(*extractions[0].notices, *lost))
    return extractions
