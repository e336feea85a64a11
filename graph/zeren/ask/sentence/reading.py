"""What a sentence asks, apart from any engine: conditions on measures, and what of them is wanted."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.ask.period import Period
from zeren.ask.sentence.token import Token


class _Roles(dict[str, frozenset[str]]):
    """Keys of roles; two of them joined by ``+`` are one or the other, by ``-`` the first and not the second."""

    def __missing__(self, role: str) -> frozenset[str]:
        whole, minus, part = role.partition("-")
        if minus:
            return self[whole] - self[part]
        one, plus, more = role.partition("+")
        if not plus:
            raise KeyError(role)
        return self[one] | self[more]


ROLES = _Roles({
    "lead": frozenset({"lead"}),
    "responsible": frozenset({"responsible"}),
    "principal": frozenset({"lead", "responsible"}),
    "support": frozenset({"support"}),
    "guide": frozenset({"guide"}),
    "supervise": frozenset({"supervise"}),
    "any": frozenset({"lead", "responsible", "support", "guide", "supervise"}),
    "do": frozenset({"lead", "responsible"}),
})
"""what people mean by a role → role codes; 负责 means lead or responsible, ``lead+support`` either of the two,
``any-responsible`` any role but that"""

ASKS = (
    "question", "measures", "count", "who", "rank", "pairs", "compare", "share", "targets", "summary",
    "largest", "when", "members", "plans", "standing",
)  # fmt: skip
"""what may be wanted: the measures, their number, who answers for them, bodies by number of measures, pairs of bodies, named
bodies beside each other, the part of all, targets, a body's workload, measures by number of bodies, deadlines, members of a
group, figures plan by plan, the place of a body in the rank"""


@dataclass(frozen=True, slots=True)
class Holder:
    """A condition on measures: that one of some bodies holds one of some roles."""

    bodies: tuple[str, ...]
    """IRIs; several where a name stands for several group expressions"""
    role: str
    """key of ``ROLES``"""
    words: str
    """the name as it stands in the sentence"""
    how: str = ""
    """how the name was taken, where it does not speak for itself: ``slip`` for one wrong letter,
    ``either`` for one of several named"""
    negated: bool = False
    """the bodies do not hold the role"""
    sole: bool = False
    """nobody else holds the role"""
    first: bool = False
    """listed first among those of the role"""
    only: bool = False
    """the bodies hold no other role on the measure"""


@dataclass(frozen=True, slots=True)
class Topic:
    """Words of a matter that a measure must hold."""

    words: str
    """as they stand in the sentence"""
    any_of: tuple[str, ...]
    """folded spellings, any of which will do"""
    how: str = ""
    """``synonym`` where the documents print other words, ``title`` where the words stood in 《》"""


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence understood."""

    asks: str
    """one of ``ASKS``"""
    holders: tuple[Holder, ...] = ()
    """all must be met"""
    apart: bool = False
    """the holders are asked for one beside the other, not on the same measure"""
    role: str = "any"
    """role of the bodies that are asked for; key of ``ROLES``"""
    without: tuple[str, ...] = ()
    """IRIs of bodies that are left out of the bodies asked for"""
    lacks_role: str = ""
    """the bodies asked for hold no measure in this role; empty: no such condition"""
    of_timed: bool = False
    """the share is asked of what is due, or done, as the words before the body say (长期实施的措施里甲占多少)"""
    of_own: bool = False
    """the share is asked of what the body itself holds, not of all measures"""
    level: str = ""
    """level of the bodies asked for: ``provincial``, ``county``, ``township``; empty: any"""
    kind: str = ""
    """kind of the bodies asked for: ``company``; empty: any"""
    plans: tuple[str, ...] = ()
    """IRIs; empty: all"""
    scope: str = ""
    """the words for the plans"""
    topics: tuple[Topic, ...] = ()
    """all must be met"""
    period: Period | None = None
    period_words: str = ""
    recurring: str = ""
    """the words for a rhythm (每季度) or a season (汛期前), or a kind of deadline; empty: no such condition"""
    deadline_kind: str = ""
    """``recurring``, ``seasonal``, ``long-term``, ``ongoing``, ``dated`` or ``none``; ``long-term+ongoing`` for either; empty: any"""
    not_due: tuple[Token, ...] = ()
    """what the printed deadline is not: periods (年底前) and kinds (长期实施)"""
    lacking: tuple[str, ...] = ()
    """roles, keys of ``ROLES``, that nobody holds on the measure"""
    number: tuple[str, int, str] | None = None
    """how many bodies hold a role on the measure: ``>=``, ``>``, ``=``, ``<`` or ``<=``, number, key of ``ROLES``"""
    task_no: str = ""
    """number of the task, as printed"""
    place: str = ""
    """full name of the division that a target is for; empty: any"""
    value: float | None = None
    """value that a target has"""
    unit: str = ""
    """unit in which a target is asked for (多少公顷); empty: none is said"""
    top: int | None = None
    """rows at most; None: all"""
    nth: int | None = None
    """the place in the rank that is asked for (第二多); None: all from the first on"""
    least: bool = False
    """in rising order"""
    target_kind: str = ""
    """``numeric`` where only targets with a number are wanted; empty: any"""
    ends: bool = False
    """a period asks for what ends in it, not for what overlaps it"""
    extreme: str = ""
    """``low`` or ``high`` where only the lowest or highest target is wanted"""
    only_role: bool = False
    """the bodies asked for hold no other role"""
    measures: tuple[str, int] | None = None
    """how many measures a body asked for has: ``=``, ``>=``, ``>`` or ``<``, and the number"""
    question: str = ""
    """name of the shipped question that ``asks`` = ``question`` runs"""
    params: tuple[tuple[str, str], ...] = ()
    """its parameters"""
    states: tuple[str, ...] = ()
    """what of a cascade is wanted: states and changes of its links; empty: all"""
    singular: bool = False
    """one body is asked for (哪个): what comes after the first is cut off"""
    tasks: bool = False
    """the number of tasks is asked for, not that of measures"""
    counted: bool = False
    """how many is asked, beside what"""
    few: bool = False
    """a small number is expected (几项): where it is one, the measures stand beside it"""
    grouped: bool = False
    """what comes through groups is wanted beside what is printed (连群体)"""
    notes: tuple[str, ...] = field(default=())
    """what the person should know of this reading"""
