"""What is asked about one body, or about some measures, is looked for in their documents alone.

The rows of a document lie together in a part, so that a table narrowed to a few documents is read in a few pieces; and the
engine, which cannot know how few measures a body holds, has nothing large left to join.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

SCOPED = frozenset(
    {"section", "task", "measure", "deadline", "duty", "expanded_duty", "target", "clause", "clause_body", "remark", "reference",
     "residue", "evidence"}
)  # fmt: skip
"""tables whose rows belong to one document and are not asked for across documents"""

# What a body is called, all documents say together; of those that hold a duty in the documents alone it is asked.
_HOLDERS = "SELECT * FROM main.body WHERE id IN (SELECT body FROM duty UNION SELECT body FROM expanded_duty)"

_WORD = re.compile(r"[a-z_]+")
_COMMENT = re.compile(r"--[^\n]*")
_DECLARED = re.compile(r"-- within: the documents of \$(body)\n")

OF_BODY = """SELECT DISTINCT file FROM measure
WHERE id IN (SELECT measure FROM duty WHERE body = $body UNION SELECT measure FROM expanded_duty WHERE body = $body)"""
"""the documents that state a measure in which a body holds a duty, a group's member too"""

OF_BODY_ONCE = "SELECT file FROM duty WHERE body = $body UNION SELECT file FROM expanded_duty WHERE body = $body"
"""the same where no measure is stated by two files"""

OF_MEASURES = "SELECT DISTINCT file FROM measure WHERE id IN ($measures)"
"""the documents that state some measures"""

OF_PLAN = """SELECT file FROM measure WHERE id IN (SELECT id FROM measure WHERE plan IN ($plan))
UNION SELECT file FROM plan WHERE id IN ($plan)"""
"""the documents that state a measure of some plans, or the plans themselves"""

OF_PLAN_ONCE = "SELECT file FROM measure WHERE plan IN ($plan) UNION SELECT file FROM plan WHERE id IN ($plan)"
"""the same where no measure is stated by two files"""

ONCE = {OF_BODY: OF_BODY_ONCE, OF_PLAN: OF_PLAN_ONCE}
"""SELECT of documents → what finds the same where no measure is stated by two files, in one look"""


def declared(sql: str) -> str | None:
    """Return the parameter to whose documents a question keeps, as its first line says; None: it looks at all.

    ``-- within: the documents of $body`` → ``body``: the rows of the answer depend on measures in which the body holds a
    duty, and on nothing that stands in other documents.
    """
    found = _DECLARED.match(sql)
    return found[1] if found else None


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A SELECT whose tables are to be narrowed to some documents, its views too."""

    tables: tuple[str, ...]
    """tables of ``SCOPED`` that it reads, by itself or through views"""
    views: Mapping[str, str]
    """name → SELECT of the views that stand on these tables, each after those that it names; ``body`` of its holders first"""
    body: str
    """the SELECT itself, without comments"""

    def sql(self, over: Mapping[str, str]) -> str:
        """Return the statement; ``over`` gives for each of ``tables`` the SELECT of its rows in the documents."""
        parts = [f"{table} AS ({over[table]})" for table in self.tables]
        parts += [f"{name} AS ({select})" for name, select in self.views.items()]
        if not parts:
            return self.body
        is_recursive = self.body.startswith("WITH RECURSIVE ")
        head, rest = ("WITH RECURSIVE ", self.body[15:]) if is_recursive else ("WITH ", self.body.removeprefix("WITH "))
        return head + ",\n".join(parts) + (",\n" if self.body.startswith("WITH ") else "\n") + rest


def narrowed(sql: str, views: Mapping[str, str]) -> Narrowed:
    """Return what of a SELECT is to be narrowed; ``views`` gives name → SELECT of the views that it may name."""
    body = _COMMENT.sub("", sql).strip()
    above = {name: _named(text, views) for name, text in views.items()}
    wanted = _reached(_named(body, views), above)
    order = list(TopologicalSorter({name: above[name] & wanted for name in wanted & views.keys()}).static_order())
    names = set(_WORD.findall(body)).union(*(_WORD.findall(_COMMENT.sub("", views[name])) for name in order))
    own = {}
    if "body" in names:
        names |= {"duty", "expanded_duty"}
        own["body"] = _HOLDERS
    own |= {name: _COMMENT.sub("", views[name]).strip() for name in order if _reached({name}, above, views) & {*SCOPED, "body"}}
    return Narrowed(tuple(sorted(SCOPED & names)), own, body)


def _named(text: str, views: Mapping[str, str]) -> set[str]:
    return set(_WORD.findall(_COMMENT.sub("", text))) & views.keys()


def _reached(names: set[str], above: Mapping[str, set[str]], views: Mapping[str, str] | None = None) -> set[str]:
    """Return views and all that they stand on; with ``views`` the tables in their texts too."""
    found: set[str] = set()
    left = list(names)
    while left:
        if (name := left.pop()) not in found:
            found.add(name)
            left += above.get(name, ())
    return found.union(*(_WORD.findall(_COMMENT.sub("", views[name])) for name in found if name in views)) if views else found


def listed(rows: Sequence[tuple[str]]) -> list[str]:
    """Return the files of an answer, sorted; one that no row holds where there is none, for an empty list narrows nothing."""
    return sorted(file for (file,) in rows) or [""]
