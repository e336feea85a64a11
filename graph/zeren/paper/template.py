"""Templates: the shipped ones, and those that an office keeps in a folder of its own; each checked before it is used."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from zeren.ground.errors import NotFound, UnreadableInput
from zeren.ground.resources import ontology_dir
from zeren.paper.kinds import Kind
from zeren.paper.placeholders import faults, refuse

_LARGEST = 20_000_000
"""bytes of a template"""


@dataclass(frozen=True, slots=True)
class Template:
    """A template of a paper whose placeholders are known."""

    name: str
    """of its file"""
    lines: tuple[str, ...] = ()
    """of a template of lines; see docs/papers.md"""
    data: bytes | None = None
    """of a Word template; None for one of lines"""


def template_of(kind: Kind, folder: Path | None, own: Iterable[str] = ()) -> Template:
    """Return the template of a kind: from ``folder`` where it holds one (督办通知单.docx, 督办通知单.txt), else the shipped one.

    ``own``: names that the office gives values for. Raises NotFound where there is no such folder, UnreadableInput where
    the template cannot be read or names what is not known, each with its place.
    """
    own = tuple(own)
    if folder is not None:
        if not folder.is_dir():
            raise NotFound(f"{folder}：没有这个模板文件夹 (no such folder of templates)", "检查 --templates")
        file = folder / f"{kind.label}.docx"
        if file.is_file():
            return Template(file.name, data=_checked(file, own))
        file = folder / f"{kind.label}.txt"
        if file.is_file():
            return Template(file.name, _lines(file.name, _text(file), own))
    file = ontology_dir() / "papers" / f"{kind.key}.txt"
    return Template(file.name, _lines(file.name, _text(file), own))


def _text(file: Path) -> str:
    if file.stat().st_size > _LARGEST:
        raise UnreadableInput(f"{file.name}：模板过大 (too large)", "模板应小于 20 MB")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(f"{file.name}：不是 UTF-8 文本 (not UTF-8)", "另存为 UTF-8 编码的文本") from error


def _lines(name: str, text: str, own: tuple[str, ...]) -> tuple[str, ...]:
    lines = tuple(line.rstrip() for line in text.splitlines())
    refuse(name, [fault for number, line in enumerate(lines, 1) for fault in faults(line, f"第{number}行", own, alone=True)])
    return lines


def _checked(file: Path, own: tuple[str, ...]) -> bytes:
    """The bytes of a Word template whose placeholders are known."""
    from docx import Document

    from zeren.paper.filled import check
    from zeren.read.limits import DEFAULT
    from zeren.read.package import Package

    if file.stat().st_size > _LARGEST:
        raise UnreadableInput(f"{file.name}：模板过大 (too large)", "模板应小于 20 MB")
    data = file.read_bytes()
    Package(data, file.name, DEFAULT)  # sizes before anything is unpacked
    try:
        document = Document(io.BytesIO(data))
    except (ValueError, KeyError, OSError, SyntaxError, zipfile.BadZipFile) as error:
        raise UnreadableInput(f"{file.name}：不是 Word 文档 (no Word document)", "在 Word 或 WPS 中另存为 docx") from error
    refuse(file.name, check(document, own))
    return data
