"""What a returned ledger says as triples: reports and proposals, each with file, sheet and row as its evidence."""

from __future__ import annotations

from collections.abc import Iterable

from zeren.ground.triples import Triples
from zeren.ground.vocabulary import BASE, digest, iri
from zeren.ledger.records import Returned

PROPERTIES = {
    "leader": "zr:leadingPerson",
    "person": "zr:responsiblePerson",
    "phone": "zr:telephone",
    "progress": "zr:progress",
    "problem": "zr:problem",
    "next_step": "zr:nextStep",
    "material": "zr:supportingMaterial",
    "remark": "skos:note",
}
"""key of a column of kind ``report`` → property; the state and the day of completion are stated apart"""
_PROPOSED = {
    "task": "zr:proposedTask",
    "text": "zr:text",
    "principal": "zr:proposedBodies",
    "deadline": "zr:proposedDeadline",
    "due": "zr:proposedDeadline",
}


def statements(returned: Returned, document: str, sha256: str, base: str = BASE) -> bytes:
    """Return the reports and proposals of a file as sorted N-Triples; ``document`` is the IRI of the file."""
    add = Triples()
    add.a(document, "zr:SourceDocument")
    add.text(document, "zr:fileName", returned.name)
    add.text(document, "zr:sha256", sha256)
    add.text(document, "zr:form", "ledger")
    for fault in returned.faults:
        add.text(document, "zr:notice", f"{fault.locator} {fault.message}")
    for report in returned.reports:
        subject = iri("report/" + digest([returned.name, report.measure, report.locator.split("!")[0]]), base)
        add.a(subject, "zr:Report")
        add.link(subject, "zr:reportsOn", iri(report.measure, base))
        _about(add, subject, returned, document, report.locator)
        add.value(subject, "zr:savedAt", returned.saved_at, "xsd:dateTime")
        add_cells(add, subject, report.cells)
    for proposal in returned.proposals:
        subject = iri("proposal/" + digest([returned.name, *(" ".join(cell) for cell in proposal.cells)]), base)
        add.a(subject, "zr:Proposal")
        _about(add, subject, returned, document, proposal.locator)
        for column, words in proposal.cells:
            if column in _PROPOSED:
                add.text(subject, _PROPOSED[column], words)
    return add.lines()


def add_cells(add: Triples, subject: str, cells: Iterable[tuple[str, str]]) -> None:
    """State the filled cells of kind ``report`` of one row: key of the column and words, as ``Report.cells``."""
    for column, words in cells:
        if column == "status":
            add.code(subject, "zr:reportedStatus", words)
        elif column == "completed":
            add.value(subject, "zr:completedOn", words, "xsd:date")
        else:
            add.text(subject, PROPERTIES[column], words)


def _about(add: Triples, subject: str, returned: Returned, document: str, locator: str) -> None:
    add.text(subject, "zr:reporter", returned.reporter)
    add.value(subject, "zr:reportedOn", returned.reported_on, "xsd:date")
    add.link(subject, "prov:wasDerivedFrom", document)
    add.text(subject, "zr:locator", locator)
