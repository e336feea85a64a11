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
def is_person(text: str) -> bool:
    """Whether words name one or several persons, with or without their posts (王海 区长, 刘洋、王芳, 张三 13800000000)."""
    folded = fold(text)
    pieces = [piece for piece in re.split(r"[\s、,;:/()（）]+|等\d*名?(?:代表|委员)?$", folded) if piece]
    if not pieces or len(folded) > 60:
        return False
    if len(pieces) > 1 and len(pieces[0]) == len(pieces[1]) == 1:
        pieces = ["".join(pieces[:2]), *pieces[2:]]  # 郑　伟（副市长）
    named = [bool(_person().fullmatch(piece)) and piece not in divisions() and piece not in _no_names() for piece in pieces]
    posts = [bool(_post().fullmatch(piece)) for piece in pieces]
    other = [bool(re.fullmatch(r"(?:\d{3,4}-)?\d{7,11}", piece)) for piece in pieces]
    return any(a or b for a, b in zip(named, posts, strict=True)) and all(
        a or b or c for a, b, c in zip(named, posts, other, strict=True)
    )


def is_post(words: str) -> bool:
    """Whether folded words are a post alone (副局长)."""
    return _post().fullmatch(words) is not None


@cache
def _person() -> re.Pattern[str]:
    """A name, its post before or after it: 王海, 王海区长, 副局长王磊."""
    one, two, posts = (_words(kind) for kind in ("surname", "double", "post"))
    name = rf"(?:(?:{two})[{_HAN}]{{1,2}}|[{''.join(one.split('|'))}](?![省市区县乡镇局委])[{_HAN}]{{1,2}})"
    return re.compile(rf"(?:[{_HAN}]{{0,4}}(?:{posts}))?{name}(?<![{_ENDINGS}])(?:{posts})?")


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
