"""Read one responsibility statement: what stands in its parentheses, after its label or on its own line.

A statement is cut by its labels (牵头单位：), each part by its role words (A牵头，B、C按职责分工负责;
A会同B负责). Role words and labels are data: ``ontology/vocabulary/roles.tsv`` and ``columns.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from zeren.extract.bodies.beside import beside as whose
from zeren.extract.bodies.completed import completed
from zeren.extract.bodies.endings import (
    LEVELS,
    begins_with_place,
    ending_of,
    is_body,
    is_counted,
    is_solid,
    is_whole,
)
from zeren.extract.bodies.mention import Mention
from zeren.extract.bodies.mentions import split
from zeren.extract.bodies.persons import is_person
from zeren.extract.columns import column_of, is_none, like_row
from zeren.extract.lexicon import helper, label, labels, remark, role_of, rows, verbs
from zeren.extract.statement import grammar
from zeren.extract.statement.grammar import STOPS, Group, Part, Text
from zeren.extract.statement.occupants import PHONE
from zeren.extract.statement.rules import LeadRule, StandingRule, lead_rule, standing_rule
from zeren.extract.statement.shares import SHARE, share_of
from zeren.extract.target.units import amounts
from zeren.extract.time.limits import is_deadline, limit_of
from zeren.ground.fold import fold
from zeren.ground.model import Assignment, Place, Residue

PlaceOf = Callable[[int, int], Place]

_REMEMBERED = 1 << 10
"""statements whose reading is kept"""
_FIRST_NAME = re.compile(f"(?P<name>(?:组织|统筹|协调|督办|推进)(?:[^,;。、:{LEVELS}各]){{1,5}}?)(?=牵头|负责|承办|主办|配合|协助|[,;。、]|$)")
"""a body whose name begins like a verb (组织宣传部负责)"""
_SCORE = re.compile(r"(?:计|满分|分值)?[0-9]+(?:\.[0-9]+)?分")
_DATED = re.compile(r"[(\[〔](?P<when>[^()\[\]〔〕]{2,30})[)\]〕]$")
"""a deadline or a person in brackets behind a name"""
_NAME_LENGTH = 40
"""code points; the longest names of standing groups stay below"""
_ABOVE = re.compile(r"(?P<label>[\u4e00-\u9fff]{2,6}?)?(?:均)?[与和]?(?:同上|上同)(?:一?[条项])?")
"""责任单位同上, or 同上 behind its label"""
_WATCHES = re.compile("(?<=[长记任员])(?:挂帅|领衔|包保|包联|包抓|挂钩|分管|督导|调度|总负责)$")
"""what a person does that watches over a task (王芳副县长挂帅)"""
_PERSON = re.compile("[\u4e00-\u9fff]{2,10}同志")
_PERSON_LENGTH = 3
"""code points of most names of persons"""
_SAME = re.compile(r"(?:(?:以上)?(?:单位)?(?:排名|排序)不分先后|以?下同|以下简称.*|等|[,;。、])")
_HANDED = re.compile("(?P<what>[\u4e00-\u9fff]{0,30}?)(?:由(?!贸易)|(?<![\u4e00-\u9fff])请)")
"""what stands before a body and hands a matter to it: 由|县水利局, 此项工作由|区民政局"""
THIS_MATTER = re.compile(
    "(?:(?:此|该|本|这|以上|上述|各|其|全部|所有|有关|具体|相关)?[\u4e00-\u9fff]?(?:项|条)?(?:重点|具体|主要|整改|改造|建设)?"
    "(?:工作|任务|事项|措施|项目|内容|活动|问题|事宜|项|条)(?:内容|任务|措施)?(?:具体)?(?:均|都)?|具体|主要|统一|日常|均|都)"
)
"""words that name the matter above and say nothing else (此项工作, 该任务, 具体)"""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one statement says."""

    assignments: tuple[Assignment, ...] = ()
    deadline: str = ""
    """printed words; empty where none"""
    deadline_place: Place | None = None
    score: str | None = None
    """printed points of an assessment (0.5分)"""
    lead_rule: LeadRule | None = None
    """with offsets of the document"""
    standing: StandingRule | None = None
    """a rule for the whole document that stands inside this statement"""
    residue: tuple[Residue, ...] = ()
    printed_roles: bool = False
    """a role word or label is printed"""
    described: bool = False
    """words after a role word say what for (市财政局负责资金保障)"""
    same: tuple[tuple[str, str], ...] = ()
    """roles whose bodies are those of another measure, with its number (责任单位同第2项); an empty number: the one above (同上)"""

    def joined(self, other: Statement | None = None) -> Statement:
        """This statement and the one right after it, where there is one, as one."""
        if other is None:
            return self
        return Statement(
            self.assignments + other.assignments,
            self.deadline or other.deadline,
            self.deadline_place or other.deadline_place,
            self.score or other.score,
            self.lead_rule or other.lead_rule,
            self.standing or other.standing,
            self.residue + other.residue,
            self.printed_roles or other.printed_roles,
            self.described or other.described,
            self.same + other.same,
        )


def parse(
    text: str, start: int, place_of: PlaceOf, default_role: str, role_raw: str | None, first_position: int = 1
) -> Statement:
    """Read the words of a statement, a verbatim slice without its outer brackets.

    ``start`` is the offset of its first code point; ``place_of`` gives the place of a range of offsets;
    ``default_role`` and ``role_raw`` hold for bodies without a role word; positions count from ``first_position``.
    """
    if default_role == "responsible" and role_raw is None:
        return _set(alone(text), text, start, place_of, first_position)
    return _Reader(grammar.read(text, start), place_of, default_role, role_raw).read(first_position)


@lru_cache(maxsize=_REMEMBERED)
def alone(text: str) -> Statement:
    """A statement read by itself, places counted in its own words: each is looked at several times before it is taken."""
    return _Reader(grammar.read(text, 0), Place, "responsible", None).read(1)


def _set(said: Statement, text: str, start: int, place_of: PlaceOf, first_position: int) -> Statement:
    """A statement that was read by itself, at its place in the document."""
    if not start and place_of is Place and first_position == 1:
        return said

    def at(place: Place) -> Place:
        return place_of(start + place.start, start + place.end)

    rule = said.lead_rule
    return replace(
        said,
        assignments=tuple(replace(one, position=number, place=at(one.place)) for number, one in enumerate(said.assignments, first_position)),
        deadline_place=at(said.deadline_place) if said.deadline_place else None,
        lead_rule=replace(rule, start=start + rule.start, end=start + rule.end) if rule else None,
        standing=standing_rule(text, start, place_of(start, start + len(text))) if said.standing else None,
        residue=tuple(replace(one, place=at(one.place)) for one in said.residue),
    )


def is_helped(name: str) -> re.Match[str] | None:
    """The other bodies with their role in brackets at the end of a folded ``name``; None where it ends otherwise."""
    found = helper().search(name)
    if found is None or not is_body(name[: found.start()]):
        return None
    return found if all(map(is_body, re.split("[、和]", found["bodies"]))) else None


@lru_cache(maxsize=_REMEMBERED)
def is_phrase(text: str) -> bool:
    """Whether a table cell states roles by words of its own (市经信局牵头，相关部门参与) and must be read as prose."""
    if is_labelled(text):
        return True
    its = grammar.read(text, 0)
    if not grammar.may_tell_roles(its.words) or _ordinary(its.words):
        return False
    return any(group.role for run in grammar.runs(its, 0, len(its.words)) for group in grammar.groups(its, *run))


def is_labelled(text: str) -> bool:
    """Whether words hold labels with what they are for (包抓：区城管局 落实：区交通局, 【配合】区公安分局)."""
    return any(part.label for part in grammar.parts(grammar.read(text, 0)))


def is_statement(text: str, *, bare: bool = False, strict: bool = False) -> bool:
    """Whether bracketed words or a line state responsibilities.

    With ``bare`` a list of bodies without any role word counts too; with ``strict`` every name must end as
    names of bodies do. An explanation, a law's name or an ordinary sentence (支持龙头企业牵头) is none.
    """
    its = grammar.read(text, 0)
    labels = [label(part.label) for part in grammar.parts(its) if part.label]
    if labels and not strict and any(kind == "role" for kind, _ in labels):
        return not _is_form(its)
    if labels and not strict and any(kind != "deadline" for kind, _ in labels):
        return False
    if _ordinary(its.words):
        return False
    read = alone(text)
    names = [a.mention for a in read.assignments]
    if read.same and not read.residue:
        return True
    told = read.printed_roles and (not labels or any(a.role_raw for a in read.assignments))
    rest = [one for one in read.residue if not (one.ignored or _is_person(one.text))]
    if not labels and any(_is_amount(name) for name in names):
        return False  # 由县水利局会同县财政局完成水库除险12座: what is counted is the matter
    if not names or rest or not (bare or told) or any(map(_ordinary, names)):
        return False
    if labels and any(re.search("[:：]", name) for name in names):
        return False  # 时间：3月5日，地点：县水利局
    if strict and not _sentence(read):
        return False
    whole = sum(is_whole(name) and not is_counted(name) for name in names)
    enough = whole == len(names) if strict or not told else 2 * whole >= len(names)
    return enough and any(map(is_body, names))


def _is_form(its: Text) -> bool:
    """Whether labels hold nothing but other heads: the form of what follows is told, no body (保障单位：事项)."""
    held = [its.words[part.begin : part.end].strip(STOPS) for part in grammar.parts(its) if part.label]
    return all(column_of(words).kind not in ("unknown", "role") for words in held)


def _sentence(read: Statement) -> bool:
    """Whether a sentence says nothing but who acts: a role word for every body, and one that acts among them."""
    acting = any(a.role in ("lead", "responsible") and is_body(a.mention) for a in read.assignments)
    joint = any(a.role == "support" and a.role_raw in rows("before") for a in read.assignments)
    return acting and not read.described and all(a.role_raw or joint for a in read.assignments)


def _is_amount(name: str) -> bool:
    """Whether words end with an amount of something, perhaps with a remark in brackets (电梯检测1200台次（较上年增加10%）)."""
    bare = fold(name).partition("(")[0]
    return any(one.begin > 0 and len(bare) - one.stop <= 1 for one in amounts(bare))  # 台|次


def is_accessory(text: str) -> bool:
    """Whether bracketed words hold nothing but what belongs to a statement beside them: a deadline, persons."""
    its = grammar.read(text, 0)
    kinds = [label(part.label)[0] for part in grammar.parts(its) if part.label]
    return "role" not in kinds and (bool(kinds) or is_deadline(its.words))


def _same_as(words: str, role: str | None) -> tuple[str, str] | None:
    """The role and the number of the measure whose bodies ``words`` name (责任单位同第2项, 同上 under a ``role``); None where they do not."""
    above = _ABOVE.fullmatch(fold(words))
    if above and (said := role or _role_of_label(above["label"])):
        return said, ""
    number = like_row(words)
    label_ = re.split("[同与和按均都]", fold(words), maxsplit=1)[0]
    said = role or _role_of_label(label_) or (None if label_ else "responsible")
    return (said, number) if number is not None and said else None


def _role_of_label(words: str | None) -> str | None:
    """The role of a label without its colon; None where it is none."""
    kind, role = labels().get(words or "", ("", None))
    return role if kind == "role" else None


def _is_person(name: str) -> bool:
    """Whether a name is a person's that is told by 同志 or a post (李强同志, 王芳副县长)."""
    name = _WATCHES.sub("", name)
    return _PERSON.fullmatch(name) is not None or (not is_body(name) and not is_whole(name) and len(name) > 3 and is_person(name))


def _ordinary(words: str) -> bool:
    if not words.startswith(verbs()) or begins_with_place(words):
        return False
    name = _FIRST_NAME.match(words)
    return name is None or ending_of(name["name"])[0] != "body"


class _Reader:
    """Collects what a statement says, part by part."""

    def __init__(self, text: Text, place_of: PlaceOf, default_role: str, role_raw: str | None) -> None:
        self._text = text
        self._place_of = place_of
        self._default = (default_role, role_raw)
        self._found: list[tuple[Mention, str, str | None, bool]] = []
        self._residue: list[Residue] = []
        self._deadline: tuple[str, Place | None] = ("", None)
        self._score: str | None = None
        self._rule: LeadRule | None = None
        self._standing: StandingRule | None = None
        self._printed = self._described = False
        self._same: list[tuple[str, str]] = []

    def read(self, first_position: int) -> Statement:
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
                likely=likely,
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
            if rest and ":" not in rest and is_statement(rest, bare=True):
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
                self._leave(begin, end, "another deadline of the same statement")
                return
            raw, start = self._between(earlier.start, start + len(raw)), earlier.start
        self._deadline = ("".join(raw.split()), self._place_of(start, start + len(raw)))

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
            if same := _same_as(its.printed, role if printed else None):
                self._same.append(same)
            elif _is_person(its.printed) or self._is_person_behind(its) or PHONE.fullmatch(fold(its.printed)):
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
        if not this:
            spots = self._spots(mention)
            start, end = spots[0], spots[match.end() - 1] + 1
            self._residue.append(Residue(self._between(start, end), "no name of a body", self._place_of(start, end)))
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
            self._deadline = ("".join(self._between(start, end).split()), self._place_of(start, end))
        elif self._deadline[0] != "".join(self._between(start, end).split()):
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
