"""The bodies of a heading that consists of them: alone, behind a label, with their roles or with labels in brackets."""

from __future__ import annotations

import re
from dataclasses import replace

from zeren.extract.bodies.endings import is_body, is_whole
from zeren.extract.bodies.mentions import split
from zeren.extract.lexicon import label_pattern, label_words, role_of
from zeren.extract.prose.segments import Segment
from zeren.extract.prose.subjects import is_alone, is_generic
from zeren.extract.statement.said import PlaceOf, Statement
from zeren.extract.statement.statement import parse
from zeren.extract.time.limits import is_deadline
from zeren.ground.fold import fold
from zeren.ground.model import Assignment

_KIND = "牵头|主办|承办|主责|负责|责任|落实|配合|协办|协同|协助|参与|督办|指导"
_COUNT = (
    rf"[(（〔\[]?\s{{0,4}}(?P<inner>{_KIND}|[\u4e00-\u9fff]{{1,3}}(?=\d{{1,3}}[项条件个]))?(?:共|计)?\s{{0,4}}(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}})?"
    r"\s{0,4}[项条件个]?\s{0,4}[)）〕\]]?"
)
_TAIL = re.compile(
    rf"(?P<role>{_KIND})?(?:单位|部门)?(?:办理|落实|完成|实施)?的?(?:重点|主要)?(?:工作|任务|事项|项目|清单|措施|目标){{0,3}}"
    rf"\s{{0,4}}{_COUNT}\s{{0,4}}[:：]?\s{{0,4}}$"
)
"""what follows the body of a heading: how many tasks, in which role (（牵头3项）, 负责的任务（2项）：)"""
LONGEST = 120
"""code points of a heading of bodies"""
ROUND = re.compile("[（(][^（）()]{2,80}[）)]")
"""（县商务局牵头） closes the measure above it"""
_ASKS = re.compile("^(?:请|责成|交由|由)(?=[\u4e00-\u9fff]{3})")
"""what asks a body at the head of its tasks (请县商务局)"""
_BOXED = re.compile(r"[【〔［\[「『〈《<〖](?P<words>[^【】〔〕［］\[\]「」『』〈〉《》<>〖〗]{2,60})[】〕］\]」』〉》>〗]\s{0,4}[:：]?")
"""【县商务局】"""
_BULLET = re.compile(r"[^\w\s，,。．.；;、：:！!？?（）()【】〔〕［］\[\]〈〉<>「」『』《》“”\"‘’'%％]{0,4}[\s\u3000]{0,8}")
"""what may stand before a heading instead of a number: signs, but no bracket, quotation mark or stop"""
_LABEL = re.compile(label_pattern())
_ASIDE = re.compile(r"[（(](?P<inner>[^（()）]{4,120})[）)]\s{0,4}$")
"""what a heading says in brackets at its end"""
_ASIDE_OF_NAME = re.compile(r"(?<=.)[（(][^（()）]{1,40}[)）]$")
NO_HEADING = re.compile("[。，；\n]|[：:].")
_TAIL_LENGTH = 16


def dress(segment: Segment) -> str:
    """What sets the line of a heading apart: its brackets, or the colon behind it; empty where nothing does."""
    raw = unmarked(segment.text[segment.body :].strip())
    return raw[0] if _BOXED.fullmatch(raw) else ":" if raw.endswith(("：", ":")) else ""


def unmarked(words: str) -> str:
    """Words without the signs that stand before them instead of a number (▍生产制造部)."""
    match = _BULLET.match(words)
    return words[match.end() :] if match else words


def named_in(segment: Segment, place_of: PlaceOf) -> Statement | None:
    """The bodies that a line consists of; None where it says more."""
    raw = bare_heading(segment)
    if not 3 <= len(raw) <= LONGEST or NO_HEADING.search(raw) or ROUND.fullmatch(raw):
        return None
    return said(segment, raw, place_of)


def bare_heading(segment: Segment) -> str:
    """The words of a heading without bullets and without brackets around all of them (【县商务局】)."""
    raw = unmarked(segment.text[segment.body :].strip())
    boxed = _BOXED.fullmatch(raw)
    return boxed["words"].strip() if boxed else raw


def said(segment: Segment, raw: str, place_of: PlaceOf) -> Statement | None:
    """The bodies of a heading that consists of them and of how many tasks they have."""
    words, role = _apart(_ASKS.sub("", raw))
    if (len(words) < 3 and not is_alone(words)) or not is_whole(fold(words).replace(" ", "")):
        return None
    start = segment.start + segment.text.index(words)
    mentions = split(words, start, prose=True)
    # 各 holds for all that follow it: 各街道、社区.
    every = bool(mentions) and mentions[0].printed.startswith("各") and _is_name(mentions[0].printed)
    if not mentions or not all(_is_name(one.printed) or (every and is_whole(one.printed)) for one in mentions):
        return None
    return Statement(
        tuple(
            Assignment(role_of(role) or "responsible" if role else "responsible", role, m.printed, m.full, position, "text", place_of(m.start, m.end))
            for position, m in enumerate(mentions, 1)
        )
    )


def under_label(segment: Segment, raw: str, place_of: PlaceOf) -> Statement | None:
    """A heading of a label and its bodies (二、责任单位：区城管局、区住建局)."""
    match = _LABEL.match(fold(raw))
    if match is None or re.search("[。；]", raw):
        return None
    said = parse(raw, segment.start + segment.text.index(raw), place_of, "responsible", None)
    bodies = said.assignments
    return said if bodies and not said.residue and all(_is_name(one.mention) and one.role_raw for one in bodies) else None


def stated_in_brackets(segment: Segment, raw: str, place_of: PlaceOf) -> Statement | None:
    """A heading of bodies with their roles in brackets (基础教育股（牵头）、教研室（配合）)."""
    said = parse(raw, segment.start + segment.text.index(raw), place_of, "responsible", None)
    bodies = said.assignments
    told = any(one.role_raw for one in bodies) and not said.residue
    return said if told and all(is_whole(one.mention) and len(one.mention) > 2 for one in bodies) else None


def with_labels_in_brackets(segment: Segment, raw: str, place_of: PlaceOf) -> Statement | None:
    """A heading of a body and a bracket of labels with more bodies; a group that the bracket gives a head is the bracket's bodies."""
    match = _ASIDE.search(raw)
    inner = match["inner"] if match else ""
    if match is None or not label_words(fold(inner)).match(fold(inner).lstrip()):
        return None
    own = said(segment, raw[: match.start()], place_of)
    rest = parse(inner, segment.start + segment.text.index(inner), place_of, "responsible", None)
    if own is None or rest.residue or not rest.assignments or not all(is_whole(one.mention) for one in rest.assignments):
        return None
    led = any(one.role in ("lead", "responsible") for one in rest.assignments)
    every = rest.assignments if led else (*own.assignments, *rest.assignments)
    return replace(rest, assignments=tuple(replace(one, position=at) for at, one in enumerate(every, 1)))


def bodies_in_brackets(segment: Segment, raw: str, place_of: PlaceOf) -> Statement | None:
    """The bodies in brackets behind a heading that says what the items below it are about (一、道路交通领域（市公安局、市交通运输局）)."""
    match = _ASIDE.search(raw)
    if match is None or is_body(outer := raw[: match.start()].strip()) or re.search("单位|部门|机构", outer):
        return None
    rest = parse(match["inner"], segment.start + segment.text.rindex(match["inner"]), place_of, "responsible", None)
    whole = all(is_whole(one.mention) and is_body(one.mention) for one in rest.assignments)
    sure = rest.assignments and whole and not (rest.residue or rest.lead_rule or rest.standing)
    return rest if sure and not any(one.role_raw for one in rest.assignments) else None


def _apart(raw: str) -> tuple[str, str | None]:
    """The bodies of a heading and the role word that follows them; the words as they are where no body stands first."""
    for cut in range(max(2, len(raw) - _TAIL_LENGTH), len(raw) + 1):
        tail = _TAIL.fullmatch(fold(raw[cut:]))
        words = raw[:cut].strip()
        if tail and is_whole(fold(words).replace(" ", "")) and is_body(words):
            return words.removeprefix("由"), tail["role"] or tail["inner"]
    return raw, None


def _is_name(name: str) -> bool:
    if is_alone(name):
        return True
    bare = _ASIDE_OF_NAME.sub("", name)  # 完成照明改造（暑假前） ends as a name with its bracket does
    return is_body(bare) and is_body(name) and is_whole(name) and not is_generic(name) and not is_deadline(name) and len(name) > 2
