"""What a title says a text is, and the title without saying it."""

from __future__ import annotations

import re
from functools import cache

from zeren.cascade.plans import core
from zeren.ground.fold import fold
from zeren.ground.resources import table

_NAMED = re.compile("《([^《》]{4,120})》")
_BRACKETS = re.compile(r"[(（【\[〔](?P<words>[^()（）【】\[\]〔〕]{1,30})[)）】\]〕]")
_CARRIER = re.compile("(?:关于)?(?:印发|转发|公布|发布|下发)(.{4,120}?)的(?:通知|公告|函)$")
_OWN_BODY = re.compile("(?:区|县|市|省|我)[^区县市省]{1,12}(?:局|委|办|部|中心|支队|大队|会)(?=重点任务|任务|工作|职责|$)")


@cache
def _words() -> tuple[tuple[str, str], ...]:
    rows = [(row["word"], row["kind"]) for row in table("vocabulary/editions")]
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row[0])))


def marks(title: str) -> frozenset[str]:
    """Return the kinds of ``vocabulary/editions.tsv`` whose words a title holds, outside the titles that it cites."""
    folded = fold(title)
    outside = _NAMED.sub("", folded) if _kinds(_NAMED.sub("", folded)) & {"explanation"} else folded
    return _kinds(outside)


def _kinds(text: str) -> frozenset[str]:
    found = {kind for word, kind in _words() if fold(word) in text}
    if re.search("转发[^：:]", text):  # 关于转发…的通知 carries a plan, it is no reprint
        found.discard("reprint")
    return frozenset(found)


def bare(title: str) -> str:
    """Return a title without the notice that carries it, brackets and words that say what the text is."""
    words = fold(title)
    named = _NAMED.search(words)
    if named and not words.startswith("《"):
        inner = words[: words.find("《")]
        words = named[1] if re.search("印发|转发|公布|发布|下发|解读|图解|读懂|看懂|征求|调整|修改|修订", inner) or marks(title) else words
    elif named:
        words = named[1]
    elif carried := _CARRIER.search(words):
        words = carried[1]
    words = _BRACKETS.sub(lambda m: "" if _kinds(m["words"]) else m[0], words)
    told = _kinds(words)
    for word, _ in _words():
        words = words.replace(fold(word), "")
    if "excerpt" in told:
        words = re.sub("(?:重点)?任务$", "", _OWN_BODY.sub("", words))
    return words.strip(" ：:—-丨|｜")


def subject(title: str, code: str) -> str:
    """Return what a plan is about: its bare title without places, years and the kind of document."""
    return core(bare(title), code)
