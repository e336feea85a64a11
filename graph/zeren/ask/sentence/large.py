"""A store that is too large to be read for a sentence: what it says is read once, each text once, its measures as they are needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zeren.ask.loading import kept_bodies
from zeren.ask.lookup import KnownPlan, Reader, landing_for
from zeren.ask.sentence.corpus import Corpus, corpus_of
from zeren.ask.sentence.home import homes, place_of
from zeren.ask.sentence.lexicon import char_class, folded
from zeren.table import Landing, short, whole
from zeren.table.duties import BodyRow

# A measure that two files state says its text once.
_TEXTS = "SELECT text, count({id}) AS times FROM measure GROUP BY text ORDER BY times, text"
_TASKS = "SELECT DISTINCT title FROM task WHERE id IN (SELECT task FROM measure) AND title IS NOT NULL"
_HEADINGS = """WITH RECURSIVE over(id) AS (
  SELECT DISTINCT section FROM measure WHERE section IS NOT NULL
  UNION
  SELECT s.outer_section FROM section s JOIN over o ON o.id = s.id WHERE s.outer_section IS NOT NULL
)
SELECT DISTINCT title FROM section WHERE id IN (SELECT id FROM over)"""
_PLANS = "SELECT DISTINCT p.title FROM plan p WHERE p.id IN (SELECT plan FROM measure)"
_INDICATORS = "SELECT DISTINCT label FROM target"

_FILES_OF_BODIES = """SELECT DISTINCT body, file
FROM (
  SELECT body, file FROM duty WHERE body IN ($bodies)
  UNION ALL SELECT body, file FROM expanded_duty WHERE body IN ($bodies)
) d"""
_PLANS_OF_BODIES = """SELECT DISTINCT d.body, m.plan
FROM (
  SELECT body, measure FROM duty WHERE body IN ($bodies) AND file IN ($files)
  UNION ALL SELECT body, measure FROM expanded_duty WHERE body IN ($bodies) AND file IN ($files)
) d
JOIN measure m ON m.id = d.measure"""
_PLANS_OF_FILES = "SELECT DISTINCT file, plan FROM measure"

_ACTIVE = """WITH among AS (SELECT id FROM measure WHERE plan IN ($plans))
SELECT body FROM duty WHERE measure IN (SELECT id FROM among)
UNION SELECT body FROM expanded_duty WHERE measure IN (SELECT id FROM among)"""
_YEARS = "SELECT DISTINCT substr(CAST(end_date AS STRING), 1, 4) FROM deadline WHERE origin = 'Deadline' AND end_date IS NOT NULL"
_LED = "SELECT DISTINCT id FROM plan WHERE lead_basis IS NOT NULL AND id IN (SELECT plan FROM measure)"


@dataclass(frozen=True, slots=True)
class Large:
    """What a large store says, and the columns that hold its measures."""

    reader: Reader
    bodies: Mapping[str, BodyRow]
    """all that hold a duty, by IRI"""
    homes: Mapping[str, str]
    """as in ``Known``"""
    corpus: Corpus
    indicators: set[str]
    """the names of all indicators, folded"""
    task_titles: set[str]
    """the titles of all tasks that hold a measure, folded"""
    printed: Mapping[str, str]
    """folded character → the characters that the texts print for it; empty text → those that are left out"""

    @property
    def landing(self) -> Landing:
        """The columns."""
        return landing_for(self.reader)

    def active(self, plans: Iterable[str]) -> set[str]:
        """As in ``Known``."""
        return {whole(body) for (body,) in self.landing.rows(_ACTIVE, {"plans": sorted(map(short, plans))})}

    def years_due(self) -> set[int]:
        """As in ``Known``."""
        return {int(year) for (year,) in self.landing.rows(_YEARS)}

    def led(self) -> set[str]:
        """As in ``Known``."""
        return {whole(plan) for (plan,) in self.landing.rows(_LED)}

    def pattern(self, words: Iterable[str], *, all_of_it: bool = False) -> str:
        """Return a regular expression (RE2) for printed text that holds one of some folded words, or that is one of them."""
        between = char_class(self.printed.get("", ""))
        gap = f"{between}*" if between else ""
        parts = [gap.join(char_class(self.printed.get(char, "") + char) for char in word) for word in dict.fromkeys(words)]
        joined = "|".join(parts)
        return f"^{gap}(?:{joined}){gap}$" if all_of_it else f"(?:{joined})"


def large(reader: Reader, plans: Sequence[KnownPlan]) -> Large:
    """Read what a large store says; its measures are not read."""
    landing = landing_for(reader)
    bodies = kept_bodies(reader)
    texts: list[tuple[str, int]] = landing.rows(_TEXTS.format(id="*" if landing.states_once else "DISTINCT id"))
    tasks, headings, titles, labels = ([str(text) for (text,) in landing.rows(sql)] for sql in (_TASKS, _HEADINGS, _PLANS, _INDICATORS))
    indicators, task_titles = set(map(folded, labels)), set(map(folded, tasks))
    more = sorted({*indicators, *task_titles, *map(folded, headings), *map(folded, titles)})
    chars = set[str]().union(*(text for text, _ in texts), *tasks, *headings, *labels)
    printed: dict[str, str] = {}
    for char in sorted(chars):
        plain = folded(char)
        printed[plain] = printed.get(plain, "") + char
    return Large(reader, bodies, _homes(landing, bodies, plans), corpus_of(texts, more), indicators, task_titles, printed)


def _homes(landing: Landing, bodies: Mapping[str, BodyRow], plans: Sequence[KnownPlan]) -> dict[str, str]:
    """As ``homes``; a file whose plans are all of one place tells that of a body without its measures being looked for."""
    untold = sorted(short(row.id) for row in bodies.values() if not row.jurisdiction)
    if not untold:
        return homes(bodies, {})
    places = {short(plan.iri): place_of(plan) for plan in plans}
    of_file: dict[str, set[str]] = {}
    for file, plan in landing.rows(_PLANS_OF_FILES):
        of_file.setdefault(file, set()).add(places.get(plan, ""))
    printed: dict[str, set[str]] = {}
    several = set[str]()
    for body, file in landing.rows(_FILES_OF_BODIES, {"bodies": untold}):
        if len(of_file.get(file, ())) == 1:
            printed.setdefault(whole(body), set()).update(of_file[file])
        else:
            several.add(file)
    if several:
        for body, plan in landing.rows(_PLANS_OF_BODIES, {"bodies": untold, "files": sorted(several)}):
            printed.setdefault(whole(body), set()).add(places.get(plan, ""))
    return homes(bodies, printed)
