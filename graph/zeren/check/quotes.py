"""Quotes against the originals: what the store holds as printed must stand so in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from zeren.check.finding import Finding
from zeren.check.rules import Rule
from zeren.ground.errors import ZerenError
from zeren.table import Landing, whole

Texts = Callable[[str], str]
"""IRI of a document → the text that its offsets count in; raises a ZerenError where it is not to be had"""

_DOCUMENTS = """SELECT DISTINCT e.document
FROM evidence e
WHERE TRUE
  AND e.document IN (SELECT d.id FROM plan p JOIN document d ON d.file = p.file WHERE p.id IN ($plan))
ORDER BY e.document"""

_SPOTS = """SELECT DISTINCT e.document, d.file, e.start_offset, e.end_offset, e.quote, e.locator
FROM evidence e
JOIN document d ON d.id = e.document
WHERE e.document IN ($documents)
ORDER BY ALL"""
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 40
_AT_ONCE = 50
"""documents whose quotes are held at a time"""


def quoted(landing: Landing, plans: Sequence[str] | None = None) -> list[str]:
    """Return the documents that ``quotes`` compares: of the plans (paths) alone; None: all."""
    return [path for (path,) in landing.rows(_DOCUMENTS, {"plan": plans})]


def quotes(
    landing: Landing, rules: Mapping[str, Rule], texts: Texts, documents: Sequence[str], told: Callable[[int], None] = lambda done: None
) -> Iterator[Finding]:
    """Give every quote that is not the text of its document at its offsets, and documents without an original.

    ``told`` hears how many documents are done, each reading of an original being the most of the work.
    """
    for start in range(0, len(documents), _AT_ONCE):
        told(start)
        last, text = "", None
        for path, file, begin, end, exact, locator in landing.rows(_SPOTS, {"documents": documents[start : start + _AT_ONCE]}):
            document = whole(path)
            if document != last:
                last = document
                try:
                    # No RDF syntax can hold a lone surrogate: what was stated has another character in its place.
                    text = _SURROGATE.sub("\ufffd", texts(document))
                except ZerenError as error:
                    text = None
                    yield rules["original-missing"].finding({"reason": str(error)}, id=document, subject=file, source=file)
            if text is not None and text[begin:end] != exact:
                values = {"found": text[begin:end][:_SHOWN]}
                spot = f"{document.replace('/document/', '/words/')}/{begin}-{end}"
                yield rules["quote-differs"].finding(values, id=spot, subject=exact, source=f"{file} {locator}", quote=exact)
