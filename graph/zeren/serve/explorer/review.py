"""What needs a person: readings in doubt, gaps and contradictions, words and files not understood."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from zeren.ground.reasons import reason_in
from zeren.picture.tables import conflicts
from zeren.serve.explorer import words
from zeren.serve.explorer.cells import Ref
from zeren.serve.explorer.library import Library
from zeren.table.duties import PRINCIPAL, MeasureRow

KINDS: Mapping[str, tuple[str, str]] = {
    "refused": ("文件未能读取", "file refused"),
    "left": ("内容未读懂", "words not understood"),
    "unresolved": ("单位未认定", "body not resolved"),
    "likely": ("认读只是较可能", "likelier of two readings"),
    "two-roles": ("既主责又协办", "principal and support at once"),
    "no-principal": ("没有牵头或主责", "nobody answers for it"),
    "no-deadline": ("没有完成时限，同一计划的其他措施有", "no deadline, though others of its plan have one"),
}
"""kinds of matters, most pressing first, with their names"""


@dataclass(frozen=True, slots=True)
class Case:
    """One matter for a person."""

    kind: str
    subject: Ref | None
    """the measure or body; None for words and files"""
    words: str
    """what is the matter in Chinese, or the words left over"""
    plan: str | None
    file: str
    locator: str
    english: str = ""
    """what is the matter in English; empty where it is the same"""


def cases(library: Library, name: Callable[[str], Ref], dated: Collection[str] | None = None) -> list[Case]:
    """Return all matters, by kind and then in document order; ``dated``: the plans with a deadline, None: as the library tells."""
    found = [
        Case("refused", None, entry.reason or "", None, entry.name, "")
        for entry in library.entries
        if entry.status == "refused"
    ]
    found += [
        Case("left", None, f"{its.text}（{reason_in(its.reason, 'zh')}）", its.plan, its.file, its.locator, f"{its.text} ({its.reason})")
        for its in library.left
    ]
    found += _unresolved(library, name)
    by_kind: dict[str, list[Case]] = {kind: [] for kind in KINDS}
    measures = library.duties.measures.values()
    if dated is None:
        dated = {measure.plan_id for measure in measures if measure.deadline_kind != "none"}
    for measure in measures:
        for kind, said, english in _doubts(library, measure, name):
            # A plan that prints no deadline at all leaves nothing for a person to settle: `zeren check` tells it in one line.
            if kind == "no-deadline" and measure.plan_id not in dated:
                continue
            subject = Ref(measure.text, measure.id)
            by_kind[kind].append(Case(kind, subject, said, measure.plan_id, measure.file, measure.locator, english))
    return found + [case for its in by_kind.values() for case in its]


def _unresolved(library: Library, name: Callable[[str], Ref]) -> Iterable[Case]:
    for body in library.bodies.values():
        if body.kind == "unresolved":
            first = library.duties.measures[library.of_body[body.id][0].measure]
            count = library.counts[body.id]["all"]
            yield Case("unresolved", name(body.id), f"{count} 项措施", first.plan_id, first.file, first.locator, f"{count} measures")


def _doubts(library: Library, measure: MeasureRow, name: Callable[[str], Ref]) -> Iterable[tuple[str, str, str]]:
    """Return kind and words of each matter of a measure, in Chinese and, where they differ, in English."""
    held = library.of_measure[measure.id]
    if measure.id in library.likely:
        roles: dict[str, list[str]] = {}
        for body, role in library.likely[measure.id]:
            roles.setdefault(body, []).append(role)
        zh = "；".join(f"{name(body).text}：{_roles(its, 'zh')}" for body, its in roles.items())
        yield "likely", zh, "; ".join(f"{name(body).text}: {_roles(its, 'en')}" for body, its in roles.items())
    both = conflicts(held)
    if both:
        yield "two-roles", "、".join(name(body).text for body in both), ""
    if not any(duty.role in PRINCIPAL for duty in held):
        yield "no-principal", _roles(PRINCIPAL, "zh"), _roles(PRINCIPAL, "en")
    if measure.deadline_kind == "none" and not measure.deadline:
        yield "no-deadline", measure.deadline, ""


def _roles(roles: Iterable[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(words.word("role", role, lang) for role in roles)
