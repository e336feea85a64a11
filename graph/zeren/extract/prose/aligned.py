"""Lines of one list that part their bodies from their words in one way, whatever the sign: 新建食堂8家 / 区民政局 / 10月底前.

No sign is known beforehand. What tells is that it comes again: several lines of one kind fall apart at the same sign into
words, bodies and perhaps a time, in the same order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from zeren.extract.bodies.endings import is_body, is_solid, is_whole
from zeren.extract.bodies.persons import is_person
from zeren.extract.cells.finer import begins_with_act
from zeren.extract.cells.heads import head_of
from zeren.extract.columns import column_of
from zeren.extract.prose.findings import findings_in
from zeren.extract.prose.heading_bodies import unmarked
from zeren.extract.prose.onward import with_helpers
from zeren.extract.prose.running import tells
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.sentence import Duty
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.spans import Span
from zeren.extract.statement.statement import parse
from zeren.extract.time.due import only_due
from zeren.extract.time.limits import is_deadline
from zeren.extract.time.times import is_time
from zeren.ground.fold import fold, unspaced
from zeren.ground.model import Place

_WORD = r"\w\s，,。．.；;、！!？?（）()【】〔〕［］\[\]〈〉「」『』《》“”\"‘’'%％‰℃°·@#&*+~～^"
_SIGN = re.compile(rf"[ \t\u3000]{{0,40}}(?P<sign>[^{_WORD}]{{1,12}})[ \t\u3000]{{0,40}}|(?P<blank>[ \t\u3000]{{1,60}})")
"""what may part: / | → —— => : and blanks; no stop, bracket or quotation mark, and nothing that stands inside figures"""
_OPENED = re.compile(
    r"[【〔［\[〈<「『（(](?P<inner>[^【】〔〕［］\[\]〈〉<>「」『』（）()\n]{2,80})[】〕］\]〉>」』）)]"
    r"[ \t\u3000]{0,8}[:：]?[ \t\u3000]{0,8}"
)
"""a bracket before the words of a line (【市城管局】整治占道经营)"""
_CLOSED = re.compile(r"[（(【〔［\[〈<](?P<inner>[^【】〔〕［］\[\]〈〉<>（）()\n]{2,60})[）)】〕］\]〉>]$")
"""a bracket at the end of a line, where the lines beside it name their bodies"""
_EDGE = " \t\r\n\u3000。；;，,"
_LONGEST, _NAMED = 300, 90
"""code points of a line, and of its bodies"""
_LEAST_WORDS = 4
"""code points of what is to be done"""
_BEHIND_COLON = 6
"""and before a colon, where a short word is a label (主管：县教育局)"""
_LABEL, _FIELD = 8, 16
"""code points of a label at most, and of a person or a time"""
_WHO = re.compile("(?:人员?|领导|班长|电话)$")
"""how labels of persons end (值班人员)"""
_FIGURE = re.compile(r"\d")
_PHONE = re.compile(r"\d{7}")
_FOUR = re.compile("[\u4e00-\u9fff]{4}")
"""four characters are words (汇总成果) far more often than a name"""
_NAME = re.compile("[\u4e00-\u9fff]{2,12}")
"""a name whose ending no list knows (社区残协, 综采一队): it counts where the lines beside it hold bodies in its place"""
_LEAST, _SURE = 2, 3
"""lines of one form where a body is beyond doubt in each, and where it is not"""
_PIECES = 6
"""pieces of a line at most: one that falls apart more often is a table or a run of figures"""


@dataclass(frozen=True, slots=True)
class _Form:
    """How a line falls apart."""

    sign: str
    ahead: bool
    """the bodies stand before the words"""
    numbered: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """One reading of a line; ranges are offsets in the text of its segment."""

    at: int
    """index of the segment"""
    form: _Form
    words: tuple[int, int]
    bodies: tuple[int, int]
    time: tuple[int, int] | None
    firm: bool
    """one of the bodies is beyond doubt by its form"""


@dataclass(frozen=True, slots=True)
class Aligned:
    """What lines of one form say, by the index of the segment."""

    spans: dict[int, list[Span]]
    """statements behind the words"""
    ahead: dict[int, _Line]
    """lines whose bodies stand before the words"""

    def duties(self, segments: Sequence[Segment], place_of: PlaceOf) -> dict[int, tuple[Duty, ...]]:
        """The words behind their bodies, each line a duty of these."""
        return {at: (_duty(segments[at], line, place_of),) for at, line in self.ahead.items()}


def aligned(segments: Sequence[Segment], found: Sequence[Sequence[Span]]) -> Aligned:
    """Return the statements of lines of one form; lines that are read already count, and keep what they have.

    Where the form is sure, a line with its sign is read by it too whose names end as no list knows.
    """
    lines = [at for at in under_no_telling(segments) if not segments[at].boundary and len(segments[at].text) <= _LONGEST]
    readings: dict[_Form, list[_Line]] = defaultdict(list)
    for at in lines:
        for line in _readings(at, segments[at]):
            readings[line.form].append(line)
    spans: dict[int, list[Span]] = {}
    ahead: dict[int, _Line] = {}
    closed = {at for at in lines if any(span.kind in ("roles", "bare", "rule") for span in found[at])}
    for form, its in sorted(readings.items(), key=lambda one: -len(one[1])):
        if len(its) < _LEAST or (len(its) < _SURE and sum(line.firm for line in its) < len(its)):
            continue
        if len({segments[line.at].text[slice(*line.bodies)] for line in its}) == 1:
            continue  # what stands the same in each line is a label: 责任部室：宣传部
        if len(its) >= _SURE:
            more = list(_loose(segments, set(lines) - {line.at for line in its}, form))
            its = [*its, *more] if form.sign != "]" or len(its) >= _SURE * len(more) else its
        for line in its:
            if line.at in closed:
                continue
            closed.add(line.at)
            if form.ahead:
                ahead[line.at] = line
            else:
                spans[line.at] = list(_behind(line))
    return Aligned(spans, ahead)


def _loose(segments: Sequence[Segment], lines: Iterable[int], form: _Form) -> Iterator[_Line]:
    """Lines that have the form with names that no list of endings knows."""
    for at in sorted(lines):
        yield from (line for line in _readings(at, segments[at], loose=True) if line.form == form)


def under_no_telling(segments: Sequence[Segment]) -> Iterator[int]:
    """Indices of the segments that stand below no heading which only tells what is or was (二、存在问题), and in no list of findings."""
    above: list[tuple[int, bool]] = []
    findings = findings_in(segments)
    for at, segment in enumerate(segments):
        if segment.boundary:
            above = []
        elif segment.level is not None:
            above = [one for one in above if one[0] < segment.level]
            above.append((segment.level, segment.short and tells((segment.text,))))
        if at not in findings and not any(telling for _, telling in above):
            yield at


def _readings(at: int, segment: Segment, *, loose: bool = False) -> Iterator[_Line]:
    """The ways in which a line may fall apart into bodies and words, one for each sign."""
    text = segment.text
    begin = segment.body + len(text[segment.body :]) - len(text[segment.body :].lstrip())
    end = len(text.rstrip(_EDGE))
    if opened := _OPENED.match(text, begin, end):
        yield from _line(at, segment, "[", [opened.span("inner"), (opened.end(), end)], loose=loose)
    if closed := _CLOSED.search(text, begin, end):
        yield from _line(at, segment, "]", [(begin, closed.start()), closed.span("inner")], loose=loose)
    signs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for match in _SIGN.finditer(text, begin, end):
        signs[fold(match["sign"] or "") or " "].append(match.span())
    for sign, its in signs.items():
        if len(its) < _PIECES and its[0][0] > begin:
            stops = [begin, *(edge for span in its for edge in span), end]
            yield from _line(at, segment, sign, list(zip(stops[::2], stops[1::2], strict=True)), loose=loose)


def _line(at: int, segment: Segment, sign: str, pieces: list[tuple[int, int]], *, loose: bool) -> Iterator[_Line]:
    """A line read from its pieces: bodies and perhaps a time stand together at one of its ends."""
    first, last, end = pieces[0], pieces[-1], pieces[-1][1]
    numbered = segment.level is not None
    if sign != ":" and _is_time(segment.text, last) and len(pieces) > 2 and (firm := _bodies(segment.text, pieces[-2], loose)) is not None:
        words, bodies, time, ahead = (first[0], pieces[-3][1]), pieces[-2], last, False
    elif sign != ":" and len(pieces) > 2 and _is_time(segment.text, pieces[-2]) and (firm := _bodies(segment.text, last, loose)) is not None:
        words, bodies, time, ahead = (first[0], pieces[-3][1]), last, pieces[-2], False
    elif sign != "[" and (firm := _bodies(segment.text, last, loose)) is not None:
        words, bodies, time, ahead = (first[0], pieces[-2][1]), last, None, False
    elif sign != "]" and (firm := _bodies(segment.text, first, loose)) is not None:
        timed = len(pieces) > 2 and _is_time(segment.text, pieces[1])
        words, bodies, time, ahead = (pieces[2 if timed else 1][0], end), first, pieces[1] if timed else None, True
    else:
        return
    if _is_matter(segment.text[slice(*words)], sign, ahead=ahead):
        yield _Line(at, _Form(sign, ahead, numbered), words, bodies, time, firm)


def _is_matter(words: str, sign: str, *, ahead: bool) -> bool:
    """Whether words may be what is to be done: no label, person, telephone, time or body."""
    words = unmarked(words.strip(_EDGE))
    if len(words) < (_BEHIND_COLON if sign == ":" and not ahead else _LEAST_WORDS) or _PHONE.search(words):
        return False
    if _is_roster(words):
        return False
    if len(words) <= _FIELD and ((is_person(words) and not _FOUR.fullmatch(words)) or is_time(unspaced(fold(words)))):
        return False
    if sign in ": " and len(words) <= _LABEL and (column_of(words).kind != "unknown" or head_of(words).kind != "unknown"):
        return False
    return _FIGURE.search(words) is not None or begins_with_act(words) or not is_solid(fold(words))


def _is_roster(words: str) -> bool:
    """Whether words hold nothing but persons, each behind a label or none, and times (5月1日 带班领导：李明 值班人员：王芳)."""
    pieces = [piece.rpartition(":")[2] or piece for piece in re.split(r"[\s、,;]+", fold(words)) if piece]
    persons = [is_person(piece) and not _FOUR.fullmatch(piece) for piece in pieces]
    return any(persons) and all(person or is_time(piece) or _WHO.search(piece) for person, piece in zip(persons, pieces, strict=True))


def _is_time(text: str, piece: tuple[int, int]) -> bool:
    words = unspaced(fold(text[slice(*piece)])).strip(_EDGE)
    return 1 < len(words) <= _NAMED and is_deadline(words)


def _bodies(text: str, piece: tuple[int, int], loose: bool) -> bool | None:
    """Whether a body of a piece that names nothing else is beyond doubt; None where it says something else."""
    words = text[slice(*piece)].strip(_EDGE)
    if not 2 < len(words) <= _NAMED or words[0] in "\"“《" or ":" in fold(words):
        return None  # what stands behind a label is read with it
    said = parse(words, 0, Place, "responsible", None)
    names = [one.mention for one in said.assignments]
    if not names or said.residue or said.described or said.lead_rule or said.standing:
        return None
    if not all((is_whole(name) and is_body(name)) or (loose and _NAME.fullmatch(name) and not begins_with_act(name)) for name in names):
        return None
    heads = any(column_of(name).kind != "unknown" for name in names)
    return None if heads else any(is_solid(fold(name)) for name in names)


def _behind(line: _Line) -> Iterator[Span]:
    """The bodies and the time behind the words of a line, side by side."""
    first = min(line.bodies, line.time) if line.time else line.bodies
    for piece in sorted(filter(None, (line.bodies, line.time))):
        start = line.words[1] if piece == first else first[1]
        closing = line.form.sign == "]"
        yield Span(start, piece[1] + closing, piece[0], piece[1], "roles" if piece == line.bodies else "accessory")


def _duty(segment: Segment, line: _Line, place_of: PlaceOf) -> Duty:
    """The words of a line as the duty of the bodies before them."""
    said = _parsed(segment, line.bodies, place_of)
    if line.time:
        when = _parsed(segment, line.time, place_of)
        said = replace(said, deadline=when.deadline, deadline_place=when.deadline_place)
    begin = line.words[0] + len(segment.text[line.words[0] :]) - len(segment.text[line.words[0] :].lstrip())
    if not said.deadline and (due := only_due(segment.text[begin:], segment.start + begin)):
        said = replace(said, deadline=due[0], deadline_place=place_of(due[1], due[2]))
    said = with_helpers(said, segment.text[begin:].rstrip(), segment.start + begin, place_of)
    return Duty(segment.start + begin, segment.start + len(segment.text.rstrip()), said, "colon")


def _parsed(segment: Segment, piece: tuple[int, int], place_of: PlaceOf) -> Statement:
    return parse(segment.text[slice(*piece)], segment.start + piece[0], place_of, "responsible", None)
