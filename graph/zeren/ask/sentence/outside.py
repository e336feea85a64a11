"""What is not answered may still stand in a store: where the words are printed, and which reports are kept."""

from __future__ import annotations

from collections.abc import Iterable

from zeren.ask.lookup import Reader, landing_for
from zeren.ask.printed import where_printed
from zeren.ask.sentence.token import Token


def where_they_stand(reader: Reader, tokens: Iterable[Token]) -> list[str]:
    """Say where the store prints the words that a question is refused for, and that reports are kept where progress is asked for."""
    # The search folds words as sentences do, so that it needs this package first.
    from zeren.ask.search import PLACES, first_hits

    token = next((token for token in tokens if token.kind == "outside"), None)
    if token is None:
        return _reported(reader)  # 办完了: what was done, in words that plans print for what is to be done
    hits = first_hits(reader, token.words, 1)
    if hits:
        listed = "、".join(f"{PLACES[kind][0]} {count} 处" for kind, (_, count) in hits.items())
        words = f"库中写有“{token.words}”：{listed}，用 zeren serve 的查找看原文 (the words stand there)"
    else:
        places = "、".join(zh for zh, _ in PLACES.values())
        words = f"查过{places}，都没有写“{token.words}”；文件的其他文字没有查 (looked there, not at other words of the files)"
    return [words, *(_reported(reader) if token.value == "progress" else [])]


def strange_words(reader: Reader, tokens: Iterable[Token]) -> list[str]:
    """Say where the store prints words that nobody understood, as names of persons in a column of remarks; empty where it does not."""
    words = dict.fromkeys(token.words for token in tokens if token.kind == "unknown" and 1 < len(token.words) <= _LONGEST)
    told = ((word, where_printed(reader, word)) for word in words)
    return [f"库中写有“{word}”：{where} (the words stand there; duties are read of bodies)" for word, where in told if where]


_LONGEST = 12
"""characters of words that are looked for"""


def _reported(reader: Reader) -> list[str]:
    """Name the reports of a store; empty where it has none."""
    (row,) = landing_for(reader).rows("SELECT count(*), count(DISTINCT measure) FROM report", {})
    return [f"库中有 {row[0]} 条回报，涉及 {row[1]} 项措施，见 zeren progress 或网页的“进展” (reports are kept)"] if row[0] else []
