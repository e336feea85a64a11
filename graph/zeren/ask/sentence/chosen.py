"""The duties of a large store, of which those measures alone are held that the conditions of a sentence choose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote

from zeren.ask.loading import HELD, load_duties, load_targets
from zeren.ask.sentence.facts import Facts
from zeren.ask.sentence.known import Known
from zeren.ask.sentence.large import Large
from zeren.ask.sentence.promised import spellings
from zeren.ask.sentence.reading import Holder, Reading, Topic
from zeren.ask.sentence.refusal import too_much
from zeren.ground.model import Target
from zeren.table import short, whole
from zeren.table.duties import MeasureRow
from zeren.table.landing import Value

MOST = HELD
"""measures, or targets, that are read for one sentence"""

_IN_ORDER = "ORDER BY m.file, m.start_offset, m.place, m.id"
_HOLDING = "m.id IN (SELECT measure FROM duty WHERE body IN ($body_{0}) UNION SELECT measure FROM expanded_duty WHERE body IN ($body_{0}))"
_DUE = "m.id IN (SELECT measure FROM deadline WHERE end_date IS NOT NULL AND {0})"
_UNDER = """m.section IN (WITH RECURSIVE headed(id) AS (
    SELECT s.id FROM section s WHERE regexp_matches(s.title, $headed_{0})
    UNION SELECT s.id FROM section s JOIN headed h ON s.outer_section = h.id
  ) SELECT id FROM headed)"""
_TASKS = f"""SELECT m.id, t.title
FROM measure m LEFT JOIN task t ON t.id = m.task AND t.file = m.file
WHERE TRUE{{}}
{_IN_ORDER}"""
_SIZES = "SELECT plan, count(DISTINCT id) FROM measure GROUP BY plan"
_LEADLESS = """SELECT coalesce(p.part_of_title, p.title)
FROM measure m JOIN plan p ON p.id = m.plan AND p.file = m.file
WHERE p.lead_basis IS NULL
  AND m.plan IN ($plans)
GROUP BY p.id, p.file, p.part_of_title, p.title
ORDER BY p.file, min(m.start_offset)"""
_INDICATORS = "SELECT DISTINCT indicator FROM target"
_ABOUT = "SELECT DISTINCT indicator FROM target WHERE regexp_matches(label, $words) OR regexp_matches(quote, $words)"
_PROMISES = """SELECT t.id
FROM target t
WHERE coalesce(t.measure, t.plan) IN (
  SELECT coalesce(u.measure, u.plan) FROM target u WHERE TRUE
    AND u.indicator IN ($indicators)
    AND u.measure IN ($measures)
    AND (u.plan IN ($plans) OR u.measure IN (SELECT id FROM measure WHERE plan IN ($plans)))
)"""


class Chosen(Facts):
    """As ``Facts``; made for one sentence, for what it reads it keeps."""

    def __init__(self, store: Known, large: Large) -> None:
        super().__init__(store)
        self._large = large
        self._found: dict[object, list[str]] = {}
        self._sizes: Counter[str] | None = None

    def among(self, reading: Reading) -> Iterable[MeasureRow]:
        """As in ``Facts``."""
        where, params = self._conditions(reading)
        return self._rows(self._ids(where, params))

    def measures(self, iris: Collection[str]) -> dict[str, MeasureRow]:
        """As in ``Facts``."""
        ids = sorted({short(iri) for iri in iris})
        rows = self._rows(self._ids(["m.id IN ($ids)"], {"ids": ids})) if ids else []
        return {row.id: row for row in rows}

    def saying(self, any_of: tuple[str, ...]) -> int:
        """As in ``Facts``."""
        where, params = self._says(0, any_of)
        ((count,),) = self._large.landing.rows(f"SELECT count(DISTINCT m.id) FROM measure m WHERE {where}", params)
        return int(count)

    def with_tasks(self, reading: Reading) -> list[tuple[str, str]] | None:
        """As in ``Facts``."""
        more = reading.holders or reading.lacking or reading.number or reading.period or reading.not_due or reading.deadline_kind
        if more or not reading.topics:
            return None
        where, params = self._conditions(reading)
        found: dict[str, str] = {}
        for path, title in self._large.landing.rows(_TASKS.format("".join(f"\n  AND {one}" for one in where)), params):
            found.setdefault(whole(path), title or "")
        return list(found.items())

    def sizes(self) -> Counter[str]:
        """As in ``Facts``."""
        if self._sizes is None:
            self._sizes = Counter({whole(plan): count for plan, count in self._large.landing.rows(_SIZES)})
        return self._sizes

    def leadless(self, plans: Collection[str]) -> Iterator[str]:
        """As in ``Facts``."""
        named = sorted(map(short, plans)) if plans else None
        yield from (str(title) for (title,) in self._large.landing.rows(_LEADLESS, {"plans": named}))

    def targets(self, plans: Collection[str], holders: Sequence[Holder], topics: Sequence[Topic]) -> Mapping[str, tuple[Target, ...]]:
        """As in ``Facts``."""
        about = Reading("measures", plans=tuple(plans), holders=tuple(holders))
        params: dict[str, Value] = {
            "plans": sorted(map(short, plans)) if plans else None,
            "measures": [short(row.id) for row in self.among(about)] if any(not one.negated for one in holders) else None,
            "indicators": self._about({word for topic in topics for word in topic.any_of}) if topics else None,
        }
        if params["measures"] == [] or params["indicators"] == []:
            return {}
        ids = [str(path) for (path,) in self._large.landing.rows(f"{_PROMISES}\nLIMIT {MOST + 1}", params)]
        if len(ids) > MOST:
            raise too_much(MOST, "目标", "targets")
        return load_targets(self._large.reader, ids=ids) if ids else {}

    def _about(self, words: Collection[str]) -> list[str]:
        """The indicators of all targets that say one of some words in their name, or in the words that state them."""
        concepts = {concept for concept, names in spellings().items() if any(word in name for word in words for name in names)}
        every = [str(path) for (path,) in self._large.landing.rows(_INDICATORS)]
        spelled = {path for path in every if unquote(path.rpartition("indicator/")[2]) in concepts}
        told = {str(path) for (path,) in self._large.landing.rows(_ABOUT, {"words": self._large.pattern(words)})}
        return sorted(spelled | told)

    def _conditions(self, reading: Reading) -> tuple[list[str], dict[str, Value]]:
        """SQL that all measures of a reading meet: of its plans, bodies, words and days; what it says besides is looked at one by one."""
        where: list[str] = []
        params: dict[str, Value] = {}
        if reading.plans:
            where.append("m.plan IN ($plans)")
            params["plans"] = sorted(map(short, reading.plans))
        if reading.task_no:
            where.append("m.task IN (SELECT id FROM task WHERE number = $task_no)")
            params["task_no"] = reading.task_no
        for number, holder in enumerate(one for one in reading.holders if not one.negated):
            where.append(_HOLDING.format(number))
            params[f"body_{number}"] = sorted(map(short, holder.bodies))
        for number, topic in enumerate(reading.topics):
            says, more = self._says(number, topic.any_of)
            where.append(says)
            params |= more
        if reading.period is not None:
            days = ["coalesce(start_date, end_date) <= $last" if reading.period.start and not reading.ends else "end_date <= $last"]
            days += ["end_date >= $first"] if reading.period.start else []
            where.append(_DUE.format(" AND ".join(days)))
            params |= {"last": reading.period.end.isoformat(), "first": reading.period.start.isoformat() if reading.period.start else ""}
        return where, params

    def _says(self, number: int, any_of: Iterable[str]) -> tuple[str, dict[str, Value]]:
        """SQL for ``facts.says``, with its parameters."""
        words = tuple(any_of)
        plain = [word for word in words if word[:1] not in ("#", "§")]
        inside = [word[1:] for word in words if word[:1] == "#"]
        headed = [word[1:] for word in words if word[:1] == "§"]
        titles = [*([self._large.pattern(plain, all_of_it=True)] if plain else []), *([self._large.pattern(inside)] if inside else [])]
        parts: list[str] = []
        params: dict[str, Value] = {}
        # The words as they are count too: a title may begin with the mark.
        for name, pattern, sql in (
            ("text", self._large.pattern(words), "regexp_matches(m.text, $text_{0})"),
            ("title", "|".join(titles), "m.task IN (SELECT id FROM task WHERE regexp_matches(title, $title_{0}))"),
            ("headed", self._large.pattern(headed) if headed else "", _UNDER),
        ):
            if pattern:
                parts.append(sql.format(number))
                params[f"{name}_{number}"] = pattern
        return f"({' OR '.join(parts)})", params

    def _ids(self, where: Sequence[str], params: Mapping[str, Value]) -> list[str]:
        """Paths of the measures that meet conditions, in document order."""
        key = (tuple(where), str(sorted(params.items())))
        if key not in self._found:
            conditions = "".join(f"\n  AND {one}" for one in where)
            sql = f"SELECT m.id FROM measure m WHERE TRUE{conditions}\n{_IN_ORDER}\nLIMIT {MOST + 1}"
            rows = self._large.landing.rows(sql, params)
            # Rows are counted, not measures: of one that several files state others may stand behind the limit.
            if len(rows) > MOST:
                raise too_much(MOST, "措施", "measures")
            self._found[key] = list(dict.fromkeys(str(path) for (path,) in rows))
        return self._found[key]

    def _rows(self, ids: Iterable[str]) -> list[MeasureRow]:
        iris = list(map(whole, ids))
        if missing := [iri for iri in iris if iri not in self.known]:
            if len(self.known) + len(missing) > MOST:
                raise too_much(MOST, "措施", "measures")
            self.hold(load_duties(self._large.reader, measures=missing, known=self.store.duties.bodies, targets=False))
        return [self.known[iri] for iri in iris if iri in self.known]
