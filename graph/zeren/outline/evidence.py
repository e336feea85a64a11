"""Who issued a document: one decision over all that names a body, with the weights of ``vocabulary/issuing``."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache

from zeren.ground.fold import fold
from zeren.ground.fold import label as printed
from zeren.ground.resources import table
from zeren.outline.lines import JOINT, numeral

_STRONG = 2.0
"""weight from which a witness may name further signers"""
_LEVEL = re.compile("^(?:中共)?[省市县区州旗](?=[\u4e00-\u9fff]{2})|^中共")
"""what a short name prints before its own words: 县水利局, 中共县委"""


@dataclass(frozen=True, slots=True)
class Witness:
    """Words of a document that name its issuer."""

    by: str
    """kind of evidence, a row of ``vocabulary/issuing``"""
    names: tuple[str, ...]
    """bodies as printed, first first; empty where the words give only a day or a number"""
    words: str
    """the words that say so, as printed"""
    date: str | None = None
    """the day or month that stands with them, ISO"""
    number: str | None = None
    """the document number that stands with them"""


@dataclass(frozen=True, slots=True)
class Issued:
    """A body, or several that sign together, and what names them."""

    names: tuple[str, ...]
    """first first, each in its fullest spelling"""
    weight: float
    """sum over the kinds of evidence"""
    witnesses: tuple[Witness, ...]
    """strongest first"""

    @property
    def issuer(self) -> str:
        """All signers as one text."""
        return "、".join(self.names)


def weigh(witnesses: Sequence[Witness]) -> list[Issued]:
    """All that may have issued a document, the most likely first; of equal ones the one named first."""
    groups: list[list[Witness]] = []
    spelt = {fold(name) for one in witnesses for name in one.names}
    parted = (replace(one, names=tuple(part for name in one.names for part in _parted(name, spelt))) for one in witnesses if one.names)
    for one in parted:
        joined = [group for group in groups if any(_same(name, other) for held in group for other in held.names[:1] for name in one.names)
                  or any(_same(one.names[0], other) for held in group for other in held.names)]  # fmt: skip
        for group in joined[1:]:
            joined[0].extend(group)
            groups.remove(group)
        if joined:
            joined[0].append(one)
        else:
            groups.append([one])
    ranked = sorted(map(_issued, groups), key=lambda issued: -issued.weight)
    if ranked and ranked[0].weight < _STRONG and ranked[0].names[0].endswith("局办公室"):
        # Who prints for a bureau is only its office.
        whole = ranked[0].names[0].removesuffix("办公室")
        ranked.sort(key=lambda issued: whole not in issued.names)
    return ranked


def _parted(name: str, spelt: Collection[str]) -> tuple[str, ...]:
    """The two bodies that a name without a mark between them consists of, where others print each alone; else the name itself."""
    folded = fold(name)
    for first in sorted(spelt, key=lambda one: (-len(one), one)):
        if folded != first and folded.startswith(first) and folded[len(first) :] in spelt:
            return name[: len(first)], name[len(first) :]
    return (name,)


def _issued(group: Sequence[Witness]) -> Issued:
    ordered = sorted(group, key=lambda one: -_weights()[one.by])
    # One that is strong may name more signers than the strongest: the red head has the first, the signature all.
    able = [one for one in ordered if _weights()[one.by] >= min(_STRONG, _weights()[ordered[0].by])]
    counted = (one for one in able if (match := JOINT.search(fold(one.names[-1]))) and (match["count"] or len(able) == 1))
    whole = next(counted, None)
    longest = max(able, key=lambda one: (len(one.names), not JOINT.search(fold(one.names[-1]))))
    # 某县教育局等3部门 are the three that sign.
    listed = longest if whole is None or len(longest.names) == _counted(whole) else whole
    spelt = [name for one in group for name in one.names]
    names = tuple(dict.fromkeys(printed(_fullest(name, spelt, len(listed.names) > 1)) for name in listed.names))
    return Issued(names, sum(_weights()[by] for by in sorted({one.by for one in group})), tuple(ordered))


def _counted(witness: Witness) -> int:
    """How many bodies 等3部门 or 等十二部门 says."""
    match = JOINT.search(fold(witness.names[-1]))
    words = match["count"] if match else ""
    return int(words) if words.isdigit() else numeral(words) if words else 0


def _same(one: str, other: str) -> bool:
    """Whether two spellings name one body: one ends like the other, its level, place or 等3部门 left out (安和县水利局, 县水利局)."""
    short, long = sorted((_LEVEL.sub("", JOINT.sub("", fold(name))) for name in (one, other)), key=len)
    return len(short) > 2 and long.endswith(short)


def _fullest(name: str, spelt: Sequence[str], several: bool) -> str:
    fuller = [other for other in spelt if len(other) > len(name) and _same(name, other) and "、" not in other and not JOINT.search(fold(other))]
    return max(fuller, key=len) if fuller else JOINT.sub("", name) if several else name


@cache
def _weights() -> dict[str, float]:
    return {row["evidence"]: float(row["weight"]) for row in table("vocabulary/issuing")}


def label(by: str) -> str:
    """The Chinese and English name of a kind of evidence; raises KeyError for a kind that the vocabulary lacks."""
    row = {row["evidence"]: row for row in table("vocabulary/issuing")}[by]
    return f"{row['chinese']} ({row['english']})"
