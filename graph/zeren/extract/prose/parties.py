"""Letters of responsibility: the parties are named once, and one of them answers for every item and every row below.

甲方：县人民政府, 乙方：石桥镇人民政府 are parties wherever both stand. Under the title of a letter any label that names
a body before the first item is one (发责单位, 签责单位, 承接单位), in a line or in a small table; in a promise whoever signs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zeren.extract.bodies.endings import is_body, is_whole
from zeren.extract.cells.finer import finer
from zeren.extract.cells.natures import nature
from zeren.extract.prose.acting import acting
from zeren.extract.prose.addressed import Addressee, addressee_of, is_asked, is_its_own, ought
from zeren.extract.prose.below_headings import timed
from zeren.extract.prose.labels_at_end import is_label, with_labels
from zeren.extract.prose.running import tells
from zeren.extract.prose.segments import Segment, title_end
from zeren.extract.prose.sentence import Duty, read
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.spans import Span
from zeren.extract.statement.statement import parse
from zeren.extract.target.units import amounts
from zeren.ground.fold import fold
from zeren.ground.model import Block, Cell, Paragraph, Place, Table
from zeren.outline import closed, heading

_LETTER = re.compile(r"(?:责任书|责任状|承诺书|军令状|目标书|协议书|责任令|公开承诺)\s{0,4}(?:[(（][^()（）]{1,16}[)）])?$")
"""how the title of a letter ends"""
_PARTY = re.compile(
    r"(?:^|(?<=[\s:,;。]))(?P<label>[甲乙丙]\s{0,4}方|(?:目标责任|被考核)?[\u4e00-\u9fff]{1,3}(?:单位|部门|主体|机关|方|人|者))"
    r"\s{0,4}(?:\([^()]{1,12}\))?\s{0,4}:\s{0,8}(?P<name>[^\s:,;。]{3,40})"
)
"""甲方：某县人民政府, 签责单位（盖章）：石桥镇人民政府"""
_SURE = re.compile(
    r"[甲乙]方|(?:下达|发包|交办|签发|授予|委托|考核|承接|承担|承诺|受托|责任|接受|受领|落实|签订|签约|被考核|目标责任)(?:单位|机关|方|主体)"
)
"""labels that name parties whatever the title is, where one gives and one takes"""
_GIVES = re.compile("甲方|[发下授委]|交办|签发|考核|监督|督办")
"""how the label of who gives the tasks begins"""
_SIGNED = re.compile("盖\\s{0,4}章|签\\s{0,4}[字名章]|公\\s{0,4}章|[(（]章[)）]")
_BLANK_DATE = re.compile(r"[年月日:：\s\d]{3,16}|日\s{0,4}期[:：]?")
_SIGNING = 24
"""rows; a longer table is not where parties sign"""
_SUBJECT = re.compile(r"(?P<party>[甲乙]方)(?:应当|必须|应|要|须|需|将|承诺|同意)?")
_CLOSING = re.compile("考核|奖惩|附则|其他|其它|生效|签字|说明|未尽")
"""sections of a letter whose items are terms, not tasks"""
_BOTH = re.compile("(?:双方的?(?:职责|责任|义务|权利|工作|承诺)|(?:甲方|发[包责]方|委托方)的?权利)")
"""the same: what both promise, and what who gives the tasks may do"""
_GIVER = re.compile("(?:甲方|发[包责]方|委托方)的?(?:主要|工作)?(?:职责|责任|义务|工作|承诺)")
"""sections of what who gives the tasks does itself (一、甲方责任)"""
_ASIDE = re.compile("(?:工作|有关|相关|办理|具体)要求|组织保障")
"""sections of a letter to one body whose items are terms"""
_TITLE = 6
"""blocks among which the title of a letter stands"""
_LONGEST = 60
"""code points that it has at most"""
_NARROW = 3
"""columns and rows that a table of parties has at most"""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who gives the tasks of a letter and who takes them on."""

    gives: Statement
    takes: Statement
    end: int
    """offset behind the last of their names before the items; behind the title where they stand below the items"""
    tables: tuple[Table, ...] = ()
    """small tables that name them"""
    addressed: Addressee | None = None
    """whom the letter goes to, where it says no more of parties"""


@dataclass(frozen=True, slots=True)
class _Named:
    label: str
    said: Statement
    end: int


def parties_of(blocks: Sequence[Block]) -> Parties | None:
    """Return the parties of the letter that ``blocks`` are; None where they are none."""
    first = [block.text.strip() for block in blocks[:_TITLE] if isinstance(block, Paragraph) and len(block.text) <= _LONGEST]
    letter = any(_LETTER.search(text) for text in first)
    named: list[_Named] = []
    tables: list[Table] = []
    for block in blocks:
        if isinstance(block, Table):
            found = list(_in_table(block)) if letter else []
            if not found and not is_signatures(block):
                break
            tables += [block] if found else []
        elif heading(block.text.lstrip()[:60]):
            break
        else:
            found = list(_in_line(block, any_label=letter))
        named += found
    end = max((one.end for one in named), default=0)
    if letter and not named:
        named, end = _below(blocks), next((block.place.end for block in blocks if isinstance(block, Paragraph)), 0)
    gives, takes = _shared(named)
    both = bool(gives.assignments and takes.assignments)
    if takes.assignments and (letter or both):
        return Parties(gives, takes, end, tuple(tables))
    addressed = addressee_of(blocks)
    return Parties(Statement(), Statement((addressed.answers,)), addressed.asked, addressed=addressed) if addressed else None


def _in_line(paragraph: Paragraph, *, any_label: bool) -> Iterator[_Named]:
    for match in _PARTY.finditer(fold(paragraph.text)):
        label = closed(match["label"])
        if any_label or _SURE.fullmatch(label):
            start, end = match.span("name")
            yield from _named(label, paragraph.text[start:end], paragraph.place, paragraph.place.start + start)


def _in_table(table: Table) -> Iterator[_Named]:
    """The parties of a small table: 委托方 | 校务委员会 in rows, or both in one row."""
    if table.columns > 2 * (_NARROW - 1) or table.rows > _NARROW:
        return
    rows: dict[int, list[Cell]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell)
    for cells in rows.values():
        for label, name in zip(cells[::2], cells[1::2], strict=False):
            if _PARTY.fullmatch(f"{closed(fold(label.text)).rstrip(':')}:{closed(fold(name.text))}"):
                yield from _named(closed(label.text).rstrip("：:"), name.text, name.place, name.place.start)


def _named(label: str, words: str, place: Place, start: int) -> Iterator[_Named]:
    said = parse(words, start, lambda begin, end: replace(place, start=begin, end=end), "responsible", label)
    if said.assignments and not said.residue and all(is_body(one.mention) for one in said.assignments):
        yield _Named(label, said, start + len(words))


def _shared(named: Sequence[_Named]) -> tuple[Statement, Statement]:
    """Who gives and who takes: by their labels, else the first and the second."""
    gives = [one for one in named if _GIVES.match(one.label) and not one.label.startswith("被")]
    takes = [one for one in named if one not in gives]
    if not gives and len(takes) > 1:
        gives, takes = takes[:1], takes[1:]
    return gives[-1].said if gives else Statement(), takes[-1].said if takes else Statement()


def _below(blocks: Sequence[Block]) -> list[_Named]:
    """Who signs a letter that names no party above its items: behind a label, else alone above the date."""
    lines = [block for block in blocks if isinstance(block, Paragraph)]
    at = max((i for i, line in enumerate(lines) if heading(line.text.lstrip()[:60])), default=0)
    for line in lines[at + 1 :]:
        if found := list(_in_line(line, any_label=True)):
            return found
    for line in lines[at + 1 :]:
        words = line.text.strip()
        if is_body(words) and is_whole(words):
            return list(_named("", words, line.place, line.place.start + line.text.index(words)))
    return []


def is_signatures(table: Table) -> bool:
    """Whether a table is nothing but where parties sign: 甲方（盖章）：, 负责人签字：, and the day."""
    if table.rows > _SIGNING:
        return False
    cells = [cell.text for cell in table.cells if cell.text.strip()]
    signed = [text for text in cells if _SIGNED.search(text) or finer(text) == "signature"]
    return bool(signed) and all(text in signed or nature(text) == "date" or _BLANK_DATE.fullmatch(text.strip()) for text in cells)


def parties(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], named: Parties | None, place_of: PlaceOf
) -> dict[int, tuple[Duty, ...]]:
    """Return the items of a letter between parties, by the index of the segment; none where the text is no letter."""
    if named is None:
        return {}
    duties: dict[int, tuple[Duty, ...]] = {}
    closing, last, answering = False, -1, named
    for at, segment in enumerate(segments):
        if segment.start < named.end:
            continue
        sentence = (segment.level == 2 or named.addressed) and segment.text.rstrip().endswith(("。", "；", ";"))
        if segment.level is not None and segment.level <= 2 and segment.short and not sentence:
            closing = bool(_CLOSING.search(segment.text) or _BOTH.search(segment.folded) or (named.addressed and _ASIDE.search(segment.text)))
            closing = closing or bool(named.addressed and named.addressed.only_due and tells((segment.text,)))
            giving = _GIVER.search(segment.folded) is not None and bool(named.gives.assignments)
            answering = replace(named, takes=named.gives) if giving else named
        elif segment.level is not None and not _over(segments, at):
            if named.addressed:
                if not closing and (duty := _addressed(segment, found[at], named, named.addressed, place_of)):
                    duties[at] = (duty,)
            elif not closing or _SUBJECT.match(segment.text, segment.body):
                duties[at], last = (_item(segment, found[at], answering, place_of),), at
        elif is_label(segment.text) and last in duties and not any(one.level for one in segments[last + 1 : at]):
            duties[last] = tuple(
                replace(one, statement=with_labels(one.statement, segment.text, segment.start, place_of)) for one in duties[last]
            )
        elif segment.level is None:
            start = len(segment.text) - len(segment.text.lstrip())
            read_ = [duty for unit in re.finditer(r"[^。；;\n]+[。；;]?", segment.text[start:])
                     if (duty := read(unit[0].strip(), segment.start + start + unit.start(), place_of))]  # fmt: skip
            if sure := tuple(duty for duty in read_ if duty.strength in ("role", "opener")):
                duties[at] = sure
    return duties


def besides(
    segments: Sequence[Segment], found: Sequence[Sequence[Span]], letter: dict[int, tuple[Duty, ...]], *, stated: bool
) -> dict[int, tuple[Duty, ...]]:
    """The duties of a letter to one body that hold beside statements of other forms: what it is asked.

    Where none is ``stated``, what it ought to do by a time holds too.
    """
    kept: dict[int, tuple[Duty, ...]] = {}
    for at, duties in letter.items():
        asked = tuple(duty for duty in duties if is_asked(duty))
        own = segments[at].level is not None and not stated and ought(segments[at].text[segments[at].body :].lstrip())
        if (asked or own) and not any(span.kind != "accessory" for span in found[at]):
            kept[at] = duties if own else asked
    return kept


def _addressed(segment: Segment, its: Sequence[Span], named: Parties, letter: Addressee, place_of: PlaceOf) -> Duty | None:
    """An item of a letter to one body: as the sentence that it is where it asks that body, else as a task of it; None where it is another's."""
    words = segment.text[segment.body :].strip()
    if not is_its_own(words, letter.name, only_due=letter.only_due):
        return None
    start = segment.start + segment.text.index(words, segment.body)
    asked = read(words, start, place_of)
    return asked if asked and is_asked(asked) else _item(segment, its, named, place_of)


def _over(segments: Sequence[Segment], at: int) -> bool:
    """Whether a segment is a heading over deeper items."""
    following = segments[at + 1] if at + 1 < len(segments) else None
    level = segments[at].level
    return bool(level is not None and segments[at].short and following and following.level is not None and following.level > level)


def _item(segment: Segment, its: Sequence[Span], named: Parties, place_of: PlaceOf) -> Duty:
    """The words of an item, without its title, the party that is its subject and what only dates it (（完成时限：6月底）).

    Bodies that the item itself lets act answer for it in the party's stead, or beside it for their part.
    """
    stop, dated = timed(segment, its, Statement(), place_of)
    begin = title_end(segment.text, segment.body, stop - segment.start) or segment.body
    cut = any(span.start < begin < span.end for span in its) or any(amounts(segment.folded[segment.body : begin]))
    begin = segment.body if cut else begin  # 编制预案20份。 sets a goal
    lead = len(segment.text[begin:]) - len(segment.text[begin:].lstrip())
    subject = _SUBJECT.match(fold(segment.text), begin + lead)
    party = named.gives if subject and subject["party"] == "甲方" and named.gives.assignments else named.takes
    start = subject.end() if subject else begin + lead
    whole = segment.text[segment.body : stop - segment.start]
    bodies = party.assignments if subject else acting(whole, segment.start + segment.body, party.assignments, place_of)
    if any(segment.start <= one.place.start < segment.start + start for one in bodies):
        start = segment.body + len(whole) - len(whole.lstrip())  # the title names who acts
    due = (dated.deadline, dated.deadline_place) if dated.deadline else (party.deadline, party.deadline_place)
    said = replace(dated, assignments=bodies, deadline=due[0], deadline_place=due[1], printed_roles=party.printed_roles)
    return Duty(segment.start + start, stop, said, "party")
