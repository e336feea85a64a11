"""What two names mean: two bodies, two districts or two plans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zeren.ask.lookup import Reader, find_body, find_plans, plans
from zeren.ground.errors import Ambiguous, NotFound, WrongUsage
from zeren.ground.fold import key
from zeren.table import Landing, short

Kind = Literal["body", "district", "plan"]
KINDS: tuple[Kind, ...] = ("body", "district", "plan")
"""in the order in which a name is tried"""

_DISTRICTS = "SELECT DISTINCT jurisdiction, id FROM plan WHERE jurisdiction IS NOT NULL ORDER BY jurisdiction, id"


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things that are compared."""

    kind: Kind
    name: str
    id: str
    """path below the base IRI of a body or a plan; of a district its full name"""
    plans: tuple[str, ...] = ()
    """paths of its plans; none for a body, which is compared over all of them"""


def sides(reader: Reader, landing: Landing, one: str, other: str, by: str | None) -> tuple[Side, Side]:
    """Return what two names mean, both of one kind; errors as in ``zeren.compare.compare``."""
    kinds = [kind for kind in KINDS if by in (None, kind)]
    if not kinds:
        raise WrongUsage(f"{by}: 不能这样比较 (no way to compare)", f"choose from {', '.join(KINDS)}")
    failed: NotFound | Ambiguous | None = None
    for kind in kinds:
        try:
            first, second = (_side(reader, landing, name, kind) for name in (one, other))
        except (NotFound, Ambiguous) as error:
            # What is ambiguous was found all the same: that is what a person should hear of.
            failed = failed if failed is not None and not isinstance(error, Ambiguous) else error
            continue
        if first.id == second.id:
            raise WrongUsage(f"{one}、{other}: 是同一个 (both are {first.name})", "写出两个不同的名称 (name two)")
        return first, second
    if by is None and not isinstance(failed, Ambiguous):
        raise NotFound(
            f"{one}、{other}: 不是库中的两个单位、两份计划或两个行政区 (no two bodies, plans or districts of the store)",
            "zeren question bodies 列出单位，zeren question plans 列出计划；--by 指明比较什么 (says what is compared)",
        )
    assert failed is not None
    raise failed


def _side(reader: Reader, landing: Landing, name: str, kind: Kind) -> Side:
    if kind == "body":
        body = find_body(reader, name)
        return Side("body", body.name, short(body.iri))
    return _district(landing, name) if kind == "district" else _plan(reader, name)


def _district(landing: Landing, name: str) -> Side:
    """A district by its full name, its own name (西城区) or that without the last character (西城)."""
    known: dict[str, list[str]] = {}
    for district, plan in landing.rows(_DISTRICTS):
        known.setdefault(str(district), []).append(str(plan))
    wanted = key(name)
    found = [one for one in known if key(one) == wanted]
    found = found or [one for one in known if wanted and (key(one).endswith(wanted) or key(one)[:-1].endswith(wanted))]
    if len(found) == 1:
        return Side("district", found[0], found[0], tuple(known[found[0]]))
    if found:
        raise Ambiguous(f"{name}: 可以指几个行政区 (several districts): {'、'.join(found)}", "写出全名 (give the full name)")
    listed = "、".join(sorted(known)[:8]) or "无 (none)"
    raise NotFound(f"{name}: 库中没有这个行政区的计划 (no plan of such a district)", f"现有 (there are): {listed}")


def _plan(reader: Reader, name: str) -> Side:
    """A plan with its annexes, or one annex."""
    found = find_plans(reader, name)
    paths = {plan.iri for plan in found}
    # Annexes of a plan that is meant itself belong to it.
    tops = [plan for plan in found if plan.part_of_iri not in paths]
    if len(tops) > 1:
        listed = "、".join(plan.caption for plan in tops[:5])
        raise Ambiguous(f"{name}: 可以指几份计划 (several plans): {listed}", "写出标题、文号，或加附件序号 (give the title, number or annex)")
    own = [plan.iri for plan in plans(reader) if plan.part_of_iri == tops[0].iri]
    return Side("plan", tops[0].caption, short(tops[0].iri), tuple(short(iri) for iri in dict.fromkeys((tops[0].iri, *own))))
