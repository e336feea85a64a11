"""What a cell of a table may hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ref:
    """A name that leads to the thing it names."""

    text: str
    iri: str
    role: str | None = None
    """role code of a body where the column mixes several"""


@dataclass(frozen=True, slots=True)
class Bar:
    """Numbers to be drawn as one bar of parts."""

    parts: tuple[tuple[str, int], ...]
    """role code and number"""
    most: int
    """the number that fills the whole width"""


@dataclass(frozen=True, slots=True)
class Said:
    """A code with its words."""

    key: str
    zh: str
    en: str


Value = str | int | float | Ref | Bar | Said | tuple[Ref, ...] | None
