"""Find words wherever they stand: measures, tasks, targets, headings, remarks, references, what was not taken as a record, plans and documents.

What is searched is folded once for a reader: widths, case, blanks and the dress of formulas (``PM _{2.5}``) do not count.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from zeren.ask.heard import holds
from zeren.ask.loading import is_large
from zeren.ask.lookup import Reader, landing_for
from zeren.ask.sentence.lexicon import QUOTES, char_class, folded
from zeren.table import whole

PLACES = {
    "measure": ("措施", "Measures"), "task": ("任务", "Tasks"), "target": ("目标", "Targets"), "section": ("标题", "Headings"),
    "remark": ("备注栏", "Remarks"), "reference": ("引用的文件", "Cited documents"),
    "residue": ("没有读成记录的原文", "Words that became no record"), "plan": ("计划名", "Plans"), "document": ("文件名", "Documents"),
}  # fmt: skip
"""kind of a hit → where the words stand, in Chinese and English"""
KINDS = tuple(PLACES)
"""what a hit may be, in the order in which hits are listed"""

_WIDE = "".join(chr(point) for point in range(0xFF01, 0xFF5F))
_NARROW = "".join(chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F))
_DRESS = "_{}^" + QUOTES

_ALL = """SELECT kind, id, holder, text, file, locator, place, lower(translate(translate(text, $wide, $narrow), $drop, '')) AS plain
FROM (
  SELECT 'measure' AS kind, id, id AS holder, text, file, locator, start_offset AS place FROM measure
  UNION ALL SELECT 'task', min(id), min(id), title, file, min(locator), min(start_offset) FROM task WHERE title IS NOT NULL GROUP BY title, file, plan
  UNION ALL
  SELECT 'target', id, coalesce(measure, plan), concat(label, ' ', coalesce(scope, ''), ' ', coalesce(quote, '')), file, locator, start_offset
  FROM target
  UNION ALL SELECT 'section', id, plan, title, file, locator, start_offset FROM section
  UNION ALL SELECT 'remark', id, measure, concat(coalesce(head, ''), ' ', text), file, locator, start_offset FROM remark
  UNION ALL
  SELECT 'reference', id, coalesce(measure, plan), concat(coalesce(title, ''), ' ', coalesce(number, ''), ' ', coalesce(quote, '')), file, locator,
         start_offset
  FROM reference
  UNION ALL SELECT 'residue', id, plan, text, file, locator, start_offset FROM residue WHERE plan IS NOT NULL
  UNION ALL SELECT 'plan', id, id, title, file, '', 0 FROM plan
  UNION ALL SELECT 'document', id, id, file, file, '', 0 FROM document
) x
WHERE text IS NOT NULL
ORDER BY kind, file, place, id"""
_TEXTS = _ALL[_ALL.index("FROM (") : _ALL.index("ORDER BY")]
_FIRST = f"""SELECT kind, id, holder, text, file, locator, times
FROM (
  SELECT kind, id, holder, text, file, locator, count(*) OVER (PARTITION BY kind) AS times,
         row_number() OVER (PARTITION BY kind ORDER BY file, place, id) AS number
  {_TEXTS}{{}}
) y
WHERE number <= $first
ORDER BY kind, number"""
"""the first texts of each kind that hold words, of a store that is not held as a whole"""


@dataclass(frozen=True, slots=True)
class Hit:
    """Where words were found."""

    kind: str
    """one of ``KINDS``"""
    id: str
    """IRI of what holds the words"""
    holder: str
    """IRI of the measure, task or plan to look at"""
    text: str
    """as printed; indicator, area and words of a target"""
    file: str
    """file name of the source"""
    locator: str
    """place in the source, in words; empty for plans and documents"""


@dataclass(frozen=True, slots=True)
class _Index:
    hits: tuple[Hit, ...]
    plain: str
    """all texts folded, one a line"""
    starts: tuple[int, ...]
    """offset of each line"""


_INDEX: WeakKeyDictionary[Reader, _Index] = WeakKeyDictionary()


def search(reader: Reader, words: str) -> dict[str, list[Hit]]:
    """Return kind → hits that hold every word (blanks part words), kinds as in ``KINDS``, each in document order.

    Kinds without a hit are left out; no words find nothing.
    """
    wanted = [folded(word) for word in words.split()]
    wanted = [word for word in wanted if word]
    if not wanted:
        return {}
    index = _index(reader)
    lines = set.intersection(*(set(_lines(index, word)) for word in wanted))
    found: dict[str, list[Hit]] = {}
    for line in sorted(lines):
        found.setdefault(index.hits[line].kind, []).append(index.hits[line])
    return {kind: found[kind] for kind in KINDS if kind in found}


def first_hits(reader: Reader, words: str, first: int, kinds: Sequence[str] = KINDS) -> dict[str, tuple[list[Hit], int]]:
    """Return what ``search`` does, of each of some kinds the first hits and the number of all; a large store is not held for it."""
    if not is_large(landing := landing_for(reader)):
        return {kind: (hits[:first], len(hits)) for kind, hits in search(reader, words).items() if kind in kinds}
    wanted = [word for word in map(folded, words.split()) if word]
    if not wanted:
        return {}
    holding = "    AND kind IN ($kinds)\n"
    params: dict[str, str | int | Sequence[str]] = {"first": first, "kinds": kinds}
    for number, word in enumerate(wanted):
        holding += f"    AND {holds('text', f'word_{number}', len(forms := min(map(_forms, word), key=len)))}\n"
        params |= {f"word_{number}": _pattern(word)} | {f"word_{number}_{at}": form for at, form in enumerate(forms)}
    found: dict[str, tuple[list[Hit], int]] = {}
    for kind, name, holder, text, file, locator, count in landing.rows(_FIRST.format(holding), params):
        found.setdefault(kind, ([], int(count)))[0].append(Hit(kind, whole(name), whole(holder or name), text, file, locator or ""))
    return {kind: found[kind] for kind in KINDS if kind in found}


def _pattern(word: str) -> str:
    """A regular expression (RE2) for the texts in which folded words stand once they are folded as ``_ALL`` does."""
    between = char_class(_DRESS + _blanks()) + "*"
    return between.join(char_class(_forms(char)) for char in word)


def _forms(char: str) -> str:
    """Return all characters that are folded to one."""
    forms = _cases(char)
    return forms + "".join(_WIDE[_NARROW.index(one)] for one in forms if one in _NARROW)


def _cases(char: str) -> str:
    return char + (char.upper() if len(char.upper()) == 1 else "")


def _lines(index: _Index, word: str) -> Iterator[int]:
    at = index.plain.find(word)
    while at >= 0:
        line = bisect_right(index.starts, at) - 1
        yield line
        after = index.starts[line + 1] if line + 1 < len(index.starts) else len(index.plain)
        at = index.plain.find(word, after)


def _index(reader: Reader) -> _Index:
    if reader not in _INDEX:
        hits, starts, lines, at = [], [], [], 0
        drop = {"wide": _WIDE, "narrow": _NARROW, "drop": _DRESS + _blanks()}
        for kind, name, holder, text, file, locator, _, plain in landing_for(reader).rows(_ALL, drop):
            hits.append(Hit(kind, whole(name), whole(holder or name), text, file, locator or ""))
            starts.append(at)
            lines.append(plain.replace("\n", ""))
            at += len(lines[-1]) + 1
        _INDEX[reader] = _Index(tuple(hits), "\n".join(lines), tuple(starts))
    return _INDEX[reader]


def _blanks() -> str:
    from zeren.table.landing import BUILT_IN

    return str(BUILT_IN["blanks"])
