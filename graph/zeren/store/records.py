"""What goes into the store and what it says about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it came."""

    name: str
    """file name as a person knows it"""
    sha256: str
    """hexadecimal digest of ``data``"""
    data: bytes
    """the original bytes, kept for good"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document that was put."""

    document: str
    """IRI of its named graph"""
    status: str
    """``new``, ``unchanged`` (nothing was written) or ``replaced`` (the earlier version stays askable)"""
    triples: int
    """distinct statements of the current version"""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a document."""

    number: int
    """1 for the first"""
    name: str
    """file name of this version"""
    sha256: str
    """digest of the original bytes"""
    quads: str
    """digest of the sorted N-Quads of this version"""
    triples: int
    commit: int
    """number of the commit that brought it; 0 where the store does not count commits"""
    meta: Mapping[str, str] = field(default_factory=dict)
    """what the caller wished to keep beside it"""
    at: str | None = None
    """the time that the caller gave for the commit, as given"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the manifest."""

    name: str
    sha256: str
    graph: str | None
    """IRI of the named graph; None for a refused file"""
    versions: int
    """versions kept, the current one included; 0 for a refused file"""
    status: str
    """``stored``, ``removed`` or ``refused``"""
    triples: int = 0
    """statements in the current graph; 0 unless stored"""
    quads: str = ""
    """digest of the sorted N-Quads; empty for a refused file"""
    reason: str | None = None
    """why the file was refused; None otherwise"""
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that ``verify`` found."""

    place: str
    """file of the store, or IRI of the document"""
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}; {self.remedy}"
