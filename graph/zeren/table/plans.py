"""Plans as the tables hold them, for the pages of the server and of the site alike."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.table.facts import whole
from zeren.table.landing import Landing

_PLANS = """SELECT p.id, p.title, p.annex, p.part_of, p.part_of_title, p.issuer, p.number, p.issued, CAST(p.plan_year AS STRING),
       p.status, p.jurisdiction, p.lead_basis, p.file, d.id, p.start_offset
FROM plan p
JOIN document d ON d.file = p.file
ORDER BY p.file, p.start_offset, p.part_of IS NOT NULL, coalesce(p.annex, ''), p.id"""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan or an annex, with what it says of itself."""

    id: str
    """IRI, or its path below the base, as the reader of plans was asked for"""
    title: str
    annex: str | None
    """mark of the annex; None: a plan of its own"""
    over: str | None
    """the plan that it is an annex of, as ``id``"""
    part_of: str | None
    """title of that plan"""
    issuer: str | None
    number: str | None
    date: str | None
    """ISO day of issue; None: not printed"""
    year: str | None
    status: str | None
    """code; None: not said"""
    jurisdiction: str | None
    """full name of the division"""
    lead_basis: str | None
    """as in ``model.Plan.lead_basis``"""
    file: str
    """file name of the source"""
    document: str
    """the source document, as ``id``"""
    start: int
    """offset of its title in the source"""

    @property
    def name(self) -> str:
        """Annex mark and title."""
        return " ".join(filter(None, (self.annex, self.title)))

    @property
    def principal(self) -> str:
        """The role that answers for its measures."""
        return "lead" if self.lead_basis else "responsible"


def plan_rows(landing: Landing, *, paths: bool = False) -> dict[str, PlanRow]:
    """Return every plan by its identifier, once, placed by the first file that states it; ``paths``: identifiers as paths."""
    found: dict[str, PlanRow] = {}
    for path, title, annex, over, *cells, document, start in landing.rows(_PLANS):
        if not paths:
            path, over, document = whole(path), whole(over) if over else None, whole(document)
        found.setdefault(path, PlanRow(path, title, annex, over, *(*cells, document, start)))
    return found
