"""A line in its pieces: what stands apart in it by any sign, told by what it is: names of bodies, a time, a label with its value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zeren.extract.bodies.endings import ending_of, is_body, is_whole
from zeren.extract.cells.finer import begins_with_act
from zeren.extract.cells.heads import head_of
from zeren.extract.cells.natures import nature
from zeren.extract.compact import compact
from zeren.extract.lexicon import is_composed, labels
from zeren.extract.prose.cards import label_kind
from zeren.extract.prose.segments import mark_of
from zeren.extract.time.limits import is_deadline
from zeren.extract.time.times import is_time
from zeren.ground.fold import fold, unspaced

_SIGNS = re.compile(
    r"[\s\u3000]+|[|｜丨│┃∣¦]|[→⇒➔➜➡»>＞←»]|[—–-]{2,8}|(?<=[\s\u3000])[—–-](?=[\s\u3000])|[·•@＠;；,，。=＝:：+＋&＆`]"
    r"|(?<!\d)[#＃]|(?<=[\s\u3000])[~～](?=[\s\u3000])|(?<!\d)[/／]|[/／](?!\d)|[【】〔〕［］\[\]「」『』〈〉<〖〗｛｝{}《》]"
)
"""what may part the pieces of a line"""
_ROUND = re.compile(r"[(（]([^()（）]{1,120})[)）]")
_PARTS = re.compile(r"[=＝|｜丨│┃∣¦→⇒➔➜➡»>＞\t]|[ \u3000]{2,8}")
"""signs behind a label of words"""
_SOFT = frozenset(",，。;；:：")
"""signs inside a sentence: words before them are a sentence's own more often than not"""
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,8}")
_COUNT = re.compile(r"(?<=.)(?:\d{1,3}|[一二三四五六七八九十]{1,3})$")
_WIDE = re.compile(r"(?<![^\s\u3000])[\u4e00-\u9fff](?:[ \u3000]{1,2}[\u4e00-\u9fff]){1,7}(?![\u4e00-\u9fff])")
"""a label set wide"""
_TIMELIKE = re.compile(r"[\d年月日季周旬期前底末内]|长期|持续|立|即|全程")
_NUMBER = re.compile(r"[(（]?[A-Za-z]?\d{1,3}[)）.．、]?(?=[ \t\u3000【〔［\[「『〈<〖｛《])")
"""a number before a bracket or a blank"""
_BODIES = 160
"""code points of a list of bodies"""
_NAME = 12
"""code points of a name behind a label"""
ACTS = "头责合办与导助同实抓"
"""how bodies with a role word end (由县商务局牵头, 县教育局参与)"""
TIME_ENDS = "前后内底末初旬季期间月日号年0123456789"
"""how the event of a time ends (春季造林期内)"""
_TIME = 30
_DONE = re.compile("(?:完成|办结|到位|销号)?[。；;]?$")
_SHORT_TIME = 14
"""code points; words that hold a time are longer (每月抽查病历20份)"""
_BULLETS = "◆◇●○■□▪•·★☆▲△►▶—–-* \t\u3000"
_STATUS = 10
"""code points of where a matter stands (已开工)"""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a line of labels says what a piece of other lines is."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Bodies, a time or another value of a line that stand apart; ranges are offsets in the line."""

    kind: str
    """``role``, ``deadline``, ``person`` or ``other``, and behind labels ``measure``, ``task`` or ``target``"""
    label: str
    """closed up; empty where none is printed"""
    start: int
    """of the label, or of the value where none is printed"""
    begin: int
    """of the value"""
    end: int
    before: str
    """the sign before it"""
    closed: bool = False
    """a colon stands behind its label"""
    head: Head | None = None
    """the label that a line above gives it"""


@dataclass(frozen=True, slots=True)
class Pieced:
    """A line in its pieces."""

    words: tuple[int, int] | None
    """the words of a measure; None where the line holds none"""
    pieces: tuple[Piece, ...]

    @property
    def make(self) -> tuple[str, ...]:
        """What it is made of, in order: labels, and what stands without one."""
        kinds = [piece.label or piece.kind for piece in self.pieces]
        return tuple(dict.fromkeys(kinds))


_REMEMBERED = 1 << 10
"""lines and pieces that are kept as they were read"""


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    before: str
    """the sign before it; empty at the beginning"""


@lru_cache(maxsize=_REMEMBERED)
def pieces_of(line: str) -> Pieced | None:
    """A line in its pieces; None where nothing stands apart in it."""
    if line.rstrip().endswith((":", "：")):
        return None
    begin = _number_end(line)
    tokens = list(tokens_of(line, begin))
    if not tokens:
        return None
    if said := _says_words(line, tokens):
        return Pieced(None, (said,))
    first = _first_label(line, tokens)
    pieces = list(_labelled(line, tokens[first:])) if first < len(tokens) else []
    while first > 0 and (piece := _value(line, tokens[first - 1])):
        first -= 1
        pieces.insert(0, piece)
    last = 0
    while last < first and _opens(line, tokens, last) and (piece := _value(line, tokens[last])):
        pieces.insert(last, piece)
        last += 1
    words = (tokens[last].start, _words_end(line, tokens[first - 1].end)) if last < first else None
    if len(tokens) == 1 and (glued := list(_glued(line, tokens[0]))):
        pieces, words = glued, None
    if words is None and begin and line[:begin].strip(_BULLETS) and not all(piece.label for piece in pieces):
        return None  # 一、白石坞镇 is a heading
    kinds = {piece.kind for piece in pieces}
    if not kinds or (words and "role" not in kinds):
        return None
    if words and len(line[words[0] : words[1]]) < 4:
        return None
    return Pieced(words, tuple(pieces))


def _says_words(line: str, tokens: Sequence[_Token]) -> Piece | None:
    """A label of words with all that follows it (任务=修渠3公里), where a sign parts them that no sentence has there."""
    label = _COUNT.sub("", _label(line, tokens[0]))
    kind = label_kind(label)[0] if _LABEL.fullmatch(label) and len(tokens) > 1 else "other"
    if kind not in ("measure", "task", "target") or not _PARTS.fullmatch(tokens[1].before):
        return None
    return Piece(kind, label, tokens[0].start, tokens[1].start, len(line.rstrip()), "")


def _number_end(line: str) -> int:
    words = line.lstrip(_BULLETS)
    mark = mark_of(words)
    bare = _NUMBER.match(words)
    return len(line) - len(words) + (len(mark[1]) if mark else bare.end() if bare else 0)


def _words_end(line: str, end: int) -> int:
    """Where words end: with the stop that a sentence has."""
    return end + 1 if line[end : end + 1] == "。" else end


def tokens_of(line: str, begin: int) -> Iterator[_Token]:
    """Pieces between signs; a round bracket parts where it stands around bodies, a time or a label and not inside a name."""
    cuts = [(match.start(), match.end()) for match in _SIGNS.finditer(line, begin)]
    for match in _ROUND.finditer(line, begin):
        inner = match[1].strip()
        own = line[match.end() : match.end() + 1]
        before = re.split(_SIGNS, line[begin : match.start()])[-1]
        joined = "\u4e00" <= own <= "\u9fff" and "\u4e00" <= line[match.start() - 1 : match.start()] <= "\u9fff"
        of_name = is_body(before) and (joined or own == "、" if known_label(inner) is None else not own.isalnum())
        if not of_name and (known_label(inner) or all(_nature(one) for one in re.split(_SIGNS, inner) if one and not known_label(one))):
            cuts += [(match.start(), match.start() + 1), (match.end() - 1, match.end())]
    at, sign = begin, ""
    cuts = _without_blanks(line, cuts)
    for start, end in [*sorted(cuts), (len(line), len(line))]:
        if start > at and any(char.isalnum() for char in line[at:start]):
            yield _Token(at, start, sign)
            sign = ""
        elif start > at:
            sign += line[at:start]  # 👤 or └ before a name
        if end > at:
            sign = (sign + line[start:end]).strip() or line[start:end]
            at = end


def _without_blanks(line: str, cuts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The signs of a line but the blanks inside labels that are set wide (督 办 事 项)."""
    wide = [match.span() for match in _WIDE.finditer(line) if known_label(unspaced(match[0]))]
    return [one for one in cuts if not any(start < one[0] and one[1] < end for start, end in wide)]


@lru_cache(maxsize=_REMEMBERED)
def known_label(words: str) -> str | None:
    """What a label says that a list knows in whole or in its parts; None where it is none."""
    if not _LABEL.fullmatch(words):
        return None
    kind = label_kind(words)[0]
    if kind in ("role", "deadline", "person") and (words in labels() or is_composed(words) or head_of(words).strength > 0):
        return kind
    return None


@lru_cache(maxsize=_REMEMBERED)
def _nature(words: str) -> str | None:
    """``role`` for names of bodies, ``deadline`` for a time, ``other`` for a person, a telephone or a sign; None for words."""
    words = words.strip()
    if not words or len(words) > _BODIES:
        return None
    if len(words) <= _TIME and _TIMELIKE.search(words) and _is_time(_DONE.sub("", words)):
        return "deadline"
    if words[-1] in ACTS and len(words) <= _BODIES and nature(words) == "states":
        return "role"
    if ending_of(words.rstrip("）)"))[0] or words.endswith(("）", ")")):
        names = re.split("[、/／ \u3000;；]", words)
        whole = nature(words) == "body" and all(is_body(one) and is_whole(one) for one in names if one)
        return "role" if whole and not any(begins_with_act(one) and len(one) > 6 for one in names) else None
    if len(words) <= _STATUS and words[0] in "已正未尚在" and nature(words) == "status":
        return "other"
    if re.search(r"\d{7}", words):
        return "other" if nature(words) == "phone" else None
    return None


def _is_time(words: str) -> bool:
    return is_time(compact(words, 0).words) or (len(words) <= _SHORT_TIME and words[-1] in TIME_ENDS and nature(words) == "date")


def _value(line: str, token: _Token) -> Piece | None:
    kind = _nature(line[token.start : token.end])
    if kind is None or (kind == "deadline" and token.before == "。"):
        return None
    words = line[token.start : token.end]
    end = token.end - len(words) + len(_DONE.sub("", words)) if kind == "deadline" else token.end
    return Piece(kind, "", token.start, token.start, end, token.before)


def _opens(line: str, tokens: Sequence[_Token], at: int) -> bool:
    """Whether a piece at the beginning of a line stands apart from the words behind it: no sentence goes on there."""
    behind = tokens[at + 1].before if at + 1 < len(tokens) else ""
    stated = line[tokens[at].start : tokens[at].end].endswith(("）", ")")) and set(behind) <= {":", "："}
    return bool(behind) and (stated or not set(behind) <= {*_SOFT}) and behind not in ("《", "“")


def _first_label(line: str, tokens: Sequence[_Token]) -> int:
    """The first token that is a label with what it asks for behind it, from which on there are only such; their number where none is."""
    for at, token in enumerate(tokens[:-1]):
        if known_label(_label(line, token)) and list(_labelled(line, tokens[at:])):
            return at
    return len(tokens)


def _label(line: str, token: _Token) -> str:
    return unspaced(line[token.start : token.end])


def _labelled(line: str, tokens: Sequence[_Token]) -> Iterator[Piece]:
    """Labels with their values; nothing where a value is not what its label asks for."""
    found: list[Piece] = []
    at = 0
    while at < len(tokens):
        label = _label(line, tokens[at])
        kind = known_label(label)
        stop = at + 1
        while stop < len(tokens) and not known_label(_label(line, tokens[stop])):
            stop += 1
        if kind is None or stop == at + 1:
            if kind is None:
                return
            at = stop
            continue
        values = [piece for token in tokens[at + 1 : stop] if (piece := _value(line, token))]
        whole = line[tokens[at + 1].start : tokens[stop - 1].end]
        if len(values) < stop - at - 1 and not _holds(kind, whole):
            return
        fits = [piece for piece in values if piece.kind == kind]
        if kind == "role" and not fits and not _may_name(whole):
            return
        end = fits[-1].end if fits and len(values) == stop - at - 1 else tokens[stop - 1].end
        closed = ":" in fold(tokens[at + 1].before)
        found.append(Piece(kind, label, tokens[at].start, tokens[at + 1].start, end, tokens[at].before, closed))
        found += [piece for piece in values if kind != "person" and piece.start >= end]
        at = stop
    yield from found


def _holds(kind: str, words: str) -> bool:
    """Whether a label may hold words although they are more or other than bodies and times by themselves."""
    if kind == "deadline":
        return is_deadline(unspaced(fold(words)).rstrip("。;"))
    return kind == "person" or _may_name(words)


def _may_name(words: str) -> bool:
    """Whether words behind a label of bodies may name some although no ending says so: a few short names, no deed."""
    names = [name for name in re.split("[、/／和及与 \u3000]", words) if name]
    return not re.search("[，。；;,]", words.rstrip("。；;")) and all(len(name) <= _NAME and not begins_with_act(name) for name in names)


def _glued(line: str, token: _Token) -> Iterator[Piece]:
    """A line of one piece in which nothing stands between a label and its value, or between bodies and a time."""
    words = line[token.start : token.end]
    sizes = range(min(8, len(words) - 2), 1, -1)
    sure = [size for size in sizes if words[:size] in labels() or is_composed(words[:size])]
    for size in [*sure, *reversed(sizes)]:
        kind = known_label(words[:size])
        if kind and _nature(words[size:]) == kind:
            yield Piece(kind, words[:size], token.start, token.start + size, token.end, token.before)
            return
    for match in re.finditer(r"(?<=[\u4e00-\u9fff）)])(?=\d)", words):
        if _nature(words[: match.start()]) == "role" and _nature(words[match.start() :]) == "deadline":
            middle = token.start + match.start()
            yield Piece("role", "", token.start, token.start, middle, token.before)
            yield Piece("deadline", "", middle, middle, token.end, "")
            return
