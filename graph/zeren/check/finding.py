"""What a rule found, as a record that reports print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SEVERITIES = ("error", "warning", "info")
"""gravest first: a fault of the record, a gap or contradiction of the plan, something worth knowing"""

_SUBJECT = 60
"""code points of a subject before it is cut"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule does not hold."""

    rule: str
    """name of the rule"""
    severity: str
    """one of ``SEVERITIES``"""
    subject: str
    """what it is about, in words: the measure, body, indicator or document"""
    zh: str
    """the message in Chinese"""
    en: str
    """the message in English"""
    source: str
    """file and place of the words; several are joined by 、; empty where nothing is printed"""
    id: str
    """IRI of the subject"""
    quote: str = ""
    """the words that show it, verbatim"""

    @property
    def message(self) -> str:
        """Both messages in one line."""
        return f"{self.zh} — {self.en}"

    def record(self) -> dict[str, str]:
        """Return the finding as a row: rule, severity, subject, message, source, quote, id."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "subject": self.subject,
            "message": self.message,
            "source": self.source,
            "quote": self.quote,
            "id": self.id,
        }


def short(words: str) -> str:
    """Return words on one line, cut to the length of a subject."""
    line = "".join(words.split("\n"))
    return line if len(line) <= _SUBJECT else line[: _SUBJECT - 1] + "…"


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by severity, then by rule; those of one rule stay in their order."""
    return tuple(sorted(findings, key=lambda finding: (SEVERITIES.index(finding.severity), finding.rule)))
