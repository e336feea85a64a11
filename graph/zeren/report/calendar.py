"""Due dates as an iCalendar file (RFC 5545) that every calendar program opens.

A deadline is an all-day event on its last day, so that it stands on the same day in every time zone; the
calendar names Asia/Shanghai as its own. Identifiers come from the measures: reading a newer file into a
calendar replaces the events of the older one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from zeren.ground.labels import label_of
from zeren.ground.model import Deadline
from zeren.ground.packages import demand
from zeren.ground.recurrence import completed, is_often, occurrences
from zeren.report.entry import Entry, clean, uid
from zeren.report.history import date_keys
from zeren.report.todo import tasks
from zeren.table.duties import Duties, MeasureRow

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event

    from zeren.ledger.standing import MeasureStanding

ZONE = "Asia/Shanghai"
"""the one time zone of Chinese governments"""
ALARMS = (7, 1)
"""days before a due day on which a reminder comes, at nine in the morning"""
_MORNING = timedelta(hours=9)
_TITLE = 50
"""code points of a title before it is cut"""


def entries(duties: Duties, body: str | None = None) -> tuple[tuple[Entry, ...], int]:
    """Return the dated duties of a body (IRI), or of all where ``body`` is None, and how many have no date.

    One entry a deadline and a date of the text (3月底前…, 每季度…), in the order of the table, whatever number of roles the body
    holds in the measure.
    """
    roles: dict[str, list[str]] = {}
    for duty in duties.duties:
        if body is None or duty.body == body:
            held = roles.setdefault(duty.measure, [])
            if body is not None and label_of(duty.role) not in held:
                held.append(label_of(duty.role))
    found, undated = [], 0
    for identifier, measure in duties.measures.items():
        if identifier not in roles:
            continue
        of = tuple(roles[identifier])
        stated = [_entry(measure, of)] if measure.deadline_end or measure.deadline_rrule else []
        names = date_keys(measure.id, [date.raw for date in measure.dates])
        stated += [_text_entry(measure, of, date, name) for date, name in zip(measure.dates, names, strict=True) if date.end or date.rrule]
        found += stated
        undated += not stated
    return tuple(found), undated


def _entry(measure: MeasureRow, roles: tuple[str, ...]) -> Entry:
    head = measure.task or measure.text
    mark = f"[{'、'.join(roles)}] " if roles else ""
    lines = [
        measure.text,
        f"完成时限：{measure.deadline}",
        f"计划：{measure.plan}" + (f"（{measure.annex}）" if measure.annex else ""),
        f"出处：{measure.file} {measure.locator}",
    ]
    start = measure.deadline_start if measure.deadline_kind == "interval" else None
    return Entry(
        measure.id,
        mark + (head if len(head) <= _TITLE else head[: _TITLE - 1] + "…"),
        "\n".join(lines),
        measure.deadline_end,
        start,
        measure.deadline_rrule,
        roles,
    )


def _text_entry(measure: MeasureRow, roles: tuple[str, ...], date: Deadline, name: str) -> Entry:
    """The entry of a date that stands in the text of a measure; its identifier tells the words apart."""
    whole = _entry(measure, roles)
    start = date.start if date.kind == "interval" else None
    words = f"正文日期：{date.raw}\n{whole.text}"
    return Entry(name, f"{whole.title}（{date.raw}）", words, date.end, start, date.rrule, roles, measure.id)


def calendar(
    dated: Sequence[Entry],
    name: str,
    *,
    first: str | None = None,
    last: str | None = None,
    undated: int = 0,
    stamp: str | None = None,
    changes: Mapping[str, int] | None = None,
    standings: Mapping[str, MeasureStanding] | None = None,
) -> bytes:
    """Return an iCalendar file with one event an entry, ordered by date, then identifier, then a task a measure with a report.

    ``first`` and ``last`` (ISO dates) bound the recurring duties; where None, the years of the other entries do,
    and without any of those the rule has no end. ``undated`` is the number of duties that have no date: the
    calendar's description tells it. ``stamp`` (ISO date) is the day of the file's edition; None: the first day
    of the year of each event, so that the same duties give the same bytes. ``changes`` (see ``history``): how often the
    date of an entry changed, which is the number of its edition. ``standings`` (IRI of the measure): what was reported.
    Raises MissingPackage without the extra ``calendar``.
    """
    demand("icalendar", "calendar", "日历 (.ics)")
    whole = _head(name, undated)
    first, last = _bounds(dated, first, last)
    events = []
    for entry in dated:
        event = _event(entry, first, last, stamp)
        if event is not None:
            event.add("sequence", (changes or {}).get(entry.id, 0))
            events.append((event.decoded("dtstart").isoformat(), entry.id, event, entry))
    events.sort(key=lambda item: item[:2])
    _remind(events)
    for _, _, event, _ in events:
        whole.add_component(event)
    for task in tasks(dated, standings or {}, changes or {}, stamp):
        whole.add_component(task)
    return _bytes(whole)


def _head(name: str, undated: int) -> Calendar:
    """An empty calendar that says what it is, how often to look again, and how many duties it cannot hold."""
    from icalendar import Calendar

    whole = Calendar()
    whole.add("prodid", "-//zeren//zeren//ZH")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", clean(name))
    whole.add("x-wr-timezone", ZONE)
    # A day between two looks is often enough for dates of plans; RFC 7986 and what came before it.
    whole.add("refresh-interval", timedelta(days=1), parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", "P1D")
    if undated:
        whole.add("x-wr-caldesc", f"另有 {undated} 项任务没有日期（持续推进、长期实施等），不在日历中")
    return whole


def _bytes(whole: Calendar) -> bytes:
    data: bytes = whole.to_ical()
    return data


def _bounds(dated: Iterable[Entry], first: str | None, last: str | None) -> tuple[str | None, str | None]:
    """The period of recurring duties: as given, else the years in which other duties fall due."""
    years = sorted(int(day[:4]) for entry in dated for day in (entry.start, entry.end) if day)
    if years:
        first, last = first or f"{years[0]}-01-01", last or f"{years[-1]}-12-31"
    return first, last


def _event(entry: Entry, first: str | None, last: str | None, stamp: str | None) -> Event | None:
    """The event of an entry; None where a recurring duty has no day in the period."""
    from icalendar import Event, vRecur

    event = Event()
    event.add("uid", uid(entry.id))
    if entry.rrule:
        until = last or f"{int((first or '2000-01-01')[:4]) + 1}-12-31"
        days = occurrences(entry.rrule, first or "2000-01-01", until)
        if not days:
            return None
        start = end = date.fromisoformat(days[0])
        event.add(
            "rrule",
            vRecur.from_ical(completed(entry.rrule) + (f";UNTIL={last.replace('-', '')}" if last else "")),
        )
    elif entry.end:
        end = date.fromisoformat(entry.end)
        start = date.fromisoformat(entry.start) if entry.start else end
    else:
        return None
    edition = date.fromisoformat(stamp) if stamp else date(start.year, 1, 1)
    event.add("dtstamp", datetime(edition.year, edition.month, edition.day, tzinfo=UTC))
    event.add("dtstart", start)
    event.add("dtend", end + timedelta(days=1))
    event.add("summary", clean(entry.title))
    event.add("description", clean(entry.text))
    if entry.categories:
        event.add("categories", list(entry.categories))
    event.add("transp", "TRANSPARENT")
    return event


def _remind(events: Sequence[tuple[str, str, Event, Entry]]) -> None:
    """Add the reminders: those of all that ends on one day in one, at the first event of that day; a rhythm keeps its own,
    one of days or weeks has none."""
    days: dict[str, list[tuple[Event, Entry]]] = {}
    for _, identifier, event, entry in events:
        if entry.rrule and is_often(entry.rrule):
            continue  # a reminder a week before each day of 每天 would ring fourteen times a week
        days.setdefault(identifier if entry.rrule else entry.end or identifier, []).append((event, entry))
    for together in days.values():
        event, entry = together[0]
        last = event.decoded("dtend") - event.decoded("dtstart") - timedelta(days=1)
        title = entry.title if len(together) == 1 else _listed(entry.end, [one.title for _, one in together])
        for days_before in ALARMS:
            event.add_component(_alarm(title, last - timedelta(days=days_before) + _MORNING))


def _listed(day: str | None, titles: Sequence[str]) -> str:
    """All that ends on one day, as one reminder tells it."""
    lines = [f"{number}. {title}" for number, title in enumerate(titles, 1)]
    return "\n".join([f"{day} 到期 {len(titles)} 项", *lines])


def _alarm(title: str, trigger: timedelta) -> Alarm:
    """A reminder so long after the event's first midnight (before it, where negative)."""
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", clean(title))
    alarm.add("trigger", trigger)
    return alarm
