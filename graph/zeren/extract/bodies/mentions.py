"""Split the words of a body cell or list into mentions, each with its exact place.

Hard separators (、，；) always part; white space and line ends part two names where both are whole,
and only wrap one name where they are not: 中国人民银行 北京市分行, 市规划自然资源委⏎西城分局. 和, 及 and 与
part only whole names (发展和改革委员会 stays one); a list of divisions under one 各 stays one (各区、县级市).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from zeren.extract.bodies.completed import LEVEL, PLACE, completed
from zeren.extract.bodies.endings import (
    CLOSE,
    EXCEPT,
    LEVELS,
    OPEN,
    divisions,
    ending_of,
    endings_of,
    is_body,
    is_solid,
    is_whole,
)
from zeren.extract.bodies.mention import Mention
from zeren.extract.lexicon import labels
from zeren.ground.fold import fold

WRAP = "\x1f"
"""stands for a line end at which, as measured, nothing but the width of a cell broke the words: white space, as line ends are"""
_HARD = "、,;。|"
_PARTS = frozenset(_HARD + "/+&")
_ET_AL = re.compile(
    r"(?<![高平同])等(?![级保])(?:\d+[个家]|[一二三四五六七八九十]+[个家])?([^、,;()（）等]{0,6}?(?:部门|单位)(?:和单位)?)?$"
)
_WITH = re.compile(r"[\u4e00-\u9fff]{3}(?:会同|及|和|与)(?:各?有关|各?相关)(?:部门|单位)(?:和单位)?$")
"""区财政局会同有关部门: the body is named, the others are not"""
_LEADING = re.compile(
    r"^(?:以(?=[\u4e00-\u9fff]{3})|\d{1,2}[.、)]|[①-⑳]|以及|及其|及"
    r"|和(?![平田县政顺静硕龙林]|布克)|与|或|等其他|等其它|其他|等(?:和|及|以及)|等(?!级|保))"
)
_ALIAS = re.compile(r"(?<=[\u4e00-\u9fff])[(\[〔](?:以下)?(?:统一)?[简统下]称[^()]{1,24}[)\]〕]$")
"""how a text calls a body from there on (（以下简称联席会议）)"""
STARS = "*＊★☆△▲※"
"""marks that a list puts on some of its bodies; what they say stands elsewhere in the document"""
_GLUE = re.compile(rf"(?<=[局委办厅部院行司心队])(?=[{LEVELS}][^属直管域政]|各[{LEVELS}有相乡镇街])")
_REMARK = r"(?:[(〔\[][^()〔〕\[\]]*[)〕\]])?"
_PLOTS = "场|[农林牧渔]场|垦殖场|团场|苏木|工业园?区|园区|功能区|管理区|林区"
"""areas beside towns and streets that a list under one 各 counts: 各镇、街道、工业区; 各乡镇、场、街道办事处"""
_DIVISIONS = re.compile(
    rf"(?:全[省市区县州])?(?:各|相关|有关|各有关|各相关)[\u4e00-\u9fff]{{0,2}}?"
    rf"(?:[省市州县区旗盟地乡镇]{{1,3}}|设区市|地级市|县级市|街道|乡镇|苏木)(?:行政公署|行署)?{_REMARK}"
    rf"(?:、(?:[市州县区旗盟地乡镇]{{1,2}}|县级市|自治区|直管市|街道|{_PLOTS}){_REMARK})*"
)
_OFFICES = re.compile("[\u4e00-\u9fff]{0,5}各[委部办局厅](?:、[委办局厅行])*")
"""市政府各委、办、局: all its departments, one group"""
_OF_PREFECTURES = re.compile("各[地州市盟]{1,3}(?:人民政府|政府)")
"""各地州市人民政府、行政公署"""
_PARTIES = re.compile(rf"各[\u4e00-\u9fff]{{1,6}}?{_REMARK}(?:党委|市委|区委|县委|党工委|委)")
"""各市党委、政府 is one group"""
_DIVISION = re.compile(
    rf"(?:[市州县区旗盟乡镇]{{1,2}}|县级市|直辖市|直管市|自治[区州县旗]|街道|{_PLOTS}|开发区|新区|片区|管委会|管理委员会|办事处){_REMARK}"
    rf"(?:党委|人民政府|政府|管委会|管理委员会|街道办事处|办事处|街道办|[和及、])*{_REMARK}"
)
_AND = re.compile(r"以及|和|及(?!其)|与|[/\\+&]")
_GENERIC = re.compile(r"(?:各?有关|各?相关|其他|直属|所属|下属)?(?:单位|部门|机构|企业|地区|地方|个人)")
_BARE_PLACE = re.compile(r"(?!各|有关|相关|全)(?:[\u4e00-\u9fff]{1,8}[省市县区旗州]|北京|天津|上海|重庆|浙江|江苏)")
_COUPLE = re.compile(r"[\u4e00-\u9fff]{2,6}(?P<level>[市县区旗州])委(?=(?P=level)(?:人民)?政府$)")
"""海山县委县政府: two bodies without a mark between them"""
_WRAP = re.compile(r"(?<![!-~])\s+|\s+(?![!-~])|[\u00ad\u200b-\u200f\u2060\ufeff]")
"""white space inside brackets, which parts no names (between Latin words it stays), and invisible characters"""
_REST = re.compile("会(?![展计议])|保障[局厅部]|[局厅委部署院](?!属)")
"""what a name never begins with"""
_TOWNS = ("镇", "乡", "街道", "苏木")
_WHOSE = ("党委", "党工委", "政府", "人民政府", "管委会", "办事处", "党委、政府", "党委政府")
"""what stands on the next line of a narrow cell behind the divisions that it belongs to"""
_BRACKETS = frozenset(OPEN + CLOSE)
_BETWEEN = re.compile(r"(?:[、,;。|\s]|(?<=\s)[+&/](?=\s))+")
"""what parts names where no brackets stand"""
_REMEMBERED = 1 << 12
"""names: those of a document come again and again"""
_COLON = re.compile("[:：]")
_LABEL = 8
"""code points of a label inside the words of a body"""
_WHO = ("单位", "部门", "主体", "科室")
"""how labels end that no list knows and that name who answers (科室：采供中心)"""
_PARENTS = {
    "公司": ("公司", "集团", "保险", "电信", "移动", "联通", "铁塔", "电网", "石化", "石油", "邮政", "人保", "人寿"),
    "分行": ("行",),
    "支行": ("行",),
}
"""what a branch that goes on with the name above it is a branch of: a company of a firm, never of a 局"""
_HALF = re.compile(
    "(?<!供销)(?<!合作)(?<![报版联学])社\n会(?!计|展|议)|组\n织(?!造|布)|^[省市区县州旗镇乡](?:科\n[学技]|乡\n村|司\n法|社\n会|会\n[展计])"
    "|\n(?:有限|股份有限|有限责任)(?:责任)?公司$"
)
"""a line end inside one word: 人力资源和社⏎会保障局, 市委组⏎织部, 县乡⏎村振兴局, 投资集团⏎有限公司; but 县供销社⏎会计中心 are two"""
_CREW = re.compile("[\u4e00-\u9fff]{2,8}组")
"""a group of people that its line names whole (理化生教研组)"""
_SLACK = 2
"""code points that a full line of a narrow cell may lack"""
_BRANCH_PLACE = 6
"""code points of a place name before a branch ending: 延边朝鲜族自治州 and its like are written short"""


@dataclass(frozen=True, slots=True)
class _Piece:
    words: str
    start: int
    end: int
    hard: bool
    """a hard separator stands before it"""
    spots: tuple[int, ...] = ()
    """offset of each code point where white space was taken out of ``words``; empty where none was"""
    broken: bool = False
    """nothing but a line end stands before it"""
    wrapped: bool = False
    """nothing but a measured wrap stands before it"""

    def cut(self, begin: int, stop: int) -> _Piece:
        """A part of the piece, by positions in ``words``."""
        words = self.words[begin:stop]
        if not self.spots or not words:
            return _Piece(words, self.start + begin, self.start + begin + len(words), self.hard)
        spots = self.spots[begin:stop]
        return _Piece(words, spots[0], spots[-1] + 1, self.hard, spots)


def split(text: str, start: int = 0, *, prose: bool = False) -> tuple[Mention, ...]:
    """Return the mentions in ``text``, a verbatim slice whose first code point has offset ``start``.

    A cell keeps 等部门 with the name that it closes; in ``prose`` it only says that the list goes on.
    """
    joined = _joined(list(_pieces(text, start)), prose=prose, wrapped=_is_wrapped(text.replace(WRAP, "\n")))
    pieces = _grouped([part for piece in joined for part in _unlabelled(piece)])
    mentions: list[Mention] = []
    for piece in pieces:
        if not piece.spots and _is_plain(piece.words, prose=prose):
            mentions.append(Mention(piece.words, piece.start, piece.end, False, piece.words))
            continue
        for part, mention in _mentioned(piece, prose=prose):
            if mention.printed:
                mentions.append(mention)
            elif mentions and "等" in part.words:
                mentions[-1] = replace(mentions[-1], open_ended=True)
            if mention.printed and len(mentions) > 1 and part.words.startswith("等"):
                mentions[-2] = replace(mentions[-2], open_ended=True)
    # Bodies each on a line of its own state their levels themselves; only a running list writes one for all.
    listed = any(piece.hard for piece in pieces[1:]) or len(mentions) > len(pieces)
    return completed(mentions) if listed else tuple(mentions)


def _mentioned(piece: _Piece, *, prose: bool) -> Iterator[tuple[_Piece, Mention]]:
    """The parts of a piece, each with the mention that it is."""
    for part in (one for whole in _unglued(piece) for one in _coupled(whole)):
        yield part, _mention(part, prose=prose)


@lru_cache(maxsize=_REMEMBERED)
def _is_plain(words: str, *, prose: bool) -> bool:
    """Whether words are one name as they stand: nothing to part, to cut off or to leave out."""
    found = [mention for _, mention in _mentioned(_Piece(words, 0, len(words), True), prose=prose)]
    return found == [Mention(words, 0, len(words), False, words)] and not words.startswith("等")


def _pieces(text: str, offset: int) -> Iterator[_Piece]:
    """Cut at separators outside brackets."""
    folded, depth, begin, hard = fold(text), 0, 0, True
    if _BRACKETS.isdisjoint(folded):
        yield from _unbracketed(text, folded, offset)
        return
    for at, char in enumerate(folded + "、"):
        depth += (char in OPEN) - (char in CLOSE and depth > 0)
        at_end = at == len(text)
        if not at_end and (depth or not (char in _HARD or char.isspace())):
            continue
        words = text[begin:at]
        if words:
            broken = not hard and text[:begin].endswith("\n") and not text[: begin - 1][-1:].isspace()
            wrapped = not hard and text[:begin].endswith(WRAP)
            yield _Piece(words, offset + begin, offset + at, hard, broken=broken or wrapped, wrapped=wrapped)
        hard = char in _HARD or (hard and not words)
        begin = at + 1


def _unbracketed(text: str, folded: str, offset: int) -> Iterator[_Piece]:
    """The pieces of words without brackets, as ``_pieces`` cuts them sign by sign."""
    begin, hard = 0, True
    excepted = [match.span() for match in EXCEPT.finditer(folded)] if "除" in folded else []
    parting = [match.span() for match in _BETWEEN.finditer(folded) if not any(one <= match.start() < end for one, end in excepted)]
    for between in [*parting, (len(text), len(text))]:
        if words := text[begin : between[0]]:
            broken = not hard and text[begin - 1] == "\n" and not text[: begin - 1][-1:].isspace()
            wrapped = not hard and text[begin - 1] == WRAP
            yield _Piece(words, offset + begin, offset + between[0], hard, broken=broken or wrapped, wrapped=wrapped)
            hard = False
        hard = hard or not _PARTS.isdisjoint(folded[between[0] : between[1]])
        begin = between[1]


def _is_wrapped(text: str) -> bool:
    """Whether a narrow cell broke its lines anywhere: they hold separators of their own and are all about as long."""
    if "\n" not in text:
        return False
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    full = max(map(len, lines), default=0) - _SLACK
    return (
        len(lines) > 1
        and all(len(line) >= full for line in lines[:-1])
        and any(char.isspace() or char in _HARD for line in lines for char in fold(line))
    )


def _joined(pieces: list[_Piece], *, prose: bool, wrapped: bool) -> list[_Piece]:
    """Put names together that white space only wraps."""
    joined: list[_Piece] = []
    # Where marks part the names of a cell, its line ends part none.
    marked = any(piece.hard for piece in pieces[1:])
    for at, piece in enumerate(pieces):
        before = joined[-1] if joined else None
        further = pieces[at + 1].words if at + 1 < len(pieces) and pieces[at + 1].wrapped else ""
        if before is None or piece.hard or not (
            _continues(before.words, piece.words, prose=prose)
            or (wrapped and piece.broken and not _begins(piece.words))
            or (piece.wrapped and (_is_broken(before.words, piece.words, further) or (marked and not _begins(piece.words))))
            or (piece.broken and not prose and _is_place_of(before.words, piece.words))
            or (piece.broken and not prose and len(piece.words) == 1 and is_body(before.words + piece.words))  # 各社⏎区
        ):
            joined.append(piece)
        else:
            blank = " " if before.words[-1].isascii() and piece.words[0].isascii() else ""
            spots = (*(before.spots or range(before.start, before.end)), *[before.end] * len(blank))
            spots = (*spots, *range(piece.start, piece.end))
            joined[-1] = _Piece(before.words + blank + piece.words, before.start, piece.end, before.hard, spots)
    # A name that was broken twice (中国人民银行 北⏎京市分行) shows only when its second half is whole.
    return joined if len(joined) == len(pieces) else _joined(joined, prose=prose, wrapped=False)


def _is_broken(before: str, after: str, further: str) -> bool:
    """Whether a measured wrap stands inside one name: its halves are no two bodies, or a place and what is of it (奇台⏎县政府).

    The second half may itself go on in a further line (市消防救援支队⏎凤栖燃气有限公⏎司).
    """
    halves = is_body(before) and any(is_body(_ET_AL.sub("", fold(words))) for words in (after, after + further))
    return not halves or (fold(before) in divisions() and after[0] in LEVELS)


def _is_place_of(before: str, after: str) -> bool:
    """Whether a line that is a bare place begins the name that goes on in the next line: 杭州市⏎卫生健康委, 人行浙江省⏎分行."""
    folded, below = fold(before), fold(after)
    if not _BARE_PLACE.fullmatch(folded) or _begins(below) or below[0] in OPEN + CLOSE:
        return False
    kind, ending = ending_of(below)
    return kind == "branch" or (kind in ("body", "part", None) and below != ending and not PLACE.fullmatch(below))


def _begins(name: str) -> bool:
    """Whether a name begins with its level, a place or the words of a group."""
    folded = fold(name)
    if LEVEL.match(folded) or folded.startswith(("各", "相关", "有关", "国家", "中国", "中央", "全国", "等")):
        return True
    return any(folded[:size] in divisions() for size in (2, 3, 4))


def _continues(before: str, after: str, *, prose: bool) -> bool:
    """Whether ``after`` is the rest of the name that ``before`` begins.

    Wrapped prose breaks a name anywhere (省委⏎网信办, 省人力资源社⏎会保障厅); a cell sets short names on lines of their own.
    """
    if _ET_AL.search(before):
        return before.endswith("等") and _GENERIC.fullmatch(fold(after)) is not None
    if fold(after) in _WHOSE and _DIVISIONS.fullmatch(fold(before)):
        return True  # 各镇（街道）⏎党委
    if before in tuple(LEVELS) or (prose and (len(before) < 3 or _REST.match(after))):
        return True
    if fold(after)[0] in OPEN + CLOSE:
        return True
    if _HALF.search(f"{fold(before)}\n{fold(after)}"):
        return True
    if not is_whole(before):
        return prose or not (_CREW.fullmatch(before) and is_body(after))
    rest = _ET_AL.sub("", fold(after))
    first = _AND.split(rest)[0]
    rest = first if is_whole(first) else rest
    kind, ending = ending_of(rest)
    if kind == "part" and rest == ending:
        return True
    place = rest[: len(rest) - len(ending)]
    return (
        kind == "branch"
        and fold(before).endswith(_PARENTS.get(ending[-2:], ""))
        and len(place) <= _BRANCH_PLACE
        and (place[:1] not in LEVELS + "各" or place in tuple(LEVELS))
        and not place.startswith(("中国", "国家", "中央", "全国"))
        and not any(word in place for word in endings_of("trade"))
    )


def _unlabelled(piece: _Piece) -> Iterator[_Piece]:
    """Cut words at the labels inside them: a body before the first, bodies behind those that say who; a person or a time is none.

    河长：县长宋明远责任单位：东坝镇人民政府 names 东坝镇人民政府.
    """
    found = _labels_in(fold(piece.words)) if _COLON.search(piece.words) else ()
    if not found:
        yield piece
        return
    if is_body(piece.words[: found[0][0]]):
        yield piece.cut(0, found[0][0])
    for (_, behind, kind), after in zip(found, [*(one[0] for one in found[1:]), len(piece.words)], strict=True):
        if kind == "role" and after > behind:
            yield piece.cut(behind, after)


@lru_cache(maxsize=_REMEMBERED)
def _labels_in(words: str) -> tuple[tuple[int, int, str], ...]:
    """Where each label with its colon begins and ends in folded words, and what it holds (``role``, ``person`` …)."""
    found: list[tuple[int, int, str]] = []
    begin = 0
    for colon in _COLON.finditer(words):
        at, kind = colon.start(), ""
        if any(words.count(mark, 0, at) > words.count(end, 0, at) for mark, end in zip(OPEN, CLOSE, strict=True)):
            continue
        for size in range(min(_LABEL, at - begin), 0, -1):
            if words[at - size : at] in labels():
                kind = labels()[words[at - size : at]][0]
                break
        else:
            size = at - begin
            if size <= _LABEL and words[begin:at].endswith(_WHO):
                kind = "role"
        if kind:
            found.append((at - size, colon.end(), kind))
            begin = colon.end()
    return tuple(found)


def _unglued(piece: _Piece) -> Iterator[_Piece]:
    """Part names set without any separator: 市发展改革委市财政局."""
    begin = 0
    for match in _GLUE.finditer(piece.words):
        left, right = piece.words[begin : match.start()], piece.words[match.start() :]
        if len(left) < 4 or not is_whole(left) or not is_whole(_ET_AL.sub("", right)):
            continue
        if right[0] in (left[0], "各") or (left[0] in LEVELS and _is_apart(fold(_ET_AL.sub("", right)))):
            yield piece.cut(begin, match.start())
            begin = match.start()
    yield piece.cut(begin, len(piece.words)) if begin else piece


def _is_apart(right: str) -> bool:
    """Whether words that begin with another level than the name before them are a name of their own: 市生态环境局文峰分局."""
    return is_solid(right) and len(right) - len(ending_of(right)[1]) > 2


def _grouped(pieces: list[_Piece]) -> list[_Piece]:
    """Put divisions together that one 各 covers: 各区、县级市; 各市、县（区）人民政府."""
    grouped: list[_Piece] = []
    for piece in pieces:
        before = grouped[-1] if grouped else None
        if (
            before
            and piece.start == before.end + 1
            and _may_cover(before.words)
            and (
                (_DIVISIONS.fullmatch(fold(before.words)) and _DIVISION.fullmatch(_ET_AL.sub("", fold(piece.words))))
                or (_ET_AL.search(fold(before.words)) and _GENERIC.fullmatch(fold(piece.words)))
                or (_PARTIES.fullmatch(fold(before.words)) and fold(piece.words) in ("政府", "人民政府", "管委会"))
                or (_OFFICES.fullmatch(fold(before.words)) and fold(piece.words) in tuple("委办局厅行"))
                or (before.words[:1] == "各" and fold(piece.words) in ("行政公署", "行署"))
            )
        ):
            spots = (*(before.spots or range(before.start, before.end)), before.end)
            spots = (*spots, *(piece.spots or range(piece.start, piece.end)))
            grouped[-1] = _Piece(f"{before.words}、{piece.words}", before.start, piece.end, before.hard, spots)
        else:
            grouped.append(piece)
    return grouped


@lru_cache(maxsize=_REMEMBERED)
def _may_cover(words: str) -> bool:
    """Whether words may reach over a separator: divisions under one 各, a list that goes on, parties."""
    folded = fold(words)
    kinds = (_DIVISIONS, _PARTIES, _OFFICES)
    return bool(any(kind.fullmatch(folded) for kind in kinds) or _ET_AL.search(folded)) or _OF_PREFECTURES.fullmatch(folded) is not None


def _coupled(piece: _Piece) -> Iterator[_Piece]:
    """Part whole names joined by 和, 及 or 与; inside a name (发展和改革委员会) they stay."""
    begin, folded = 0, fold(piece.words)
    if couple := _COUPLE.match(folded):
        yield piece.cut(0, couple.end())
        yield piece.cut(couple.end(), len(piece.words))
        return
    for match in _AND.finditer(folded):
        left, right = folded[begin : match.start()], _AND.split(folded[match.end() :])[0]
        rest = _ET_AL.sub("", folded[match.end() :])
        apart = match[0] in "/\\+&" and all(is_body(name) or ending_of(name)[1] == name for name in (left, right))  # 办公室/工会
        if not apart and not any(_separate(name, _ET_AL.sub("", left)) for name in (rest, right)):
            continue
        yield piece.cut(begin, match.start())
        begin = match.end()
    yield piece.cut(begin, len(piece.words)) if begin else piece


def _separate(right: str, left: str) -> bool:
    """Whether two names round 和 are each a name of its own (各有关部门和单位 is one group)."""
    if len(left) < 2 or not (is_whole(left) and right and is_whole(right)) or _GENERIC.fullmatch(right):
        return False
    if ending_of(left) == ("body", left) and not left.startswith(tuple(LEVELS)):
        return False  # a bare kind of body, as 实验室 in 实验室与设备管理处: what it deals with, not who
    kind, ending = ending_of(right)
    stem = right[: len(right) - len(ending)]
    if not stem:
        # 团市委, and a division of one house behind a name of its own: 学科建设办公室和人事处
        return len(right) > 2 and len(left) - len(ending_of(left)[1]) > 1
    towns = right.endswith(_TOWNS) and left.endswith(_TOWNS)
    named = kind == "part" and len(right) > 2  # 人事处 ends like 办事处
    return kind is None or len(stem) > 1 or stem in tuple(LEVELS) or right[0] == "各" or towns or named


def _mention(piece: _Piece, *, prose: bool) -> Mention:
    if _ET_AL.fullmatch(fold(piece.words)):
        return Mention("", piece.start, piece.end, open_ended=True)
    if lead := _LEADING.match(fold(piece.words)):
        rest = piece.words[lead.end() :]
        if not rest or is_whole(rest):
            piece = piece.cut(lead.end(), len(piece.words))
    et_al = _ET_AL.search(fold(piece.words))
    if et_al and (prose or not et_al.group(1)):
        piece = piece.cut(0, et_al.start())
    bare = piece.words.strip(STARS)
    if bare and bare != piece.words:
        begin = piece.words.index(bare)
        piece = piece.cut(begin, begin + len(bare))
    if alias := _ALIAS.search(fold(piece.words)):
        piece = piece.cut(0, alias.start())
    printed = _WRAP.sub("", piece.words)
    open_ended = et_al is not None or _WITH.search(fold(printed)) is not None
    return Mention(printed, piece.start, piece.end, open_ended=open_ended, full=printed)
