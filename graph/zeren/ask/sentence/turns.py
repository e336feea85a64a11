"""Turns of speech that stand for other words: 没关系 for taking no part, 没人管的 for what nobody answers for."""

from __future__ import annotations

from dataclasses import replace

from zeren.ask.sentence.cut import Token
from zeren.ask.sentence.refusal import not_understood

_ACCEPTED = ("验收", "销号", "验收销号")
"""what those who supervise do at the end: 渗滤液问题谁验收"""
_DOING = ("整改", "办理")
"""what a body does with its matters, where nothing but 什么 follows: 市城管局要整改什么"""


def plain(sentence: str, tokens: list[Token]) -> list[Token]:
    """Return the tokens with such turns in plain words.

    跟甲无关 and 跟甲没关系 say that the body takes no part in whatever role; 没人管的事 is what nobody does, while 油烟没人管
    only complains. Raises NotUnderstood where a matter, not a body, is what has no relation.
    """
    _refuse_negations(sentence, tokens)
    found: list[Token] = []
    roles = any(token.kind in ("role", "rolenoun") for token in tokens)
    for at, token in enumerate(tokens):
        after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        if token.kind == "not" and not after and at and tokens[at - 1].kind in ("thing", "role", "target", "deadline"):
            # 有任务没有: asked, not denied.
            found.append(replace(token, kind="ask", value="yes"))
        elif token.kind == "blank" and found and found[-1].kind in ("rolenoun", "deadline"):
            # 协办单位空着的: there is none.
            found.insert(-1, replace(token, kind="not", value="", words="没有"))
        elif token.words == "没人管" and (after in ("of", "thing") or not any(one.kind == "topic" for one in tokens)):
            found += [replace(token, kind="not", value="", words="没人"), replace(token, kind="role", value="do", words="管")]
        elif token.words in _ACCEPTED and at and tokens[at - 1].kind == "who" and not roles:
            found.append(replace(token, kind="role", value="supervise"))
        elif token.kind == "topic" and token.words in _DOING and after == "list" and _behind_body(found) and not roles:
            found.append(replace(token, kind="role", value="do"))
        elif token.kind == "cascade" and token.value == "taken" and found and found[-1].kind == "not":
            # 没有落到西城: not taken up.
            found[-1] = replace(token, value="not", words=found[-1].words + token.words, start=found[-1].start)
        elif token.kind == "not" and token.value == "related":
            found += [replace(token, value=""), _related(sentence, tokens, token)]
        elif token.words == "关系" and found and found[-1].kind == "not":
            found.append(_related(sentence, tokens, token))
        elif token.kind == "body" and at and tokens[at - 1].kind == "not" and not roles and after == "of":
            # 没有甲的措施: the body takes no part in them.
            found += [token, replace(token, kind="role", value="any", words="参与")]
        else:
            found.append(token)
    return found


def _behind_body(tokens: list[Token]) -> bool:
    """Tell whether the last token that says something is a body."""
    return next((token.kind for token in reversed(tokens) if token.kind != "skip"), "") == "body"


def _refuse_negations(sentence: str, tokens: list[Token]) -> None:
    """Refuse 不涉及扬尘的 (texts without a word) and 甲不单独负责的 (not alone, or not at all): no condition says that.

    Raises NotUnderstood with what can be asked instead.
    """
    said = [token for token in tokens if token.kind not in ("skip", "mark")]
    for no, word, matter in zip(said, said[1:], said[2:], strict=False):
        if no.kind != "not":
            continue
        if (word.kind == "mention" or (word.kind == "role" and word.value == "any")) and matter.kind == "topic":
            hint = f"可以问含“{matter.words}”的措施 (ask for measures with the word)"
            raise not_understood(sentence, no.words + word.words + matter.words, hint)
        if word.kind == "sole" and matter.kind == "role":
            hint = f"可以问“单独{matter.words}”或“不{matter.words}” (ask for those held alone, or not held)"
            raise not_understood(sentence, no.words + word.words + matter.words, hint)


def _related(sentence: str, tokens: list[Token], token: Token) -> Token:
    """The role of 关系 beside a body: any."""
    if not any(other.kind == "body" for other in tokens):
        raise not_understood(
            sentence, token.words, "可以问与某单位无关的措施，或含某个词的措施 (ask for measures without a body, or with a word)"
        )
    return replace(token, kind="role", value="any")
