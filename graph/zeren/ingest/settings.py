"""What a user may set for a run; apart from what reads, which only the processes that read need to load."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set for a run."""

    jurisdiction: str | None = None
    """name of the division that the documents belong to; None: told from each document"""
    encoding: str | None = None
    """character encoding of text files; None: told from the bytes"""
    decisions: Path | None = None
    """folder with what people decided: names.sssom.tsv, corrections.tsv, cascade.tsv; None: no decisions"""
    ledgers: bool = False
    """the files are ledgers that came back, as a person says: one column of answers is enough to take a sheet for one"""
    plans: bool = False
    """the files are plans, as a person says: a list with columns of answers is no office's own ledger"""
