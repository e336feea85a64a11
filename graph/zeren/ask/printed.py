"""A name that holds no duty may still be printed: in a column of remarks, in a heading, in words that became no record."""

from __future__ import annotations

from zeren.ask.lookup import Reader, landing_for

_TOLD = 3
"""places that a message tells with their words"""
_AROUND = 16
"""characters told on each side of the name"""


def no_duty_of(reader: Reader, name: str) -> str:
    """Say where a store prints a name, with the words, of which it has no duty; empty where no text of it prints the name."""
    where = where_printed(reader, name)
    return f"没有读到它的职责，库中印有这几个字 (no duty was read, the words are printed): {where}" if where else ""


def where_printed(reader: Reader, name: str) -> str:
    """Say in which kinds of texts a store prints a name, with the words of the first; empty where it does in none."""
    # The search folds words as sentences do: all of that is loaded only where a name was not found.
    from zeren.ask.search import PLACES, first_hits

    try:
        landing_for(reader)
    except TypeError:
        return ""
    hits = first_hits(reader, name, _TOLD)
    if not hits:
        return ""
    counts = "、".join(f"{PLACES[kind][0]} {count} 处" for kind, (_, count) in hits.items())
    told = [f"{hit.file} {hit.locator}".strip() + f"“{_words(hit.text, name)}”" for found, _ in hits.values() for hit in found]
    listed = "；".join(told[:_TOLD]) + (" 等" if sum(count for _, count in hits.values()) > _TOLD else "")
    return f"{counts}：{listed}"


def _words(text: str, name: str) -> str:
    """The words around a name, with marks of what is left out."""
    plain = " ".join(text.split())
    at = max(plain.find(name), 0)
    first, last = max(at - _AROUND, 0), at + len(name) + _AROUND
    return ("…" if first else "") + plain[first:last] + ("…" if last < len(plain) else "")
