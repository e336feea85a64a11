"""Turns of speech that stand for other words: 没关系 for taking no part, 没人管的 for what nobody answers for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from zeren.ask.sentence.lexicon import folded, turns
from zeren.ask.sentence.refusal import not_understood
from zeren.ask.sentence.token import Token

_FAVOURED = ("do", "any", "support")
"""roles of what is done for others"""


def plain(sentence: str, tokens: list[Token], named: Callable[[str], str]) -> list[Token]:
    """Return the tokens with such turns in plain words.

    跟甲无关 and 跟甲没关系 say that the body takes no part in whatever role; 没人管的事 is what nobody does, while 油烟没人管
    only complains. ``named`` gives the printed name of a body. Raises NotUnderstood where a matter, not a body, is what has no relation.
    """
    _refuse_negations(sentence, tokens)
    _refuse_about_bodies(sentence, tokens)
    found: list[Token] = []
    roles = any(token.kind in ("role", "rolenoun") for token in tokens)
    for at, token in enumerate(tokens):
        after = tokens[at + 1].kind if at + 1 < len(tokens) else ""
        if token.words == "名" and any(one.words == "点了" for one in tokens[:at]):
            # 点了甲名: named.
            continue
        if token.kind == "except" and token.words in ("其他", "其它") and after == "body" and _members(tokens[at + 1], named):
            # 其他…成员单位 is how a list of members is called.
            found.append(replace(token, kind="skip", value="adverb"))
        elif token.kind == "not" and not after and at and tokens[at - 1].kind in ("thing", "role", "target", "deadline"):
            # 有任务没有: asked, not denied.
            found.append(replace(token, kind="ask", value="yes"))
        elif token.kind == "blank" and after in ("rolenoun", "deadline"):
            # 没有填协办单位的: there is none.
            found.append(replace(token, kind="not", value=""))
        elif token.kind == "blank" and found and found[-1].kind in ("rolenoun", "deadline", "role"):
            # 协办单位空着的: there is none.
            found.insert(-1, replace(token, kind="not", value="", words="没有"))
        elif token.words == "没人管" and (after in ("of", "thing") or not any(one.kind == "topic" for one in tokens)):
            found += [replace(token, kind="not", value="", words="没人"), replace(token, kind="role", value="do", words="管")]
        elif token.kind == "favour" and (role := next((one for one in tokens[at + 1 :] if one.kind == "role"), None)) and role.value in _FAVOURED:
            # 甲帮别人做的事: what it supports.
            found.append(replace(token, kind="skip", value="adverb"))
        elif token.kind == "role" and token.value in _FAVOURED and any(one.kind == "favour" for one in tokens[:at]):
            found.append(replace(token, value="support"))
        elif token.kind in ("two", "all") and token.words[0] in "两三四五" and len(token.words) > 2 and found and found[-1].kind == "by":
            # 由两个单位共同牵头的: so many.
            found.append(replace(token, kind="exactly", value=token.value or "2"))
        elif token.kind == "two" and token.words.startswith("哪两") and _best_two(tokens):
            # 前两名是哪两家: the first two of a rank, no pairs.
            found.append(replace(token, kind="who", value=""))
        elif _each_of_a_kind(tokens, at):
            # 各街道谁主责最多: which of them, not what they share with others.
            if not any(word in token.words for word in ("街道", "镇", "乡", "街办")):
                raise not_understood(sentence, token.words + tokens[at + 1].words, "可以问某一级的单位，例如：市级单位谁牵头最多 (ask by level)")
            found.append(replace(token, kind="skip", value="adverb"))
        elif token.kind == "who" and _each_of_a_kind(tokens, at - 1):
            found.append(replace(token, value="township"))
        elif token.kind == "topic" and after == "body" and _begins_name(token, tokens[at + 1], named):
            # 国网城区供电公司: of a name that is found by its end, the beginning is no word of the matter.
            found.append(replace(token, kind="skip", value="adverb"))
        elif token.kind == "member" and token.words.startswith("是哪") and found and found[-1].kind == "rolenoun":
            # 主责单位是哪几家: who they are; of a group it asks for its members.
            found.append(replace(token, kind="who", value=""))
        elif token.words in ("多少家", "几家") and found and found[-1].kind == "rolenoun":
            found.append(replace(token, kind="who", value="count"))
        elif token.words in turns("accepted") and at and tokens[at - 1].kind == "who" and not roles:
            found.append(replace(token, kind="role", value="supervise"))
        elif token.kind == "topic" and token.words in turns("doing") and after == "list" and _behind_body(found) and not roles:
            found.append(replace(token, kind="role", value="do"))
        elif token.kind == "cascade" and token.value == "not" and _above(tokens, at):
            # 附3哪些措施没有对应的市级任务: what nothing above corresponds to.
            found.append(replace(token, value="new"))
        elif token.kind == "cascade" and token.value == "taken" and found and found[-1].kind == "not":
            # 没有落到西城: not taken up.
            found[-1] = replace(token, value="not", words=found[-1].words + token.words, start=found[-1].start)
        elif token.kind == "not" and token.value == "related":
            found += [replace(token, value=""), _related(sentence, tokens, token)]
        elif token.words == "关系" and found and found[-1].kind == "not":
            found.append(_related(sentence, tokens, token))
        elif token.kind == "company" and not token.value and after == "topic" and tokens[at + 1].start == token.start + len(token.words):
            # 企业ESG信息披露: no kind of body, but words of the matter.
            found.append(replace(token, kind="topic", value=token.words))
        elif token.kind == "body" and not roles and _without(tokens, at):
            # 没有甲的措施, 既没有甲也没有乙的: the body takes no part in them.
            found += [token, replace(token, kind="role", value="any", words="参与")]
        else:
            found.append(token)
    return found


def _without(tokens: list[Token], at: int) -> bool:
    """Tell whether the body there is denied by a word of its own, and 的 or another such body follows."""
    said = [token for token in tokens if token.kind not in ("skip", "mark")]
    place = said.index(tokens[at])
    if not place or said[place - 1].kind != "not" or said[place - 1].value:
        return False
    behind = [token.kind for token in said[place + 1 : place + 4]]
    return behind[:1] == ["of"] or behind == ["both", "not", "body"] or behind[:2] == ["not", "body"]


def _behind_body(tokens: list[Token]) -> bool:
    """Tell whether the last token that says something is a body."""
    return next((token.kind for token in reversed(tokens) if token.kind != "skip"), "") == "body"


def _begins_name(token: Token, body: Token, named: Callable[[str], str]) -> bool:
    """Tell whether a word stands right before a body in whose name it stands too."""
    beside = token.start + len(token.words) == body.start
    return beside and bool(body.iris) and all(token.words in folded(named(iri)) for iri in body.iris)


def _each_of_a_kind(tokens: list[Token], at: int) -> bool:
    """Tell whether 各街道 stands there with 谁 right behind it, and nothing joins it to others."""
    if at < 0 or at + 1 >= len(tokens) or tokens[at].kind != "body" or tokens[at].words[0] != "各" or tokens[at + 1].kind != "who":
        return False
    return all(token.kind in ("place", "plan", "level", "annex", "skip", "of", "planword", "mark") for token in tokens[:at])


def _above(tokens: list[Token], at: int) -> bool:
    """Tell whether a level above is what corresponds to nothing there, and measures of a plan below are what is asked for."""
    after = next((token for token in tokens[at + 1 :] if token.kind not in ("skip", "of")), None)
    before = [token for token in tokens[:at] if token.kind in ("annex", "place", "level", "plan")]
    if after is None or after.kind != "level" or after.value not in ("province", "city", "county"):
        return False
    below = {"province": ("city", "county", "township"), "city": ("county", "township"), "county": ("township",)}[after.value]
    return bool(before) and all(token.kind != "level" or token.value in below for token in before)


def _members(body: Token, named: Callable[[str], str]) -> bool:
    """Tell whether a name is that of a list of members (其他…成员单位), so that 其他 belongs to it."""
    return bool(body.iris) and all("成员单位" in named(iri) for iri in body.iris)


def _refuse_about_bodies(sentence: str, tokens: list[Token]) -> None:
    """Refuse what is asked of a body itself: 甲是什么单位, 甲归谁管, 西城有哪些街道; plans only say what it does.

    Raises NotUnderstood with what can be asked instead.
    """
    said = [token for token in tokens if token.kind not in ("skip", "mark", "place", "of")]
    kinds = [token.kind + (token.value if token.kind == "thing" else "") for token in said]
    whose = kinds[:4] == ["body", "by", "who", "role"] and said[3].value == "do" and len(said) == 4
    what = kinds == ["body", "list", "thingunit"] or (sorted(kinds) == ["body", "list"] and any(token.how == "unit" for token in said))
    if whose or what:
        hint = "计划只写单位承担什么，单位自身见 zeren agency 单位 (plans say what a body does; about the body itself: zeren agency)"
        raise not_understood(sentence, "".join(token.words for token in said), hint)


def _best_two(tokens: list[Token]) -> bool:
    """Tell whether the first of a rank are asked for, and nothing that two do together."""
    kinds = {token.kind for token in tokens}
    return "top" in kinds and not kinds & {"together", "among"}


def _refuse_negations(sentence: str, tokens: list[Token]) -> None:
    """Refuse 不涉及扬尘的 (texts without a word) and 甲不单独负责的 (not alone, or not at all): no condition says that.

    Raises NotUnderstood with what can be asked instead.
    """
    for before, after in pairwise(tokens):
        # 不都是甲主责的 is some of them, 不总是 sometimes, 主要不是 is said of most: no condition.
        part = before.kind == "not" and before.value != "related" and after.kind == "skip" and after.value in ("whole", "degree")
        if part or (before.kind == "skip" and before.value == "degree" and after.kind == "not"):
            raise not_understood(sentence, before.words + after.words, "只能问“是”或“不是” (a part or a degree is no condition)")
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
