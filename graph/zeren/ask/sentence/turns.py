"""Turns of speech that stand for other words: 没关系 for taking no part, 没人管的 for what nobody answers for."""

from __future__ import annotations

from dataclasses import replace

from zeren.ask.sentence.cut import Token
from zeren.ask.sentence.refusal import not_understood


def plain(sentence: str, tokens: list[Token]) -> list[Token]:
    """Return the tokens with such turns in plain words.

    跟甲无关 and 跟甲没关系 say that the body takes no part in whatever role; 没人管的事 is what nobody does, while 油烟没人管
    only complains. Raises NotUnderstood where a matter, not a body, is what has no relation.
    """
    found: list[Token] = []
    for at, token in enumerate(tokens):
        after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        if token.words == "没人管" and after in ("of", "thing"):
            found += [replace(token, kind="not", value="", words="没人"), replace(token, kind="role", value="do", words="管")]
        elif token.kind == "not" and token.value == "related":
            found += [replace(token, value=""), _related(sentence, tokens, token)]
        elif token.words == "关系" and found and found[-1].kind == "not":
            found.append(_related(sentence, tokens, token))
        else:
            found.append(token)
    return found


def _related(sentence: str, tokens: list[Token], token: Token) -> Token:
    """The role of 关系 beside a body: any."""
    if not any(other.kind == "body" for other in tokens):
        raise not_understood(
            sentence, token.words, "可以问与某单位无关的措施，或含某个词的措施 (ask for measures without a body, or with a word)"
        )
    return replace(token, kind="role", value="any")
