"""The fixed parts of the page: template, style, scripts, words and looks, read from ``assets/``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from zeren.ground.labels import coded, is_code, label_of

ROLES = ("lead", "responsible", "support", "guide", "supervise")
ASSETS = Path(__file__).resolve().parent / "assets"
LIBRARIES = {
    "canvas": ("vis/vis-network.min.js",),
    "webgl": ("sigma/graphology.umd.min.js", "sigma/sigma.min.js"),
}
"""renderer → the libraries that it needs, in the order in which they run"""


def asset(name: str) -> str:
    """Return an asset as text."""
    return (ASSETS / name).read_text(encoding="utf-8")


@cache
def words() -> dict[str, tuple[str, str]]:
    """Return the words of the page by key, Chinese and English."""
    own = {key: (zh, en) for key, zh, en in _rows("words.tsv")}
    return {**own, **coded("deadline"), **{role: (label_of(role, "zh"), label_of(role, "en")) for role in ROLES}}


@cache
def looks() -> tuple[tuple[str, ...], ...]:
    """Return what (``level``, ``kind`` or ``community``), key, colour, shape, Chinese and English name."""
    return tuple(tuple(_named(row)) for row in _rows("looks.tsv"))


def _named(row: list[str]) -> list[str]:
    """A look with the name of its code, where it is that of one."""
    code = {"level": row[1], "kind": f"body-{row[1]}"}.get(row[0], "")
    return [*row[:4], label_of(code, "zh"), label_of(code, "en")] if is_code(code) else row


def look(what: str, key: str | None, otherwise: str) -> tuple[str, str, str]:
    """Return key, colour and shape of a level or kind; those of ``otherwise`` where the key has none."""
    known = {row[1]: (row[1], row[2], row[3]) for row in looks() if row[0] == what}
    return known.get(key or "", known[otherwise])


@cache
def library(renderer: str) -> str:
    """Return the libraries of a renderer without pointers to source maps, which browsers would try to fetch."""
    code = "\n".join(asset(name) for name in LIBRARIES[renderer])
    code = re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", code, flags=re.MULTILINE)
    # Sigma asks the graphics card for its limits as soon as it is read, and fails where there is none to ask.
    return f"if (document.createElement('canvas').getContext('webgl2')) {{\n{code}\n}}\n" if renderer == "webgl" else code


def _rows(name: str) -> list[list[str]]:
    """Return the rows of a tab-separated asset without its header and comments."""
    lines = [line for line in asset(name).splitlines() if line and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]
