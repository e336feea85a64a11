"""Role words and labels of responsibility statements, from ``vocabulary/roles`` and ``vocabulary/columns``.

All patterns match folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from zeren.ground.fold import fold, unspaced
from zeren.ground.resources import table

PRIORITY = ("lead", "support", "guide", "supervise", "responsible")
"""which role counts where role words of several run together (牵头组织实施)"""
_LEAD = r"[—–·•●■◆▪→➢►▶◇○]{0,2}[【\[〔*]{0,2}"
"""what may stand before a label: the dash of a list, a bracket, bold print"""
_SPACED_LABEL = re.compile(r"^(?P<label>[\u4e00-\u9fff]{2,8})(?P<blank>[ \t]{1,4}|[-—–→>])(?=[^\s—–→>-])", re.MULTILINE)
"""牵头 县水利局, 牵头—县水利局, 时限-6月底"""
_BRACKETED_LABEL = re.compile(r"[(（](?P<role>牵头|主办|主责|责任|承办|配合|协办|协助|参与|支持|指导|督办)[)）]")
"""（牵头）县水利局；（配合）县财政局: brackets that begin a cell stand before their bodies, all of them"""
_MARK = r"(?P<mark>\s*(?:[】\]〕*]{1,2}\s*)?:|[】\]〕]\s*:?)"
_NAME_ENDS = "局委办厅部院会社处队站所中心府司室镇乡道"
"""how the body ends that 监管 follows as its role; 市场, 药品 and 金融 before it belong to a name"""
_TELLS = r"(?<=[位门体间限期室构])(?:分别)?[为是有]"
"""what marks a label in a running sentence (责任单位为县水利局，完成时间为5月底)"""

_OF_WHOM = re.compile("(?<=..)(?:责任)?(?:单位|部门|科室|处室|主体|方)?$")
"""what may close a role word in a cell: 配合单位, 牵头责任, 协助方"""
_FORMALITY = re.compile("填报|填表|报送|制表|盖章|编制|抄[送报]|主送|分送|印发|发布|公开|公示|审[核批定]|批准|来源|主管|汇总|填写|制定|起草")
"""填报单位, 制表人, 抄送, 印发机关"""


@cache
def rows(kind: str) -> dict[str, str]:
    """Words of a kind of ``vocabulary/roles`` with their role, folded."""
    return {fold(row["word"]): row["role"] for row in table("vocabulary/roles") if row["kind"] == kind}


@cache
def verbs() -> tuple[str, ...]:
    """Words that begin a phrase which is no body (支持龙头企业牵头)."""
    return tuple(rows("verb"))


@cache
def role_words() -> re.Pattern[str]:
    """A role word: group ``before`` (会同) or ``after`` (负责, in the match with its manner: 按职责分工负责)."""
    after, manner, before = (_either(rows(kind)) for kind in ("after", "manner", "before"))
    # 县政协办 is the office of 县政协, 县政 does not 协办; 县市场监管 names a body, 县住建局监管 says what it does; 以县水利局为主 says
    # who answers, 为主要任务 does not.
    after = rf"(?!(?<=[省市县区州旗]政)协办|(?<![{_NAME_ENDS}])监管|为(?:主体|主(?!体)|辅)(?![,;。、)负牵实落抓]|$)){after}"
    named = "为" + _either(word for word, (kind, _) in labels().items() if kind == "role")  # 县农业农村局为牵头单位
    return re.compile(rf"(?P<before>{before})(?=[^,;。、:])(?!{after}|{manner})|(?:{manner}){{0,6}}(?P<after>{named}|(?:{after}){{1,8}})")


@cache
def may_bring() -> re.Pattern[str]:
    """A word that may stand between the acting body and those it brings in, or before these alone."""
    return re.compile(_either(rows("before")))


@cache
def told_roles() -> re.Pattern[str]:
    """As ``role_words``, and parts of heads that say a role (``told``), right before a stop: 由市国资委打头，市金融办跟进."""
    manner = _either(rows("manner"))
    return re.compile(f"{role_words().pattern}|(?:{manner}){{0,6}}(?P<told>{_either(told_parts())})(?=[,;。]|$)")


@cache
def any_role_word() -> re.Pattern[str]:
    """Every word without which ``told_roles`` matches nothing, wherever it stands."""
    named = (f"为{word}" for word, (kind, _) in labels().items() if kind == "role")
    return re.compile(_either({*rows("before"), *rows("after"), *told_parts(), *named}))


@cache
def told_arrows() -> re.Pattern[str]:
    """An arrow between a body and its role word: 市人社局→牵头；各县区→落实."""
    return re.compile(rf"[→➢](?=[ \t]{{0,4}}{_either(word for word, role in rows('after').items() if role)}(?:[,;。]|$))")


@cache
def told_parts() -> tuple[str, ...]:
    """Parts of heads that say a role behind bodies too (总抓, 打头, 跟进)."""
    return tuple(fold(row["part"]) for row in _role_parts() if len(row["part"]) > 1)


@cache
def remark() -> re.Pattern[str]:
    """A role in brackets at the end of a name: 市发展改革委（牵头）, 县财政局（双牵头）, 各乡镇（责任）."""
    listed = rf"(?:双|共同|联合|分别)?(?:{_either(rows('after'))}){{1,8}}|{_either(rows('letter'))}"
    return re.compile(rf"[(\[〔【](?P<word>{listed}|{_composed_roles()})(?:责任)?(?:单位|部门)?[)\]〕】]$")


@cache
def helper() -> re.Pattern[str]:
    """Other bodies with their role in brackets behind a name: 县住建局（综合执法局协助）, 市城管局（市城投集团、各区配合）."""
    manner, after = _either(rows("manner")), _either(rows("after"))
    return re.compile(rf"[(\[〔](?P<bodies>[^()\[\]〔〕,;。:]{{2,40}}?)(?P<word>(?:{manner})?(?:{after}){{1,3}})[)\]〕]$")


@cache
def role_of(words: str) -> str | None:
    """The role of role words that run together, listed or put together; None where none of them has one."""
    if words in rows("letter"):
        return rows("letter")[words]
    if words.startswith("为") and words[1:] in labels():
        return labels()[words[1:]][1]
    roles = {rows("after")[word] for word in re.findall(_either(rows("after")), words)}
    if not roles and re.fullmatch(_composed_roles(), words):
        return role_in(words) or "responsible"
    return next((role for role in PRIORITY if role in roles), None)


@cache
def role_said(words: str) -> str | None:
    """The role of words that say nothing but a role (配合, 主要负责, 牵头单位, 主); None where they say more, or none."""
    folded = unspaced(fold(words))
    kind, role = labels().get(folded, ("", rows("letter").get(folded)))
    if kind in ("", "role") and role:
        return role
    word = _OF_WHOM.sub("", folded)
    said = role_words().fullmatch(word)
    if said and said["after"]:
        return role_of(said["after"])
    return role_of(word) if re.fullmatch(_composed_roles(), word) else None


@cache
def role_beside(words: str) -> str | None:
    """The role that a part of a column's head gives beside a column of who acts: 分办单位 beside 主办单位 helps, alone it answers."""
    return next((row["kind"] for row in table("vocabulary/heads") if row["place"] == "beside" and fold(row["part"]) in words), None)


@cache
def role_in(words: str) -> str | None:
    """The role that a part of a column's head gives (帮办单位: support); of several the first in the order of ``PRIORITY``."""
    found = {fold(row["part"]): row["kind"] for row in _role_parts() if fold(row["part"]) in words}
    # What a longer part holds is not counted again: 副组长 is no 组长.
    whole = {role for part, role in found.items() if not any(part in other and part != other for other in found)}
    return next((role for role in PRIORITY if role in whole), None) or _formed(words)


def _formed(words: str) -> str | None:
    """The role that the form of a head says whose deed no list knows: who is first in it, or takes part (主审科室, 参审科室)."""
    match = _heads_formed().fullmatch(words)
    return ("responsible" if match["first"] in "主首" else "support") if match else None


@cache
def _heads_formed() -> re.Pattern[str]:
    closing = (fold(row["part"]) for row in table("vocabulary/heads") if (row["kind"], row["place"]) == ("body", "closes"))
    return re.compile(rf"(?P<first>[主首参协陪])[\u4e00-\u9fff]{_either(part for part in closing if len(part) > 1)}")


@cache
def _role_parts() -> tuple[dict[str, str], ...]:
    return tuple(row for row in table("vocabulary/heads") if row["place"] == "role")


@cache
def labels() -> dict[str, tuple[str, str | None]]:
    """Labels with what they hold (``role``, ``person``, ``builder``, ``deadline``, ``score``) and their role."""
    found: dict[str, tuple[str, str | None]] = {}
    for row in table("vocabulary/columns"):
        if row["kind"] in ("role", "person", "builder", "deadline", "score"):
            found[fold(row["word"])] = (row["kind"], row["role"] or None)
    for word, role in rows("label").items():
        found[word] = ("role", role) if role in PRIORITY else (role, None)
    return found


def label(words: str) -> tuple[str, str | None]:
    """Kind and role of a label by the longest known or composed word that it ends with; KeyError where it ends with none."""
    folded, known = fold(words), labels()
    if folded in rows("letter"):
        return "role", rows("letter")[folded]
    for at in range(len(folded)):
        if folded[at:] in known:
            return known[folded[at:]]
        if _composed().fullmatch(folded, at):
            return "role", role_in(folded[at:]) or "responsible"
        if _dated().fullmatch(folded, at):
            return "deadline", None
    if folded.endswith(("单位", "部门", "主体", "科室", "责任方")) or role_in(folded):
        return "role", role_in(folded) or "responsible"
    raise KeyError(words)


def is_formality(label: str) -> bool:
    """Whether a label says who filled in, sent, received or issued a paper: a formality, no duty."""
    return _FORMALITY.search(label) is not None


def is_composed(words: str) -> bool:
    """Whether a label or head is none that a list holds whole, but put together of role words (包抓, 会办, 联办单位),
    or one character (主：, 协：).

    Only the bodies behind the colon of a label, or below a head, tell that it is one.
    """
    folded = fold(words)
    return folded not in labels() and _composed().fullmatch(folded) is not None


_DATED = r"(?:拟定?|计划|预计)?(?:完成|办结|见效|建成|交账|交卷|销号|截止|截至|节点|时点|期限|交付|投用|整改到位|要求)(?:时间|日期|时限)?"
"""a label of a deadline where a time follows it: 完成：2026年9月, 【截止】11月30日"""
_TIME = r"(?=[ \t]{0,4}(?:20\d\d|\d{1,2}月|\d{1,2}日|[一二三四]季度|第[一二三四]季度|Q[1-4]|[每全]年|年[底内中]|[上下]半年|汛期|长期|持续|常态))"


@cache
def _dated() -> re.Pattern[str]:
    return re.compile(_DATED)


_UNITS = "[部院班站支大车分团专片处股局所系][室系组所队间局部班处院办组]"
"""two characters for units inside a body: 部室, 院系, 班组, 站所, 车间, 专班"""


@cache
def _composed() -> re.Pattern[str]:
    """Role words, and words for bodies behind them: 包抓, 抓落实单位, 协管科室, 会办."""
    closing = (fold(row["part"]) for row in table("vocabulary/heads") if (row["kind"], row["place"]) == ("body", "closes"))
    bodies = _either(part for part in closing if len(part) > 1)
    return re.compile(rf"{_composed_roles()}(?:责任)?(?:{bodies}|{_UNITS})?")


@cache
def _composed_roles() -> str:
    """The regular expression of a role word.

    Two characters that each say little make one together: 包/主/承/会/联 … with 办/抓/管/推 ….
    """
    parts = {fold(row["part"]) for row in _role_parts()} | {word for word, role in rows("after").items() if role}
    single = "".join(sorted(part for part in parts if len(part) == 1))
    pairs = rf"[{single}包主承会联领经挂分][办抓管推建做联同作理导促保钩责攻]"
    whole = _either(part for part in parts if len(part) > 1)
    return rf"[{single}总]?(?:{whole}|{pairs}){{1,2}}"


@cache
def label_pattern(*, spaced: bool = False) -> str:
    """The regular expression of a label with its colon or brackets; ``spaced`` allows 责 任 单 位：.

    A label that ``is_composed`` is one only where bodies follow it.
    """
    words = sorted(labels(), key=lambda word: (-len(word), word))
    between = r"\s*" if spaced else ""
    first = re.escape("".join(sorted({word[0] for word in words})))
    either = f"(?=[{first}])(?:{'|'.join(between.join(map(re.escape, word)) for word in words)})"
    return rf"{_LEAD}(?P<label>{either}|{_composed().pattern}|{_letter()}|{_DATED}(?={_plain_mark()}{_TIME})){_MARK}[*]{{0,2}}"


def label_words(words: str) -> re.Pattern[str]:
    """A label as it may stand in ``words``; group ``mark`` is 为 in running words, and missing where it stands without colon and brackets."""
    return _label_words(marked=any(mark in words for mark in ":】]〕"))


@cache
def _label_words(*, marked: bool) -> re.Pattern[str]:
    """Without a mark behind it only a label that is listed whole is one."""
    told = rf"{_composed().pattern}(?={_plain_mark()})|{_letter()}(?={_plain_mark()})|{_DATED}(?={_plain_mark()}{_TIME})"
    known = f"{told}|{_either(labels())}" if marked else _either(labels())
    return re.compile(rf"{_LEAD}(?P<label>{known})(?:{_MARK}|(?P<tells>{_TELLS}))?[*]{{0,2}}")


def _letter() -> str:
    """One character that stands for a role before a colon: 主：镇水利站；协：各村；督：镇纪委."""
    return "(?<![\\u4e00-\\u9fff])[" + "".join(rows("letter")) + "]"


def _plain_mark() -> str:
    return f"(?:{_MARK})".replace("(?P<mark>", "(?:")


@cache
def barred_label() -> re.Pattern[str]:
    """A label of a role or a time that a bar parts from what it holds (责任单位|县水利局)."""
    words = (word for word, (kind, _) in labels().items() if kind in ("role", "deadline") and len(word) > 2)
    return re.compile(rf"(?:^|(?<=[。；;!,\s)\]】〕—–·•●■◆▪…|]))(?P<label>{_either(words)})\|(?=[\u4e00-\u9fff\d])")


def is_label_line(text: str) -> bool:
    """Whether a paragraph begins with a label (牵头单位：…)."""
    head = fold(text[:40])
    first, mark, _ = head.partition("\n")
    return _label_line().match(head) is not None or (bool(mark) and unspaced(first) in labels())


@cache
def _label_line() -> re.Pattern[str]:
    return re.compile(r"[\s—–·•●■◆▪→➢►▶◇○]*" + label_pattern(spaced=True))


def _either(words: Iterable[str]) -> str:
    """One of several words, the longest first; a look at the first character spares trying them all."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    first = re.escape("".join(sorted({word[0] for word in longest})))
    return f"(?=[{first}])(?:{'|'.join(map(re.escape, longest))})"


def with_colons(text: str) -> str:
    """Put a colon for the blank or dash behind a label that begins a line and has bodies or a time behind it: 牵头 县水利局.

    So for the brackets around one where a cell begins with them. The words stay as long as they are.
    """

    def colon(match: re.Match[str]) -> str:
        kind = labels().get(fold(match["label"]), ("", None))[0]
        dashed = match["blank"][0] not in " \t"
        return f"{match['label']}:{match['blank'][1:]}" if kind == "role" or (dashed and kind == "deadline") else match[0]

    text = _SPACED_LABEL.sub(colon, text) if any(mark in text for mark in " \t-—–→>") else text
    return _BRACKETED_LABEL.sub(r"、\g<role>:", text) if _BRACKETED_LABEL.match(text) else text
