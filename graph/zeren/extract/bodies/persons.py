"""Words that name persons: with or without their posts, several, with telephones."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from zeren.extract.bodies.endings import divisions
from zeren.ground.fold import fold
from zeren.ground.resources import table

_ENDINGS = "局委办厅部院司社站所处科室队区市县镇乡会馆园校团联企行协村街段港组营"
"""characters that end names of bodies and no names of persons"""
_HAN = "\u4e00-\u9fff"


@lru_cache(maxsize=4096)
def is_person(text: str, *, beside: bool = False) -> bool:
    """Whether words name one or several persons, with or without their posts (王海 区长, 刘洋、王芳, 张三 13800000000).

    ``beside``: they stand in brackets or behind a dash with a body, where surnames that mostly begin words (温和, 时雨) count too.
    """
    folded = fold(text)
    pieces = [piece for piece in re.split(r"[\s、,;:/()（）]+|等\d*名?(?:代表|委员)?$", folded) if piece]
    if not pieces or len(folded) > 60:
        return False
    if len(pieces) > 1 and len(pieces[0]) == len(pieces[1]) == 1:
        pieces = ["".join(pieces[:2]), *pieces[2:]]  # 郑　伟（副市长）
    named = [bool(_person(seldom=beside).fullmatch(piece)) and piece not in divisions() and piece not in _no_names() for piece in pieces]
    posts = [bool(_post().fullmatch(piece)) for piece in pieces]
    other = [bool(re.fullmatch(r"(?:\d{3,4}-)?\d{7,11}", piece)) for piece in pieces]
    return any(a or b for a, b in zip(named, posts, strict=True)) and all(
        a or b or c for a, b, c in zip(named, posts, other, strict=True)
    )


def is_post(words: str) -> bool:
    """Whether folded words are a post alone (副局长)."""
    return _post().fullmatch(words) is not None


@cache
def _person(*, seldom: bool) -> re.Pattern[str]:
    """A name, its post before or after it: 王海, 王海区长, 副局长王磊, 温和副县长; ``seldom``: 温和 alone too."""
    one, rare, two, posts = (_words(kind) for kind in ("surname", "seldom", "double", "post"))
    often, every = (rf"(?:(?:{two})[{_HAN}]{{1,2}}|[{its}](?![省市区县乡镇局委])[{_HAN}]{{1,2}})(?<![{_ENDINGS}])" for its in _letters(one, rare))
    post = rf"[{_HAN}]{{0,4}}(?:{posts})"
    return re.compile(rf"(?:{post})?{every if seldom else often}(?:{posts})?|{every}(?:{posts})|{post}{every}")


def _letters(one: str, rare: str) -> tuple[str, str]:
    """The surnames of one character that count everywhere, and all of them."""
    often = one.replace("|", "")
    return often, often + rare.replace("|", "")


@cache
def _post() -> re.Pattern[str]:
    return re.compile(rf"各?[{_HAN}]{{0,6}}(?:{_words('post')})")


@cache
def _no_names() -> frozenset[str]:
    return frozenset(row["word"] for row in table("vocabulary/persons") if row["kind"] == "word")


@cache
def _words(kind: str) -> str:
    words = [row["word"] for row in table("vocabulary/persons") if row["kind"] == kind]
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))
