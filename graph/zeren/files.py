"""From paths to extractions: which files are meant, what is in them."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from zeren import read
from zeren.errors import NotFound, UnreadableInput
from zeren.model import Extraction
from zeren.pipeline import Extractor


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
                raise NotFound(f"{path}: a folder without documents 文件夹中没有文件", "put plans into it or name another")
        elif path.exists():
            below = [File(path, printable(path.name))]
        else:
            raise NotFound(f"{path}: no such file or folder 文件不存在", "check the path")
        for file in below:
            files.setdefault(os.path.realpath(file.path), file)
    return _told_apart(list(files.values()))


def _below(folder: Path) -> Iterator[Path]:
    """Files below a folder; links that lead nowhere and folders that cannot be opened too, to be refused by name."""
    closed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = filter(_is_shown, folders)
        for path in (Path(root, name) for name in filter(_is_shown, names)):
            if path.is_file() or not path.exists():
                yield path
    yield from (Path(error.filename) for error in closed)


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


def read_bytes(file: File) -> bytes:
    """Return the bytes of a file; raises UnreadableInput where the system refuses."""
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise UnreadableInput(f"{file.name}: {error.strerror} 无法读取", "check the file and its rights") from error


def extract(file: File, data: bytes, extractor: Extractor) -> list[Extraction]:
    """Extract every document of a file.

    Raises UnreadableInput, NotAPlan among it; of a file with several documents, those without a measure are passed
    over as long as one has some.
    """
    documents = read.read_guarded(data, file.name, encoding=extractor.settings.encoding)
    extractions: list[Extraction] = []
    refusals: list[UnreadableInput] = []
    for document in documents:
        try:
            extractions.append(extractor.extract(document))
        except UnreadableInput as error:
            refusals.append(error)
    if refusals and not extractions:
        raise refusals[0]
    return extractions
