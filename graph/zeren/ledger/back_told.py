"""What a person should know of one sheet of a returned ledger, told by its rows."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.ledger.records import Fault, Returned


@dataclass(frozen=True, slots=True)
class Told:
    """Adds to what a returned file tells, each with sheet and row."""

    returned: Returned
    sheet: str
    """name of the sheet"""

    def place(self, row: int) -> str:
        """Sheet and 1-based row in words."""
        return f"{self.sheet}!{row}"

    def fault(self, row: int, message: str) -> None:
        """Tell what could not be taken."""
        self.returned.faults.append(Fault(self.place(row), message))

    def note(self, row: int, message: str) -> None:
        """Tell what was taken, but a person should know of."""
        self.returned.notes.append(Fault(self.place(row), message))
