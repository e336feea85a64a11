"""The reading of one statement, part by part: its labels, its groups of bodies, the roles and times in brackets behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate

from zeren.extract.bodies.beside import beside as whose
from zeren.extract.bodies.completed import completed
from zeren.extract.bodies.endings import LEVELS, begins_with_place, is_body, is_solid, is_whole
from zeren.extract.bodies.mention import Mention
from zeren.extract.bodies.mentions import split
from zeren.extract.bodies.persons import is_person
from zeren.extract.columns import is_none
from zeren.extract.lexicon import label, remark, role_of
from zeren.extract.statement import grammar
from zeren.extract.statement.grammar import STOPS, Group, Part, Text
from zeren.extract.statement.names_said import is_helped, is_person_said, same_as
from zeren.extract.statement.occupants import PHONE
from zeren.extract.statement.rules import LeadRule, StandingRule, lead_rule, standing_rule
from zeren.extract.statement.said import PROPOSES, PlaceOf, Statement
from zeren.extract.statement.shares import SHARE, share_of
from zeren.extract.time.limits import is_deadline, limit_of
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Assignment, Place, Remark, Residue

_SCORE = re.compile(r"(?:计|满分|分值)?[0-9]+(?:\.[0-9]+)?分")
_KEPT_UP = re.compile("[并且]?(?:长期|持续|常态|坚持)[\u4e00-\u9fff]{0,6}")
"""what goes on behind a limit and sets none (4月底前整改到位，并长期坚持)"""
_DATED = re.compile(r"[(\[〔](?P<when>[^()\[\]〔〕]{2,30})[)\]〕]$")
"""a deadline or a person in brackets behind a name"""
_NAME_LENGTH = 40
"""code points; the longest names of standing groups stay below"""
_PERSON_LENGTH = 3
"""code points of most names of persons"""
_SAME = re.compile(r"(?:(?:以上)?(?:单位)?(?:排名|排序)不分先后|以?下同|以下简称.*|等|[,;。、])")
_HANDED = re.compile("(?P<what>[\u4e00-\u9fff]{0,30}?)(?:由(?!贸易)|(?<![\u4e00-\u9fff])(?:请|责成|责令|委托|商请|交由|授权))")
"""what stands before a body and hands a matter to it: 由|县水利局, 此项工作由|区民政局, 责成|县住建局"""
THIS_MATTER = re.compile(
    "(?:(?:此|该|本|这|以上|上述|各|其|全部|所有|有关|具体|相关)?[\u4e00-\u9fff]?(?:项|条)?(?:重点|具体|主要|整改|改造|建设)?"
    "(?:工作|任务|事项|措施|项目|内容|活动|问题|事宜|项|条)(?:内容|任务|措施)?(?:具体)?(?:均|都)?|具体|主要|统一|日常|均|都)"
)
"""words that name the matter above and say nothing else (此项工作, 该任务, 具体)"""


class Reader:
    """Collects what a statement says, part by part."""

    def __init__(self, text: Text, place_of: PlaceOf, default: tuple[str, str | None], names_bodies: Callable[[str], bool]) -> None:
        """``default`` is the role of bodies without a word for theirs, with its label; ``names_bodies`` tells a statement from other words."""
        self._text = text
        self._place_of = place_of
        self._default = default
        self._names_bodies = names_bodies
        self._found: list[tuple[Mention, str, str | None, bool]] = []
        self._residue: list[Residue] = []
        self._remarks: list[Remark] = []
        self._deadline: tuple[str, Place | None] = ("", None)
        self._score: str | None = None
        self._rule: LeadRule | None = None
        self._standing: StandingRule | None = None
        self._printed = self._described = self._proposed = False
        self._same: list[tuple[str, str]] = []

    def read(self, first_position: int) -> Statement:
        """What the statement says, its bodies counted from ``first_position``."""
        rule = lead_rule(self._text.raw)
        if rule:
            offset = self._text.start
            self._rule = replace(rule, start=offset + rule.start, end=offset + rule.end)
        at = self._text.start
        self._standing = standing_rule(self._text.raw, at, self._place_of(at, at + len(self._text.raw)))
        for part in grammar.parts(self._text):
            self._part(part)
        mentions = completed([mention for mention, _, _, _ in self._found])
        assignments = tuple(
            Assignment(
                role,
                printed,
                mention.printed,
                mention.full,
                position,
                "text",
                self._place_of(mention.start, mention.end),
                open_ended=mention.open_ended,
                likely=likely or self._proposed,
            )
            for position, (mention, (_, role, printed, likely)) in enumerate(
                zip(mentions, self._found, strict=True), first_position
            )
        )
        return Statement(
            assignments,
            *self._deadline,
            self._score,
            self._rule,
            self._standing,
            tuple(self._residue),
            self._printed,
            self._described,
            tuple(self._same),
            tuple(self._remarks),
        )

    def _part(self, part: Part) -> None:
        kind, role = label(part.label) if part.label else ("role", None)
        if part.label:
            self._printed = True
        if kind == "deadline":
            begin = self._behind_deadline(part)
            self._take_deadline(part.begin, begin)
            if begin < part.end:
                self._part(Part(None, begin, part.end))
        elif kind == "score":
            self._score = self._text.slice(part.begin, part.end)[0]
        elif kind != "role":
            self._leave(part.begin, part.end, f"{kind}, not a responsible body: {part.label}", ignored=True)
        else:
            for begin, end in grammar.runs(self._text, part.begin, part.end, self._other):
                for group in grammar.groups(self._text, begin, end):
                    self._printed |= group.role is not None
                    self._described |= group.described
                    self._bodies(group, (role, part.label) if role else self._default)

    def _behind_deadline(self, part: Part) -> int:
        """Where the bodies begin behind a labelled deadline (完成时限：10月；县水利局牵头); its end where none stand there."""
        words = self._text.words
        for at in range(part.begin, part.end):
            rest = words[at + 1 : part.end] if words[at] in ",;" and not self._text.depth[at] else ""
            if rest and ":" not in rest and self._names_bodies(rest):
                return at + 1
        return part.end

    def _other(self, begin: int, end: int) -> bool:
        """Take a clause that names no bodies: a deadline, a score, a lead rule."""
        words = self._text.words[begin:end]
        raw, start = self._text.slice(begin, end)
        if self._rule and self._rule.start <= start < self._rule.end:
            return True
        if self._standing and self._standing.place.start <= start < self._standing.place.end:
            return True
        if _SCORE.fullmatch(words):
            self._score = raw
        elif limit := limit_of(words):
            self._take_deadline(begin, begin + limit)
        else:
            return bool(_SAME.fullmatch(words))
        return True

    def _take_deadline(self, begin: int, end: int) -> None:
        while end > begin and self._text.words[end - 1] in STOPS:
            end -= 1
        raw, start = self._text.slice(begin, end)
        if not raw:
            return
        if earlier := self._deadline[1]:
            if self._between(earlier.end, start).strip(STOPS):
                kept_up = _KEPT_UP.fullmatch(self._text.words, begin, end) is not None
                self._leave(begin, end, "another deadline of the same statement", ignored=kept_up)
                return
            raw, start = self._between(earlier.start, start + len(raw)), earlier.start
        self._deadline = (unspaced(raw), self._place_of(start, start + len(raw)))

    def _between(self, start: int, end: int) -> str:
        return self._text.raw[start - self._text.start : end - self._text.start]

    def _leave(self, begin: int, end: int, reason: str, *, ignored: bool = False) -> None:
        raw, start = self._text.slice(begin, end)
        if raw.strip(STOPS):
            self._residue.append(Residue(raw, reason, self._place_of(start, start + len(raw)), ignored=ignored))

    def _bodies(self, group: Group, default: tuple[str, str | None]) -> None:
        role, printed = (group.role, group.printed) if group.role else default
        raw, start = self._text.slice(group.begin, group.end)
        first = len(self._found)
        marked: list[int] = []
        for begin, end in whose(raw):
            self._residue.append(Residue(raw[begin:end], "no name of a body", self._place_of(start + begin, start + end), ignored=True))
            raw = raw[:begin] + "、" * (end - begin) + raw[end:]
        for mention in split(raw, start, prose=True):
            folded = fold(mention.printed)
            own = remark().search(folded)
            beside = None if own else is_helped(folded)
            dated = None if own or beside else _DATED.search(folded)
            if dated and dated.start() > 1 and is_deadline(dated["when"]):
                self._take_date_of(mention, dated)
                folded = folded[: dated.start()]
            elif dated and dated.start() > 1 and is_body(folded[: dated.start()]) and (is_person(dated["when"]) or PHONE.search(dated["when"])):
                folded = folded[: dated.start()]  # 市应急局（张伟）, 区民政局（咨询电话：027-82731248）: the rest of the words is left over
            elif dealt := share_of(folded):
                self._take_share_of(mention, dealt)
                folded = folded[:dealt]
            keep = own.start() if own and own.start() else beside.start() if beside else len(folded)
            its = self._narrowed(mention, self._handed(mention, folded, keep), keep)
            if same := same_as(its.printed, role if printed else None):
                self._same.append(same)
            elif group.printed and is_person_said(its.printed):
                self._remarks.append(Remark(group.printed, its.printed, self._place_of(its.start, its.end)))
            elif is_person_said(its.printed) or self._is_person_behind(its) or PHONE.fullmatch(fold(its.printed)):
                self._residue.append(Residue(its.printed, "no name of a body", self._place_of(its.start, its.end), ignored=True))
            elif is_none(its.printed):
                self._residue.append(
                    Residue(its.printed, "nobody named yet", self._place_of(its.start, its.end), ignored=True)
                )
            elif not 2 <= len(its.printed) <= _NAME_LENGTH or not re.search("[\u4e00-\u9fff]", its.printed):
                place = self._place_of(mention.start, mention.end)
                self._residue.append(Residue(mention.printed, "no name of a body", place))
            elif own and own.start():
                self._printed = True
                self._found.append((its, role_of(own["word"]) or role, own["word"], False))
                self._share(first, marked)
                marked.append(len(self._found) - 1)
            else:
                self._found.append((its, role, printed, group.likely))
            if beside:
                self._take_helpers(mention, beside)

    def _is_person_behind(self, its: Mention) -> bool:
        """Whether a name without a post is a person's behind a body: three characters, or two that only a blank parts (县水利局 高翔)."""
        before = self._found[-1][0] if self._found else None
        if before is None or len(its.printed) > _PERSON_LENGTH or is_whole(its.printed) or not is_solid(fold(before.printed)):
            return False
        return (len(its.printed) == _PERSON_LENGTH or self._between(before.end, its.start).isspace()) and is_person(its.printed)

    def _share(self, first: int, marked: Sequence[int]) -> None:
        """Give the role in brackets behind the last name to those before it that only 、 parts from it, where others with a role of
        their own stand before a comma (平安办（牵头），派出所、司法所（配合）)."""
        at = last = len(self._found) - 1
        _, role, printed, _ = self._found[last]
        while at - 1 >= first and at - 1 not in marked and self._between(self._found[at - 1][0].end, self._found[at][0].start).strip() == "、":
            at -= 1
        apart = at - 1 in marked and re.search("[,;，；]", self._between(self._found[at - 1][0].end, self._found[at][0].start))
        if at < last and apart:
            self._found[at:last] = [(one, role, printed, False) for one, *_ in self._found[at:last]]

    def _handed(self, mention: Mention, folded: str, keep: int) -> int:
        """How many code points before a name only hand its matter to it: 由, 请, 此项工作由; what else they say is left over."""
        match = _HANDED.match(folded)
        if match is None or keep < match.end() + 2:
            return 0
        if not match["what"]:
            return match.end()
        this = THIS_MATTER.fullmatch(match["what"])
        if not is_whole(folded[match.end() : keep]) or (not this and (folded[0] in LEVELS + "各" or begins_with_place(folded))):
            return 0
        self._proposed |= (proposed := PROPOSES.fullmatch(match["what"]) is not None)
        if not this:
            spots = self._spots(mention)
            start, end = spots[0], spots[match.end() - 1] + 1
            self._residue.append(Residue(self._between(start, end), "no name of a body", self._place_of(start, end), ignored=proposed))
        return match.end()

    def _spots(self, mention: Mention) -> list[int]:
        """Where each code point of a mention as printed stands in the document; a blank between Latin words with what follows it."""
        spots = grammar.read(self._between(mention.start, mention.end), mention.start).spots
        closed = accumulate((not char.isspace() for char in mention.printed), initial=0)
        return [mention.start + spots[at] for at, _ in zip(closed, mention.printed, strict=False)]

    def _take_helpers(self, mention: Mention, beside: re.Match[str]) -> None:
        """Take the bodies in brackets behind a name in the role that stands with them (（综合执法局协助）)."""
        spots = self._spots(mention)
        start, end = spots[beside.start("bodies")], spots[beside.end("bodies") - 1] + 1
        role = role_of(beside["word"]) or "support"
        self._found += [(one, role, beside["word"], False) for one in split(self._between(start, end), start, prose=True)]

    def _take_date_of(self, mention: Mention, dated: re.Match[str]) -> None:
        """Take the deadline in brackets behind a name (县文旅局（9月底）)."""
        spots = self._spots(mention)
        start, end = spots[dated.start("when")], spots[dated.end("when") - 1] + 1
        if not self._deadline[0]:
            self._deadline = (unspaced(self._between(start, end)), self._place_of(start, end))
        elif self._deadline[0] != unspaced(self._between(start, end)):
            self._residue.append(Residue(self._between(start, end), "another deadline of the same statement", self._place_of(start, end)))

    def _take_share_of(self, mention: Mention, begin: int) -> None:
        """Put down the amount behind a name (县商务局12亿元)."""
        raw = self._between(mention.start, mention.end)
        spots = grammar.read(raw, mention.start).spots
        start, end = mention.start + spots[begin], mention.start + spots[-1] + 1
        self._residue.append(Residue(self._between(start, end), SHARE, self._place_of(start, end), ignored=True))

    def _narrowed(self, mention: Mention, first: int, stop: int) -> Mention:
        """A mention without its leading 由 or the role in brackets after it, its offsets narrowed with it."""
        if first == 0 and stop == len(mention.printed):
            return mention
        spots = self._spots(mention)[first:stop]
        printed = mention.printed[first:stop]
        start, end = spots[0], spots[-1] + 1
        return replace(mention, printed=printed, full=printed, start=start, end=end)
