"""How much one source may cost: every bound on size, depth, time and memory that reading keeps."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading; the defaults hold any real plan many times over."""

    file_bytes: int = 256 * MIB
    """size of one source"""
    part_bytes: int = 64 * MIB
    """unpacked size of one part of a docx, xlsx or zip"""
    package_bytes: int = 256 * MIB
    """unpacked size of all parts together"""
    parts: int = 2000
    """number of parts of a package"""
    ratio: int = 200
    """unpacked to packed size, looked at above ``ratio_from`` bytes"""
    ratio_from: int = 16 * MIB
    depth: int = 2
    """zips inside zips"""
    span: int = 512
    """columns that one cell may cover"""
    cells: int = 200_000
    """cells of one table"""
    pages: int = 3000
    """pages of a pdf"""
    seconds: float = 60.0
    """wall-clock time of one guarded reading"""
    memory: int = 1024 * MIB
    """address space of the process that reads"""
    convert_seconds: float = 90.0
    """wall-clock time of one conversion by LibreOffice"""


DEFAULT = Limits()
