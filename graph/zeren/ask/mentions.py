"""Who answers for measures that mention words: the question ``who``, and of a large store its first rows without the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zeren.ask.answer import Rows, bind, run
from zeren.ask.heard import heard, spellings
from zeren.ask.lookup import Reader, columns_of
from zeren.ask.questions import questions
from zeren.table import Landing, scope
from zeren.table.landing import Value

_FIRST = """SELECT m.id
FROM measure m#JOINED#
WHERE (#LIKELY m.text# regexp_matches(translate(m.text, concat($blanks, '_{}^'), ''), $words)#OR#)
  AND m.plan IN ($plan)
  AND m.file > $after
  AND m.file <= $upto
GROUP BY m.id
ORDER BY min(m.file), min(m.start_offset), m.id
LIMIT $top"""
_TASKS = {
    "#JOINED#": "\nLEFT JOIN task t ON t.id = m.task AND t.file = m.file",
    "#OR#": "\n    OR (#LIKELY t.title# regexp_matches(translate(t.title, concat($blanks, '_{}^'), ''), $words))",
}
"""what is put in to look in the titles of tasks too"""


_UPTO = "SELECT DISTINCT file FROM document ORDER BY file LIMIT 1 OFFSET $place"
_REACHES = (128, 1_024)
"""documents, in the order of rows, that are looked through for the first rows before all others are"""


def mentions(reader: Reader, words: str, *, tasks: bool = False, plan: str | None = None, top: int | None = None) -> Rows:
    """Return the rows of the question ``who``, with ``top`` the first of them alone; raises as ``run``.

    ``tasks`` looks in the titles of tasks too.
    """
    question = questions()["who"]
    params = {"words": words, "where": "task" if tasks else "text", **({"plan": plan} if plan else {})}
    landing = columns_of(reader) if question.sql and top is not None else None
    wanted = heard(words)
    if landing is None or not wanted:
        return run(reader, question, params)
    asked = bind(reader, question, params)
    letters = _letters(wanted)
    first = _FIRST
    for mark, words_of_tasks in _TASKS.items():
        first = first.replace(mark, words_of_tasks if tasks else "")
    given = {"words": asked.values["words"], "plan": asked.values["plan"], **letters}
    ids = _first_ids(landing, _likely(first, letters), given, top or 0)
    # The first rows stand in these documents, and before whatever else those hold.
    files = landing.files_of(scope.OF_MEASURES, {"measures": ids})
    found = run(reader, question, params, over=landing, files=files)
    return Rows(found.question, found.params, found.columns, found.rows[:top], found.sparql)


def _first_ids(landing: Landing, sql: str, given: Mapping[str, Value], top: int) -> list[str]:
    """Return the first measures of ``sql``, which are looked for in the first documents by name before in the others."""
    ids: dict[str, None] = {}
    after = None
    for reach in (*_REACHES, None):
        upto = None if reach is None else next((str(file) for (file,) in landing.rows(_UPTO, {"place": reach})), None)
        # A measure that another document states again stands where the first of them puts it.
        wanted = {**given, "after": after, "upto": upto, "top": top}
        ids |= dict.fromkeys(path for (path,) in landing.rows(sql, wanted))
        if len(ids) >= top or upto is None:
            break
        after = upto
    return list(ids)[:top]


def _letters(wanted: str) -> Mapping[str, str]:
    """Spellings of up to four characters that every text must print that holds the words: ``letter_0_1`` is another of the first."""
    plain = [char for char in dict.fromkeys(wanted) if char.lower() == char.upper() and ord(char) > 0x2E7F]
    return {f"letter_{place}_{number}": one for place, char in enumerate(plain[:4]) for number, one in enumerate(spellings(char))}


def _likely(sql: str, names: Mapping[str, str]) -> str:
    """Put a quick condition before a slow one: the engine strips only what prints all of these characters."""
    letters: dict[str, list[str]] = {}
    for name in names:
        letters.setdefault(name.rpartition("_")[0], []).append(name)
    while "#LIKELY " in sql:
        before, _, rest = sql.partition("#LIKELY ")
        column, _, after = rest.partition("#")
        sql = before + "".join(f"({_either(column, found)}) AND " for found in letters.values()) + after.lstrip()
    return sql


def _either(column: str, names: Iterable[str]) -> str:
    return " OR ".join(f"contains({column}, ${name})" for name in names)
