"""The words of codes: ``ontology/codes.ttl`` is their only source."""

from __future__ import annotations

import re
from functools import cache

from zeren.ground.resources import ontology_dir

_CONCEPT = re.compile(r"^zrc:([\w-]+) a skos:Concept\b")
"""``zrc:lead a skos:Concept ;``"""
_LABEL = re.compile(r'"([^"\\]*)"@(\w+)')
"""``"牵头"@zh``"""


def label_of(code: str, lang: str = "zh") -> str:
    """Return the label of a code (``lead``, ``deadline-by-date``) in ``zh`` or ``en``; KeyError where there is none."""
    return _labels()[code, lang]


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
