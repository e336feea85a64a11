"""The words that prove a measure, as the store keeps them: which words, of what, and where."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.ask import landing_for
from zeren.store.reader import Reader
from zeren.table import scope, short, whole

_WORDS = """WITH RECURSIVE proof AS (
  SELECT DISTINCT x.what, x.key, e.start_offset, e.end_offset, e.quote, e.locator, e.document, e.file, x.position, x.body,
       x.role, x.printed, x.mention, x.basis, x.likely, x.found, FALSE AS onward, e.rest_start, e.rest_end
FROM (
  SELECT 'measure' AS what, '' AS key, file, start_offset, end_offset, 0 AS position, '' AS body, '' AS role, '' AS printed,
         '' AS mention, '' AS basis, FALSE AS likely, '' AS found
  FROM measure
  WHERE id = $id
  UNION ALL
  SELECT 'task', t.id, t.file, t.start_offset, t.end_offset, 0, '', '', '', '', '', FALSE, ''
  FROM task t
  WHERE t.id IN (SELECT task FROM measure WHERE id = $id)
  UNION ALL
  SELECT 'deadline', id, file, start_offset, end_offset, 0, '', '', '', '', '', FALSE, ''
  FROM deadline
  WHERE measure = $id AND origin = 'Deadline'
  UNION ALL
  SELECT 'target', id, file, start_offset, end_offset, 0, '', '', '', '', '', FALSE, ''
  FROM target
  WHERE measure = $id
  UNION ALL
  SELECT 'duty', id, file, start_offset, end_offset, position, body, role, coalesce(role_raw, ''), mention, basis,
         coalesce(likely, FALSE), coalesce(resolution, '')
  FROM duty
  WHERE measure = $id
) x
JOIN evidence e ON e.file = x.file AND e.start_offset = x.start_offset AND e.end_offset = x.end_offset
  UNION
  SELECT p.what, p.key, e.start_offset, e.end_offset, e.quote, e.locator, e.document, e.file, p.position, p.body,
         p.role, p.printed, p.mention, p.basis, p.likely, p.found, TRUE, e.rest_start, e.rest_end
  FROM proof p
  JOIN evidence e ON e.file = p.file AND e.start_offset = p.rest_start AND e.end_offset = p.rest_end
  WHERE p.rest_start >= p.end_offset
)
SELECT what, key, start_offset, end_offset, quote, locator, document, file, position, body, role, printed, mention, basis, likely, found, onward
FROM proof"""
"""words that a page breaks in a table are two rows or more, the later ones ``onward``"""

_TABLES = ("plan", "measure", "task", "target", "section", "deadline", "duty", "reference", "clause", "remark", "residue")
"""tables of what is printed at one place"""

_OWN = (
    "SELECT DISTINCT e.start_offset, e.end_offset, e.quote, e.locator, e.document, e.file\nFROM (\n"
    + "\n  UNION ALL\n".join(f"  SELECT file, start_offset, end_offset FROM {table} WHERE id = $id" for table in _TABLES)
    + "\n) x\nJOIN evidence e ON e.file = x.file AND e.start_offset = x.start_offset AND e.end_offset = x.end_offset"
)

_ORDER = ("task", "measure", "deadline", "duty", "target")


@dataclass(frozen=True, slots=True)
class Words:
    """Printed words and what they prove."""

    what: str
    """``measure``, ``task``, ``deadline``, ``duty`` or ``target``"""
    key: str
    """IRI of what they prove"""
    start: int
    end: int
    exact: str
    locator: str
    document: str
    """IRI of the source document"""
    file: str
    position: int = 0
    """of a duty: its place in the statement"""
    body: str = ""
    """of a duty: IRI of the body"""
    role: str = ""
    printed: str = ""
    """of a duty: the printed role word"""
    mention: str = ""
    basis: str = ""
    likely: bool = False
    found: str = ""
    """of a duty: how the body was resolved"""
    onward: bool = False
    """whether these only go on with words that the edge of a page breaks"""

    @property
    def look(self) -> str:
        """The class of its mark: the role of a duty, else what it proves."""
        return self.role if self.what == "duty" else self.what


def of_measure(reader: Reader, iri: str) -> tuple[Words, ...]:
    """Return the words that prove a measure, its task, deadline, duties and targets, in the order printed."""
    landing = landing_for(reader)
    files = landing.files_of(scope.OF_MEASURES, {"measures": [short(iri)]})
    rows = landing.rows(_WORDS, {"id": short(iri)}, files)
    found = set()
    for what, key, start, end, exact, locator, document, file, position, body, role, printed, mention, basis, likely, how, onward in rows:
        held, owner = whole(key) if key else "", whole(body) if body else ""
        found.add(
            Words(
                what, held, start, end, exact, locator, whole(document), file,
                position, owner, role, printed, mention, basis, likely, how, onward,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=_place))


def of_thing(reader: Reader, iri: str, what: str) -> tuple[Words, ...]:
    """Return the words that prove a plan, a task, a target or whatever else is printed at one place."""
    landing = landing_for(reader)
    files = landing.files_of(scope.OF_PLAN, {"plan": [short(iri)]}) if what == "plan" else None
    rows = landing.rows(_OWN, {"id": short(iri)}, files)
    found = {
        Words(what, iri, start, end, exact, locator, whole(document), file) for start, end, exact, locator, document, file in rows
    }
    return tuple(sorted(found, key=_place))


def _place(words: Words) -> tuple[str, int, int, int, str, str]:
    return (words.file, _ORDER.index(words.what) if words.what in _ORDER else 9, words.position, words.start, words.key, words.role)
