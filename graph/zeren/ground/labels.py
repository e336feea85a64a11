"""The words of codes: ``ontology/codes.ttl`` is their only source."""

from __future__ import annotations

import re
from functools import cache

from zeren.ground.resources import ontology_dir, table

_CONCEPT = re.compile(r"^zrc:([\w-]+) a skos:Concept\b")
"""``zrc:lead a skos:Concept ;``"""
_LABEL = re.compile(r'"([^"\\]*)"@(\w+)')
"""``"牵头"@zh``"""
_LOCATED = re.compile(r"(page|table|row|column|line|characters) (\d+(?:–\d+)?) ?")
"""``table 2 row 23``, ``characters 147–188``"""


def label_of(code: str, lang: str = "zh") -> str:
    """Return the label of a code (``lead``, ``deadline-by-date``) in ``zh`` or ``en``; KeyError where there is none."""
    return _labels()[code, lang]


def is_code(code: str) -> bool:
    """Tell whether ``codes.ttl`` has a code."""
    return (code, "zh") in _labels()


KINDS = {
    "role": ("roles", ""),
    "level": ("levels", ""),
    "certainty": ("certainties", ""),
    "deadline": ("deadline-kinds", "deadline-"),
    "body": ("body-kinds", "body-"),
    "state": ("report-statuses", ""),
    "plan-status": ("statuses", ""),
    "lead-basis": ("lead-bases", "lead-"),
    "basis": ("bases", "basis-"),
    "target": ("target-kinds", "target-"),
    "force": ("forces", "force-"),
    "comparator": ("comparators", ""),
    "expansion": ("expansion-kinds", "expansion-"),
    "resolution": ("resolutions", "resolved-"),
    "relation": ("relations", "relation-"),
    "cascade": ("cascade-kinds", "cascade-"),
    "edition": ("edition-kinds", "edition-"),
    "measure-change": ("measure-change-kinds", "measure-change-"),
    "better": ("directions", "better-"),
    "residue": ("residue-reasons", "residue-"),
}
"""what is named in tables of words → its scheme in ``codes.ttl``, and how the codes of it begin"""


@cache
def codes_of(scheme: str) -> tuple[str, ...]:
    """Return the codes of a scheme, in the order of ``codes.ttl``."""
    return tuple(code for code, its in _schemes().items() if its == scheme)


@cache
def words_of(name: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return kind and key → Chinese and English word: those of a table under ``ontology/vocabulary``, and the codes of ``KINDS``."""
    found = {(row["kind"], row["key"]): (row["zh"], row["en"]) for row in table(f"vocabulary/{name}")}
    for kind in KINDS:
        found.update(((kind, key), labels) for key, labels in coded(kind).items())
    return found


def place(locator: str) -> str:
    """Return a locator in Chinese: ``table 2 row 23`` → 表2第23行."""
    words = words_of("reports")
    return _LOCATED.sub(lambda found: words["locator", found[1]][0].format(found[2]), locator)


@cache
def coded(kind: str) -> dict[str, tuple[str, str]]:
    """Return key → Chinese and English label of the codes of one of ``KINDS``, in the order of ``codes.ttl``."""
    scheme, prefix = KINDS[kind]
    return {code.removeprefix(prefix): (label_of(code, "zh"), label_of(code, "en")) for code in codes_of(scheme)}


@cache
def _schemes() -> dict[str, str]:
    """Code → its scheme."""
    text = (ontology_dir() / "codes.ttl").read_text(encoding="utf-8")
    return dict(re.findall(r"^zrc:([\w-]+) a skos:Concept ;\n    skos:inScheme zrc:([\w-]+) ;", text, re.MULTILINE))


@cache
def _labels() -> dict[tuple[str, str], str]:
    """Code and language → label. Read by line: a parser of Turtle would cost every command a tenth of a second."""
    labels: dict[tuple[str, str], str] = {}
    code = ""
    for line in (ontology_dir() / "codes.ttl").read_text(encoding="utf-8").splitlines():
        begins = _CONCEPT.match(line)
        if begins:
            code = begins[1]
        elif code and line.lstrip().startswith("skos:prefLabel"):
            labels.update({(code, lang): words for words, lang in _LABEL.findall(line)})
    return labels
