"""Letters to one body, which speak to it (请你局办理, 交由贵单位落实): the body that is addressed is meant, and answers for the items."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zeren.extract.bodies.endings import is_body, is_whole
from zeren.extract.bodies.mentions import split
from zeren.extract.draft import Draft
from zeren.extract.prose.name_ends import YOU
from zeren.extract.prose.segments import mark_of
from zeren.extract.prose.sentence import Duty, read
from zeren.extract.time.due import first_due
from zeren.ground.fold import unspaced
from zeren.ground.model import Assignment, Block, Paragraph, Place

_SPOKEN = re.compile(YOU)
"""a word for the body that a letter goes to"""
_ASKED = re.compile(
    rf"(?:请|交|由|责成|转|要求|函告|望|将){YOU}|{YOU}[^，。；《\n]{{0,30}}(?:办理|落实|整改|承办|负责|完成|抓好|推进)|交{YOU}"
)
"""what gives it tasks"""
_SALUTED = re.compile(r"\s{0,8}(?P<name>[^\s，。；：:、（）()]{3,30})[：:]\s{0,4}")
"""县水利局："""
_SALUTED_ALL = re.compile(r"\s{0,8}(?P<names>[^\s。；：:（）()][^。；：:\n]{2,200})[：:]\s{0,4}")
"""市民政局、市财政局：, 各乡镇（街道）党（工）委："""
_REMINDS = re.compile("提醒|催[办促告]|督[办促]|交办|待办|滞后|逾期|未完成|未办结|超期|超时")
"""words of a title or an opening sentence that calls in what is still to be done"""
_CHARGED = re.compile(
    rf"{YOU}(?:[^，。；\s]{{0,12}}?(?:承担|负责|牵头|承办|主办|实施|办理|落实))?的?(?:以下|下列|[一二两三四五六七八九十\d]{{1,3}}项)"
)
"""words that say whose the items are (你单位承担的以下事项进度滞后)"""
_ITS_OWN = re.compile(rf"{YOU}[^，。；\s]{{0,12}}?(?:承担|负责|牵头|承办|主办|实施|办理|落实)的?")
_OTHERS = re.compile(
    rf"(?:承担|负责|牵头|承办|主办|实施)的|监管的|所属|下属|{YOU}(?:督促|指导|协调|监督)|(?:督促|指导|协调|监督)[^，。；]{{2,20}}(?:完成|落实|办理|整改)"
)
"""words that say that somebody else does the items (县水利局承担的以下事项, 请你局督促以下企业完成整改)"""
_DONE = re.compile("已(?:经|于[^，。；]{1,12})?(?:全部|全面|如期|按期|按时|提前|顺利)?(?:完成|办结|销号|到位)(?=[，。；,;]|$)")
"""what says that an item is done"""
_OUGHT = re.compile(r"应|须|需|要求|限|原定|待办|^请(?![示求教])|请[于在](?=\d)")
"""what lays a time on who is addressed (应于5月底前完成)"""
_WITH = re.compile("会同|联合|配合|督促|指导|协调|商")
"""how an item begins that names others beside the addressed body"""
_FIRST = 12
"""blocks among which the salutation stands"""


@dataclass(frozen=True, slots=True)
class Addressee:
    """The body that a letter goes to."""

    name: str
    place: Place
    """of the salutation"""
    asked: int
    """offset behind the sentence that gives it the tasks, or of the item that asks it"""
    only_due: bool = False
    """no sentence says that the items are its own: those are that set a time"""

    @property
    def answers(self) -> Assignment:
        """The body as who answers, where no role is printed."""
        return Assignment("responsible", None, self.name, self.name, 1, "text", self.place)


def addressee_of(blocks: Sequence[Block]) -> Addressee | None:
    """The one body that a letter goes to and that it asks to act; None where it goes to several or asks nothing of it."""
    for at, block in enumerate(blocks[:_FIRST]):
        saluted = _SALUTED.fullmatch(block.text) if isinstance(block, Paragraph) else None
        if saluted is None or not isinstance(block, Paragraph):
            continue
        name = saluted["name"]
        if not (is_body(name) and is_whole(name) and len(split(name, 0)) == 1) or name[0] in "各":
            return None
        start = block.place.start + saluted.start("name")
        place = replace(block.place, start=start, end=start + len(name))
        below = [one for one in blocks[at + 1 :] if isinstance(one, Paragraph) and one.text.strip()]
        asks = next((one for one in below if _ASKED.search(one.text)), None)
        items = next((one for one in below if mark_of(one.text.lstrip())), None)
        if items and (asks is None or asks.place.start > items.place.start):
            first = below.index(items)
            if any((line := _SALUTED.fullmatch(one.text)) and is_body(line["name"]) for one in below[first:]):
                return None
            lead = "".join(one.text for one in below[:first])
            title = "".join(one.text for one in blocks[:at] if isinstance(one, Paragraph))
            if _REMINDS.search(unspaced(title) + lead) and not _OTHERS.search(_ITS_OWN.sub("", lead)):
                return Addressee(name, place, items.place.start, only_due=not _CHARGED.search(lead))
        if asks is None:
            return None
        return Addressee(name, place, asks.place.start if mark_of(asks.text.lstrip()) else asks.place.end)
    return None


def saluted(blocks: Sequence[Block]) -> frozenset[str]:
    """The bodies that a letter goes to, by the names of its salutation (市民政局、市财政局：); none where it has none."""
    return frozenset(name for name, _ in salutation(blocks))


def salutation(blocks: Sequence[Block]) -> list[tuple[str, Place]]:
    """The bodies of the line that a letter begins with, each with its place; none where it names anybody else too."""
    for block in blocks[:_FIRST]:
        line = _SALUTED_ALL.fullmatch(block.text) if isinstance(block, Paragraph) else None
        if line is None:
            continue
        start = block.place.start + line.start("names")
        names = [(one.printed, replace(block.place, start=start + one.start, end=start + one.end)) for one in split(line["names"], 0)]
        if names and all(is_body(name) and is_whole(name) for name, _ in names):
            return names
    return []


def is_asked(duty: Duty) -> bool:
    """Whether a sentence speaks to the addressed body (请你局于6月5日前反馈)."""
    return any(_SPOKEN.fullmatch(one.mention) for one in duty.statement.assignments)


def is_its_own(words: str, name: str, *, only_due: bool) -> bool:
    """Whether an item of a letter is a task of the body ``name`` that it goes to: no other body is its subject, and it is not done.

    With ``only_due`` it must set a time (应于5月底前完成).
    """
    if _DONE.search(words) or (only_due and first_due(words, 0) is None):
        return False
    if _WITH.match(words):
        return True
    duty = read(words, 0, Place)
    return duty is None or is_asked(duty) or any(one.mention == name for one in duty.statement.assignments)


def ought(words: str) -> bool:
    """Whether an item says that it should be done by a time (应于5月底前完成)."""
    return any(_OUGHT.search(clause) and first_due(clause, 0) for clause in re.split("[，,。；;]", words))


def named(drafts: Iterable[Draft], blocks: Sequence[Block]) -> tuple[Draft, ...]:
    """Measures with the names of the addressed bodies where they speak to them (请你局牵头): one body, a group or all that the letter goes to."""
    letter = addressee_of(blocks)
    meant = [(letter.name, letter.place)] if letter else salutation(blocks)
    if not meant:
        return tuple(drafts)
    return tuple(_named(draft, meant) for draft in drafts)


def _named(draft: Draft, meant: Sequence[tuple[str, Place]]) -> Draft:
    """A measure with the names of those whom its words speak to."""
    if not any(_SPOKEN.fullmatch(one.mention) for one in draft.assignments):
        return draft
    bodies = [its for one in draft.assignments for its in _meant(one, meant)]
    return replace(draft, assignments=tuple(replace(one, position=at) for at, one in enumerate(bodies, 1)))


def _meant(one: Assignment, meant: Sequence[tuple[str, Place]]) -> list[Assignment]:
    if not _SPOKEN.fullmatch(one.mention):
        return [one]
    return [replace(one, mention=name, full=name, place=place) for name, place in meant]
