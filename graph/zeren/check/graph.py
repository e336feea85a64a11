"""Findings as a SHACL results graph, for tools that read validation reports."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.check.finding import Finding
from zeren.ground.triples import Triples
from zeren.ground.vocabulary import BASE, digest, expand

_SEVERITY = {"error": "sh:Violation", "warning": "sh:Warning", "info": "sh:Info"}
_RULES = "https://w3id.org/zeren/checks/"


def results(findings: Sequence[Finding], base: str = BASE) -> bytes:
    """Return a ``sh:ValidationReport`` as sorted N-Triples without blank nodes; the rules stand as source shapes."""
    add = Triples()
    name = digest(part for finding in findings for part in (finding.rule, finding.id, finding.message))
    report = f"{base}check/{name}"
    add.a(report, "sh:ValidationReport")
    add.value(report, "sh:conforms", not findings)
    for number, finding in enumerate(findings, 1):
        result = f"{report}/{number}"
        add.link(report, "sh:result", result)
        add.a(result, "sh:ValidationResult")
        add.link(result, "sh:focusNode", finding.id)
        add.link(result, "sh:resultSeverity", expand(_SEVERITY[finding.severity]))
        add.link(result, "sh:sourceConstraintComponent", expand("sh:SPARQLConstraintComponent"))
        add.link(result, "sh:sourceShape", _RULES + finding.rule)
        add.text(result, "sh:resultMessage", finding.zh, "zh")
        add.text(result, "sh:resultMessage", finding.en, "en")
        add.text(result, "rdfs:comment", finding.source or None)
        add.text(result, "oa:exact", finding.quote or None)
    return add.lines()
