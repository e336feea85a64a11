"""Pictures of a store that is too large to be held: counted in its columns, and read only where words of measures are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from zeren.ground.errors import NotFound
from zeren.picture import load, months, web, words
from zeren.picture.canvas import Figure
from zeren.picture.kinds import TOP, draw, held, holders, notes
from zeren.picture.tables import Calendar, Day, Load
from zeren.table import whole
from zeren.table.duties import ROLES, BodyRow, Duties

if TYPE_CHECKING:
    from zeren.ask import Reader
    from zeren.network import Whole

# A date of the text that only says the deadline again is none of its own; of a measure that several files state the first with dates counts.
_DAYS = """,
chosen AS (
  SELECT p.number, p.id, p.file FROM placed p WHERE TRUE
    AND p.number IN (SELECT number FROM head WHERE $head IS NOT NULL)
),
own AS (
  SELECT c.number, c.id, d.end_date, coalesce(d.raw, '') AS raw, coalesce(d.kind, 'none') AS kind
  FROM chosen c
  LEFT JOIN deadline d ON d.measure = c.id AND d.file = c.file AND d.origin = 'Deadline'
),
said AS (
  SELECT measure, end_date, raw, start_offset, id, rank() OVER (PARTITION BY measure ORDER BY file) AS turn
  FROM deadline
  WHERE origin = 'TextDate' AND start_offset IS NOT NULL
),
dated AS (
  SELECT number, end_date AS day, raw, -1 AS turn, '' AS id FROM own WHERE end_date IS NOT NULL
  UNION ALL
  SELECT o.number, s.end_date, concat(s.raw, '（正文）'), s.start_offset, s.id
  FROM own o
  JOIN said s ON s.measure = o.id
  WHERE s.turn = 1 AND s.end_date IS NOT NULL AND (o.end_date IS NULL OR s.end_date <> o.end_date)
)"""
_COUNTS = """
SELECT day, '', count(DISTINCT number) FROM dated GROUP BY day
UNION ALL
SELECT '', kind, count(*) FROM own WHERE end_date IS NULL GROUP BY kind"""
_WORDS = """
SELECT day, raw
FROM (SELECT day, raw, number, turn, id, row_number() OVER (PARTITION BY day, raw ORDER BY number, turn, raw, id) AS time
      FROM dated WHERE raw <> '' AND day <= $last) w
WHERE time = 1
ORDER BY day, number, turn, raw, id"""
_FIRST = """
SELECT f.day, p.id
FROM (SELECT day, number, row_number() OVER (PARTITION BY day ORDER BY number) AS place
      FROM (SELECT DISTINCT day, number FROM dated WHERE day <= $last) d) f
JOIN placed p ON p.number = f.number
WHERE f.place <= $named
ORDER BY f.day, f.number"""


def of_store(
    reader: Reader, kind: str, plan: str | None, *, role: str | None = None, groups: str = "as-written", top: int | None = None, lang: str = "zh"
) -> Figure:
    """Return the picture that ``draw`` makes of the duties of a store, or of the plans that ``plan`` points to.

    Of more measures than are held none is read but those whose words are shown. Raises as ``draw``, NotFound where no plan
    fits, WrongUsage for a matrix of more measures than are read at once.
    """
    from zeren import ask
    from zeren.ask.loading import IN_MEMORY, demand_held
    from zeren.network import Whole

    network = Whole(ask.landing_for(reader), ask.plan_paths(reader, plan))
    count = network.measures()
    if count <= IN_MEMORY or kind not in _DRAWN:
        demand_held(reader, plan)
        return draw(kind, ask.load_duties(reader, plan, targets=False), role=role, groups=groups, top=top, lang=lang)
    return _DRAWN[kind](_Counted(reader, plan, network), role, groups, top or TOP[kind], lang)


class _Counted:
    """What a picture needs of a store besides what it counts."""

    def __init__(self, reader: Reader, plan: str | None, network: Whole) -> None:
        self.reader, self.plan, self.network = reader, plan, network
        self.sources = words.Sources.counted(network.documents())

    def loads(self, role: str | None, groups: str) -> tuple[Load, ...]:
        """As ``tables.loads``. NotFound where no body holds anything."""
        counts: dict[str, dict[str, int]] = {}
        names: dict[str, str] = {}
        for body, name, held_role, count in self.network.loads(role or "any", groups):
            names[body] = name
            counts.setdefault(body, {})[held_role] = count
        if not counts:
            raise NotFound("没有可画的内容 (nothing to draw)", "choose another plan or role; zeren status shows what the store holds")
        found = [Load(body, {r: its[r] for r in ROLES if r in its}, its[""]) for body, its in counts.items()]
        return tuple(sorted(found, key=lambda its: (-its.all, names[its.body], its.body)))

    def bodies(self, shown: Iterable[str]) -> dict[str, BodyRow]:
        """Some bodies (IRIs), called as they are in the plans of the picture."""
        from zeren.ask import load_bodies

        return load_bodies(self.reader, self.plan, shown)

    def duties(self, measures: list[str]) -> Duties:
        """Some measures (IRIs) with their duties."""
        from zeren.ask import load_duties

        found = load_duties(self.reader, measures=measures, targets=False)
        return Duties(self.bodies(found.bodies), found.measures, found.duties)


def _bars(store: _Counted, role: str | None, groups: str, top: int, lang: str) -> Figure:
    table = store.loads(role, groups)
    return load.draw(table, store.bodies([its.body for its in table[:top]]), store.sources, top, lang, notes(role, groups, lang))


def _network(store: _Counted, role: str | None, groups: str, top: int, lang: str) -> Figure:
    table = store.loads(role, groups)
    shown = [its.body for its in table[:top]]
    tied = store.network.among(shown, role or "any", groups)
    return web.draw(table, tied, store.bodies(shown), store.sources, top, lang, notes(role, groups, lang))


def _calendar(store: _Counted, role: str | None, groups: str, top: int, lang: str) -> Figure:
    store.loads(role, groups)  # raises where there is nothing
    table, duties = _days(store, role, groups, top)
    shares = held(duties, groups)
    return months.draw(table, _of_role(store, role, groups), holders(duties, shares), top, lang, notes(role, groups, lang) if role else [])


def _of_role(store: _Counted, role: str | None, groups: str) -> words.Sources:
    """The plans of the measures on which a body holds a role."""
    from zeren.network import COUNTED

    if role is None:
        return store.sources
    sql = f"""{COUNTED}
SELECT annex, title, part_of_title, file, count(*)
FROM placed WHERE number IN (SELECT number FROM head)
GROUP BY annex, title, part_of_title, file
ORDER BY min(number)"""
    return words.Sources.counted((*told,) for told in store.network.rows(sql, role, groups))


def _days(store: _Counted, role: str | None, groups: str, top: int) -> tuple[Calendar, Duties]:
    """As ``tables.calendar``; the first days and the first measures of each, with the duties of these."""
    from zeren.network import COUNTED

    def rows(sql: str, last: str = "") -> list[tuple[Any, ...]]:
        """Rows of a SELECT, of those by day up to the ``last`` one that is written out."""
        said = sql.replace("$last", f"'{last}'").replace("$named", str(months.NAMED))
        return store.network.rows(COUNTED + _DAYS + said, role or "any", groups)

    by_month: dict[str, int] = {}
    by_day: dict[str, int] = {}
    undated: dict[str, int] = {}
    for day, kind, count in sorted(rows(_COUNTS)):
        if day:
            by_day[day] = count
            by_month[day[:7]] = by_month.get(day[:7], 0) + count
        else:
            undated[kind] = count
    last = next(iter(list(by_day)[top - 1 : top]), "9999")
    printed: dict[str, list[str]] = {}
    for day, raw in rows(_WORDS, last):
        printed.setdefault(day, []).append(raw)
    first: dict[str, list[str]] = {}
    for day, path in rows(_FIRST, last):
        first.setdefault(day, []).append(whole(path))
    duties = store.duties(sorted({iri for iris in first.values() for iri in iris}))
    listed = tuple(
        Day(day, tuple(printed.get(day, ())), tuple(duties.measures[iri] for iri in first.get(day, ())), count) for day, count in by_day.items()
    )
    return Calendar(by_month, listed, dict(sorted(undated.items(), key=lambda item: (-item[1], item[0])))), duties


_DRAWN: Mapping[str, Callable[[_Counted, str | None, str, int, str], Figure]] = {"bars": _bars, "network": _network, "calendar": _calendar}
"""kind → how it is drawn without the measures being held"""
