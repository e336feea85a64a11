"""The duties of a store, by measure, as conditions ask for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from zeren.ask.sentence.known import Known
from zeren.ask.sentence.lexicon import folded
from zeren.ask.sentence.reading import ROLES, Holder, Reading, Topic
from zeren.ground.model import Deadline, Target
from zeren.table.duties import Duties, Duty, MeasureRow


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
    """Duties by measure; made once for what is known of a store that is held as a whole."""

    def __init__(self, store: Known) -> None:
        self.store = store
        self.written: dict[str, list[Duty]] = {}
        self.expanded: dict[str, list[Duty]] = {}
        self.dates: dict[str, tuple[Deadline, ...]] = {}
        """dates and rhythms of the texts, by measure"""
        self.texts: dict[str, str] = {}
        """the text of each measure, folded"""
        self.titles: dict[str, str] = {}
        """the title of its task, folded"""
        self.known: dict[str, MeasureRow] = {}
        """the measures that are held"""
        self.hold(store.duties)

    def hold(self, duties: Duties) -> None:
        """Take in measures with all their duties."""
        for duty in duties.duties:
            (self.written if duty.expansion is None else self.expanded).setdefault(duty.measure, []).append(
                duty
            )
        self.dates.update(duties.dates)
        for row in duties.measures.values():
            self.known[row.id] = row
            self.texts[row.id] = folded(row.text)
            self.titles[row.id] = folded(row.task or "")

    def among(self, reading: Reading) -> Iterable[MeasureRow]:
        """Give the measures among which are all that meet a reading, in document order.

        Raises TooMuch where a store that is not held as a whole has more of them than are read for a sentence.
        """
        return self.known.values()

    def measures(self, iris: Collection[str]) -> dict[str, MeasureRow]:
        """Return those of some measures (IRIs) that the store has, in document order; raises as ``among``."""
        among = set(iris)
        return {iri: row for iri, row in self.known.items() if iri in among}

    def saying(self, any_of: tuple[str, ...]) -> int:
        """The number of measures that say some words, as ``conditions.in_words`` tells."""
        return sum(says(any_of, self.texts[row.id], self.titles[row.id], row.section) for row in self.known.values())

    def with_tasks(self, reading: Reading) -> list[tuple[str, str]] | None:
        """Return the measures of a reading that names only plans and words, each with its task, in document order, none of them read.

        None where it names more, or where all measures are held anyway.
        """
        return None

    def sizes(self) -> Counter[str]:
        """The number of measures by plan."""
        return Counter(row.plan_id for row in self.known.values())

    def leadless(self, plans: Collection[str]) -> Iterator[str]:
        """Give the titles of the documents whose plans have no lead role, in document order; of some plans, or of all."""
        for row in self.known.values():
            if not row.lead_basis and (not plans or row.plan_id in plans):
                yield row.part_of or row.plan

    def targets(self, plans: Collection[str], holders: Sequence[Holder], topics: Sequence[Topic]) -> Mapping[str, tuple[Target, ...]]:
        """Return measure or plan → its targets, in document order: all that some bodies hold in some plans and that may be about topics.

        No plans, no holders, no topics: of any. Others may be among them; raises as ``among``.
        """
        return self.store.duties.targets

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
        return self.store.body(body).level

    def name(self, via: str | None) -> str | None:
        """The printed name of the group that a duty comes through."""
        if via is None:
            return None
        return self.store.body(via).label if via in self.store.duties.bodies else via


def says(any_of: Iterable[str], text: str, title: str, headings: Iterable[str]) -> bool:
    """Tell whether a text, or the whole title of its task, holds one of some words; all folded but the headings over it.

    ``#`` asks for a part of the title, ``§`` for one of the headings.
    """
    if any(word in text or word == title or (word[0] == "#" and word[1:] in title) for word in any_of):
        return True
    return any(word[0] == "§" and any(word[1:] in folded(part) for part in headings) for word in any_of)
