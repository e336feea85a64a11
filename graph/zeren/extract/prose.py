"""Read the running text of a plan: every responsibility statement closes a measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zeren.extract.draft import Draft
from zeren.extract.habits import habits
from zeren.extract.rules import LeadRule, StandingRule
from zeren.extract.segments import cut
from zeren.extract.spans import spans
from zeren.extract.walk import Walk
from zeren.model import Block, Document, Paragraph, Place, Residue


@dataclass(frozen=True, slots=True)
class Prose:
    """What the running text of one plan gave."""

    drafts: tuple[Draft, ...] = ()
    residue: tuple[Residue, ...] = ()
    """words of statements that no record took"""
    lead_rule: str | None = None
    """printed words of the lead rule; None where the plan prints none"""
    whole_rule: LeadRule | None = None
    """the lead rule where it stands in running text: it holds for the whole document, tables and annexes too"""
    standing: tuple[StandingRule, ...] = ()
    """rules that name bodies for every measure, once each; the drafts hold them with basis ``rule``"""
    accounted: tuple[Place, ...] = ()
    """statements and rules that were read, in order"""


def drafts(blocks: Sequence[Block], document: Document) -> Prose:
    """Return the measures that the paragraphs of one plan state; tables among ``blocks`` are left to others.

    ``blocks`` are in order; places are those of ``document``.
    """
    paragraphs = [block for block in blocks if isinstance(block, Paragraph) and block.text.strip()]
    segments = cut(paragraphs, document.text)
    found = [spans(segment.folded, segment.text) for segment in segments]
    its_habits = habits(segments, found)
    walk = Walk(document, paragraphs, its_habits)
    for segment, its in zip(segments, found, strict=True):
        walk.take(segment, [span for span in its if span.kind in its_habits.kinds])
        for span in its:
            if span.kind not in its_habits.kinds:
                walk.leave(segment, span)
    walk.end()
    rules = walk.rules
    return Prose(
        tuple(walk.drafts),
        tuple(walk.residue),
        rules.printed,
        rules.whole,
        rules.standing,
        tuple(walk.accounted),
    )
