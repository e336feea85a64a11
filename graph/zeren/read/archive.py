"""A zip of documents: each member read by its own content, one refused member does not stop the rest."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from zeren.ground import workers
from zeren.ground.errors import LostWorker, OutOfTime, UnreadableInput, ZerenError
from zeren.ground.model import Document, Notice
from zeren.read.limits import DEFAULT, Limits
from zeren.read.package import Package

_UTF8_FLAG = 0x800
_PLAIN = frozenset({"txt", "md", "csv"})
"""forms that no library reads, so that every clock is heard; a process of their own would cost more than reading them"""


def read_zip(
    data: bytes, name: str, *, encoding: str | None = None, limits: Limits = DEFAULT, depth: int = 0
) -> list[Document]:
    """Return the documents of all members in order of their names; refused ones are notices of the first.

    Raises UnreadableInput where no member can be read or zips are nested deeper than the limit.
    """
    from zeren.read import form_of, guard, read

    if depth >= limits.depth:
        raise UnreadableInput(
            f"{name}: 压缩包嵌套过深 (zips nested deeper than {limits.depth})", "unpack it first"
        )
    package = Package(data, name, limits)
    documents: list[Document] = []
    refused: list[Notice] = []
    members = sorted((_shown(package, part), part) for part in package.names)
    count = Counter(unicodedata.normalize("NFC", shown) for shown, _ in members)
    for shown, part in members:
        if _is_litter(shown):
            continue
        if count[unicodedata.normalize("NFC", shown)] > 1:
            # Which of them is meant cannot be known, and one would hide the other.
            refused.append(Notice(f"{name}/{shown}: 压缩包中有同名文件 (several members of this name); 改名后重新打包 (rename them and pack again)"))
            continue
        content = package.read(part) or b""
        member = partial(read, content, f"{name}/{shown}", encoding=encoding, limits=limits, depth=depth + 1)
        try:
            documents += _plainly(member) if form_of(content, shown) in _PLAIN else workers.isolated(member)
        except (OutOfTime, LostWorker) as error:
            refused.append(Notice(str(guard.named(error, f"{name}/{shown}"))))
        except ZerenError as error:
            refused.append(Notice(str(error)))
    if not documents:
        why = f": {refused[0].message}" if refused else ""
        raise UnreadableInput(
            f"{name}: 压缩包内无可读文件 (no readable document in this zip){why}", "unpack and check it"
        )
    if refused:
        documents[0] = replace(documents[0], notices=(*documents[0].notices, *refused))
    return documents


def _plainly(member: Callable[[], list[Document]]) -> list[Document]:
    with workers.step():
        return member()


def _shown(package: Package, part: str) -> str:
    """The member's name; names without the UTF-8 mark are GBK where Windows in Chinese packed them."""
    if package.info(part).flag_bits & _UTF8_FLAG:
        return part
    try:
        raw = part.encode("cp437")
    except UnicodeEncodeError:
        return part
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return part


def _is_litter(shown: str) -> bool:
    """True for what file systems leave behind (``__MACOSX``, ``.DS_Store``, ``Thumbs.db``, Word's lock files)."""
    path = PurePosixPath(shown)
    return (
        "__MACOSX" in path.parts
        or path.name.startswith((".", "~$"))
        or path.name in ("Thumbs.db", "desktop.ini")
    )
