"""Files of a store in which no answer looked: ledgers, which are kept as reports, and files that were refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from zeren.ask.lookup import Reader

_TOLD = 3
"""files that a note names"""


class Filed(Protocol):
    """What a store notes of a file."""

    @property
    def name(self) -> str:
        """File name."""

    @property
    def status(self) -> str:
        """``stored``, ``removed`` or ``refused``."""

    @property
    def reason(self) -> str | None:
        """Why it was refused."""

    @property
    def meta(self) -> Mapping[str, str]:
        """What is kept beside it: its form."""


@runtime_checkable
class Filing(Protocol):
    """A reader that knows which files were brought to the store."""

    def documents(self) -> Sequence[Filed]:
        """The files."""


def set_aside(reader: Reader) -> list[str]:
    """Return a note on the files that hold no plan for a store, so that none is told only of what was looked at; empty for none."""
    files = reader.documents() if isinstance(reader, Filing) else ()
    ledgers = sorted(one.name for one in files if one.status == "stored" and one.meta.get("form") == "ledger")
    refused = sorted((one.name, one.reason or "") for one in files if one.status == "refused")
    found = []
    if ledgers:
        hint = "作计划读: zeren build --as-plan 文件"
        found.append(f"没有查 {len(ledgers)} 份作台账收存、没有读成计划的文件：{_listed(ledgers)}；{hint} (ledgers, no plans, not looked at)")
    if refused:
        told = [f"{name}（{reason.removeprefix(name + ': ').partition(' (')[0]}）" for name, reason in refused]
        found.append(f"没有查 {len(refused)} 份拒收的文件：{_listed(told)}；详见 zeren status (refused files, not looked at)")
    return found


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:_TOLD]) + (" 等" if len(names) > _TOLD else "")
