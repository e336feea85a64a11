"""Duties inside the sentence: clauses of a measure that name a body of their own.

公安部门牵头坚决打击… gives a body by its function, which only the bodies of the same row can tell;
各区深化…, 朝阳区、大兴区开展… and 由区城市管理委负责… name theirs outright.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from zeren.extract.bodies.endings import divisions
from zeren.extract.compact import Compact, compact, sentences
from zeren.extract.compact import clauses as parts
from zeren.ground.model import Assignment, Clause, Disagreement, Named, Place
from zeren.ground.resources import table

# A list word holds no separator: otherwise a run of 和 could be divided in exponentially many ways.
_WORD = "(?:(?![和与])[一-龥])"
_LEVEL = "(?:市、区两级|省、市、县三级)?"
_FORMAL = (
    "(?:办事处|管委会|人民政府|政府|委员会|分局|总队|支队|大队|集团|公司|服务局|管理局|委(?!员)|局|厅"
    "|(?:行业|主管|管理|监管|执法)*部门|区(?![域级属内位块])|副中心)"
)
_GROUP = (
    "(?:各(?:有关|相关|行业主管|行业|涉农|成员|级)?"
    "(?:部门|单位|街道(?:办事处|执法部门)?|区县|县区|区政府|区|市政府|市|县|乡镇|镇)|每区|涉农区|各级政府)"
)
_ITEM = f"(?:{_GROUP}|{_WORD}{{1,16}}?{_FORMAL}|{_WORD}{{2,4}}?[市县](?=[、和与]|联合|共同|协同|加强|共享|共建|携手|合作|开展))"
_NAMED = re.compile(f"由?{_LEVEL}(?P<list>{_ITEM}(?:[、和与]{_ITEM})*)(?P<open>等)?")
_SHARED = re.compile(
    f"由?{_LEVEL}(?P<list>{_WORD}{{2,12}}?(?:[、和]{_WORD}{{2,12}}?)+)"
    "(?P<noun>等(?:相关|有关)?(?:行业)?(?:主管)?部门|部门)"
    f"(?P<more>[和、](?:{_GROUP}|街道))?"
)
_BY = re.compile("[一-龥]{2,14}(?=由(?!贸易))")
_AND = "龢"
"""stands for the 和 inside a name (文化和旅游) while a list is divided; as long as the original"""
_SEPARATOR = re.compile("[、和与]")
_ORIGIN = re.compile("^(?:[省市区县]级?|各)")
_SUFFIX = re.compile("(?:(?:行业|主管){0,4}部门|办公室|委员会|管理局|分局|局|委|厅|办|部)$")


@cache
def _rows(part: str) -> dict[str, str]:
    return {row["word"]: row["means"] for row in table("vocabulary/clauses") if row["part"] == part}


@cache
def _any(part: str) -> re.Pattern[str]:
    return re.compile("|".join(sorted(_rows(part), key=lambda word: (-len(word), word))))


def acts() -> re.Pattern[str]:
    """Words that a body acts with, the modal ones among them (要, 应)."""
    return _any("act")


@cache
def _joined() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_rows("joined"))))


def clauses_in(text: str, offset: int) -> tuple[Clause, ...]:
    """Return the sentences of a measure's words that name bodies of their own, in order.

    ``text`` is a verbatim slice that begins at ``offset``. A body counts where it opens a clause and acts in it;
    bodies that are only worked with (配合市级部门) or that qualify a thing (由政府投资的项目) do not.
    """
    source = compact(text, offset)
    found = []
    for begin, end in sentences(source.words):
        for index, (start, stop) in enumerate(parts(source.words, begin, end)):
            clause = _clause(source, start, stop, end, first=index == 0)
            if clause:
                found.append(clause)
    return tuple(found)


def _clause(source: Compact, begin: int, stop: int, end: int, *, first: bool) -> Clause | None:
    """The clause that opens at ``begin``; later clauses of a sentence count only with 部门, 各… or 由."""
    words = _joined().sub(lambda match: match[0].replace("和", _AND), source.words[begin:stop])
    if by := _BY.match(words):
        # 所需资金由县财政局安排: what stands before 由 is the matter, no part of the name.
        begin, words = begin + by.end(), words[by.end() :]
    shared = _SHARED.match(words)
    match = shared if shared and _opens(shared["list"]) else _NAMED.match(words)
    if not match or not _opens(match["list"]):
        return None
    rest = words[match.end() :]
    role = _any("role").match(rest)
    if not role and not _any("act").match(rest):
        return None
    if not (first or role or match[0].startswith(("由", "各", "每")) or "部门" in match[0]):
        return None
    bodies = _bodies(source, begin, match, shared=match is shared)
    if not bodies:
        return None
    word = role[0] if role else None
    return Clause(
        source.quote(begin, end),
        Place(source.start(begin), source.end(end)),
        _rows("role")[word] if word else "responsible",
        word,
        bodies,
    )


def _opens(names: str) -> bool:
    """Whether a list begins with a body rather than with a verb or a class of areas."""
    items = _SEPARATOR.split(names)
    return not _any("other").match(items[0]) and not any(
        item.endswith(tuple(_rows("class"))) and item[:-1] not in divisions() for item in items
    )


def _bodies(source: Compact, begin: int, match: re.Match[str], *, shared: bool) -> tuple[Named, ...]:
    found = []
    start = begin + match.start("list")
    for item in re.finditer("[^、和与]+", match["list"]):
        mention = item[0].replace(_AND, "和")
        functional = (shared or mention.endswith("部门")) and not mention.startswith("各")
        if shared and not mention.endswith("部门"):
            mention += "部门"
        found.append(_named(source, mention, start + item.start(), start + item.end(), functional=functional))
    more = match.groupdict().get("more")
    if more:
        spot = begin + match.start("more") + 1
        whole = more.startswith(("各", "每"), 1)
        found.append(_named(source, more[1:], spot, begin + match.end("more"), functional=not whole))
    return tuple(found)


def _named(source: Compact, mention: str, begin: int, end: int, *, functional: bool) -> Named:
    return Named(mention, Place(source.start(begin), source.end(end)), functional)


def answering(mention: str, bodies: Sequence[str]) -> str | None:
    """Return the one of a row's bodies that a mention in its text means; None where none or several fit.

    ``bodies`` are full names as printed. 公安部门 → 西城公安分局, 公安交管部门 → 西城交通支队; an exact name comes
    first, then the same function, then a name that contains the function.
    """
    if mention in bodies:
        return mention
    core = _core(mention)
    wanted = [core, *_rows("alias").get(core, "").split("|")]
    for fits in (lambda body, word: _core(body) == word, lambda body, word: word in body):
        for word in filter(None, wanted):
            matching = sorted({body for body in bodies if fits(body, word)})
            if len(matching) == 1:
                return matching[0]
    return None


def _core(name: str) -> str:
    """The function in a name: without the level before it and the form after it."""
    return _SUFFIX.sub("", _ORIGIN.sub("", name))


def disagreements(clauses: Sequence[Clause], assignments: Sequence[Assignment]) -> tuple[Disagreement, ...]:
    """Return where clauses and the columns of their row give a body different shares.

    A clause that gives a lead or a duty to a body of the support column disagrees, as does one that names by
    its function a body the row does not have.
    """
    names = [assignment.full for assignment in assignments]
    found = []
    for clause in clauses:
        for named in clause.bodies:
            body = answering(named.mention, names)
            roles = sorted({assignment.role for assignment in assignments if assignment.full == body})
            if body is None and named.functional:
                reason = f"{named.mention}: no single body of the row answers to this name"
                found.append(Disagreement(clause, named, None, reason))
            elif roles == ["support"] and clause.role in ("lead", "responsible"):
                reason = f"{named.mention}: {clause.role} in the text, support in the column"
                found.append(Disagreement(clause, named, body, reason))
    return tuple(found)
