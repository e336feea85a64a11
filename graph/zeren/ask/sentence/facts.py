"""The duties of a store, by measure, as conditions ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zeren.ask.sentence.known import Known
from zeren.ask.sentence.reading import ROLES, Holder
from zeren.table.duties import Duty, MeasureRow


@dataclass(frozen=True, slots=True)
class Held:
    """How a body holds a role on a measure."""

    measure: MeasureRow
    duty: Duty
    first: bool | None
    """listed first among those of the role; None for what comes through a group"""
    sole: bool | None
    """alone in the role; None for what comes through a group"""

    @property
    def via(self) -> str | None:
        """IRI or name of the group that the duty comes through; None where the body itself is printed."""
        return self.duty.via

    @property
    def certainty(self) -> str | None:
        """``certain`` or ``possible`` for what comes through a group."""
        return self.duty.expansion


class Facts:
    """Duties by measure; made once for what is known of a store."""

    def __init__(self, store: Known) -> None:
        self.store = store
        self.written: dict[str, list[Duty]] = {}
        self.expanded: dict[str, list[Duty]] = {}
        for duty in store.duties.duties:
            (self.written if duty.expansion is None else self.expanded).setdefault(duty.measure, []).append(
                duty
            )

    def measures(self) -> Iterable[MeasureRow]:
        """All measures in document order."""
        return self.store.duties.measures.values()

    def codes(self, role: str, measure: MeasureRow) -> frozenset[str]:
        """The role codes that a word for a role means in the plan of a measure: 牵头 is 主责 where no plan column says 牵头."""
        whole, minus, part = role.partition("-")
        if minus:
            return self.codes(whole, measure) - self.codes(part, measure)
        codes = ROLES[role]
        if "lead" not in codes or measure.lead_basis:
            return codes
        return ROLES["responsible"] if role == "lead" else codes | ROLES["responsible"]

    def bodies(self, measure: MeasureRow, role: str) -> list[str]:
        """The bodies printed in a role, in their order, each once."""
        codes = self.codes(role, measure)
        return list(
            dict.fromkeys(duty.body for duty in self.written.get(measure.id, ()) if duty.role in codes)
        )

    def goes_on(self, measure: MeasureRow, role: str) -> bool:
        """Tell whether the list of those in a role ends in 等: others may hold it whom the document does not name."""
        codes = self.codes(role, measure)
        return any(duty.open_ended and duty.role in codes for duty in self.written.get(measure.id, ()))

    def holds(self, holder: Holder, measure: MeasureRow) -> list[Held]:
        """How the bodies of a condition hold its role on a measure: as printed, else through groups; empty where not."""
        codes = self.codes(holder.role, measure)
        own = [
            duty
            for duty in self.written.get(measure.id, ())
            if duty.body in holder.bodies and duty.role in codes
        ]
        if own:
            found = list(self._printed(holder, measure, own))
            return [held for held in found if self._meets(holder, measure, held)]
        if holder.sole or holder.first or holder.only:
            return []
        groups = [
            duty
            for duty in self.expanded.get(measure.id, ())
            if duty.body in holder.bodies and duty.role in codes
        ]
        return [Held(measure, duty, None, None) for duty in groups]

    def _printed(self, holder: Holder, measure: MeasureRow, own: list[Duty]) -> Iterator[Held]:
        codes = self.codes(holder.role, measure)
        same = [duty for duty in self.written[measure.id] if duty.role in codes]
        alone = {duty.body for duty in same} <= set(holder.bodies) and not any(duty.open_ended for duty in same)
        for duty in own:
            top = min(other.position for other in same if other.role == duty.role)
            yield Held(measure, duty, duty.position == top, alone)

    def _meets(self, holder: Holder, measure: MeasureRow, held: Held) -> bool:
        if holder.sole and not held.sole:
            return False
        if holder.first and not held.first:
            return False
        roles = {duty.role for duty in self.written[measure.id] if duty.body in holder.bodies}
        return not (holder.only and not roles <= self.codes(holder.role, measure))

    def level(self, body: str) -> str | None:
        """The level of a body; that of its members where it is a group of one level."""
        row = self.store.body(body)
        if row.level or row.kind not in ("group", "standing-group"):
            return row.level
        levels = {
            self.store.body(duty.body).level
            for found in self.expanded.values()
            for duty in found
            if duty.via in (row.id, row.name, row.label)
        }
        return levels.pop() if len(levels) == 1 else None

    def name(self, via: str | None) -> str | None:
        """The printed name of the group that a duty comes through."""
        if via is None:
            return None
        return self.store.body(via).label if via in self.store.duties.bodies else via
