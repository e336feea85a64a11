"""Quotes against the originals: what the store holds as printed must stand so in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from zeren import ask
from zeren.ask.lookup import PREFIXES, ask_rows, find_plans
from zeren.check.finding import Finding
from zeren.check.rules import Rule
from zeren.ground.errors import ZerenError

Texts = Callable[[str], str]
"""IRI of a document → the text that its offsets count in; raises a ZerenError where it is not to be had"""

_SPOTS = """SELECT DISTINCT ?document ?file ?spot ?start ?end ?exact ?locator WHERE {
  ?spot a zr:Evidence ; oa:hasSource ?document ; oa:start ?start ; oa:end ?end ; oa:exact ?exact ; zr:locator ?locator .
  ?document zr:fileName ?file .
  #PLANS#
}"""
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 40


def quotes(
    reader: ask.Reader, rules: Mapping[str, Rule], texts: Texts, plan: str | None = None
) -> Iterator[Finding]:
    """Give every quote that is not the text of its document at its offsets, and documents without an original."""
    limit = ""
    if plan is not None:
        limit = "VALUES ?in { " + " ".join(f"<{known.iri}>" for known in find_plans(reader, plan)) + " }"
        limit += " ?in prov:wasDerivedFrom ?document ."
    originals: dict[str, str | None] = {}
    for row in sorted(_spots(reader, limit)):
        document, file, start, end, exact, locator, spot = row
        if document not in originals:
            try:
                # No RDF syntax can hold a lone surrogate: what was stated has another character in its place.
                originals[document] = _SURROGATE.sub("\ufffd", texts(document))
            except ZerenError as error:
                originals[document] = None
                values = {"reason": str(error)}
                yield rules["original-missing"].finding(values, id=document, subject=file, source=file)
        text = originals[document]
        if text is not None and text[start:end] != exact:
            values = {"found": text[start:end][:_SHOWN]}
            where = f"{file} {locator}"
            yield rules["quote-differs"].finding(values, id=spot, subject=exact, source=where, quote=exact)


def _spots(reader: ask.Reader, limit: str) -> Iterator[tuple[str, str, int, int, str, str, str]]:
    for row in ask_rows(reader, PREFIXES + _SPOTS.replace("#PLANS#", limit)):
        cell = {name: term.value if term is not None else "" for name, term in row.items()}
        yield (
            cell["document"],
            cell["file"],
            int(cell["start"]),
            int(cell["end"]),
            cell["exact"],
            cell["locator"],
            cell["spot"],
        )
