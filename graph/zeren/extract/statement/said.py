"""What one responsibility statement says: its bodies with their roles, its deadline, its rules, and what is left over."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from zeren.extract.statement.rules import LeadRule, StandingRule
from zeren.ground.model import Assignment, Place, Remark, Residue

PROPOSES = re.compile("建议|提议|拟|(?:初步|可)?考虑|可(?=由)")
"""what stands before 由, or before the body, where a duty is only proposed (建议由县财政局负责, 拟由县文旅局牵头): it is not certain"""
PlaceOf = Callable[[int, int], Place]


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
    remarks: tuple[Remark, ...] = ()
    """persons that a role word gives a part beside the bodies (由副市长陈伟牵头), under that word"""

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
            self.remarks + other.remarks,
        )
