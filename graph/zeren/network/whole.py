"""The network of a whole store, or of some plans, counted in columns: no measure is held as a record of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zeren.ground.errors import WrongUsage
from zeren.network.columns import Measured
from zeren.network.projection import Comparison, Pair, Rank, Tie, compared, demand_weight, ends_of
from zeren.table import short, whole
from zeren.table.duties import GROUPS, ROLES, demand_groups

if TYPE_CHECKING:
    import networkx as nx

    from zeren.table import Landing
    from zeren.table.landing import Value

# Measures in document order, of one that two files state the first; a duty of none of them is a fault that check tells.
_PLACED = """WITH stated AS (
  SELECT m.id, m.plan, m.file, m.start_offset, m.place, m.text, p.title, p.annex, p.part_of_title,
         #TURN# AS turn
  FROM measure m
  JOIN plan p ON p.id = m.plan AND p.file = m.file
  WHERE TRUE
    AND m.plan IN ($plan)
),
placed AS (
  SELECT id, text, title, annex, part_of_title, file, row_number() OVER (#ORDER#) AS number
  FROM stated WHERE turn = 1
)"""
_IN_ORDER = "ORDER BY file, start_offset, place, id"

_TURN = "row_number() OVER (PARTITION BY m.id ORDER BY m.file, m.start_offset, m.place, m.plan)"
"""place of a statement among those of one measure; where no measure is stated twice all are the first, and none is looked for"""

_HELD = """,
written AS (
  SELECT p.number, d.body, d.role
  FROM duty d
  JOIN placed p ON p.id = d.measure
  WHERE TRUE
    AND d.role IN ($roles)
),
#COUNTED#,
head AS (
  SELECT DISTINCT number, body
  FROM #HELD#
  WHERE TRUE
    AND role = $head
    AND body IN ($bodies)
),
tail AS (
  SELECT DISTINCT number, body
  FROM #HELD#
  WHERE TRUE
    AND role = $tail
    AND body IN ($bodies)
)"""
COUNTED = _PLACED + _HELD
"""``placed``: measures in document order; ``counted``: number, body and role of the duties that count; ``head``: number and body in a role"""
_AS_WRITTEN = """counted AS (
  SELECT DISTINCT number, body, role FROM written
)"""
_EXPANDED = """member AS (
  SELECT DISTINCT p.number, e.body, e.role, g.body AS via
  FROM expanded_duty e
  JOIN duty g ON g.id = e.duty AND g.file = e.file
  JOIN placed p ON p.id = e.measure
  WHERE e.certainty IN ($certainty)
    AND e.role IN ($roles)
),
replaced AS (
  SELECT DISTINCT number, role, via FROM member
),
counted AS (
  SELECT w.number, w.body, w.role
  FROM written w
  LEFT JOIN replaced r ON r.number = w.number AND r.role = w.role AND r.via = w.body
  WHERE r.via IS NULL
  UNION
  SELECT number, body, role FROM member
)"""

_MEASURES = _PLACED + "\nSELECT count(*) FROM placed"

_DOCUMENTS = _PLACED + """
SELECT annex, title, part_of_title, file, count(*) FROM placed GROUP BY annex, title, part_of_title, file ORDER BY min(number)"""

_LOADS = COUNTED + """
SELECT c.body, n.name, c.role, count(*) FROM counted c JOIN body_name n ON n.id = c.body GROUP BY c.body, n.name, c.role
UNION ALL
SELECT c.body, n.name, '', count(DISTINCT c.number) FROM counted c JOIN body_name n ON n.id = c.body GROUP BY c.body, n.name"""

_ORDER = _PLACED + "\nSELECT id FROM placed ORDER BY number"

_RANKED = (
    _PLACED
    + _HELD
    + """
SELECT n.name, n.kind, count(*) AS times, h.body
FROM head h
JOIN body_name n ON n.id = h.body
GROUP BY h.body, n.name, n.kind
ORDER BY times DESC, n.name, h.body"""
)

# Newman's parts are added in the order of the numbers that divide them: in any other the last digits would differ.
_TIES = (
    _PLACED
    + _HELD
    + """,
named AS (
  SELECT id, name, row_number() OVER (ORDER BY name, id) AS turn FROM body_name
),
giver AS (
  SELECT h.number, n.turn FROM head h JOIN named n ON n.id = h.body
),
receiver AS (
  #RECEIVER#
),
received AS (
  SELECT number, count(*) AS bodies FROM receiver GROUP BY number
),
met AS (
  SELECT g.number, g.turn, m.bodies - CASE WHEN r.turn IS NULL THEN 0 ELSE 1 END AS others
  FROM giver g
  JOIN received m ON m.number = g.number
  LEFT JOIN receiver r ON r.number = g.number AND r.turn = g.turn
),
parted AS (
  SELECT m.turn AS a, r.turn AS b, m.others, count(*) AS times#LISTED#
  FROM met m
  JOIN receiver r ON r.number = m.number AND r.turn #MEETS# m.turn
  GROUP BY m.turn, r.turn, m.others
),
tie AS (
  SELECT a, b, CAST(sum(times) AS BIGINT) AS times, sum(CAST(times AS DOUBLE) / others ORDER BY others) AS newman#JOINED#
  FROM parted
  GROUP BY a, b
),
reach_head AS (
  SELECT turn, count(*) AS times FROM giver GROUP BY turn
),
reach_tail AS (
  SELECT turn, count(*) AS times FROM receiver GROUP BY turn
)
SELECT x.id, y.id, t.times, t.newman, CAST(t.times AS DOUBLE) / (h.times + r.times - t.times), x.name, y.name#MEASURES#
FROM tie t
JOIN named x ON x.turn = t.a
JOIN named y ON y.turn = t.b
JOIN reach_head h ON h.turn = t.a
JOIN reach_tail r ON r.turn = t.b
ORDER BY t.times DESC, t.a, t.b"""
)

_SAME = "SELECT number, turn FROM giver"
_OTHERS = "SELECT t.number, n.turn FROM tail t JOIN named n ON n.id = t.body"

# The label is the spelling most often printed in these plans, counted where there are several; a group of bodies of one level has that level.
_BODIES = (
    _PLACED
    + _HELD
    + """,
holder AS (
  SELECT body FROM head UNION SELECT body FROM tail
),
spelled AS (
  SELECT d.body, min(d.mention) AS mention, coalesce(min(d.mention) = max(d.mention) AND count(d.mention) = count(*), FALSE) AS always
  FROM duty d
  JOIN placed p ON p.id = d.measure
  GROUP BY d.body
),
printed AS (
  SELECT body, mention, count(*) AS times
  FROM (
    SELECT DISTINCT d.measure, d.body, d.role, d.role_raw, d.mention, d.position, d.basis
    FROM duty d
    JOIN placed p ON p.id = d.measure
    JOIN spelled s ON s.body = d.body AND NOT s.always
  ) said
  GROUP BY body, mention
),
labelled AS (
  SELECT body, mention, 1 AS turn FROM spelled WHERE always
  UNION ALL
  SELECT body, mention, row_number() OVER (PARTITION BY body ORDER BY times DESC, mention) FROM printed
),
levelled AS (
  SELECT g.body, min(b.level) AS level
  FROM expanded_duty e
  JOIN duty g ON g.id = e.duty AND g.file = e.file
  JOIN body_name b ON b.id = e.body
  GROUP BY g.body
  HAVING count(DISTINCT b.level) = 1
)
SELECT n.id, n.name, coalesce(l.mention, n.name), coalesce(n.kind, 'agency'), coalesce(n.level, v.level)
FROM holder h
JOIN body_name n ON n.id = h.body
LEFT JOIN labelled l ON l.body = n.id AND l.turn = 1
LEFT JOIN levelled v ON v.body = n.id
ORDER BY n.id"""
)

_TWO_MODES = (
    _PLACED
    + _HELD
    + """
SELECT n.name, string_agg(c.role, ' ' ORDER BY c.role), p.text, p.title, c.body, p.id
FROM counted c
JOIN placed p ON p.number = c.number
JOIN body_name n ON n.id = c.body
GROUP BY p.number, p.text, p.title, p.id, c.body, n.name
ORDER BY p.number, n.name, c.body"""
)

_CERTAINTY: Mapping[str, Sequence[str]] = {
    "as-written": (),
    "expanded": ("certain",),
    "possible": ("certain", "possible"),
}
"""reading of group expressions → certainty of the members that count"""


@dataclass(frozen=True, slots=True)
class Held:
    """A row of the two-mode network: a body and a measure that it holds a role on."""

    agency: str
    """resolved name"""
    roles: tuple[str, ...]
    """role codes, sorted"""
    text: str
    """the measure, as printed"""
    plan: str
    """title"""
    agency_id: str
    """IRI"""
    id: str
    """IRI of the measure"""


@dataclass(frozen=True, slots=True)
class Whole:
    """What a landing says of who shares measures with whom; the same figures as from the plain table of duties."""

    landing: Landing
    plans: tuple[str, ...] | None = None
    """paths of plans below the base IRI; None: all"""

    def measures(self) -> int:
        """Return the number of measures."""
        return int(self._asked(_MEASURES, {"plan": self.plans}, in_order=False)[0][0])

    def rank(self, role: str, groups: str = "as-written") -> tuple[Rank, ...]:
        """As ``network.rank``."""
        head, tail = ends_of(role)
        if head != tail:
            raise WrongUsage(f"role: {role!r} 连的是两种角色 (ties two roles)", f"choose from {', '.join(ROLES)}, any")
        return tuple(Rank(name, kind or "agency", count, whole(body)) for name, kind, count, body in self.rows(_RANKED, role, groups, in_order=False))

    def comparison(self, role: str) -> tuple[Comparison, ...]:
        """As ``network.comparison``."""
        return compared({groups: self.rank(role, groups) for groups in GROUPS})

    def ties(self, role: str, groups: str = "as-written") -> tuple[Tie, ...]:
        """As ``network.ties``: strongest first, with the measures behind each tie."""
        order = [whole(measure) for (measure,) in self._asked(_ORDER, {"plan": self.plans})]
        return tuple(
            Tie(whole(a), whole(b), count, newman, jaccard, tuple(order[number - 1] for number in sorted(measures)))
            for a, b, count, newman, jaccard, _, _, measures in self._ties(role, groups, listed=True)
        )

    def among(self, bodies: Sequence[str], role: str, groups: str = "as-written") -> tuple[Tie, ...]:
        """As ``ties`` between some bodies (IRIs) alone, which no others take part in, without the measures behind them."""
        rows = self._ties(role, groups, bodies=bodies)
        return tuple(Tie(whole(a), whole(b), count, newman, jaccard, ()) for a, b, count, newman, jaccard, _, _ in rows)

    def documents(self) -> list[tuple[str | None, str, str | None, str, int]]:
        """Return mark, title, title of the outer document, file and number of measures of each plan, in document order."""
        return [(*told,) for told in self._asked(_DOCUMENTS, {"plan": self.plans})]

    def loads(self, role: str = "any", groups: str = "as-written") -> list[tuple[str, str, str, int]]:
        """Return IRI and name of each body, role and number of its measures; with no role the number of all, each once."""
        return [(whole(body), name, role, count) for body, name, role, count in self.rows(_LOADS, role, groups, in_order=False)]

    def pairs(self, role: str, groups: str = "as-written") -> tuple[Pair, ...]:
        """As ``network.pairs``."""
        return tuple(
            Pair(name, other, count, whole(a), whole(b)) for a, b, count, _, _, name, other in self._ties(role, groups)
        )

    def bipartite(self, role: str = "any", groups: str = "as-written") -> tuple[Held, ...]:
        """Return the two-mode network, measures in document order, the bodies of each by name."""
        return tuple(
            Held(name, tuple(roles.split(" ")), text, plan, whole(body), whole(measure))
            for name, roles, text, plan, body, measure in self.rows(_TWO_MODES, role, groups)
        )

    def projection(self, role: str, groups: str = "as-written", weight: str = "count") -> nx.Graph:
        """As ``network.projection``, but without the measures behind each tie, which ``ties`` gives."""
        import networkx as nx

        demand_weight(weight)
        head, tail = ends_of(role)
        graph = nx.Graph() if head == tail else nx.DiGraph()
        for body, name, label, kind, level in self.rows(_BODIES, role, groups, in_order=False):
            graph.add_node(whole(body), name=name, label=label, kind=kind, level=level)
        for a, b, count, newman, jaccard, _, _ in self._ties(role, groups):
            values = {"count": count, "newman": newman, "jaccard": jaccard}
            graph.add_edge(whole(a), whole(b), weight=values[weight], **values)
        return graph

    def columns(self, role: str = "any", groups: str = "as-written", weight: str = "count") -> dict[str, dict[str, float | int]]:
        """As ``network.columns``: body → column → figure; computed once for each state of the store."""
        given = [self.plans, role, groups, weight]
        return self.landing.kept.made("network", given, lambda: Measured(self.projection(role, groups, weight)).columns)

    def _ties(self, role: str, groups: str, listed: bool = False, bodies: Sequence[str] | None = None) -> list[tuple[Any, ...]]:
        listed_as = (", list(m.number) AS numbers", ", flatten(list(numbers)) AS measures", ", t.measures") if listed else ("", "", "")
        head, tail = ends_of(role)
        sql = _TIES.replace("#MEETS#", ">" if head == tail else "<>")
        for mark, words in zip(("#LISTED#", "#JOINED#", "#MEASURES#"), listed_as, strict=True):
            sql = sql.replace(mark, words)
        sql = sql.replace("#RECEIVER#", _SAME if head == tail else _OTHERS)
        return self.rows(sql, role, groups, bodies, in_order=listed)

    def rows(
        self, sql: str, role: str, groups: str, bodies: Sequence[str] | None = None, *, in_order: bool = True
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT that begins with ``COUNTED``, where ``bodies`` (IRIs) are given of these in ``head`` and ``tail``.

        ``in_order``: whether the numbers of measures tell their order, for which all of them are sorted.
        """
        demand_groups(groups)
        replaced = bool(_CERTAINTY[groups])
        # A body that holds several roles on a measure stands there once a role: ``head`` and ``tail`` make it one.
        sql = sql.replace("#COUNTED#", _EXPANDED if replaced else _AS_WRITTEN).replace("#HELD#", "counted" if replaced else "written")
        head, tail = ends_of(role)
        params: dict[str, Value] = {
            "plan": self.plans,
            "roles": None if head == "any" else sorted({head, tail}),
            "head": None if head == "any" else head,
            "tail": None if tail == "any" else tail,
            "certainty": list(_CERTAINTY[groups]),
            "bodies": None if bodies is None else sorted(map(short, bodies)),
        }
        return self._asked(sql, params, in_order=in_order)

    def _asked(self, sql: str, params: Mapping[str, Value], *, in_order: bool = True) -> list[tuple[Any, ...]]:
        turn = "1" if self.landing.states_once else _TURN
        return self.landing.rows(sql.replace("#TURN#", turn).replace("#ORDER#", _IN_ORDER if in_order else ""), params)
