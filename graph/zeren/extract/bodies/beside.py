"""Persons, posts, telephones and rooms that stand with a body: in brackets behind or before it, behind a dash, after a label.

县水利局（分管领导：李勇）, 李勇（县水利局）, 县应急局－李勇, 分管领导：李勇 县水利局: the body answers, the rest says who in it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from zeren.extract.bodies.endings import is_body
from zeren.extract.bodies.persons import is_person, is_post
from zeren.ground.fold import fold
from zeren.ground.resources import table

_BRACKET = re.compile(r"[(\[〔【](?P<words>[^()\[\]〔〕【】]{1,60})[)\]〕】]")
_PHONE = re.compile(r"(?:\d{3,4}-)?\d{7,11}")
_BETWEEN = re.compile(r"[\s、,;:/|+]+|(?<=[\u4e00-\u9fff])-(?=[\u4e00-\u9fff\d])")
_STOPS = "、,;。\n\t|"
_ROOM = re.compile(r"(?![省市区县州原各含]|国家)[\u4e00-\u9fff]{2,8}(?:股|科|室|处)")
"""a room inside the body, in brackets beside a person: 责任股室：造林股"""
_TAIL = re.compile(r"(?P<body>[^、,;。\n\t|/—–-]{3,30})(?P<mark>[/—–-]{1,2})(?P<who>[^、,;。\n\t|]{2,24})")
"""a body, a dash or a stroke, and who in it"""
_REMEMBERED = 1 << 10


@lru_cache(maxsize=_REMEMBERED)
def beside(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of ``text`` that name persons, posts, telephones or rooms beside a body; brackets, dashes and labels among them."""
    folded = fold(text)
    found: list[tuple[int, int]] = []
    for match in _BRACKET.finditer(folded):
        begin = _begin_of(folded, match.start())
        before, inner = folded[begin : match.start()].strip(), match["words"].strip()
        if not before:
            continue
        if _whose(inner) and not _whose(before):
            found.append(match.span())
        elif _whose(before) and (stop := _body_in(inner)):
            inside = match.start("words") + len(match["words"]) - len(match["words"].lstrip())
            found += [(begin, inside), (inside + stop, match.end())]
    for match in _TAIL.finditer(folded):
        if is_body(match["body"].strip()) and _whose(match["who"].strip()):
            found.append((match.start("mark"), match.end()))
    if _labelled().search(folded):
        found += _after_labels(_BRACKET.sub(lambda match: "、" * len(match[0]), folded))
    whole = (one for one in set(found) if not any(other != one and other[0] <= one[0] and one[1] <= other[1] for other in found))
    return tuple(sorted(whole))


def _begin_of(folded: str, end: int) -> int:
    """Where the piece begins that ends at ``end``."""
    return max(folded.rfind(stop, 0, end) for stop in _STOPS) + 1


def _body_in(words: str) -> int:
    """How many code points of bracketed words are a body, a post behind it left out (县水利局局长); 0 where none is."""
    if is_body(words):
        return len(words)
    sizes = (size for size in range(len(words) - 2, 2, -1) if is_post(words[size:]) and is_body(words[:size]))
    return next(sizes, 0)


def _after_labels(folded: str) -> list[tuple[int, int]]:
    """Ranges of a label of a person, its colon and the name after it, where a body stands in the same piece."""
    found = []
    for match in _labelled().finditer(folded):
        begin = _begin_of(folded, match.start())
        end = min((at for stop in _STOPS if (at := folded.find(stop, match.end())) >= 0), default=len(folded))
        before, rest = folded[begin : match.start()].strip(), folded[match.end() : end]
        name, _, after = rest.strip().partition(" ")
        if (is_body(before) and _whose(rest.strip())) or (not before and _is_whose(name) and is_body(after.strip())):
            found.append((match.start(), match.end() + rest.index(name) + len(name) if is_body(after.strip()) else end))
    return found


def _whose(words: str) -> bool:
    """Whether words hold nothing but persons, posts, labels of them, telephones and rooms, one of the first three at least."""
    pieces = [piece for piece in _BETWEEN.split(words) if piece]
    told = [_is_whose(piece) for piece in pieces]
    return any(told) and all(one or _PHONE.fullmatch(piece) or _ROOM.fullmatch(piece) for one, piece in zip(told, pieces, strict=True))


def _is_whose(piece: str) -> bool:
    """Whether a piece is a person, a post, or a label of a person with or without the name (分管领导, 联系人李勇, 一把手负总责)."""
    if is_body(piece):
        return False
    label = _label().match(piece)
    rest = piece[label.end() :] if label else piece
    return (label is not None and not rest) or is_person(rest, beside=True)


@cache
def _label() -> re.Pattern[str]:
    words = sorted((row["word"] for row in table("vocabulary/persons") if row["kind"] == "label"), key=lambda word: (-len(word), word))
    return re.compile("[\u4e00-\u9fff]{0,2}?(?:" + "|".join(words) + "){1,2}(?:负总责|负责)?")


@cache
def _labelled() -> re.Pattern[str]:
    return re.compile(f"{_label().pattern}\\s?:\\s?")
