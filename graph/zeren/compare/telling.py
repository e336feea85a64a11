"""The sentence that sums up a comparison, and the words for its parts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from zeren.ground.labels import label_of

if TYPE_CHECKING:
    from zeren.compare.comparison import Comparison, Pair

BASES = {
    "same": ("同一措施", "the same measure"),
    "words": ("文字相同", "the same words"),
    "carried-out": ("一条承接另一条", "one carries out the other"),
    "same-upper": ("承接同一上级措施", "both carry out one measure"),
}
"""basis of a pair → Chinese, English"""


def role(code: str, lang: str) -> str:
    """A role in words."""
    return label_of(code, lang)


def sentence(its: Comparison, lang: str = "zh") -> str:
    """What sums up a comparison: how much either side holds, what they share and how, dates, targets."""
    zh = lang == "zh"
    parts = [_sizes(its, zh), _shared(its, zh), _dates(its, zh), _targets(its, zh)]
    return ("；" if zh else "; ").join(filter(None, parts)) + ("。" if zh else ".")


def _sizes(its: Comparison, zh: bool) -> str:
    lang = "zh" if zh else "en"
    told = []
    for side, name in enumerate((its.one.name, its.other.name)):
        held = [(c.name, (c.one, c.other)[side]) for c in its.roles]
        roles = ("、" if zh else ", ").join(f"{role(code, lang)}{'' if zh else ' '}{count}" for code, count in held if count)
        count = its.measures[side]
        if roles and its.one.kind != "body":
            roles = f"职责：{roles}" if zh else f"duties: {roles}"
        aside = f"（{roles}）" if zh and roles else f" ({roles})" if roles else ""
        told.append(f"{name}有 {count} 项措施{aside}" if zh else f"{name} has {count} measures{aside}")
    return ("，" if zh else ", ").join(told)


def _shared(its: Comparison, zh: bool) -> str:
    if not its.shared:
        if its.one.kind == "body":
            return "没有两者同列的措施（按原文写明的职责）" if zh else "both stand on none (duties as written)"
        return "没有对应的措施（按文字和承接关系查找）" if zh else "none answers to another (by words and by what carries out what)"
    if its.one.kind == "body":
        ways = Counter(_standing(pair, its, zh) for pair in its.shared)
        unit = " 项" if zh else ""
        listed = ("、" if zh else ", ").join(f"{way} {count}{unit}" for way, count in sorted(ways.items(), key=lambda w: (-w[1], w[0]))[:4])
        return f"两者同列于 {len(its.shared)} 项：{listed}" if zh else f"both stand on {len(its.shared)}: {listed}"
    counts = Counter(pair.basis for pair in its.shared)
    ones, others = len({p.one.id for p in its.shared}), len({p.other.id for p in its.shared})
    listed = ("、" if zh else ", ").join(f"{words[0 if zh else 1]} {counts[basis]}" for basis, words in BASES.items() if counts[basis])
    return f"前者 {ones} 项与后者 {others} 项对应（{listed}）" if zh else f"{ones} of the first answer to {others} of the second ({listed})"


def _standing(pair: Pair, its: Comparison, zh: bool) -> str:
    lang = "zh" if zh else "en"
    one = "兼" if zh else "+"
    first, second = (one.join(role(r, lang) for r in pair.one.roles_of(side.id)) for side in (its.one, its.other))
    if zh:
        return f"均{first}" if first == second else f"前者{first}后者{second}"
    return f"{first} and {second}"


def _dates(its: Comparison, zh: bool) -> str:
    first = [next((c.name for c in its.months if c.name and (c.one, c.other)[side]), "") for side in (0, 1)]
    dated = [sum((c.one, c.other)[side] for c in its.months if c.name) for side in (0, 1)]
    if not any(dated):
        return ""
    if zh:
        return f"写明日期的分别为 {dated[0]} 项和 {dated[1]} 项，最早的在 {first[0] or '—'} 和 {first[1] or '—'}"
    return f"{dated[0]} and {dated[1]} have dates, the earliest in {first[0] or '—'} and {first[1] or '—'}"


def _targets(its: Comparison, zh: bool) -> str:
    shared = [row for row in its.targets if row.shared]
    if not its.targets:
        return ""
    differing = sum(row.differs for row in shared)
    if not shared:
        return "没有同名的指标" if zh else "no indicator in common"
    return f"同名指标 {len(shared)} 个，其中数值不同的 {differing} 个" if zh else f"{len(shared)} indicators in common, {differing} with other values"
