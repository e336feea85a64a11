"""Phrasings with slots: how they are written, and every way in which one fits a sentence.

``[…]`` may be missing, ``(a|b)`` is a choice, ``<name>`` a list of words, ``{slot}`` a slot. A sentence may fit
in several ways (发展和改革委员会和财政局); all of them are given, and whoever knows the names decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zeren.ground.errors import UnreadableInput

_PIECE = re.compile(r"\{(?P<slot>\w+)\}|<(?P<list>\w+)>|\[(?P<maybe>[^\[\]{}]*)\]|\((?P<choice>[^(){}]*)\)")


@dataclass(frozen=True, slots=True)
class Template:
    """A phrasing, its parts in order: a slot by name, or the wordings of what stands between slots."""

    text: str
    """as written"""
    parts: tuple[str | tuple[str, ...], ...]
    """``str``: slot; ``tuple``: wordings, longest first"""


@dataclass(frozen=True, slots=True)
class Fit:
    """One way in which a sentence fits a template."""

    slots: tuple[tuple[str, str], ...]
    """slot and the words in it, in the order of the sentence"""
    literal: int
    """characters of the sentence that the template itself names"""


def template(text: str, lists: Mapping[str, str]) -> Template:
    """Read a phrasing; UnreadableInput for a list that is not there or brackets that do not close."""
    parts: list[str | tuple[str, ...]] = []
    at = 0
    for match in _PIECE.finditer(text):
        parts.append(_plain(text, text[at : match.start()]))
        at = match.end()
        if match["slot"]:
            parts.append(match["slot"])
        elif match["maybe"] is not None:
            parts.append(_choice(text, match["maybe"] + "|", lists))
        else:
            parts.append(_choice(text, match["choice"] or f"<{match['list']}>", lists))
    parts.append(_plain(text, text[at:]))
    return Template(text, tuple(part for part in parts if part != ("",)))


def fits(sentence: str, of: Template) -> Iterator[Fit]:
    """Give every way in which the whole sentence fits."""
    yield from _fits(sentence, 0, of.parts, (), 0)


def _fits(
    sentence: str,
    at: int,
    parts: tuple[str | tuple[str, ...], ...],
    slots: tuple[tuple[str, str], ...],
    literal: int,
) -> Iterator[Fit]:
    if not parts:
        if at == len(sentence):
            yield Fit(slots, literal)
        return
    first, rest = parts[0], parts[1:]
    if isinstance(first, str):
        for end in range(at + 1, len(sentence) + 1):
            yield from _fits(sentence, end, rest, (*slots, (first, sentence[at:end])), literal)
        return
    for words in first:
        if sentence.startswith(words, at):
            yield from _fits(sentence, at + len(words), rest, slots, literal + len(words))


def _choice(text: str, words: str, lists: Mapping[str, str]) -> tuple[str, ...]:
    """Wordings of a bracket, longest first; a list may stand among them (``(<all>|其他)``)."""
    found: set[str] = set()
    for word in words.split("|"):
        name = word[1:-1] if word.startswith("<") and word.endswith(">") else None
        if name is not None and name not in lists:
            raise UnreadableInput(f"{text!r}: <{name}> 不是已有的词表 (phrasings: no such list)", "declare it")
        found.update(lists[name].split("|") if name is not None else [word])
    return tuple(sorted(found, key=lambda wording: (-len(wording), wording)))


def _plain(text: str, words: str) -> tuple[str, ...]:
    if re.search(r"[\[\](){}<>|]", words):
        raise UnreadableInput(f"{text!r}: 括号没有配对 (phrasings: brackets do not close)", "close every bracket")
    return (words,)
