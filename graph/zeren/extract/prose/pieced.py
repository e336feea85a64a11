"""Lines whose words and bodies stand apart by signs alone: 修渠3公里 → 县水利局 / 6月底, 「财务部」清理欠款（三季度末）, 牵头 县商务局.

What parts them (a bar, an arrow, a dash, brackets of any kind, white space, a label without a colon, or nothing at all between the
elements of a page) says nothing; what the pieces are says all: names of bodies, a time, a label before one of them. One such
line shows nothing either. Lines of the same make that follow one another are the rows of a table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from zeren.extract.bodies.endings import endings_of
from zeren.extract.prose.pieces import ACTS, TIME_ENDS, Head, Piece, Pieced, known_label, pieces_of, tokens_of
from zeren.extract.statement.spans import spans
from zeren.ground.fold import fold

_WITHIN = frozenset("/／、 \u3000\t;；+＋&＆")
"""signs between the names of one list"""
_LONGEST = 400
"""code points of a line"""
_LEGEND = 60
"""code points of a line of labels"""
_LEAST = 2
"""lines of the same make"""
_BARE = 3
"""of these, where nothing but a body stands apart in them"""
_CLOSING = "。；;，, \t\u3000）)】〕］]」』〉>》}｝`"
_EARLY = re.compile(r"[【〔［\[「『〈<《|｜丨│┃∣→⇒=＝@\t]|[ \u3000]{2}|[\u4e00-\u9fff][ \u3000][\u4e00-\u9fff]|[）)][:：]")
_LABELS = re.compile(r"[（(][^（）():：]{1,12}[:：][^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)?[）)][。；;]?\s*$")
_SHORT = 20
"""code points of a line that is looked at in any case"""
_NEAR = 40
"""code points"""
_KINDS = ("body", "branch", "group", "part")
"""kinds of endings"""


def pieced(lines: Sequence[str]) -> dict[int, Pieced]:
    """The lines of a stretch that are made alike and that no sentence or label with a colon explains, by their index."""
    found = {at: its for at, line in enumerate(lines) if len(line) <= _LONGEST and _may_part(line) and (its := pieces_of(line))}
    if len(found) < _LEAST:
        return {}
    legend = next((heads for at, line in enumerate(lines) if len(line) <= _LEGEND and (heads := _legend(at, line))), ())
    found = _alike({at: _told(lines[at], its, legend) for at, its in found.items()})
    told = [at for at, its in found.items() if its.words and not _is_odd(its)]
    bare = [at for at, its in found.items() if its.words is None and not any(piece.label for piece in its.pieces)]
    if bare and all(_is_read(lines[at], found[at]) and found[at].make[0] == "role" for at in bare):
        found = {at: its for at, its in found.items() if at not in bare}  # （县商务局牵头，6月底前） closes the measure above it
    read = sum(_is_read(lines[at], found[at]) for at in told)
    return {at: its for at, its in found.items() if at not in told} if 2 * read > len(told) else found


def _may_part(line: str) -> bool:
    """Whether anything can stand apart in a line: it ends as names and times do, or a sign that no sentence has there stands near its
    beginning. Most lines are sentences, which this sees at once."""
    if line.rstrip("。；; \n").endswith(("）", ")")) and _LABELS.search(line):
        return False  # （责任单位：县水利局；时限：6月底） is a statement of running text
    return len(line) <= _SHORT or line.rstrip(_CLOSING)[-1:] in _last_signs() or _EARLY.search(line, 0, _NEAR) is not None


@cache
def _last_signs() -> frozenset[str]:
    """What names of bodies, times, telephones and role words end with."""
    return frozenset({ending[-1] for kind in _KINDS for ending in endings_of(kind)} | set(TIME_ENDS + ACTS))


def _legend(at: int, line: str) -> tuple[tuple[Head, str], ...]:
    """The labels that a line consists of, which say what the pieces of the lines below are, with their kinds: （责任单位/协助单位/完成时间）."""
    tokens = [(token, line[token.start : token.end].strip("（）()")) for token in tokens_of(line, 0)]
    told = tuple((Head(at, start := line.index(word, token.start), start + len(word)), kind) for token, word in tokens if (kind := known_label(word)))
    return told if len(told) >= _LEAST and len(told) >= len(tokens) - 2 and any(kind == "role" for _, kind in told) else ()


def _told(line: str, its: Pieced, legend: Sequence[tuple[Head, str]]) -> Pieced:
    """The pieces of a line with the labels of a legend where they are as many and of the same kinds, else names of one list as one piece."""
    free = its.words and not any(piece.label for piece in its.pieces)
    if legend and free and [piece.kind for piece in its.pieces] == [kind for _, kind in legend]:
        return replace(its, pieces=tuple(replace(piece, head=head) for piece, (head, _) in zip(its.pieces, legend, strict=True)))
    return replace(its, pieces=tuple(_lists(line, its.pieces)))


def _is_read(line: str, its: Pieced) -> bool:
    """Whether statements of running text hold the bodies of a line."""
    where = [(span.start, span.end) for span in spans(fold(line), line) if span.kind != "below"]
    first = its.words[0] if its.words else 0
    asked = (piece for piece in its.pieces if piece.kind == "role" or piece.end <= first)
    return all(any(start <= piece.begin and piece.end <= end for start, end in where) for piece in asked)


def _is_odd(line: Pieced) -> bool:
    """Whether no statement is printed so: labels without a colon, or signs that no sentence has."""
    return any(piece.label and not piece.closed for piece in line.pieces) or any(piece.before in ("·", "•", "#", "＃") for piece in line.pieces)


def _alike(lines: dict[int, Pieced]) -> dict[int, Pieced]:
    """Lines of a make that comes again often enough to show it."""
    apart = Counter(kind for its in lines.values() for kind in its.make)
    shapes = Counter((its.words is not None, *its.make) for its in lines.values())

    runs = _runs(lines)
    again = Counter(runs.values())

    def comes_again(at: int, its: Pieced) -> bool:
        if its.words is None and not all(piece.label for piece in its.pieces):
            least = _BARE if set(runs[at]) <= {"role"} else _LEAST
            return again[runs[at]] >= least
        least = _BARE if its.words and its.make == ("role",) else _LEAST
        common = [kind for kind in its.make if apart[kind] >= _LEAST]
        return len(common) == len(its.make) and (shapes[(its.words is not None, *its.make)] >= least or len(its.make) > 1 or its.words is None)

    return {at: its for at, its in lines.items() if comes_again(at, its)}


def _runs(lines: dict[int, Pieced]) -> dict[int, tuple[str, ...]]:
    """What stands in each line without words and in those right above it, up to the words of the measure: a signature below the
    last measure stands where no other bodies do."""
    found: dict[int, tuple[str, ...]] = {}
    for at, its in lines.items():
        if its.words is None:
            found[at] = (*found.get(at - 1, ()), *its.make, "")
    return found


def _lists(line: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Neighbouring names of one list as one piece: 县民政局/县残联."""
    last: Piece | None = None
    for piece in pieces:
        alike = last and last.kind == piece.kind == "role" and not piece.label
        if last and alike and set(line[last.end : piece.begin]) <= _WITHIN:
            last = replace(last, end=piece.end)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
