"""The flow from the tasks of an upper plan to the bodies below: tasks left, bodies right, streams as wide as measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zeren.ground.errors import NotFound
from zeren.picture import words
from zeren.picture.canvas import INK, SOFT, Figure
from zeren.picture.frame import A4, MARGIN, Frame
from zeren.picture.tables import names
from zeren.table.duties import BodyRow, MeasureRow

if TYPE_CHECKING:
    from zeren.ask import Flow

LEFT, RIGHT, BLOCK, GAP = 350.0, 250.0, 12.0, 7.0
"""width of the tasks' and the bodies' names, of a block, and room between two blocks"""
UNIT, LEAST = 9.0, 17.0
"""height of one measure, and of the smallest block with its name"""
REST = "rest"
"""stands for the bodies beyond those that are drawn"""
TONES = ("#16325c", "#d9822b", "#2f8f7a", "#7a5195")
"""colours of neighbouring tasks, apart in lightness too"""
LOOSE = "#8a94a3"


@dataclass(frozen=True, slots=True)
class Stream:
    """What goes from one task to one body."""

    task: str
    """IRI"""
    body: str | None
    """IRI, ``REST``, or None where a part of the task is taken up by nobody"""
    count: int
    """measures below; for nobody, measures above that are not taken up"""
    certain: int
    """those among them whose pair needs no person to confirm it"""
    taken: bool
    """False for the part of a task that is not taken up"""


@dataclass(frozen=True, slots=True)
class Course:
    """All streams between two plans."""

    upper: str
    """IRI of a plan"""
    lower: str
    tasks: Mapping[str, str]
    """IRI → number and title, in the order printed"""
    streams: tuple[Stream, ...]
    more: int
    """bodies drawn together as ``REST``"""


def courses(flows: Sequence[Flow], top: int) -> tuple[Course, ...]:
    """Return the flows of each pair of plans, with the bodies beyond the ``top`` busiest taken together.

    NotFound where there is none: no plan of those asked for is aligned with one above it.
    """
    if not flows:
        raise NotFound(
            "没有对应关系：库中没有一份计划与上级计划对应 (no plan here is aligned with a plan above it)",
            "a flow needs both plans, the upper and the lower, in the store; after an update of zeren build again",
        )
    pairs: dict[tuple[str, str], list[Flow]] = {}
    for flow in flows:
        pairs.setdefault((flow.upper_plan, flow.lower_plan), []).append(flow)
    return tuple(_course(upper, lower, its, top) for (upper, lower), its in pairs.items())


def _course(upper: str, lower: str, flows: Sequence[Flow], top: int) -> Course:
    load: dict[str, int] = {}
    for flow in flows:
        if flow.body:
            load[flow.body] = load.get(flow.body, 0) + flow.count
    order = sorted(load, key=lambda body: (-load[body], body))
    shown = set(order[:top])
    made: dict[tuple[str, str | None, bool], Stream] = {}
    for flow in flows:
        taken = any(pair.lower for pair in flow.pairs)
        body = flow.body if flow.body in shown or flow.body is None else REST
        certain = len({pair.lower for pair in flow.pairs if not pair.likely}) if taken else flow.count
        key = (flow.task, body, taken)
        before = made.get(key, Stream(flow.task, body, 0, 0, taken))
        made[key] = replace(before, count=before.count + flow.count, certain=before.certain + certain)
    titles = {flow.task: " ".join(filter(None, (flow.task_no, flow.task_title))) for flow in flows}
    return Course(upper, lower, titles, tuple(made.values()), len(order) - len(shown))


def draw(
    table: Sequence[Course], bodies: Mapping[str, BodyRow], measures: Mapping[str, MeasureRow], lang: str, notes: Sequence[str]
) -> Figure:
    """Return the flows as a picture, one pair of plans below the other."""
    plans = {plan for course in table for plan in (course.upper, course.lower)}
    frame = Frame("flow", A4, [row for row in measures.values() if row.plan_id in plans], lang)
    titles = {row.plan_id: " ".join(filter(None, (row.annex, row.plan))) for row in measures.values()}
    for course in table:
        _pair(frame, course, titles)
        _streams(frame, course, bodies)
    likely = any(its.certain < its.count for course in table for its in course.streams)
    return frame.finish([words.say("count-flow", lang), words.say("likely", lang) if likely else "", *notes])


def _pair(frame: Frame, course: Course, titles: Mapping[str, str]) -> None:
    y = frame.top + 22
    room = frame.room / 2 - 20
    for x, plan, anchor in ((MARGIN, course.upper, "start"), (frame.width - MARGIN, course.lower, "end")):
        title = titles.get(plan, plan)
        frame.canvas.text(x, y, words.cut(title, 13, room), 13, title, text_anchor=anchor, font_weight="bold")
    frame.canvas.line(MARGIN, y + 8, frame.width - MARGIN, y + 8, LOOSE, 1.5)
    frame.top = y + 18


def _streams(frame: Frame, course: Course, bodies: Mapping[str, BodyRow]) -> None:
    left = {task: [its for its in course.streams if its.task == task] for task in course.tasks}
    sinks = _sinks(course)
    right = {sink: [its for its in course.streams if _sink(its) == sink] for sink in sinks}
    high_left, high_right = (sum(_high(its) + GAP for its in side.values()) for side in (left, right))
    top, high = frame.top, max(high_left, high_right)
    starts, ends = _places(left, top, high - high_left), _places(right, top, high - high_right)
    x1, x2 = MARGIN + LEFT, frame.width - MARGIN - RIGHT
    at_left, at_right = ({key: y + (_high(side[key]) - _thick(side[key])) / 2 for key, y in places.items()}
                         for side, places in ((left, starts), (right, ends)))  # fmt: skip
    called = names(bodies, [sink for sink in sinks if sink in bodies])
    said = {sink: _called(sink, course, called, frame.lang) for sink in sinks}
    tone = {task: TONES[turn % len(TONES)] for turn, task in enumerate(course.tasks)}
    rank = {sink: turn for turn, sink in enumerate(sinks)}
    for task, its in left.items():
        for stream in sorted(its, key=lambda one: rank[_sink(one)]):
            sink, wide = _sink(stream), stream.count * UNIT
            _ribbon(frame, stream, (x1 + BLOCK, at_left[task]), (x2, at_right[sink]), tone[task], f"{course.tasks[task]} → {said[sink]}")
            at_left[task] += wide
            at_right[sink] += wide
    for task, y in starts.items():
        _source(frame, course.tasks[task], left[task], x1, y, tone[task], task)
    for sink, y in ends.items():
        _goal(frame, said[sink], right[sink], x2, y, sink)
    frame.top = top + high


def _sink(stream: Stream) -> str:
    """Return where a stream ends: a body, ``REST``, no body named, or not taken up."""
    return stream.body or ("unnamed" if stream.taken else "loose")


def _sinks(course: Course) -> list[str]:
    """Return the ends of all streams: bodies by what reaches them, then what no body takes."""
    sums: dict[str, int] = {}
    for its in course.streams:
        sums[_sink(its)] = sums.get(_sink(its), 0) + its.count
    last = [REST, "unnamed", "loose"]
    return sorted(sums, key=lambda sink: (last.index(sink) + 1 if sink in last else 0, -sums[sink], sink))


def _called(sink: str, course: Course, called: Mapping[str, str], lang: str) -> str:
    if sink == REST:
        return words.say("rest-bodies", lang, count=course.more)
    return words.say(sink, lang) if sink in ("unnamed", "loose") else called.get(sink, sink)


def _thick(streams: Sequence[Stream]) -> float:
    return UNIT * sum(its.count for its in streams)


def _high(streams: Sequence[Stream]) -> float:
    return max(LEAST, _thick(streams))


def _places(side: Mapping[str, Sequence[Stream]], top: float, spare: float) -> dict[str, float]:
    """Return the upper edge of each block, those of the shorter side spread over the whole height."""
    found, y, extra = {}, top, spare / max(1, len(side))
    for key, streams in side.items():
        found[key] = y + extra / 2
        y += _high(streams) + GAP + extra
    return found


def _ribbon(
    frame: Frame, stream: Stream, start: tuple[float, float], end: tuple[float, float], colour: str, said: str
) -> None:
    """Draw a stream; the part that a person has yet to confirm is pale with a dashed edge."""
    frame.canvas.open(
        f"{said}: {stream.count}", class_="stream", data_task=stream.task, data_sink=_sink(stream),
        data_count=stream.count, data_certain=stream.certain,
    )  # fmt: skip
    (x1, y1), (x2, y2) = start, end
    sure, fill = stream.certain * UNIT, colour if stream.taken else LOOSE
    if sure:
        frame.canvas.element("path", None, d=_band(x1, y1, x2, y2, sure), fill=fill, fill_opacity=0.42 if stream.taken else 0.22)
    if stream.count > stream.certain:
        frame.canvas.element(
            "path", None, d=_band(x1, y1 + sure, x2, y2 + sure, (stream.count - stream.certain) * UNIT),
            fill=fill, fill_opacity=0.13, stroke=fill, stroke_width=1, stroke_dasharray="4 3",
        )  # fmt: skip
    if stream.count > 1:
        frame.canvas.text(x2 - 6, y2 + stream.count * UNIT / 2 + 3.5, str(stream.count), 10, text_anchor="end", fill=INK)
    frame.canvas.close()


def _band(x1: float, y1: float, x2: float, y2: float, wide: float) -> str:
    middle = (x1 + x2) / 2
    return (
        f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}V{y2 + wide:.1f}"
        f"C{middle:.1f} {y2 + wide:.1f} {middle:.1f} {y1 + wide:.1f} {x1:.1f} {y1 + wide:.1f}Z"
    )


def _source(frame: Frame, name: str, streams: Sequence[Stream], x: float, y: float, colour: str, task: str) -> None:
    high = _high(streams)
    said = name or words.say("no-task", frame.lang)
    frame.canvas.open(said, class_="source", data_task=task)
    frame.canvas.rect(x, y, BLOCK, high, colour)
    frame.canvas.text(x - 10, y + high / 2 + 4, words.cut(said, 12, LEFT - 14), 12, text_anchor="end")
    frame.canvas.close()


def _goal(frame: Frame, name: str, streams: Sequence[Stream], x: float, y: float, sink: str) -> None:
    high, total = _high(streams), sum(its.count for its in streams)
    frame.canvas.open(f"{name}: {total}", class_="sink", data_sink=sink, data_count=total)
    frame.canvas.rect(x, y, BLOCK, high, LOOSE if sink == "loose" else INK)
    figure = str(total)
    frame.canvas.text(x + BLOCK + 8, y + high / 2 + 4, figure, 12, font_weight="bold")
    begin = x + BLOCK + 14 + words.width(figure, 12)
    frame.canvas.text(begin, y + high / 2 + 4, words.cut(name, 12, frame.width - MARGIN - begin), 12, fill=SOFT if sink == "loose" else INK)
    frame.canvas.close()
