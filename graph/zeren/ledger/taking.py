"""Which of the two kinds of returned ledgers a file is: one of ours, or one that an office keeps itself; converted once at most."""

from __future__ import annotations

from zeren.ground.errors import UnreadableInput
from zeren.ledger.brought import CONVERTED, converted, demand_readable, has_identifiers
from zeren.ledger.office import OfficeLedger, office_of
from zeren.ledger.records import Fault, Returned
from zeren.ledger.returned import read_returned
from zeren.read import form_of


def ledger_of(data: bytes, name: str, *, named: bool) -> Returned | OfficeLedger | None:
    """Read a file that may be a ledger in whatever form it came back; None where it is none.

    ``named``: a person said that it is one, so that one column of answers is enough and a workbook of before 2007, of WPS or of
    OpenDocument is converted whatever its bytes show. Raises UnreadableInput where it is damaged.
    """
    brought, former = converted(data, name, named=named)
    form = form_of(brought, name)
    is_ours = form == "ledger" or (form == "xlsx" and has_identifiers(brought))
    found = read_returned(brought, name) if is_ours else office_of(brought, name, named=named, sure=former is not None)
    if found is not None and former:
        found.notes.insert(0, Fault(name, CONVERTED.format(form=former)))
    return found


def demand_ledger(data: bytes, name: str) -> Returned | OfficeLedger:
    """Read a file that a person says is a ledger; raises UnreadableInput, with the remedy, where it has no heads of one."""
    demand_readable(data, name)
    found = ledger_of(data, name, named=True)
    if found is None:
        raise UnreadableInput(
            f"{name}: 没有认出台账的表头 (no heads of a ledger)",
            "表头应有任务或措施，以及进展情况、完成情况、存在问题之一 (a task or measure, and progress, state or problems)；计划用 zeren build",
        )
    return found
