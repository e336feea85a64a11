"""The fixed parts of the page: template, style, scripts, words and looks, read from ``assets/``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).resolve().parent / "assets"


def asset(name: str) -> str:
    """Return an asset as text."""
    return (ASSETS / name).read_text(encoding="utf-8")


@cache
def words() -> dict[str, tuple[str, str]]:
    """Return the words of the page by key, Chinese and English."""
    return {key: (zh, en) for key, zh, en in _rows("words.tsv")}


@cache
def looks() -> tuple[tuple[str, str, str, str, str], ...]:
    """Return what (``level`` or ``kind``), key, look (colour or shape), Chinese and English name."""
    return tuple((what, key, look, zh, en) for what, key, look, zh, en in _rows("looks.tsv"))


def look(what: str, key: str | None, otherwise: str) -> tuple[str, str]:
    """Return the key and the look of a level or kind; those of ``otherwise`` where the key has none."""
    known = {row[1]: row[2] for row in looks() if row[0] == what}
    found = key if key in known else otherwise
    return found, known[found]


@cache
def library() -> str:
    """Return vis-network without the pointer to its source map, which browsers would try to fetch."""
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", asset("vis/vis-network.min.js"))


def _rows(name: str) -> list[list[str]]:
    """Return the rows of a tab-separated asset without its header and comments."""
    lines = [line for line in asset(name).splitlines() if line and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]
