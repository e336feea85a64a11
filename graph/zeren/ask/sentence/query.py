"""A reading as one query in SQL over the landing, so that a person can check, change and run it elsewhere.

The parts are those of the shipped questions: measures of some plans, bodies in roles, words, dates. Names stand in it as
values; the test holds its measures to those of ``compose``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zeren.ask.sentence.reading import ROLES, Holder, Reading
from zeren.table import short

_PRINCIPAL = "CASE WHEN l.lead_basis IS NULL THEN 'responsible' ELSE 'lead' END"
_PLAIN = "lower(translate(translate({text}, '（）：，；', '():,;'), ' _{{}}^', ''))"

_HEADED = """l.id IN (SELECT m.id FROM measure m WHERE m.section IN (WITH RECURSIVE headed(id) AS (
      SELECT s.id FROM section s WHERE contains({title}, {word})
      UNION SELECT s.id FROM section s JOIN headed h ON s.outer_section = h.id) SELECT id FROM headed))"""
"""measures under a heading that holds a word, or under one within it"""

_CHOSEN = """WITH chosen AS (
  SELECT DISTINCT l.id, l.plan_title, l.annex, l.task_no, l.task, l.text, l.deadline, l.lead_basis
  FROM measure_line l
  WHERE TRUE
"""


def query(reading: Reading) -> str:
    """Return the SQL of a reading; empty where a shipped question answers it or targets are asked for."""
    if reading.asks in ("question", "targets", "members"):
        return ""
    conditions = "\n".join(f"    AND {line}" for line in _conditions(reading))
    return f"{_CHOSEN}{conditions}\n)\n{_wanted(reading)}\n"


def _wanted(reading: Reading) -> str:
    if reading.asks == "count":
        return "SELECT count(*) AS measures FROM chosen"
    if reading.asks == "rank":
        order = "ASC" if reading.least else "DESC"
        role = _roles(reading.role, "l")
        limit = f"\nLIMIT {reading.top}" if reading.top else ""
        place = f"\nQUALIFY rank() OVER (ORDER BY count(DISTINCT l.id) {order}) = {reading.nth}" if reading.nth else ""
        return (
            "SELECT n.name, count(DISTINCT l.id) AS measures\nFROM chosen l\nJOIN duty d ON d.measure = l.id\n"
            f"JOIN body_name n ON n.id = d.body\nWHERE d.role {role}\nGROUP BY n.name{place}\nORDER BY measures {order}, n.name{limit}"
        )
    return "SELECT * EXCLUDE (lead_basis) FROM chosen"


def _conditions(reading: Reading) -> Iterator[str]:
    if reading.plans:
        yield f"l.plan IN ({_listed(short(plan) for plan in reading.plans)})"
    if reading.task_no:
        yield f"l.task_no = {_text(reading.task_no)}"
    for holder in () if reading.apart or reading.asks == "compare" else reading.holders:
        yield _held(holder)
    for topic in reading.topics:
        text, title = _PLAIN.format(text="l.text"), _PLAIN.format(text="l.task")
        parts = []
        for word in topic.any_of:
            if word[0] == "§":
                parts.append(_HEADED.format(title=_PLAIN.format(text="s.title"), word=_text(word[1:])))
            elif word[0] == "#":
                parts.append(f"contains({title}, {_text(word[1:])})")
            else:
                parts.append(f"contains({text}, {_text(word)}) OR {title} = {_text(word)}")
        yield "(" + " OR ".join(parts) + ")"
    for role in reading.lacking:
        yield f"NOT EXISTS (SELECT 1 FROM duty d WHERE d.measure = l.id AND d.role {_roles(role, 'l')})"
    if reading.number is not None:
        sign, number, role = reading.number
        if sign in ("=", "<", "<="):
            yield f"NOT EXISTS (SELECT 1 FROM duty d WHERE d.measure = l.id AND d.open_ended AND d.role {_roles(role, 'l')})"
        yield f"(SELECT count(DISTINCT d.body) FROM duty d WHERE d.measure = l.id AND d.role {_roles(role, 'l')}) {sign} {number}"
    yield from _times(reading)


def _held(holder: Holder) -> str:
    """A body in a role, as printed or through a group of which it is a certain or possible member."""
    bodies, role = _listed(short(body) for body in holder.bodies), _roles(holder.role, "l")
    own = f"EXISTS (SELECT 1 FROM duty d WHERE d.measure = l.id AND d.body IN ({bodies}) AND d.role {role})"
    through = f"EXISTS (SELECT 1 FROM expanded_duty e WHERE e.measure = l.id AND e.body IN ({bodies}) AND e.role {role}{{}})"
    if holder.negated:
        sure = through.format(" AND e.certainty = 'certain'")
        return f"NOT ({own} OR {sure})"
    if holder.sole:
        return f"{own} AND NOT EXISTS (SELECT 1 FROM duty d WHERE d.measure = l.id AND (d.open_ended OR d.body NOT IN ({bodies})) AND d.role {role})"
    if holder.first or holder.only:
        return own
    return f"({own} OR {through.format('')})"


def _times(reading: Reading) -> Iterator[str]:
    for token in reading.not_due:
        when = f"t.kind = {_text(token.value)}" if token.period is None else f"t.end_date = '{token.period.end.isoformat()}'"
        yield f"l.deadline <> '' AND NOT EXISTS (SELECT 1 FROM deadline t WHERE t.measure = l.id AND t.origin = 'Deadline' AND {when})"
    if reading.period is None:
        return
    last = reading.period.end.isoformat()
    if reading.period.start is None:
        within = f"t.end_date <= '{last}'"
    elif reading.ends:
        within = f"t.end_date BETWEEN '{reading.period.start.isoformat()}' AND '{last}'"
    else:
        within = f"coalesce(t.start_date, t.end_date) <= '{last}' AND t.end_date >= '{reading.period.start.isoformat()}'"
    yield (
        f"EXISTS (SELECT 1 FROM deadline t WHERE t.measure = l.id AND {within}"
        " AND NOT (coalesce(t.start_date, '') LIKE '%-01-01' AND t.end_date LIKE '%-12-31')"
        + (" AND (t.origin = 'Deadline' OR t.start_date IS NULL)" if reading.ends else "")
        + ")"
    )


def _roles(role: str, line: str) -> str:
    if role == "lead":
        return f"= {_PRINCIPAL.replace('l.', line + '.')}"
    whole, minus, part = role.partition("-")
    if minus:
        return f"{_roles(whole, line)} AND NOT d.role {_roles(part, line)}"
    if "lead+" in role or role.endswith("+lead"):
        return f"IN ({_PRINCIPAL.replace('l.', line + '.')}, {_listed(sorted(ROLES[role]))})"
    return f"IN ({_listed(sorted(ROLES[role]))})"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(map(_text, values))


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
