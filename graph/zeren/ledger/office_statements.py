"""What an own ledger says as triples: its rows in the graph of the file, the reports that they make in a computed graph.

Which measure a row is about follows from the plans of the store, which change; so the rows stand for themselves, and the
reports are made anew from them (``zeren.ingest.renew_reports``).
"""

from __future__ import annotations

from collections.abc import Iterable

from zeren.ground.triples import Triples
from zeren.ground.vocabulary import BASE, CODES, LEDGER_ROW, digest, iri
from zeren.ledger.match import Match
from zeren.ledger.office import OfficeLedger, OfficeRow
from zeren.ledger.statements import PROPERTIES, add_cells
from zeren.table.facts import read, whole

_ROW = {
    "number": "zr:rowNumber",
    "task": "zr:rowTask",
    "text": "zr:rowText",
    "principal": "zr:rowBodies",
    "support": "zr:rowSupport",
    "deadline": "zr:rowDeadline",
    "due": "zr:rowDue",
}
"""key of a column that says which measure a row is about → property"""
_CELLS = {**PROPERTIES, "status": "zr:reportedStatus", "completed": "zr:completedOn"}
_ABOUT = ("zr:locator", "zr:reportedOn", "zr:rowShared", "zr:reporter", "zr:savedAt", "zr:fileName", "rdf:type")


def office_statements(ledger: OfficeLedger, document: str, sha256: str, base: str = BASE) -> bytes:
    """Return the rows of an own ledger as sorted N-Triples; ``document`` is the IRI of the file."""
    add = Triples()
    add.a(document, "zr:SourceDocument")
    add.text(document, "zr:fileName", ledger.name)
    add.text(document, "zr:sha256", sha256)
    add.text(document, "zr:form", "ledger")
    add.text(document, "zr:reporter", ledger.reporter)
    add.value(document, "zr:savedAt", ledger.saved_at, "xsd:dateTime")
    for fault in (*ledger.faults, *ledger.notes):
        add.text(document, "zr:notice", f"{fault.locator} {fault.message}")
    for row in ledger.rows:
        subject = iri(LEDGER_ROW + digest([ledger.name, row.locator]), base)
        add.a(subject, "zr:LedgerRow")
        for name, words in row.named:
            add.text(subject, _ROW[name], words)
        add_cells(add, subject, row.cells)
        add.text(subject, "zr:locator", row.locator)
        add.value(subject, "zr:reportedOn", row.reported_on, "xsd:date")
        add.text(subject, "zr:rowShared", row.shared or None)
        add.link(subject, "prov:wasDerivedFrom", document)
    return add.lines()


def office_rows(statements: bytes) -> OfficeLedger:
    """Return the own ledger that ``office_statements`` stated (canonical N-Quads), its rows by place; without its notices."""
    facts = read(statements, {*_ROW.values(), *_CELLS.values(), *_ABOUT})
    ledger = OfficeLedger("")
    for subject, its in facts.items():
        one = {name: values[0] for name, values in its.items()}
        if not subject.startswith(LEDGER_ROW):
            ledger.name, ledger.reporter, ledger.saved_at = one.get("zr:fileName", ""), one.get("zr:reporter"), one.get("zr:savedAt")
            continue
        named = tuple((name, one[prop]) for name, prop in _ROW.items() if prop in one)
        cells = tuple(sorted((name, one[prop].removeprefix(CODES)) for name, prop in _CELLS.items() if prop in one))
        ledger.rows.append(OfficeRow(named, cells, one["zr:locator"], one.get("zr:reportedOn"), one.get("zr:rowShared", "")))
    ledger.rows.sort(key=_order)
    return ledger


def _order(row: OfficeRow) -> tuple[str, int, str]:
    """By sheet, row and column of the period."""
    sheet, _, place = row.locator.rpartition("!")
    number, _, rest = place.partition(" ")
    return sheet, int(number) if number.isdecimal() else 0, rest


def report_statements(matches: Iterable[Match], ledger: OfficeLedger, document: str, base: str = BASE) -> bytes:
    """Return the reports that the sure rows of an own ledger make, as sorted N-Triples; none give the name of the file alone."""
    add = Triples()
    add.text(document, "zr:fileName", ledger.name)
    for match in matches:
        row = match.row
        subject = iri("report/" + digest([ledger.name, match.measure, row.locator]), base)
        add.a(subject, "zr:Report")
        add.link(subject, "zr:reportsOn", whole(match.measure))
        add.text(subject, "zr:matchBasis", match.basis)
        add.text(subject, "zr:reporter", ledger.reporter)
        add.value(subject, "zr:reportedOn", row.reported_on, "xsd:date")
        add.value(subject, "zr:savedAt", ledger.saved_at, "xsd:dateTime")
        add.link(subject, "prov:wasDerivedFrom", document)
        add.text(subject, "zr:locator", row.locator)
        add_cells(add, subject, row.cells)
    return add.lines()

