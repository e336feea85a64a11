"""Zip containers opened with care: sizes are checked before anything is unpacked, XML brings no DTD."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from zeren.ground.errors import UnreadableInput
from zeren.read.limits import Limits

_BROKEN = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError, OverflowError,
    KeyError, IndexError, AttributeError,
)  # fmt: skip
"""what zipfile is known to raise on damaged packages"""
_HEAD = 4096
"""bytes in which a part declares its namespaces and its DTD"""
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """A zip whose parts together stay within the limits."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        """Look at the table of contents only. Raises UnreadableInput where it is damaged or beyond a limit."""
        self.name = name
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except _BROKEN as error:
            raise self._damaged(error) from error
        self._check(infos)
        self._infos = {info.filename: info for info in infos}
        self.names = [info.filename for info in infos if not info.is_dir()]

    def _check(self, infos: list[zipfile.ZipInfo]) -> None:
        limits = self._limits
        total = sum(info.file_size for info in infos)
        packed = sum(info.compress_size for info in infos)
        if len(infos) > limits.parts:
            raise self._beyond(f"{len(infos):,} parts")
        for info in infos:
            if info.file_size > limits.part_bytes:
                raise self._beyond(f"part {info.filename[:80]!r} unpacks to {info.file_size:,} bytes")
        if total > limits.package_bytes:
            raise self._beyond(f"unpacks to {total:,} bytes")
        if total > limits.ratio_from and total > limits.ratio * max(1, packed):
            raise self._beyond(f"unpacks to {total // max(1, packed)} times its size")
        if any(info.flag_bits & 1 for info in infos):
            raise UnreadableInput(
                f"{self.name}: 文件已加密 (protected by a password)", "save a copy without the password"
            )

    def _beyond(self, what: str) -> UnreadableInput:
        return UnreadableInput(
            f"{self.name}: 压缩包展开后过大 ({what})", "give only the documents, or raise the limit"
        )

    def _damaged(self, error: Exception) -> UnreadableInput:
        return UnreadableInput(
            f"{self.name}: 文件损坏 (damaged package: {str(error)[:80]})", "copy or download it again"
        )

    def info(self, part: str) -> zipfile.ZipInfo:
        """Return the entry of a part that is there."""
        return self._infos[part]

    def read(self, part: str) -> bytes | None:
        """Return the bytes of a part, None where there is none."""
        info = self._infos.get(part)
        if info is None:
            return None
        try:
            with self._zip.open(info) as stream:
                return stream.read(self._limits.part_bytes + 1)
        except _BROKEN as error:
            raise self._damaged(error) from error

    def xml(self, part: str) -> etree._Element | None:
        """Return the root of an XML part, None where there is none. Raises UnreadableInput for a DTD."""
        data = self.read(part)
        return None if data is None else self.parse(data, part)

    def parse(self, data: bytes, part: str) -> etree._Element:
        """Parse XML without entities, network or DTD."""
        # A DTD stands before the root; one pushed further down by comments shows after parsing.
        if b"<!DOCTYPE" in data[:_HEAD]:
            raise self._dtd(part)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            # libxml2 reports exhausted memory as an error without a position.
            if str(error).startswith(("unknown error", "Memory allocation failed", "out of memory")):
                raise MemoryError from error
            raise UnreadableInput(
                f"{self.name}: 文件损坏 (part {part} is no well-formed XML: {str(error)[:80]})",
                "save the file again",
            ) from error
        if getattr(root.getroottree().docinfo, "doctype", ""):
            raise self._dtd(part)
        return root

    def _dtd(self, part: str) -> UnreadableInput:
        return UnreadableInput(
            f"{self.name}: 含可疑实体声明 (part {part} declares a DTD or entities, which office files never do)",
            "do not trust this file; ask for another copy",
        )

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return id → (last word of the type, target part) of the relations of ``part`` (empty for the root)."""
        folder, _, leaf = part.rpartition("/")
        root = self.xml(f"{folder}/_rels/{leaf}.rels" if folder else f"_rels/{leaf}.rels")
        found: dict[str, tuple[str, str]] = {}
        for node in root.iter(_RELATION) if root is not None else ():
            if node.get("TargetMode") != "External":
                kind = (node.get("Type") or "").rpartition("/")[2]
                found[node.get("Id") or ""] = kind, _resolved(folder, node.get("Target") or "")
        return found

    def main(self, usual: str) -> str:
        """Return the part that the package names as its document, else ``usual``."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument" and target in self._infos:
                return target
        return usual


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            del parts[-1:]
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def stated(package: Package) -> list[tuple[str, str]]:
    """Return title, author and dates that ``docProps/core.xml`` states, as key and value."""
    root = package.xml("docProps/core.xml")
    keys: dict[Any, str] = {"title": "document-title", "creator": "author", "created": "created"}
    pairs = []
    for node in root if root is not None else ():
        key = keys.get(etree.QName(node).localname)
        if key and node.text and node.text.strip():
            pairs.append((key, node.text.strip()))
    return pairs
