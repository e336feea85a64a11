"""What every page of the explorer is given beside its values, whoever makes it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup, escape

from zeren.ground.fold import fold
from zeren.ground.vocabulary import PREFIXES
from zeren.serve import pages
from zeren.serve.explorer import words
from zeren.serve.explorer.cells import Bar, Ref, Said
from zeren.serve.explorer.library import address
from zeren.serve.explorer.shape import OFFERED
from zeren.table.duties import ROLES

CUT = 5
"""bodies of one cell before the rest is only counted"""
HELD = 60
"""bodies or plans of one cell that a page holds at all"""
LONG = 400
"""characters of a cell that is no text of a document"""
LISTED = 40
"""values of a facet, or plans, that are links of their own; of more the rest is a list to choose from"""


def given(lang: str, link: Callable[..., str]) -> dict[str, Any]:
    """Return the functions that the templates of the explorer use."""

    def thing(iri: str, anchor: str = "", **query: object) -> str:
        return link(address(iri), **query) + (f"#{anchor}" if anchor else "")

    def source(document: str, of: str = "", anchor: str = "", page: int | None = None) -> str:
        path = "/source/" + address(document).removeprefix("/id/").removeprefix("document/")
        return link(path, of=of or None, page=page) + (f"#{anchor}" if anchor else "")

    return {
        "thing": thing,
        "page_at": lambda iri: thing(iri) if isinstance(iri, str) and "://" in iri else None,
        "here": address,
        "report": lambda iri, form: f"/report/{address(iri).removeprefix('/id/')}.{form}",
        "bars": lambda counts, most: Bar(tuple((role, counts[role]) for role in ROLES if counts[role]), most),
        "source": source,
        "word": lambda kind, key: words.word(kind, key, lang),
        "why": lambda told: words.basis(told, lang),
        "place": lambda locator: words.place(locator, lang),
        "month": lambda value: words.month(value, lang),
        "said": lambda value: value.zh if lang == "zh" else value.en,
        "kind_of": _kind,
        "lit": lit,
        "bar": bar,
        "CUT": CUT,
        "HELD": HELD,
        "LONG": LONG,
        "LISTED": LISTED,
        "OFFERED": OFFERED,
        "short": _short,
    }


def _kind(value: object) -> str:
    for kind, name in ((Ref, "ref"), (Bar, "bar"), (Said, "said"), (tuple, "refs")):
        if isinstance(value, kind):
            return name
    return "number" if isinstance(value, int | float) else "text"


def lit(text: str, sought: str) -> Markup:
    """Return text of a document with the words that were searched for marked."""
    clear = pages.clear(text)
    parts = [re.escape(fold(word).lower()) for word in sought.split()]
    if not parts:
        return escape(clear)
    made, last = Markup(""), 0
    for found in re.finditer("|".join(parts), fold(clear).lower()):
        made += escape(clear[last : found.start()]) + Markup("<mark>%s</mark>") % clear[found.start() : found.end()]
        last = found.end()
    return made + escape(clear[last:])


def bar(value: Bar, width: int = 160, height: int = 12) -> list[tuple[str, float, float, int]]:
    """Return the parts of a bar: role, place and width in pixels, number."""
    made, at = [], 0.0
    for role, number in value.parts:
        size = round(width * number / value.most, 1)
        made.append((role, round(at, 1), max(size, 1.0), number))
        at += size
    return made


def _short(term: Any) -> str:
    """Return a term as people read it: prefixed where a prefix is known."""
    if term.kind != "iri":
        return str(term.value)
    for prefix, space in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if term.value.startswith(space):
            return f"{prefix}:{unquote(term.value[len(space) :])}"
    return str(term.value)
