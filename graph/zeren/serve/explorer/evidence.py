"""The words that prove a measure, as the store keeps them: which words, of what, and where."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.ask.lookup import PREFIXES, Row, ask_rows
from zeren.ground.vocabulary import CODES
from zeren.store.reader import Reader

_WORDS = """SELECT DISTINCT ?what ?key ?position ?body ?role ?printed ?mention ?basis ?likely ?found ?start ?end ?exact
  ?locator ?document ?file WHERE {
  VALUES ?id { $id }
  { ?id zr:evidence ?spot . BIND("measure" AS ?what) }
  UNION { ?id zr:inTask ?key . ?key zr:evidence ?spot . BIND("task" AS ?what) }
  UNION { ?id zr:hasDeadline ?key . ?key zr:evidence ?spot . BIND("deadline" AS ?what) }
  UNION { ?id zr:hasTarget ?key . ?key zr:evidence ?spot . BIND("target" AS ?what) }
  UNION {
    ?id zr:hasAssignment ?key . ?key zr:evidence ?spot ; zr:position ?position ; zr:body ?body ; zr:role ?role ;
      zr:mention ?mention ; zr:basis ?basis . BIND("duty" AS ?what)
    OPTIONAL { ?key zr:roleRaw ?printed }
    OPTIONAL { ?key zr:likely ?likely }
    OPTIONAL { ?key zr:resolvedBy ?found }
  }
  ?spot oa:start ?start ; oa:end ?end ; oa:exact ?exact ; zr:locator ?locator ; oa:hasSource ?document .
  ?document zr:fileName ?file .
}"""

_OWN = """SELECT DISTINCT ?start ?end ?exact ?locator ?document ?file WHERE {
  VALUES ?id { $id }
  ?id zr:evidence ?spot .
  ?spot oa:start ?start ; oa:end ?end ; oa:exact ?exact ; zr:locator ?locator ; oa:hasSource ?document .
  ?document zr:fileName ?file .
}"""

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

    @property
    def look(self) -> str:
        """The class of its mark: the role of a duty, else what it proves."""
        return self.role if self.what == "duty" else self.what


def of_measure(reader: Reader, iri: str) -> tuple[Words, ...]:
    """Return the words that prove a measure, its task, deadline, duties and targets, in the order printed."""
    rows = ask_rows(reader, PREFIXES + _WORDS.replace("$id", f"<{iri}>"))
    return tuple(sorted({_words(row) for row in rows}, key=_place))


def of_thing(reader: Reader, iri: str, what: str) -> tuple[Words, ...]:
    """Return the words that prove a plan, a task or a target."""
    rows = ask_rows(reader, PREFIXES + _OWN.replace("$id", f"<{iri}>"))
    return tuple(sorted({_words(row, what, iri) for row in rows}, key=_place))


def _place(words: Words) -> tuple[str, int, int, int, str, str]:
    return (words.file, _ORDER.index(words.what) if words.what in _ORDER else 9, words.position, words.start, words.key, words.role)


def _words(row: Row, what: str = "", key: str = "") -> Words:
    def text(name: str) -> str:
        term = row.get(name)
        return term.value if term is not None else ""

    return Words(
        what=what or text("what"),
        key=key or text("key"),
        start=int(text("start")),
        end=int(text("end")),
        exact=text("exact"),
        locator=text("locator"),
        document=text("document"),
        file=text("file"),
        position=int(text("position") or 0),
        body=text("body"),
        role=text("role").removeprefix(CODES),
        printed=text("printed"),
        mention=text("mention"),
        basis=text("basis").removeprefix(CODES).removeprefix("basis-"),
        likely=text("likely") in ("true", "1"),
        found=text("found").removeprefix(CODES).removeprefix("resolved-"),
    )
