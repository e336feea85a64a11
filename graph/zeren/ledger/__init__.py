"""The ledger that is handed out and comes back (督办台账).

``rows`` asks the landing for what a ledger shows, ``workbook`` writes it, ``returned`` reads a file that came back,
``statements`` says what it reports as triples, ``progress`` counts what was reported. What a file reports is what was
reported, not what was verified; it stands in a graph of its own, apart from what the plans say.
"""

from __future__ import annotations

from zeren.ledger.office import OfficeLedger
from zeren.ledger.office_statements import office_statements
from zeren.ledger.records import Returned
from zeren.ledger.returned import read_returned
from zeren.ledger.rows import LedgerRow, ledger_rows
from zeren.ledger.statements import statements
from zeren.ledger.taking import demand_ledger, ledger_of
from zeren.ledger.workbook import workbook

__all__ = [
    "LedgerRow",
    "OfficeLedger",
    "Returned",
    "demand_ledger",
    "ledger_of",
    "ledger_rows",
    "office_statements",
    "read_returned",
    "statements",
    "workbook",
]
